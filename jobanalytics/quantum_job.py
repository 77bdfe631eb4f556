"""QuantumJob: the contract of the Braket SDK's class of that name, and the frames of every job."""

from __future__ import annotations

from abc import ABC, abstractmethod
from importlib import import_module
from typing import TYPE_CHECKING, Any, BinaryIO, ClassVar

import jobanalytics
from jobanalytics import merging
from jobanalytics.errors import JobAnalyticsError, JobFailedError
from jobanalytics.job_source import JobSource, OneByOne
from jobanalytics.printable import printable
from jobanalytics.schema import TASKS, MetricStatistic, MetricType

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping
    from contextlib import AbstractContextManager
    from datetime import datetime, timedelta
    from pathlib import Path

    import polars as pl

    from jobanalytics.completeness import Reading
    from jobanalytics.merging import StatisticLike

__all__ = ["STATES", "TERMINAL_STATES", "QuantumJob"]

STATES = ("QUEUED", "RUNNING", "COMPLETED", "FAILED", "CANCELLING", "CANCELLED")
"""The states that a job can be in."""

TERMINAL_STATES = frozenset({"COMPLETED", "FAILED", "CANCELLED"})
"""The states that a job does not leave."""


class QuantumJob(ABC):
    """A hybrid job: what it logged, and what it stored.

    Has the surface of ``braket.jobs.quantum_job.QuantumJob``, so that either can stand for the
    other, and beside it the job's frames. Two jobs of one class are equal when their ARNs are.
    """

    DEFAULT_RESULTS_POLL_TIMEOUT: ClassVar[int] = 864000
    """Seconds that `result` and `download_result` wait for a job to end: ten days."""
    DEFAULT_RESULTS_POLL_INTERVAL: ClassVar[int] = 5
    """Seconds between two looks at the state."""

    @property
    @abstractmethod
    def arn(self) -> str:
        """The ARN of the job."""

    @property
    @abstractmethod
    def name(self) -> str:
        """The name of the job."""

    @abstractmethod
    def metadata(self, use_cached_value: bool = False) -> dict[str, Any]:  # noqa: FBT001, FBT002 - the contract's
        """Return the job's record, as Braket's GetJob gives it.

        Parameters
        ----------
        use_cached_value : bool
            Take the record that was fetched last, if there is one. By default Braket is asked.
        """

    def state(self, use_cached_value: bool = False) -> str:  # noqa: FBT001, FBT002 - the contract's
        """Return QUEUED, RUNNING, COMPLETED, FAILED, CANCELLING or CANCELLED.

        Parameters
        ----------
        use_cached_value : bool
            As for `metadata`.
        """
        status: str = self.metadata(use_cached_value)["status"]
        return status

    @abstractmethod
    def logs(self, wait: bool = False, poll_interval_seconds: float = 5) -> None:  # noqa: FBT001, FBT002 - the contract's
        """Print the job's log lines of all instances, in the order of time.

        Parameters
        ----------
        wait : bool
            Go on printing what comes until the job has ended, and one look longer.
        poll_interval_seconds : float
            Seconds between two looks at the log.

        Raises
        ------
        JobFailedError
            A RuntimeError, if `wait` and the job FAILED.
        """

    @abstractmethod
    def cancel(self) -> str:
        """Cancel the job and return the cancellation's status."""

    @abstractmethod
    def result(
        self,
        poll_timeout_seconds: float = DEFAULT_RESULTS_POLL_TIMEOUT,
        poll_interval_seconds: float = DEFAULT_RESULTS_POLL_INTERVAL,
        allow_pickle: bool = False,  # noqa: FBT001, FBT002 - the contract's
    ) -> dict[str, Any]:
        """Wait until the job has ended, and return what it stored with ``save_job_result``.

        Parameters
        ----------
        poll_timeout_seconds : float
            How long to wait for the job's end.
        poll_interval_seconds : float
            Seconds between two looks at the state.
        allow_pickle : bool
            Unpickle a result that was stored pickled. Unpickling runs code of whoever wrote the
            bundle: allow it for jobs that you trust.

        Returns
        -------
        dict
            ``{}`` when the job stored no result.

        Raises
        ------
        JobFailedError
            A RuntimeError, if the job is FAILED or CANCELLED; says why.
        JobTimeoutError
            A TimeoutError, if the job did not end in time.
        PickleNotAllowedError
            A RuntimeError, if the result is pickled and `allow_pickle` is false.
        BundleError
            If the stored result is damaged; an UnsafeBundleError if it breaks a limit.
        """

    @abstractmethod
    def download_result(
        self,
        extract_to: str | os.PathLike[str] | None = None,
        poll_timeout_seconds: float = DEFAULT_RESULTS_POLL_TIMEOUT,
        poll_interval_seconds: float = DEFAULT_RESULTS_POLL_INTERVAL,
    ) -> None:
        """Wait until the job has ended, and write its bundle to ``<extract_to>/<job name>/``.

        The folder appears whole or not at all. Where it already holds this bundle, nothing is done.

        Parameters
        ----------
        extract_to : str or path, optional
            The folder to write into; the working directory if not given.
        poll_timeout_seconds, poll_interval_seconds : float
            As for `result`.

        Raises
        ------
        JobFailedError
            A RuntimeError, if the job is FAILED or CANCELLED; says why.
        JobTimeoutError
            A TimeoutError, if the job did not end in time.
        ResultNotFoundError
            A FileNotFoundError, if the job stored no bundle.
        BundleExistsError
            A FileExistsError, if the folder exists and is not this bundle.
        BundleError
            If the bundle is damaged; an UnsafeBundleError if it breaks a limit or a safety rule.
        """

    @abstractmethod
    def log_events(self) -> pl.DataFrame:
        """Return every line of the job's log, metric lines and others.

        Returns
        -------
        polars.DataFrame
            ``job_arn`` String, ``log_stream`` String, ``timestamp`` Datetime(ms, UTC) and
            ``message`` String, in the order of time. A local log has no times: null.
        """

    @abstractmethod
    def _read_metrics(self) -> Reading:
        """Read the metric lines, or return a former reading where nothing can have come since."""

    @property
    def _source(self) -> JobSource:
        """Where this job comes from, and others with it."""
        return OneByOne()

    def _known(self) -> dict[str, Any]:
        """Return what is known of the record without asking anybody; perhaps nothing."""
        return {}

    def _known_name(self) -> str | None:
        """Return the name that the record says, if it is known without asking anybody."""
        return self._known().get("jobName")

    def _own_arn(self) -> str:
        """Return an ARN that no other job has; it opens the job too."""
        return self.arn

    def _known_observations(self) -> pl.DataFrame | None:
        """Return the observations as they were read last, if they are at hand; asks nobody."""
        reading = self._last_reading()
        return None if reading is None else reading.observations

    def _ask_place(self) -> str | None:
        """Ask for the record, and return the place in the queue; None where there is none."""
        return None

    def _twin(
        self,
        earlier: pl.DataFrame | None,  # noqa: ARG002 - for those whose log grows
        *,
        is_new: bool = False,  # noqa: ARG002
        overlap: timedelta | None = None,  # noqa: ARG002
    ) -> QuantumJob:
        """Return the job apart: what is read of the twin is not kept by this one.

        Its readings keep their metric lines as long as more of them can come.

        Parameters
        ----------
        earlier : polars.DataFrame or None
            Lines of an earlier reading, which need not all be read again; columns as in
            `jobanalytics.schema.ARCHIVED_LINES`.
        is_new : bool
            Whether to take over nothing of what has been read of this one.
        overlap : timedelta, optional
            How far before the latest of `earlier` the log of a job that runs is read on from.
        """
        return self

    def _version(self) -> str | None:
        """Return what is another one when the job has changed since; None where it cannot.

        Of two, the later is the larger one.
        """
        return None

    def _as_of(self, now: datetime) -> datetime:
        """Return when what is read of the job now was so."""
        return now

    def _find_tasks(self) -> pl.DataFrame:
        """Return the job's quantum tasks; columns as in `jobanalytics.schema.TASKS`."""
        return TASKS.to_frame()

    @abstractmethod
    def _open_bundle(self) -> AbstractContextManager[BinaryIO]:
        """Open the bundle of a job that has ended: a gzip-compressed tar archive.

        Raises
        ------
        ResultNotFoundError
            If the job stored none.
        """

    @abstractmethod
    def _result_document(self) -> bytes | None:
        """Return the ``results.json`` that a job that has ended stored; None if there is none.

        Raises
        ------
        BundleError
            If the bundle is damaged; an UnsafeBundleError if it breaks a limit.
        """

    @abstractmethod
    def _store_bundle(self, folder: Path) -> None:
        """Write the bundle of a job that has ended to a folder, as `download_result` does."""

    @abstractmethod
    def _last_reading(self) -> Reading | None:
        """Return the last reading, one that broke off too."""

    def observations(self) -> pl.DataFrame:
        """Return every value that the job logged, one row each.

        Returns
        -------
        polars.DataFrame
            ``job_arn`` String, ``instance`` String, ``node_id`` String, ``record`` UInt32,
            ``timestamp`` Datetime(us, UTC), ``iteration_number`` Int64, ``metric`` String,
            ``value`` Float64; ordered by record and place in the record. Empty, with these
            columns, when nothing was logged.

        Raises
        ------
        IncompleteMetricsError
            If reading stopped before the end of the log. It carries what was read.
        """
        return self._read_metrics().observations.clone()

    def metrics_frame(
        self,
        metric_type: MetricType | str = MetricType.TIMESTAMP,
        statistic: StatisticLike = MetricStatistic.MAX,
    ) -> pl.DataFrame:
        """Return the metrics merged to one row per timestamp or iteration, and node.

        Parameters
        ----------
        metric_type : MetricType or str
            ``timestamp`` or ``iteration_number``.
        statistic : MetricStatistic, str, or mapping of metric name to either
            What several values of one cell become; see `jobanalytics.merge_metrics`.

        Returns
        -------
        polars.DataFrame
            As `jobanalytics.merge_metrics` returns it, without ``job_arn``.

        Raises
        ------
        IncompleteMetricsError
            If reading stopped before the end of the log. It carries what was read.
        InvalidArgumentError
            If `metric_type` or `statistic` is not known.
        """
        metric_type = MetricType.of(metric_type)
        merging.check_statistic(statistic)
        return merging.merge_metrics(self.observations(), metric_type, statistic).drop("job_arn")

    def metrics(
        self,
        metric_type: MetricType | str = MetricType.TIMESTAMP,
        statistic: StatisticLike = MetricStatistic.MAX,
    ) -> dict[str, list[Any]]:
        """Return the merged metrics as columns of plain Python values.

        Parameters
        ----------
        metric_type, statistic
            As for `metrics_frame`.

        Returns
        -------
        dict of str to list
            The columns of `metrics_frame`, without key columns in which everything is null:
            ``timestamp`` in seconds since the epoch, ``iteration_number`` int, ``node_id`` str,
            metrics float, and None where nothing was logged. ``{}`` when there is nothing.

        Raises
        ------
        IncompleteMetricsError
            If reading stopped before the end of the log. It carries what was read.
        InvalidArgumentError
            If `metric_type` or `statistic` is not known.
        """
        return merging.metrics_dict(self.metrics_frame(metric_type, statistic))

    def conflicts(self, metric_type: MetricType | str = MetricType.TIMESTAMP) -> pl.DataFrame:
        """List the cells with more than one value.

        Parameters
        ----------
        metric_type : MetricType or str
            ``timestamp`` or ``iteration_number``.

        Returns
        -------
        polars.DataFrame
            As `jobanalytics.conflicts` returns it, without ``job_arn``. Values logged twice and
            alike are listed too, with a spread of 0.

        Raises
        ------
        IncompleteMetricsError
            If reading stopped before the end of the log. It carries what was read.
        InvalidArgumentError
            If `metric_type` is not known.
        """
        metric_type = MetricType.of(metric_type)
        return merging.conflicts(self.observations(), metric_type).drop("job_arn")

    def completeness(self) -> pl.DataFrame:
        """Return the certificate of the last reading of the metrics; reads if there was none.

        It goes with the frames that were returned last. While a job runs, read again, by
        `observations` or any other frame, to have a new one.

        Returns
        -------
        polars.DataFrame
            One row; columns as in `jobanalytics.schema.COMPLETENESS`. ``complete`` says whether
            this is all that there will ever be, ``notes`` says in words what stands against it.

        Raises
        ------
        IncompleteMetricsError
            If nothing was read before, and reading stopped before the end of the log.
        """
        return (self._last_reading() or self._read_metrics()).completeness.clone()

    def watch(
        self,
        *metrics: str,
        goal: str | Mapping[str, str] | None = None,
        statistic: StatisticLike = MetricStatistic.MAX,
        poll_interval_seconds: float = 5,
        poll_timeout_seconds: float | None = None,
    ) -> pl.DataFrame:
        """Follow the job live until it has ended; see `JobSet.watch`."""
        return jobanalytics.JobSet(self).watch(
            *metrics,
            goal=goal,
            statistic=statistic,
            poll_interval_seconds=poll_interval_seconds,
            poll_timeout_seconds=poll_timeout_seconds,
        )

    def _raise_if_failed(self, metadata: dict[str, Any], stored_at: str | None = None) -> None:
        status = metadata["status"]
        if status in TERMINAL_STATES - {"COMPLETED"}:
            reason = metadata.get("failureReason") or "no reason was given; see the job's logs()"
            stored = f" What it stored before, if anything, is at {stored_at}." if stored_at else ""
            end = "." if stored and not reason.endswith(".") else ""
            raise JobFailedError(f"Job {self.name!r} is {status}: {reason}{end}{stored}")

    def __eq__(self, other: object) -> bool:
        return self.arn == other.arn if isinstance(other, type(self)) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.arn)

    def __str__(self) -> str:
        known = self._known()
        if "status" not in known:
            try:
                known = self.metadata(use_cached_value=True)
            except JobAnalyticsError as error:
                # A line of a log, or a debugger, wants a job's words and not its troubles.
                return f"{self!r} ({type(error).__name__})"
        return describe(known)

    def _repr_html_(self) -> str:
        html: str = import_module("jobanalytics.notebook.job").job_html(self)
        return html


def describe(metadata: dict[str, Any]) -> str:
    """Say in one line what job this is: name, state, when it started, how long it ran."""
    words = [printable(metadata["jobName"]), metadata["status"]]
    started, ended = metadata.get("startedAt"), metadata.get("endedAt")
    if started is not None:
        words.append(f"started {started:%Y-%m-%d %H:%M:%S %Z}")
    elif metadata.get("createdAt") is not None:
        words.append(f"created {metadata['createdAt']:%Y-%m-%d %H:%M:%S %Z}")
    if started is not None and ended is not None:
        words.append(f"ran {(ended - started).total_seconds():,.0f} s")
    elif ended is not None:
        words.append(f"ended {ended:%Y-%m-%d %H:%M:%S %Z}")
    return ", ".join(words)
