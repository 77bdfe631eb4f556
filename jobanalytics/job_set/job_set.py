"""JobSet: many jobs as one object, which gathers what `jobanalytics.comparison` computes with."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, Unpack

import polars as pl

from jobanalytics import comparison, export
from jobanalytics.comparison.arguments import GOALS, one_of, whole_number
from jobanalytics.errors import InvalidArgumentError
from jobanalytics.job_set.frames import JobFrames
from jobanalytics.job_set.groups import (
    alike,
    check_groups,
    hints,
    of_jobs,
    partition_column,
    split,
    with_groups,
)
from jobanalytics.job_set.members import Members
from jobanalytics.job_set.merged_cells import warn_of_default
from jobanalytics.job_set.options import ByPivotOptions, LoadOptions, MergeOptions, loading
from jobanalytics.merging import column_of
from jobanalytics.schema import CURVE_X, MetricStatistic, MetricType

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence
    from datetime import timedelta
    from pathlib import Path

    from jobanalytics.comparison import JobsDiff
    from jobanalytics.comparison.best import GoalLike
    from jobanalytics.comparison.groups import GroupsLike
    from jobanalytics.job_set.gathering import OnError
    from jobanalytics.job_set.plots import Plots
    from jobanalytics.job_set.set_merge import Others
    from jobanalytics.merging import StatisticLike

__all__ = ["JobSet"]


class JobSet(JobFrames):
    """Hybrid jobs, in an order, each once.

    Parameters
    ----------
    jobs : iterable
        Jobs of this package or of the Braket SDK, ARNs, folders of local jobs, other sets, or one
        of these. A folder without a log stands for the jobs in its folders.

    Raises
    ------
    InvalidArgumentError
        If something is none of these.
    LocalJobNotFoundError
        If a folder does not exist, or holds no job.

    Notes
    -----
    Nothing is asked when a set is made. Jobs of one AWS session and region are read together, in
    as few calls as it takes, when a method needs them; each job keeps what was read of it.

    A set is a sequence: ``len(jobs)``, ``for job in jobs``, ``jobs[0]``, ``jobs[-5:]`` (a set
    again), ``a + b``. ``jobs["vqe-07"]`` finds a job by its name or ARN, and ``in`` takes these
    too. A set crosses to other processes as its jobs, which have to be read anew there.

    Every method that loads takes ``progress=`` (a bar on a terminal or in a notebook, true by
    default) and ``on_error=``: ``"raise"``, the default, raises the error of the first job that
    fails; ``"collect"`` leaves such jobs out, warns with an IncompleteMetricsWarning, and lists
    them in `errors`. An interrupt stops at once; what was loaded until then is kept, and the same
    call goes on from there. A job whose metrics may not be all is named in a warning too.

    Frames have ``job_name`` before ``job_arn``. Two local jobs in folders of one name are told
    apart by the last parts of their paths. Where there are no jobs, or nothing was logged, frames
    are empty, with their columns, whatever the metric; only groups by a hyperparameter or a tag
    cannot be had of no jobs, and raise an InvalidArgumentError.
    """

    def filter(
        self,
        *predicates: Any,
        progress: bool = True,
        on_error: OnError = "raise",
        **constraints: Any,
    ) -> JobSet:
        """Return the jobs whose rows of `table` meet all of some conditions.

        Parameters
        ----------
        *predicates
            As `polars.DataFrame.filter` takes them: ``pl.col("hyperparameters.n_layers") > 2``.
        progress, on_error
            As for every method that loads.
        **constraints
            Columns and the values that they have to have: ``state="COMPLETED"``. ``n_layers=4``
            finds ``hyperparameters.n_layers``, also where another job has text there.

        Raises
        ------
        polars.exceptions.ColumnNotFoundError
            If the table has no such column; a note says which may be meant. Of no jobs, none is
            left, whatever the condition.
        """
        table = self.table(progress=progress, on_error=on_error)
        if table.is_empty():
            return JobSet()
        named = [alike(name, value, table) for name, value in constraints.items()]
        try:
            rows = table.filter(*predicates, *named)
        except pl.exceptions.ColumnNotFoundError as error:
            for hint in hints([*predicates, *named], table):
                error.add_note(hint)
            raise
        return JobSet(self._members_of(rows["job_arn"]))

    def group_by(self, by: GroupsLike, **options: Unpack[LoadOptions]) -> dict[Any, JobSet]:
        """Split the set by hyperparameters or other columns of `table`.

        Parameters
        ----------
        by : str or sequence of str
            ``"n_layers"`` finds ``hyperparameters.n_layers``.

        Returns
        -------
        dict
            Sets by value, or by tuple of values, in the order of `by`, where that is a sequence.
            In the order of the values, nulls first. Empty where there are no jobs.

        Raises
        ------
        InvalidArgumentError
            If there is no such column, hyperparameter or tag.
        """
        table = self.table(**options)
        if table.is_empty():
            return {}
        groups = split(table, by)
        return {value: JobSet(self._members_of(arns)) for value, arns in groups.items()}

    # ------------------------------------------------------------------------------- compared

    def summary(
        self, *metrics: str, goal: GoalLike = None, **options: Unpack[ByPivotOptions]
    ) -> pl.DataFrame:
        """Summarise each metric of each job; see `jobanalytics.comparison.summary`.

        A metric has the same row whether it is named or not: times are those of the merged rows
        of all metrics, and seconds count from the first time that the job logged any of them.
        """
        columns = list(map(column_of, metrics))
        # Who gives the goal of another metric is told whether there is one.
        others: Others = (
            "merged" if isinstance(goal, Mapping) and goal.keys() - columns else "in rows"
        )
        frame = self._merged(*metrics, others=others, **options)
        table = comparison.summary(frame, *columns, goal=goal)
        warn_of_default(self._loader.merged_cells, metrics, goal, options)
        return table

    def leaderboard(
        self, metric: str, *, goal: str, k: int | None = None, **options: Unpack[ByPivotOptions]
    ) -> pl.DataFrame:
        """Put the jobs in the order of their best; see `jobanalytics.comparison.leaderboard`."""
        goal = one_of("goal", goal, GOALS)
        k = k if k is None else whole_number("k", k, least=1)
        frame = self._merged(metric, others="merged", **options)
        jobs = self.table(**loading(options))
        frame = of_jobs(jobs, frame)
        warn_of_default(self._loader.merged_cells, [metric], goal, options)
        return comparison.leaderboard(frame, column_of(metric), goal=goal, k=k, jobs=jobs)

    def curves(
        self,
        metric: str,
        *,
        x: str = "iteration_number",
        smooth: float | None = None,
        every: float | str | timedelta | None = None,
        **options: Unpack[MergeOptions],
    ) -> pl.DataFrame:
        """Return tidy curves; see `jobanalytics.comparison.curves`.

        Over ``timestamp`` and ``elapsed`` the metrics are merged by time, so that values without
        an iteration number are in it too, unless `chains` are joined, which goes by iteration.
        ``elapsed`` counts from the first time that the job logged any metric.
        """
        x = one_of("x", x, tuple(CURVE_X))
        by_iteration = x == "iteration_number" or options.get("chains") not in (None, False)
        pivot = MetricType.ITERATION_NUMBER if by_iteration else MetricType.TIMESTAMP
        # The time that elapsed counts from the first value of any metric.
        others: Others = "in rows" if x == "elapsed" else "left out"
        frame = self._merged(metric, others=others, metric_type=pivot, **options)
        return comparison.curves(frame, column_of(metric), x=x, smooth=smooth, every=every)

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
        **options: Unpack[MergeOptions],
    ) -> pl.DataFrame:
        """Aggregate curves over the jobs of each group; see `jobanalytics.comparison.bands`.

        Jobs log at different times, so that bands over ``timestamp`` or ``elapsed`` need `every`.

        Raises
        ------
        InvalidArgumentError
            If `x` is a time and there is no `every`, or as `comparison.bands` does.
        """
        x = one_of("x", x, tuple(CURVE_X))
        if x != "iteration_number" and every is None:
            raise InvalidArgumentError(
                f"Bands over {x!r} need every: jobs log at different times, so that hardly a "
                "point has more than one of them. Say how far apart points are to be, in seconds "
                "or as text: every=60 or every='1m'."
            )
        curves = self.curves(metric, x=x, smooth=smooth, every=every, **options)
        if by is not None:
            curves = with_groups(curves, self.table(**loading(options)), by)
        return comparison.bands(curves, by=by, center=center, interval=interval)

    def compare(
        self,
        metric: str,
        by: GroupsLike,
        *,
        goal: str,
        of: str = "last",
        baseline: Any = None,
        seed: int = 0,
        resamples: int = 2000,
        **options: Unpack[ByPivotOptions],
    ) -> pl.DataFrame:
        """Compare groups by where their jobs ended; see `jobanalytics.comparison.compare`."""
        goal = one_of("goal", goal, GOALS)
        frame = self._merged(metric, **options)
        warn_of_default(self._loader.merged_cells, [metric], goal, options)
        jobs = self._jobs_of_curves(**options)
        check_groups(jobs, by)
        return comparison.compare(
            of_jobs(jobs, frame),
            column_of(metric),
            by=by,
            goal=goal,
            jobs=jobs,
            of=of,
            baseline=baseline,
            seed=seed,
            resamples=resamples,
        )

    def diff(self, a: Any, b: Any, **options: Unpack[ByPivotOptions]) -> JobsDiff:
        """Say in what two jobs differ; see `jobanalytics.comparison.diff`.

        Parameters
        ----------
        a, b : QuantumJob, int or str
            Jobs of the set: themselves, or their places, names or ARNs. Both are needed: what
            fails is raised, whatever `on_error` says.
        """
        options["on_error"] = "raise"
        members = [self._find(a), self._find(b)]
        pair = JobSet(Members(dict.fromkeys(members)))
        # A chain may lead through jobs other than these two.
        joined = options.get("chains") not in (None, False)
        return comparison.diff(
            (self if joined else pair).metrics(**options),
            pair.table(**loading(options)),
            *(member.arn for member in members),
        )

    def varying(self, **options: Unpack[LoadOptions]) -> pl.DataFrame:
        """Return what the sweep swept; see `jobanalytics.comparison.varying`."""
        return comparison.varying(self.table(**options))

    @property
    def plot(self) -> Plots:
        """Plots of the tables above; each takes what draws it."""
        # Matplotlib takes half a second to import, which nobody has to wait for who draws nothing.
        plots: type[Plots] = import_module("jobanalytics.job_set.plots").Plots
        return plots(self)

    def report(
        self,
        path: str | os.PathLike[str],
        *,
        metrics: str | Sequence[str] | None = None,
        by: GroupsLike = None,
        goal: GoalLike = None,
        title: str | None = None,
        x: str = "iteration_number",
        every: float | str | timedelta | None = None,
        prices: Mapping[str, Mapping[str, float]] | None = None,
        **options: Unpack[MergeOptions],
    ) -> Path:
        """Write the tables above, with charts to explore, as one HTML page that needs no network.

        Parameters
        ----------
        path : str or path
            The file. It appears whole or not at all, and one that is there is replaced.
        metrics : str or sequence of str, optional
            The metrics to show, in their order. By default those that `goal` names, then those
            that most jobs logged, four in all; the page says which are left out.
        by : str or sequence of str, optional
            What to compare jobs by; see `bands`. By default the swept hyperparameters, seeds aside,
            if they make few groups; see `jobanalytics.comparison.swept_groups`.
        goal : str or mapping of metric name to str, optional
            ``min`` or ``max``, as for `summary`. The page names no winner of a metric without one.
        title : str, optional
            The heading.
        x, every
            What curves and bands go over; see `curves`. Metrics that were never logged with an
            iteration number go over ``elapsed``. Bands over time need `every`.
        prices : mapping, optional
            As for `costs`.
        **options
            See `MergeOptions`. What cannot be read of quantum tasks is left out with a warning,
            whatever `on_error` says, and named on the page.

        Returns
        -------
        pathlib.Path
            The file.

        Raises
        ------
        InvalidArgumentError
            If no job logged such a metric, there is no such column, `path` is a folder or no
            local file, or another argument is none of those above.
        StorageWriteError
            If the file cannot be written.
        """
        # Altair and Vega's bundle take a second to load, which only a report needs.
        written: Path = import_module("jobanalytics.job_set.reports").report(
            self,
            path,
            metrics=metrics,
            by=by,
            goal=goal,
            title=title,
            x=x,
            every=every,
            prices=prices,
            options=options,
        )
        return written

    # ------------------------------------------------------------------------------- live

    def watch(
        self,
        *metrics: str,
        goal: GoalLike = None,
        statistic: StatisticLike = MetricStatistic.MAX,
        poll_interval_seconds: float = 5,
        poll_timeout_seconds: float | None = None,
    ) -> pl.DataFrame:
        """Follow the jobs live until all have ended, and show where they stand.

        In a notebook that is one output, in a terminal one table, which are updated; elsewhere a
        line on stdout for each change. An interrupt (Ctrl-C) ends it quietly. What AWS throttles,
        or does not answer, is said and asked again. A job is read once more a look after its end,
        so that lines that come late are in the result. Local and archived jobs have ended.

        Parameters
        ----------
        *metrics : str
            The metrics to show; by default all.
        goal : str or mapping of metric name to str, optional
            ``min`` or ``max``: which value is the best; without it none is.
        statistic : MetricStatistic, str, or mapping of metric name to either
            What several values of one iteration become; those of a job's nodes, too.
        poll_interval_seconds : float
            Seconds from one look to the next.
        poll_timeout_seconds : float, optional
            How long to watch; by default until all have ended.

        Returns
        -------
        polars.DataFrame
            One row per job and metric, in the order of the set: ``job_name``, ``job_arn``,
            ``state``, ``queue_position`` String, ``queue_seconds``, ``run_seconds`` Float64,
            ``metric`` String, ``count`` UInt32, ``iteration_number`` Int64, ``last``, ``best``
            Float64, ``best_iteration_number`` Int64, ``complete`` Boolean; see
            `jobanalytics.schema.WATCHED`. After an interrupt it has what was known by then.

        Raises
        ------
        JobTimeoutError
            A TimeoutError, if the jobs did not end in time.
        InvalidArgumentError
            If `goal`, `statistic` or a time is not one, or `goal` names what is not watched.
        AwsError
            If a call fails in a way that does not pass; the subclass says how.

        Warns
        -----
        UnknownMetricWarning
            If a metric that is named was logged by no job, while others were.
        """
        watch = import_module("jobanalytics.watching").watch
        table: pl.DataFrame = watch(
            self._members,
            metrics,
            goal=goal,
            statistic=statistic,
            poll_interval_seconds=poll_interval_seconds,
            poll_timeout_seconds=poll_timeout_seconds,
        )
        return table

    def write_parquet(
        self,
        path: str | os.PathLike[str],
        *,
        partition_by: str | None = None,
        allow_pickle: bool = False,
        session: Any = None,
        **options: Unpack[LoadOptions],
    ) -> None:
        """Write `table`, `observations` and `results` to a folder, as Parquet for any program.

        The files are ``jobs.parquet``, ``observations.parquet`` and ``results.parquet``; what each
        column means is in their metadata. `jobanalytics.read_parquet` gives back the same frames.
        An export that is there already is replaced; other files are left alone.

        Parameters
        ----------
        path : str or path
            A local folder, which is made if it is missing, or ``s3://bucket/prefix``.
        partition_by : str, optional
            A column of `table`: ``"n_layers"`` finds ``hyperparameters.n_layers``. Observations
            then go to ``observations/hyperparameters.n_layers=4/data.parquet`` and so on, which
            DuckDB, Polars and pandas read as one table with that column; pandas only if it has no
            nulls, else with ``partitioning=None``. A column that observations have too, such as
            ``job_name``, is called ``jobs.job_name`` there.
        allow_pickle : bool
            As for `results`.
        session : boto3.Session or braket.aws.AwsSession, optional
            Whose credentials to use for S3; those of the environment if not given.

        Raises
        ------
        InvalidArgumentError
            If there is no such column; if the place is a file or an archive, or holds a file of
            one of these names that is none of an export.
        StorageWriteError
            If a file cannot be written, such as on a full disk.
        PickleNotAllowedError, BundleError
            As `results` does.

        Notes
        -----
        The three tables are of the same jobs, as their records are at the beginning. With
        ``on_error="collect"`` a job without a record is in none; one whose metrics cannot be read
        has no observations, and one whose result cannot be read has null as ``has_result``.
        """
        jobs = self.table(**options)
        column = partition_column(jobs, partition_by)
        # Logs take longest: what can fail before does.
        export.check_place(path, jobs, partition_by=column, session=session)
        results = self._results_of(jobs, allow_pickle=allow_pickle, **options)
        observations = of_jobs(jobs, self.observations(**options))
        everything = export.Export(jobs, observations, results)
        export.write_parquet(path, everything, partition_by=column, session=session)
