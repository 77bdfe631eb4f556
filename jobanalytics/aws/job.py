"""AwsQuantumJob: a hybrid job on Amazon Braket."""

from __future__ import annotations

import copy
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, cast

from jobanalytics.aws.bundle import bundle_uri, open_bundle
from jobanalytics.aws.errors import translated
from jobanalytics.aws.job_source import AwsJobSource
from jobanalytics.aws.job_state import OVERLAP, JobState
from jobanalytics.aws.log_events import filter_log_events, to_log_events
from jobanalytics.aws.records import get_job
from jobanalytics.aws.session import clients
from jobanalytics.aws.tail import LogTail
from jobanalytics.aws.tasks import search_tasks
from jobanalytics.bundles import decode_result, extract_bundle, read_result_document
from jobanalytics.errors import (
    InvalidArgumentError,
    JobTimeoutError,
    ResultNotFoundError,
)
from jobanalytics.printable import printable
from jobanalytics.quantum_job import TERMINAL_STATES, QuantumJob

if TYPE_CHECKING:
    import os
    from contextlib import AbstractContextManager
    from datetime import timedelta

    import boto3
    import polars as pl

    from jobanalytics.completeness import Reading

__all__ = ["AwsQuantumJob", "QueuePosition", "found_job"]

_ARN = re.compile(r"arn:aws[a-z-]*:braket:(?P<region>[a-z0-9-]+):\d{12}:job/(?P<id>[^/\s]+)")
_SAFE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")


class QueuePosition(NamedTuple):
    """Where a job stands in its device's queue.

    Attributes
    ----------
    queue_position : str or None
        A number, or ``">15"``; None unless the job is QUEUED.
    message : str or None
        Braket's explanation where there is no position.
    """

    queue_position: str | None
    message: str | None


