"""The plots of a JobSet."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import polars as pl

from jobanalytics import comparison, plotting
from jobanalytics.comparison.arguments import one_of
from jobanalytics.comparison.groups import group_names
from jobanalytics.job_set.groups import check_groups, with_groups
from jobanalytics.job_set.merged_cells import DefaultStatisticWarning
from jobanalytics.merging import column_of
from jobanalytics.plotting.text import plain
from jobanalytics.schema import CURVE_X

if TYPE_CHECKING:
    from datetime import datetime, timedelta
    from typing import Unpack

    from matplotlib.axes import Axes

    from jobanalytics.comparison.groups import GroupsLike
    from jobanalytics.job_set.job_set import JobSet
    from jobanalytics.job_set.options import ByPivotOptions, LoadOptions, MergeOptions

__all__ = ["Plots"]


class Plots:
    """Draws tables that a set's methods return.

    Every plot takes ``ax=``, the matplotlib Axes to draw on (a new figure of pyplot if not given),
    and returns the Axes; every plot of a metric takes ``scale=``, for the metric's axis. A single
    job is a set of one: ``ja.JobSet(job).plot.curves("energy")``.

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
        by: GroupsLike = None,
        color: str | None = None,
        smooth: float | None = None,
        every: float | str | timedelta | None = None,
        scale: str | None = None,
        ax: Axes | None = None,
        **options: Unpack[MergeOptions],
    ) -> Axes:
        """Draw `JobSet.curves`, a line for each job and node.

        Parameters
        ----------
        metric, x, smooth, every, **options
            As for `JobSet.curves`.
        by : str or sequence of str, optional
            What the lines are told apart by, by colour and line style, such as a hyperparameter,
            or several together; the job if not given.
        color : str, optional
            What gives the lines their colours, if it is another than `by`.
        scale : str, optional
            The scale of the metric's axis: ``linear``, ``log`` or ``symlog``; chosen by the values
            if not given.
        ax : matplotlib.axes.Axes, optional
            Where to draw; a new figure of pyplot if not given.

        Returns
        -------
        matplotlib.axes.Axes
            What was drawn on; see `jobanalytics.plotting.curves`. The ends of jobs that are not
            COMPLETED are marked where `by` or `color` is given: only then the jobs' records are
            asked for.
        """
        x = one_of("x", x, tuple(CURVE_X))
        frame = self._jobs.curves(metric, x=x, smooth=smooth, every=every, **options)
        groups = [*group_names(by), *group_names(color)]
        arns = [member.arn for member in self._jobs._members]  # noqa: SLF001 - of this package
        table = None
        if groups or options.get("chains") not in (None, False):
            table = self._jobs._jobs_of_curves(**options)  # noqa: SLF001
            arns = table["job_arn"].to_list()
        there = set(frame["job_arn"])
        # Jobs that logged nothing have no curve, and are counted by their nulls.
        absent = pl.DataFrame({"job_arn": [arn for arn in arns if arn not in there]})
        frame = pl.concat([frame, absent.cast(pl.String)], how="diagonal")
        if table is not None and groups:
            frame = with_groups(frame, table, [*groups, "state"])
        axes = plotting.curves(frame, "value", x=x, by=by, color=color, scale=scale, ax=ax)
        axes.set_ylabel(plain(metric))
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
        scale: str | None = None,
        ax: Axes | None = None,
        **options: Unpack[MergeOptions],
    ) -> Axes:
        """Draw `JobSet.bands`: the center of each group and its interval.

        Parameters
        ----------
        metric, by, center, interval, x, smooth, every, **options
            As for `JobSet.bands`.
        scale : str, optional
            The scale of the metric's axis: ``linear``, ``log`` or ``symlog``; chosen by the values
            if not given.
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
        axes = plotting.bands(frame, scale=scale, ax=ax)
        axes.set_ylabel(plain(metric))
        return axes

    def leaderboard(
        self,
        metric: str,
        by: GroupsLike = None,
        *,
        goal: str,
        k: int | None = None,
        scale: str | None = None,
        ax: Axes | None = None,
        **options: Unpack[ByPivotOptions],
    ) -> Axes:
        """Draw `JobSet.leaderboard`: a dot for each job, its seeds in one row.

        Parameters
        ----------
        metric, goal, **options
            As for `JobSet.leaderboard`.
        by : str or sequence of str, optional
            What the jobs of a row have in common; by default all hyperparameters that vary but the
            seeds. See `jobanalytics.comparison.standings`.
        k : int, optional
            How many rows to draw, the best; all if not given.
        scale : str, optional
            The scale of the metric's axis: ``linear``, ``log`` or ``symlog``; chosen by the values
            if not given.
        ax : matplotlib.axes.Axes, optional
            Where to draw; a new figure of pyplot if not given.

        Returns
        -------
        matplotlib.axes.Axes
            What was drawn on; see `jobanalytics.plotting.leaderboard`.
        """
        board = self._jobs.leaderboard(metric, goal=goal, **options)
        jobs = self._jobs._jobs_of_curves(**options)  # noqa: SLF001 - of this package
        check_groups(jobs, by)
        standings = comparison.standings(board, jobs, by=by, k=k)
        axes = plotting.leaderboard(standings, goal=goal, scale=scale, ax=ax)
        axes.set_xlabel(plain(f"best {metric}"))
        return axes

    def compare(
        self,
        metric: str,
        by: GroupsLike,
        *,
        goal: str,
        of: str = "last",
        center: str = "iqm",
        baseline: Any = None,
        seed: int = 0,
        resamples: int = 2000,
        scale: str | None = None,
        ax: Axes | None = None,
        **options: Unpack[ByPivotOptions],
    ) -> Axes:
        """Draw `JobSet.compare`: a center with its interval for each group, and the jobs as dots.

        Parameters
        ----------
        metric, by, goal, of, baseline, seed, resamples, **options
            As for `JobSet.compare`.
        center : str
            ``iqm`` (the interquartile mean), ``mean`` or ``median``.
        scale : str, optional
            The scale of the metric's axis: ``linear``, ``log`` or ``symlog``; chosen by the values
            if not given.
        ax : matplotlib.axes.Axes, optional
            Where to draw; a new figure of pyplot if not given.

        Returns
        -------
        matplotlib.axes.Axes
            What was drawn on; see `jobanalytics.plotting.compare`.
        """
        compared = self._jobs.compare(
            metric,
            by,
            goal=goal,
            of=of,
            baseline=baseline,
            seed=seed,
            resamples=resamples,
            **options,
        )
        with warnings.catch_warnings(action="ignore", category=DefaultStatisticWarning):  # as said
            ended = self._outcomes(metric, goal, of, **options)
        axes = plotting.compare(compared, ended, center=center, goal=goal, scale=scale, ax=ax)
        axes.set_xlabel(plain(f"{of.casefold()} {metric}"))
        return axes

    def scatter(
        self,
        metric: str,
        by: str,
        *,
        goal: str | None = None,
        of: str | None = None,
        color: str | None = None,
        scale: str | None = None,
        ax: Axes | None = None,
        **options: Unpack[ByPivotOptions],
    ) -> Axes:
        """Draw where jobs ended over a hyperparameter.

        Parameters
        ----------
        metric, goal, **options
            As for `JobSet.summary`.
        by : str
            The hyperparameter, or another column of `JobSet.table`.
        of : str, optional
            Which value counts: ``last``, ``best`` (which takes a goal), ``first``, ``min``, ``max``
            or ``mean``. The best where there is a goal, else the last, if not given.
        color : str, optional
            What gives the dots their colours; their state if not given.
        scale : str, optional
            The scale of the metric's axis: ``linear``, ``log`` or ``symlog``; chosen by the values
            if not given.
        ax : matplotlib.axes.Axes, optional
            Where to draw; a new figure of pyplot if not given.

        Returns
        -------
        matplotlib.axes.Axes
            What was drawn on; see `jobanalytics.plotting.scatter`.
        """
        of = of or ("best" if goal else "last")
        ended = self._outcomes(metric, goal, of, **options)
        check_groups(ended, [by] if color is None else [by, color])
        axes = plotting.scatter(ended, by, color=color, goal=goal, scale=scale, ax=ax)
        axes.set_ylabel(plain(f"{of.casefold()} {metric}"))
        return axes

    def parallel(
        self,
        metric: str,
        by: GroupsLike = None,
        *,
        goal: str | None = None,
        of: str | None = None,
        scale: str | None = None,
        ax: Axes | None = None,
        **options: Unpack[ByPivotOptions],
    ) -> Axes:
        """Draw jobs as lines from their hyperparameters to where they ended.

        Parameters
        ----------
        metric, goal, **options
            As for `JobSet.summary`.
        by : str or sequence of str, optional
            The hyperparameters, or other columns of `JobSet.table`, in their order; all
            hyperparameters that vary but the seeds if not given.
        of : str, optional
            Which value counts, as for `scatter`.
        scale : str, optional
            The scale of the metric's axis: ``linear``, ``log`` or ``symlog``; chosen by the values
            if not given.
        ax : matplotlib.axes.Axes, optional
            Where to draw; a new figure of pyplot if not given.

        Returns
        -------
        matplotlib.axes.Axes
            What was drawn on; see `jobanalytics.plotting.parallel`.
        """
        of = of or ("best" if goal else "last")
        ended = self._outcomes(metric, goal, of, **options)
        check_groups(ended, by)
        named = ended.with_columns(metric=pl.lit(f"{of.casefold()} {metric}"))
        return plotting.parallel(named, by, scale=scale, ax=ax)

    def timeline(
        self,
        *,
        now: datetime | None = None,
        ax: Axes | None = None,
        **options: Unpack[LoadOptions],
    ) -> Axes:
        """Draw when the jobs waited and ran; no log is read.

        Parameters
        ----------
        now : datetime.datetime, optional
            Until when jobs that have not ended are drawn; the present if not given.
        ax : matplotlib.axes.Axes, optional
            Where to draw; a new figure of pyplot if not given.
        **options
            As for `JobSet.table`.

        Returns
        -------
        matplotlib.axes.Axes
            What was drawn on; see `jobanalytics.plotting.timeline`.
        """
        return plotting.timeline(self._jobs.table(**options), now=now, ax=ax)

    def _outcomes(
        self, metric: str, goal: str | None, of: str, **options: Unpack[ByPivotOptions]
    ) -> pl.DataFrame:
        summary = self._jobs.summary(metric, goal=goal, **options)
        jobs = self._jobs._jobs_of_curves(**options)  # noqa: SLF001 - of this package
        return comparison.outcomes(summary, jobs, column_of(metric), of=of)
