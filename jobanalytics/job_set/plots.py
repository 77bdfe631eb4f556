"""The plots of a JobSet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jobanalytics import comparison, plotting

if TYPE_CHECKING:
    from typing import Unpack

    from matplotlib.axes import Axes

    from jobanalytics.job_set.job_set import JobSet
    from jobanalytics.job_set.options import MergeOptions

__all__ = ["Plots"]


class Plots:
    """Draws tables that a set's methods return.

    Parameters
    ----------
    jobs : JobSet
        The set.
    """

    def __init__(self, jobs: JobSet) -> None:
        self._jobs = jobs

    def curves(
        self,
        metric: str,
        *,
        x: str = "iteration_number",
        by: str | None = None,
        ax: Axes | None = None,
        **options: Unpack[MergeOptions],
    ) -> Axes:
        """Draw `JobSet.curves`, a line for each job and node.

        Parameters
        ----------
        metric, x, **options
            As for `JobSet.curves`.
        by : str, optional
            What gives the lines their colours, such as a hyperparameter; each job has its own if
            not given.
        ax : matplotlib.axes.Axes, optional
            Where to draw; a new figure of pyplot if not given.

        Returns
        -------
        matplotlib.axes.Axes
            What was drawn on.
        """
        frame = self._jobs.curves(metric, x=x, **options).drop("metric")
        if by is not None:
            frame = comparison.with_groups(frame, self._jobs.table(), by)
        return plotting.curves(frame.rename({"value": metric}), metric, x=x, by=by, ax=ax)