class AwsQuantumJob(QuantumJob):
    """A hybrid job on Amazon Braket.

    Parameters
    ----------
    arn : str
        The job's ARN, of the new form (``…:job/<uuid>``) or the old one (``…:job/<job name>``).
        It tells the region.
    session : boto3.Session or braket.aws.AwsSession, optional
        Whose credentials to use; those of the environment if not given.

    Raises
    ------
    InvalidArgumentError
        If `arn` is no ARN of a Braket job, or `session` no session.

    Notes
    -----
    Making one asks AWS nothing. Metrics of a job that has ended, and whose log has settled, are
    read once and kept in the object.
    """

    def __init__(self, arn: str, session: boto3.Session | None = None) -> None:
        match = _ARN.fullmatch(arn) if isinstance(arn, str) else None
        if match is None:
            raise InvalidArgumentError(
                f"{arn!r} is not the ARN of a Braket job; expected "
                "arn:aws:braket:<region>:<account>:job/<id>. For a folder use LocalQuantumJob."
            )
        self._arn = arn
        self._region = match["region"]
        self._session = session
        self._clients = clients(session, self._region)
        self._state = JobState(arn)

    @property
    def arn(self) -> str:
        """The ARN of the job."""
        return self._arn

    @property
    def name(self) -> str:
        """The name of the job; asks GetJob if it was not asked before."""
        if "jobName" not in self._state.known:
            self.metadata()
        name: str = self._state.known["jobName"]
        return name

    def metadata(self, use_cached_value: bool = False) -> dict[str, Any]:  # noqa: FBT001, FBT002 - the contract's
        """Return the job's record, as Braket's GetJob gives it.

        Parameters
        ----------
        use_cached_value : bool
            Take the record that was fetched last, if there is one. By default Braket is asked.

        Returns
        -------
        dict
            ``jobArn``, ``jobName``, ``status``, ``createdAt`` and the other members of GetJob's
            answer; times are datetimes in UTC.

        Raises
        ------
        JobNotFoundError
            A LookupError, if the account has no such job in the region.
        AwsError
            If the call fails; the subclass says how.
        """
        if self._state.record is None or not use_cached_value:
            self._source.ask_record(self._state)
        # A copy, because what is asked next of the job depends on it.
        return copy.deepcopy(cast("dict[str, Any]", self._state.record))

    def _current_metadata(self) -> dict[str, Any]:
        """Return the record; it may be a cached one only where it cannot change any more."""
        return self._state.full_record() or self.metadata()

    def _known(self) -> dict[str, Any]:
        return copy.deepcopy(self._state.known)

    def _known_name(self) -> str | None:
        return self._state.known.get("jobName")

    @property
    def _source(self) -> AwsJobSource:
        return AwsJobSource(self._clients)

    def queue_position(self) -> QueuePosition:
        """Return the job's place in its device's queue, asking Braket.

        Raises
        ------
        JobNotFoundError
            A LookupError, if the account has no such job in the region.
        AwsError
            If the call fails; the subclass says how.
        """
        record = get_job(self._clients, self._arn, additionalAttributeNames=["QueueInfo"])
        return _place_in(record)

    def _ask_place(self) -> str | None:
        record = get_job(self._clients, self._arn, additionalAttributeNames=["QueueInfo"])
        self._state.learn_record(record)
        return _place_in(record).queue_position

    def tasks(self) -> pl.DataFrame:
        """Return the quantum tasks that the job created, asking Braket.

        Returns
        -------
        polars.DataFrame
            ``job_arn``, ``task_arn``, ``state``, ``device`` String, ``shots`` Int64,
            ``created_at`` and ``ended_at`` Datetime(ms, UTC), ``output_s3_path`` String; ordered
            by creation.

        Raises
        ------
        AwsError
            If the call fails; the subclass says how.
        """
        return search_tasks(self._clients, self._arn)

    def _find_tasks(self) -> pl.DataFrame:
        if self._state.tasks is not None:
            return self._state.tasks
        had_ended = self._state.is_settled
        tasks = self.tasks()
        # A job that ran can have created more since, and a task can end after its job.
        if had_ended and tasks["state"].is_in(TERMINAL_STATES).all():
            self._state.tasks = tasks
        return tasks

    def cancel(self) -> str:
        """Cancel the job.

        Returns
        -------
        str
            ``CANCELLING`` or ``CANCELLED``.

        Raises
        ------
        botocore.exceptions.ClientError
            As the service answers, such as a ConflictException for a job that has ended.
        """
        answer = self._clients.braket.cancel_job(jobArn=self._arn)
        # An answer that was emptied on its way is not asked for again: the job is cancelled.
        return answer.get("cancellationStatus") or self.state()

    def logs(self, wait: bool = False, poll_interval_seconds: float = 5) -> None:  # noqa: FBT001, FBT002 - the contract's
        """Print the job's log lines of all instances, in the order of time.

        On a terminal or in a notebook each instance has a colour of its own (NO_COLOR turns that
        off). While a job that is waited for is QUEUED, its place in the queue goes to stderr.

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
        AwsError
            If a call fails; the subclass says how.
        """
        tail = LogTail(self._clients, f"reading the log of job {self.name!r} in {self._region}")
        metadata = self.metadata()
        ended_before = True
        while True:
            tail.print_new(self._state.window(), whole=ended_before)
            if not wait or (ended_before and metadata["status"] in TERMINAL_STATES):
                break
            ended_before = metadata["status"] in TERMINAL_STATES
            if metadata["status"] == "QUEUED":
                tail.say_queued(self.queue_position().queue_position)
            time.sleep(poll_interval_seconds)
            metadata = self.metadata()
        if wait and metadata["status"] == "FAILED":
            self._raise_if_failed(metadata)

    def log_events(self) -> pl.DataFrame:
        """Return every line of the job's log, metric lines and others, as CloudWatch has it now.

        Returns
        -------
        polars.DataFrame
            ``job_arn`` String, ``log_stream`` String, ``timestamp`` Datetime(ms, UTC) and
            ``message`` String, in the order of time. Empty when there is no log yet.

        Raises
        ------
        AwsError
            If reading fails; the subclass says how.
        """
        self._current_metadata()
        window = self._state.window()
        what = f"reading the log of job {self.name!r} in {self._region}"
        with translated(what):
            return to_log_events(filter_log_events(self._clients, window, what), self._arn)

    def _twin(
        self,
        earlier: pl.DataFrame | None,
        *,
        is_new: bool = False,
        overlap: timedelta | None = None,
    ) -> AwsQuantumJob:
        twin = AwsQuantumJob(self._arn, self._session)
        state = JobState(self._arn) if is_new else self._state
        twin._state = state.twin(earlier, OVERLAP if overlap is None else overlap)
        return twin

    def _read_metrics(self) -> Reading:
        # One at a time: what a thread is given is its own reading, or a complete one.
        with self._state.lock:
            ((_, reading),) = self._source.read_metrics([self], on_lines=lambda _: None)
        return reading.result()

    def completeness(self) -> pl.DataFrame:
        """Return the certificate of the last reading of the metrics; reads if there was none.

        As `QuantumJob.completeness` says. Besides, a job that a search found is asked for its
        record, which alone tells how many instances it has.

        Raises
        ------
        AwsError
            If that call fails; the subclass says how.
        """
        reading = self._state.reading or self._read_metrics()
        if reading.certificate["instance_count"] is None:
            self.metadata()
            reading = self._state.reading or reading
        return reading.completeness

    def _last_reading(self) -> Reading | None:
        return self._state.reading

    def result(
        self,
        poll_timeout_seconds: float = QuantumJob.DEFAULT_RESULTS_POLL_TIMEOUT,
        poll_interval_seconds: float = QuantumJob.DEFAULT_RESULTS_POLL_INTERVAL,
        allow_pickle: bool = False,  # noqa: FBT001, FBT002 - the contract's
    ) -> dict[str, Any]:
        """Wait until the job has ended, and return what it stored with ``save_job_result``.

        The bundle is streamed, and no further than its ``results.json``. Parameters, what is
        returned and what is raised are as `QuantumJob.result` says; besides, an AwsError if a
        call fails.
        """
        metadata = self._wait(poll_timeout_seconds, poll_interval_seconds)
        document = self._document_of(metadata)
        if document is None:
            return {}
        return decode_result(document, source=f"Job {self.name!r}", allow_pickle=allow_pickle)

    def _result_document(self) -> bytes | None:
        return self._document_of(self._current_metadata())

    def _document_of(self, metadata: dict[str, Any]) -> bytes | None:
        name = self.name
        try:
            with open_bundle(self._clients, self._bundle_uri(metadata), name) as stream:
                return read_result_document(stream, source=f"Job {name!r}")
        except ResultNotFoundError:
            return None

    def download_result(
        self,
        extract_to: str | os.PathLike[str] | None = None,
        poll_timeout_seconds: float = QuantumJob.DEFAULT_RESULTS_POLL_TIMEOUT,
        poll_interval_seconds: float = QuantumJob.DEFAULT_RESULTS_POLL_INTERVAL,
    ) -> None:
        """Wait until the job has ended, and write its bundle to ``<extract_to>/<job name>/``.

        The bundle is streamed from S3. Parameters and what is raised are as
        `QuantumJob.download_result` says; besides, an AwsError if a call fails.
        """
        self._wait(poll_timeout_seconds, poll_interval_seconds)
        name = self.name
        if not _SAFE_NAME.fullmatch(name):
            raise InvalidArgumentError(f"Job {self._arn} has a name that is no folder: {name!r}.")
        self._store_bundle(Path(extract_to or Path.cwd()) / name)

    def _store_bundle(self, folder: Path) -> None:
        with self._open_bundle() as stream:
            extract_bundle(stream, folder, source=f"Job {self.name!r}")

    def _open_bundle(self) -> AbstractContextManager[BinaryIO]:
        return open_bundle(self._clients, self._bundle_uri(self._current_metadata()), self.name)

    def _bundle_uri(self, metadata: dict[str, Any]) -> str:
        return bundle_uri(metadata["outputDataConfig"]["s3Path"])

    def _wait(self, timeout_seconds: float, interval_seconds: float) -> dict[str, Any]:
        """Wait for the job's end; return its record, or raise if it has no result."""
        deadline = time.monotonic() + timeout_seconds
        while (metadata := self._current_metadata())["status"] not in TERMINAL_STATES:
            left = deadline - time.monotonic()
            if left <= 0:
                raise JobTimeoutError(
                    f"Job {metadata['jobName']!r} is still {metadata['status']} after "
                    f"{timeout_seconds:g} s. Call again with a larger poll_timeout_seconds, or "
                    "watch it with logs(wait=True)."
                )
            time.sleep(min(interval_seconds, left))
        self._raise_if_failed(metadata, self._bundle_uri(metadata))
        return metadata

    def __reduce__(self) -> tuple[object, ...]:
        """Cross to another process as an ARN; clients are made anew there."""
        if self._session is not None:
            raise TypeError(
                f"Job {self._arn} was made with a session, and sessions do not cross to another "
                "process. Send the ARN, and make AwsQuantumJob(arn, session) there."
            )
        return AwsQuantumJob, (self._arn,)

    def __repr__(self) -> str:
        name = self._state.known.get("jobName")
        known = "" if name is None else f"  # {printable(name)}"
        return f"AwsQuantumJob({self._arn!r}){known}"


def _place_in(record: dict[str, Any]) -> QueuePosition:
    queue = record.get("queueInfo") or {}
    position = queue.get("position")
    if position in {None, "None", ""}:
        return QueuePosition(None, queue.get("message"))
    return QueuePosition(position, queue.get("message"))


def found_job(summary: dict[str, Any], session: boto3.Session | None) -> AwsQuantumJob:
    """Return the job of a SearchJobs summary, which knows its name without asking GetJob."""
    job = AwsQuantumJob(summary["jobArn"], session)
    job._state.learn_summary(summary)  # noqa: SLF001 - a function of the class's own module
    return job
