"""The plots of a JobSet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jobanalytics import plotting
from jobanalytics.comparison.arguments import one_of
from jobanalytics.job_set.groups import with_groups
from jobanalytics.job_set.options import loading
from jobanalytics.schema import CURVE_X

if TYPE_CHECKING:
    from datetime import timedelta
    from typing import Unpack

    from matplotlib.axes import Axes

    from jobanalytics.comparison.groups import GroupsLike
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
        x = one_of("x", x, tuple(CURVE_X))
        frame = self._jobs.curves(metric, x=x, **options)
        if by is not None:
            frame = with_groups(frame, self._jobs.table(**loading(options)), by)
        axes = plotting.curves(frame, "value", x=x, by=by, ax=ax)
        axes.set_ylabel(metric)
        return axes

    def bands(
        self,
        metric: str,
        by: GroupsLike = None,
        *,
        center: str = "mean",
        interval: str = "ci95",
        x: str = "iteration_number",
        smooth: float | None = None,
        every: float | str | timedelta | None = None,
        ax: Axes | None = None,
        **options: Unpack[MergeOptions],
    ) -> Axes:
        """Draw `JobSet.bands`: the center of each group and its interval.

        Parameters
        ----------
        metric, by, center, interval, x, smooth, every, **options
            As for `JobSet.bands`.
        ax : matplotlib.axes.Axes, optional
            Where to draw; a new figure of pyplot if not given.

        Returns
        -------
        matplotlib.axes.Axes
            What was drawn on; see `jobanalytics.plotting.bands`.
        """
        frame = self._jobs.bands(
            metric,
            by,
            center=center,
            interval=interval,
            x=x,
            smooth=smooth,
            every=every,
            **options,
        )
        axes = plotting.bands(frame, ax=ax)
        axes.set_ylabel(metric)
        return axes
