"""Archive: jobs kept as plain Parquet, in a folder or a bucket."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jobanalytics
from jobanalytics.archive.compaction import compact
from jobanalytics.archive.contents import Contents
from jobanalytics.archive.job import ArchivedQuantumJob
from jobanalytics.archive.shown import as_html, describe
from jobanalytics.archive.sync import sync
from jobanalytics.archive.verification import verify
from jobanalytics.archive.versions import existing
from jobanalytics.job_set import JobSet
from jobanalytics.job_set.members import members_of
from jobanalytics.schema import ARCHIVED_OBSERVATIONS
from jobanalytics.storage import open_store

if TYPE_CHECKING:
    import os

    import polars as pl

    from jobanalytics.job_set.gathering import OnError
    from jobanalytics.quantum_job import QuantumJob

__all__ = ["Archive"]


class Archive:
    """Jobs kept as plain Parquet, in a local folder or on S3.

    Parameters
    ----------
    root : str or path
        The folder, or ``s3://bucket/prefix``. `sync` makes it.
    session : boto3.Session or braket.aws.AwsSession, optional
        Whose credentials to use, for S3 and where the archive's own jobs are synced again; those
        of the environment if not given.

    Raises
    ------
    InvalidArgumentError
        If the place is neither a local one nor on S3.

    Notes
    -----
    What a job logged and stored is read from AWS once. A job is final once it has ended and its
    log and its quantum tasks have settled; from then on nothing is asked of it any more.

    A reader sees each job as it was before a sync or as it is after it, whoever is killed
    whenever. Several processes may sync to one archive, and others read it meanwhile.

    The files need none of this package to be read. ``jobs/`` has one file, the table of jobs;
    ``observations/``, ``results/`` and ``tasks/`` have the rows of those jobs, each in one file
    of its folder; ``log_events/`` has metric lines of jobs that are not final; ``bundles/`` has
    result bundles. What a column means stands in the metadata of each file, with the version of
    the format.

    On S3 it takes s3:GetObject, s3:PutObject, s3:DeleteObject and s3:ListBucket.
    """

    def __init__(self, root: str | os.PathLike[str], session: Any = None) -> None:
        self._session = session
        self._store = open_store(root, session)
        self._contents = Contents(self._store)

    @property
    def root(self) -> str:
        """Where it is, as it was given."""
        return self._store.root

    def sync(
        self,
        jobs: Any = None,
        progress: bool = True,  # noqa: FBT001, FBT002 - the contract's
        on_error: OnError = "collect",
        *,
        bundles: bool = False,
        refresh: bool = False,
    ) -> pl.DataFrame:
        """Bring in what is new of jobs.

        Jobs that are final are passed over, and nobody is asked of them. Of a job that runs, the
        log is read on from six hours before the latest line that the archive has. Once it has ended
        and its log has settled, the log is read whole, one last time; lines that CloudWatch has
        forgotten since stay. A local job is read anew when its folder is given and a file of it has
        changed. Of the jobs of another archive, what this one lacks is brought in, also of jobs
        that are final.

        Parameters
        ----------
        jobs : JobSet or whatever it takes, optional
            The jobs; those that the archive has, if not given. Jobs of this archive that are not
            final are asked for on AWS. Of a job from several places, the first one counts: sync
            one archive after the other to join them.
        progress : bool
            Show a progress bar, on a terminal or in a notebook.
        on_error : "collect" or "raise"
            Go on with the others where something of a job cannot be read, and say so in the
            column ``error``, by default; or raise it. In both cases, what was read is kept.
        bundles : bool
            Keep the result bundles of COMPLETED jobs, too, as they are.
        refresh : bool
            Read jobs anew that are final, too. What has come since is added; what cannot be read
            any more stays, also single lines that the log has no more.

        Returns
        -------
        polars.DataFrame
            ``job_name``, ``job_arn`` String, ``new_observations`` Int64, ``state`` String,
            ``final`` Boolean, ``error`` String (null where nothing went wrong); one row a job, in
            the order of the set.

        Raises
        ------
        JobAnalyticsError
            The first error of a job, under ``on_error="raise"``.
        StorageWriteError
            An OSError, if a file cannot be written.
        ArchiveFormatError
            If the archive is of a newer format.
        ArchiveDamagedError
            If its table of jobs, or what it has of a job that goes on, cannot be read.

        Warns
        -----
        IncompleteMetricsWarning
            If something of a job could not be read, or a job is final from now on although not all
            that it logged may have been there; `JobSet.completeness` tells why.
        """
        given = self.jobs() if jobs is None else JobSet(jobs)
        return sync(
            self._store,
            members_of(given),
            self._origin,
            bundles=bundles,
            refresh=refresh,
            progress=progress,
            on_error=on_error,
        )

    def _origin(self, job: ArchivedQuantumJob) -> QuantumJob | None:
        """Return a job of this archive where it came from."""
        if job.arn.startswith("arn:"):
            return jobanalytics.AwsQuantumJob(job.arn, self._session)
        return None  # local folders are looked at only where the caller names them

    def jobs(self) -> JobSet:
        """Return the jobs as they are archived now, ordered by name and ARN.

        Every method of the set works without a network. Its jobs are `ArchivedQuantumJob`.

        Raises
        ------
        ArchiveNotFoundError
            If there is no archive.
        ArchiveFormatError
            If it is of a newer format.
        ArchiveDamagedError
            If its table of jobs cannot be read.
        """
        entries = existing(self._store).entries.values()
        return JobSet([ArchivedQuantumJob(self._contents, entry) for entry in entries])

    def scan_observations(self) -> pl.LazyFrame:
        """Return all observations, to be read when collected.

        Conditions on ``job_name`` and ``job_arn``, and for large jobs on ``metric``, pass over
        what is not wanted without reading it.

        Returns
        -------
        polars.LazyFrame
            Columns as in `jobanalytics.schema.ARCHIVED_OBSERVATIONS`. Rows of a job stand
            together, ordered by metric and record. It is of now: when jobs are synced again, or
            files compacted, rows move, and it has to be asked for anew. What is read is not
            checked for damage, as the jobs of `jobs` check it; see `verify`.

        Raises
        ------
        ArchiveNotFoundError, ArchiveFormatError, ArchiveDamagedError
            As `jobs`.
        """
        files = existing(self._store).files_of("observations")
        return self._store.scan(files) if files else ARCHIVED_OBSERVATIONS.to_frame().lazy()

    def scan_jobs(self) -> pl.LazyFrame:
        """Return the table of jobs, to be read when collected.

        Returns
        -------
        polars.LazyFrame
            Columns as in `jobanalytics.schema.ARCHIVED_JOBS`, then ``hyperparameters.<name>``,
            numbers and booleans recognised, and ``tags.<name>``; ordered by name and ARN. It is
            of now, and unchecked, as `scan_observations`.

        Raises
        ------
        ArchiveNotFoundError, ArchiveFormatError, ArchiveDamagedError
            As `jobs`.
        """
        return self._store.scan([existing(self._store).name])

    def compact(self) -> pl.DataFrame:
        """Merge small files into larger ones, which are quicker to read; no row changes.

        Files of jobs that are not final are left alone, as they change soon.

        Returns
        -------
        polars.DataFrame
            ``kind`` String, ``files_before``, ``bytes_before``, ``files``, ``bytes`` Int64; a row
            for each kind of table.

        Raises
        ------
        ArchiveNotFoundError, ArchiveFormatError, ArchiveDamagedError
            As `jobs`; the last, too, if a file cannot be read.
        StorageWriteError
            An OSError, if a file cannot be written.
        """
        return compact(self._store, existing(self._store))

    def verify(self) -> pl.DataFrame:
        """Check every file: that it is there, can be read, and is what was written.

        Returns
        -------
        polars.DataFrame
            ``file`` String, ``jobs``, ``rows``, ``bytes`` Int64, ``problem`` String (null where
            the file is whole); a row a file, those with a problem first. Jobs with a file that is
            not whole are read anew by ``sync(jobs, refresh=True)``.

        Raises
        ------
        ArchiveNotFoundError
            If there is no archive.
        ArchiveFormatError
            If it is of a newer format.
        """
        return verify(self._store)

    def __eq__(self, other: object) -> bool:
        return self._store == other._store if isinstance(other, Archive) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._store)

    def __repr__(self) -> str:
        return describe(self._store)

    def _repr_html_(self) -> str:
        return as_html(self._store)
