"""JobSet: many jobs as one object, which gathers what `jobanalytics.comparison` computes with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack, overload

import polars as pl

from jobanalytics import comparison, merging, tables
from jobanalytics.errors import InvalidArgumentError
from jobanalytics.job_set.downloads import folders_of, store_bundle
from jobanalytics.job_set.loading import Loader
from jobanalytics.job_set.members import Member, Members, members_of
from jobanalytics.job_set.options import ByPivotOptions, LoadOptions, MergeOptions, loading
from jobanalytics.job_set.selection import only_metrics
from jobanalytics.job_set.shown import as_html, describe
from jobanalytics.quantum_job import QuantumJob
from jobanalytics.schema import DOWNLOADS, MetricStatistic, MetricType

if TYPE_CHECKING:
    import os
    from datetime import timedelta

    from jobanalytics.comparison import JobsDiff
    from jobanalytics.comparison.best import GoalLike
    from jobanalytics.comparison.groups import GroupsLike
    from jobanalytics.job_set.plots import Plots
    from jobanalytics.merging import StatisticLike

__all__ = ["JobSet"]


class JobSet(Sequence[QuantumJob]):
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

    Every method that loads takes ``progress=`` (a bar on a terminal or in a notebook, true by
    default) and ``on_error=``: ``"raise"``, the default, raises the error of the first job that
    fails; ``"collect"`` leaves such jobs out, warns with an IncompleteMetricsWarning, and lists
    them in `errors`. An interrupt stops at once; what was loaded until then is kept, and the same
    call goes on from there. A job whose metrics may not be all is named in a warning too.

    Frames have ``job_name`` before ``job_arn``. Two local jobs in folders of one name are told
    apart by the last parts of their paths.
    """

    def __init__(self, jobs: Any = ()) -> None:
        self._members = members_of(jobs)
        self._loader = Loader(self._members)

    # ------------------------------------------------------------------------------- as a set

    def __len__(self) -> int:
        return len(self._members)

    def __iter__(self) -> Iterator[QuantumJob]:
        return (member.job for member in self._members)

    def __contains__(self, job: object) -> bool:
        return any(member.job == job for member in self._members)

    @overload
    def __getitem__(self, which: int | str) -> QuantumJob: ...
    @overload
    def __getitem__(self, which: slice) -> JobSet: ...

    def __getitem__(self, which: int | str | slice) -> QuantumJob | JobSet:
        """Return a job by its place, name or ARN, or the set of a slice of the places."""
        if isinstance(which, slice):
            return JobSet(Members(self._members[which]))
        return self._members.find(which).job

    def __add__(self, other: Any) -> JobSet:
        return JobSet([*self, *JobSet(other)])

    def __eq__(self, other: object) -> bool:
        return list(self) == list(other) if isinstance(other, JobSet) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def filter(self, *predicates: Any, progress: bool = True, **constraints: Any) -> JobSet:
        """Return the jobs whose rows of `table` meet conditions.

        Parameters
        ----------
        *predicates, **constraints
            As `polars.DataFrame.filter` takes them: ``pl.col("hyperparameters.n_layers") > 2``,
            ``state="COMPLETED"``.
        progress : bool
            Show a bar while records are asked for.
        """
        kept = set(self.table(progress=progress).filter(*predicates, **constraints)["job_arn"])
        return JobSet(Members(member for member in self._members if member.arn in kept))

    def group_by(self, by: GroupsLike, **options: Unpack[LoadOptions]) -> dict[Any, JobSet]:
        """Split the set by hyperparameters or other columns of `table`.

        Parameters
        ----------
        by : str or sequence of str
            ``"n_layers"`` finds ``hyperparameters.n_layers``.

        Returns
        -------
        dict
            Sets by value, or by tuple of values where `by` is a sequence; in the order of the
            values, nulls first.
        """
        table = self.table(**options)
        groups = comparison.with_groups(table.select("job_arn"), table, by).sort(
            pl.exclude("job_arn"), maintain_order=True
        )
        sets: dict[Any, list[Member]] = {}
        members = {member.arn: member for member in self._members}
        for arn, *values in groups.iter_rows():
            sets.setdefault(values[0] if isinstance(by, str) else tuple(values), []).append(
                members[arn]
            )
        return {value: JobSet(Members(group)) for value, group in sets.items()}

    # ------------------------------------------------------------------------------- as frames

    def table(self, *, typed: bool = True, **options: Unpack[LoadOptions]) -> pl.DataFrame:
        """Return one row a job, in the order of the set. No log is read.

        Parameters
        ----------
        typed : bool
            Recognise integers, floats and booleans among hyperparameters that are such in all
            jobs; else they are the strings that Braket has.

        Returns
        -------
        polars.DataFrame
            As `jobanalytics.tables.jobs_table` gives it.
        """
        return tables.jobs_table(self._loader.records(**options), typed=typed)

    def observations(self, **options: Unpack[LoadOptions]) -> pl.DataFrame:
        """Return every value that the jobs logged, one row each.

        Returns
        -------
        polars.DataFrame
            ``job_name`` String, then the columns of `jobanalytics.schema.OBSERVATIONS`; ordered by
            job name, ARN, record and place in the record.

        Raises
        ------
        IncompleteMetricsError
            If reading a job stopped before the end of its log.
        """
        return self._loader.named(self._loader.observations(**options))

    def metrics(
        self,
        *metrics: str,
        metric_type: MetricType | str = MetricType.ITERATION_NUMBER,
        statistic: StatisticLike = MetricStatistic.MAX,
        across_nodes: StatisticLike | None = None,
        chains: bool | Mapping[Any, Any] = False,
        **options: Unpack[LoadOptions],
    ) -> pl.DataFrame:
        """Return the metrics of all jobs, one row per job, iteration and node.

        Parameters
        ----------
        *metrics : str
            The metrics to return, as if no other had been logged; by default all.
        metric_type : MetricType or str
            ``iteration_number`` or ``timestamp``.
        statistic, across_nodes, chains
            See `MergeOptions`.

        Returns
        -------
        polars.DataFrame
            ``job_name`` String, then as `jobanalytics.merge_metrics` returns it, ordered by job
            name, ARN, pivot and node (nulls first).

        Raises
        ------
        IncompleteMetricsError
            If reading a job stopped before the end of its log.
        InvalidArgumentError
            If no job logged such a metric, or none with the pivot.
        """
        metric_type = MetricType.of(metric_type)
        merging.check_statistic(statistic)
        observations = self._loader.observations(**options)
        if metrics:
            observations = only_metrics(observations, metrics, metric_type)
            if isinstance(statistic, Mapping):
                statistic = {name: statistic[name] for name in metrics if name in statistic}
        frame = self._loader.named(merging.merge_metrics(observations, metric_type, statistic))
        if across_nodes is not None:
            frame = comparison.join_nodes(frame, across_nodes)
        if chains is not False:
            parents = None if chains is True else chains
            frame = tables.join_chains(frame, self.lineage(parents, **options))
        return frame

    def completeness(self, **options: Unpack[LoadOptions]) -> pl.DataFrame:
        """Return the certificates of the jobs' last readings, one row a job.

        Returns
        -------
        polars.DataFrame
            ``job_name`` String, then the columns of `jobanalytics.schema.COMPLETENESS`, in the
            order of the set. Jobs that a search found are asked for their records, which tell how
            many instances each has; the other methods do without.
        """
        return self._loader.completeness(**options)

    def errors(self) -> pl.DataFrame:
        """Return the jobs that were left out under ``on_error="collect"``, and why.

        Returns
        -------
        polars.DataFrame
            Columns as in `jobanalytics.schema.JOB_ERRORS`. What was loaded since is in it no more.
        """
        return self._loader.errors()

    # ------------------------------------------------------------------------------- compared

    def summary(
        self, *metrics: str, goal: GoalLike = None, **options: Unpack[ByPivotOptions]
    ) -> pl.DataFrame:
        """Sum up each metric of each job; see `jobanalytics.comparison.summary`."""
        return comparison.summary(self.metrics(*metrics, **options), *metrics, goal=goal)

    def leaderboard(
        self, metric: str, *, goal: str, k: int | None = None, **options: Unpack[ByPivotOptions]
    ) -> pl.DataFrame:
        """Put the jobs in the order of their best; see `jobanalytics.comparison.leaderboard`."""
        frame = self.metrics(**options)
        if metric not in frame.columns:
            self.metrics(metric, **options)  # says why it is not among them
        jobs = self.table(**loading(options))
        return comparison.leaderboard(frame, metric, goal=goal, k=k, jobs=jobs)

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
        an iteration number are in it too.
        """
        by_iteration = x == "iteration_number" or options.get("chains", False) is not False
        pivot = MetricType.ITERATION_NUMBER if by_iteration else MetricType.TIMESTAMP
        frame = self.metrics(metric, metric_type=pivot, **options)
        return comparison.curves(frame, metric, x=x, smooth=smooth, every=every)

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
        """
        curves = self.curves(metric, x=x, smooth=smooth, every=every, **options)
        curves = self._grouped(curves, by, options)
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
        return comparison.compare(
            self.metrics(metric, **options),
            metric,
            by=by,
            goal=goal,
            jobs=self.table(**loading(options)),
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
            Jobs of the set: themselves, or their places, names or ARNs.
        """
        members = [self._members.find(a), self._members.find(b)]
        pair = JobSet(Members(dict.fromkeys(members)))
        return comparison.diff(
            pair.metrics(**options),
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

    # ------------------------------------------------------------------------------- what else

    def results(
        self, *, allow_pickle: bool = False, **options: Unpack[LoadOptions]
    ) -> pl.DataFrame:
        """Return what the jobs stored with ``save_job_result``, one row a job.

        Nothing is waited for: only jobs that have COMPLETED are asked.

        Parameters
        ----------
        allow_pickle : bool
            As for `QuantumJob.result`.

        Returns
        -------
        polars.DataFrame
            As `jobanalytics.tables.results_table` gives it, in the order of the set.

        Raises
        ------
        PickleNotAllowedError
            If a result is pickled, and `allow_pickle` is false.
        BundleError
            If a stored result is damaged.
        """
        jobs = self.table(**options)
        found = self._loader.each(
            "results",
            self._completed(jobs),
            lambda job: job.result(allow_pickle=allow_pickle),
            **options,
        )
        return tables.results_table(jobs, found)

    def download_results(
        self, directory: str | os.PathLike[str], **options: Unpack[LoadOptions]
    ) -> pl.DataFrame:
        """Write the bundles of all jobs that have COMPLETED, each to a folder of its own.

        Each folder appears whole or not at all, and one that is there already is left alone.

        Parameters
        ----------
        directory : str or path
            Holds the folders, which have the jobs' names; where two have one name, with the end
            of the ARN behind it.

        Returns
        -------
        polars.DataFrame
            Columns as in `jobanalytics.schema.DOWNLOADS`, in the order of the set.

        Raises
        ------
        BundleExistsError
            If a folder of such a name exists and is not that bundle.
        BundleError
            If a bundle is damaged; an UnsafeBundleError if it breaks a limit or a safety rule.
        """
        jobs = self.table(**options)
        wanted = self._completed(jobs)
        folders = folders_of(self._members, Path(directory))
        paths = self._loader.each(
            "bundles",
            wanted,
            lambda job: store_bundle(job, folders[job]),
            **options,
        )
        return jobs.select(
            "job_name",
            "job_arn",
            "state",
            path=pl.Series([paths.get(arn) for arn in jobs["job_arn"]], dtype=pl.String),
        ).select(list(DOWNLOADS))

    def tasks(self, *, on: str | None = None, **options: Unpack[LoadOptions]) -> pl.DataFrame:
        """Return the quantum tasks that the jobs created.

        Parameters
        ----------
        on : str, optional
            ``"iteration_number"`` says in which iteration each was created; see
            `jobanalytics.tables.tasks_on_iterations`.

        Returns
        -------
        polars.DataFrame
            ``job_name`` String, then the columns of `jobanalytics.schema.TASKS`, and with `on`
            ``iteration_number`` Int64; ordered by job name, ARN and creation.
        """
        if on not in {None, "iteration_number"}:
            raise InvalidArgumentError(f"on takes 'iteration_number' or nothing; got {on!r}.")
        frame = self._loader.named(self._loader.tasks(**options))
        if on is None:
            return frame
        # When an iteration was logged first tells which tasks came before it.
        return tables.tasks_on_iterations(frame, self.metrics(statistic="min", **options))

    def costs(
        self,
        prices: Mapping[str, Mapping[str, float]] | None = None,
        **options: Unpack[LoadOptions],
    ) -> pl.DataFrame:
        """Return what each job cost, by device and instance; see `jobanalytics.tables.costs`."""
        return tables.costs(self.table(**options), self._loader.tasks(**options), prices)

    def lineage(
        self, parents: Mapping[Any, Any] | None = None, **options: Unpack[LoadOptions]
    ) -> pl.DataFrame:
        """Find the jobs that went on from the checkpoints of others.

        Parameters
        ----------
        parents : mapping, optional
            The job that each continued, where you know it: jobs by themselves, their places, names
            or ARNs. The SDK's ``copy_checkpoints_from_job`` copies checkpoints to a new location,
            and no record tells from where.

        Returns
        -------
        polars.DataFrame
            As `jobanalytics.tables.lineage` gives it. ``metrics(chains=True)``, and everything
            that compares, reads such a chain as one job.
        """
        records = self._loader.records(**options)
        checkpoints = [(record.get("checkpointConfig") or {}).get("s3Uri") for record in records]
        jobs = tables.jobs_table(records).with_columns(
            checkpoint_s3_uri=pl.Series(checkpoints, dtype=pl.String)
        )
        number = pl.col("iteration_number")
        iterations = (
            self._loader.observations(**options)
            .group_by("job_arn")
            .agg(first_iteration=number.min(), last_iteration=number.max())
        )
        if parents is not None:
            parents = {
                self._members.find(child).arn: None
                if parent is None
                else self._members.find(parent).arn
                for child, parent in parents.items()
            }
        return tables.lineage(jobs, iterations, parents)

    # ------------------------------------------------------------------------------- within

    def _completed(self, jobs: pl.DataFrame) -> list[Member]:
        arns = set(jobs.filter(state="COMPLETED")["job_arn"])
        return [member for member in self._members if member.arn in arns]

    def _grouped(self, frame: pl.DataFrame, by: GroupsLike, options: MergeOptions) -> pl.DataFrame:
        """Join the columns that make groups; no record is asked for where there are none."""
        if by is None:
            return frame
        return comparison.with_groups(frame, self.table(**loading(options)), by)

    def __repr__(self) -> str:
        return f"<JobSet of {describe(self._members)}>"

    def _repr_html_(self) -> str:
        return as_html(self._members)
