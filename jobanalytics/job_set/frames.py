"""JobFrames: what many jobs logged, stored and cost, as frames."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

import polars as pl

from jobanalytics import tables
from jobanalytics.errors import InvalidArgumentError
from jobanalytics.interrupts import passing
from jobanalytics.job_set.downloads import folders_of, store_bundle
from jobanalytics.job_set.jobs import Jobs
from jobanalytics.job_set.members import Members
from jobanalytics.job_set.merged import iterations_of, lineage_of, merged_metrics
from jobanalytics.job_set.options import loading
from jobanalytics.schema import DOWNLOADS, MetricStatistic, MetricType

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping

    from jobanalytics.job_set.options import ByPivotOptions, LoadOptions
    from jobanalytics.job_set.set_merge import Others
    from jobanalytics.merging import StatisticLike

__all__ = ["JobFrames"]


class JobFrames(Jobs):
    """Hybrid jobs, and the frames of what is read of them; see `JobSet`."""

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
            The metrics to return, by the names that were logged, as if no other had been; by
            default all.
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

        Warns
        -----
        IncompleteMetricsWarning
            If a metric of a job drops out, because the job never logged it with the pivot.
        """
        return self._merged(
            *metrics,
            metric_type=metric_type,
            statistic=statistic,
            across_nodes=across_nodes,
            chains=chains,
            **options,
        )

    def completeness(self, **options: Unpack[LoadOptions]) -> pl.DataFrame:
        """Return the certificates of the jobs' last readings; reads those that have none.

        They go with the frames that were returned last. While jobs run, read again, by
        `observations` or any other frame, to have new ones.

        Returns
        -------
        polars.DataFrame
            ``job_name`` String, then the columns of `jobanalytics.schema.COMPLETENESS`; one row a
            job, in the order of the set. Jobs that a search found are asked for their records,
            which tell how many instances each has; the other methods do without.
        """
        return self._loader.completeness(**options)

    def errors(self) -> pl.DataFrame:
        """Return the jobs that were left out under ``on_error="collect"``, and why.

        Returns
        -------
        polars.DataFrame
            Columns as in `jobanalytics.schema.JOB_ERRORS`. What this set has loaded since is in it
            no more.
        """
        return self._loader.errors()

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
        return self._results_of(self.table(**options), allow_pickle=allow_pickle, **options)

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
        if on not in (None, "iteration_number"):
            raise InvalidArgumentError(f"on takes 'iteration_number' or nothing; got {on!r}.")
        wanted = self._members_of(self._loader.names(**options))
        frame = self._loader.named(self._loader.tasks(wanted, **options))
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
        jobs = self.table(**options)
        tasks = self._loader.tasks(self._members_of(jobs["job_arn"]), **options)
        return tables.costs(jobs, tasks, prices)

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
        parts: list[pl.DataFrame] = []
        self._loader.read_parts(lambda part: parts.append(iterations_of(part)), **options)
        return lineage_of(self._members, self._loader, pl.concat(parts), parents, **options)

    # ------------------------------------------------------------------------------- within

    def _results_of(
        self, jobs: pl.DataFrame, *, allow_pickle: bool, **options: Unpack[LoadOptions]
    ) -> pl.DataFrame:
        found = self._loader.each(
            "results",
            self._completed(jobs),
            lambda job: job.result(allow_pickle=allow_pickle),
            is_kept=False,
            **options,
        )
        return tables.results_table(jobs, found)

    def _members_of(self, arns: Iterable[str]) -> Members:
        kept = set(arns)
        return Members(member for member in self._members if member.arn in kept)

    def _merged(
        self,
        *names: str,
        others: Others = "left out",
        counts_all: bool = False,
        **options: Unpack[ByPivotOptions],
    ) -> pl.DataFrame:
        with passing():
            return merged_metrics(
                self._members,
                self._loader,
                names,
                others=others,
                counts_all=counts_all,
                **options,
            )

    def _jobs_of_curves(self, **options: Unpack[ByPivotOptions]) -> pl.DataFrame:
        """Return the table of the jobs that merged frames are of: of a chain, its last one."""
        jobs = self.table(**loading(options))
        chains = options.get("chains")
        if chains in (None, False):
            return jobs
        lineage = self.lineage(None if isinstance(chains, bool) else chains, **loading(options))
        parents = lineage.select(job_arn="continues")
        return jobs.join(parents, on="job_arn", how="anti", maintain_order="left")

    def _completed(self, jobs: pl.DataFrame) -> Members:
        return self._members_of(jobs.filter(state="COMPLETED")["job_arn"])
