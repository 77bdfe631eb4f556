"""What is new of jobs, read from where they are."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, BinaryIO, cast

import polars as pl

from jobanalytics.archive.job import ArchivedQuantumJob
from jobanalytics.archive.records import check_record
from jobanalytics.archive.row_groups import archived
from jobanalytics.archive.snapshot import BUNDLE, Entry
from jobanalytics.bundles import DEFAULT_LIMITS, parse_result, read_members
from jobanalytics.concurrently import concurrently
from jobanalytics.errors import JobAnalyticsError, ResultNotFoundError, StorageWriteError
from jobanalytics.job_source import by_source
from jobanalytics.quantum_job import TERMINAL_STATES
from jobanalytics.schema import ARCHIVED_LINES, ARCHIVED_RESULTS, ARCHIVED_TASKS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from jobanalytics.archive.change import FileWriter
    from jobanalytics.completeness import Reading
    from jobanalytics.quantum_job import QuantumJob

__all__ = ["Errors", "Fetched", "Wanted", "fetch"]

Errors = Mapping[str, JobAnalyticsError]
"""What went wrong with a job, by what could not be read."""

_PIECE = 2**20
_TRIES = 3
_BEFORE_START = ("QUEUED", "CANCELLED", "CANCELLING", "FAILED")


@dataclass(frozen=True)
class Wanted:
    """A job that is to be read, and what the archive holds of it.

    Attributes
    ----------
    arn : str
        What the archive has as its ``job_arn``.
    job : QuantumJob
        The job, apart: what is read of it is not kept by the user's.
    entry : Entry or None
        What the archive holds of the job; None if nothing.
    version : str or None
        What the job was before it was read; see `QuantumJob._version`.
    is_refreshed : bool
        Whether to read again what the archive has.
    is_joined : bool
        Whether the job is one of another archive, which may have more of it.
    """

    arn: str
    job: QuantumJob
    entry: Entry | None
    version: str | None = None
    is_refreshed: bool = False
    is_joined: bool = False

    @property
    def is_anew(self) -> bool:
        """Whether what the archive holds is of a local job that has changed since."""
        return self.entry is not None and self.entry.version != self.version

    @property
    def lacks_only_bundle(self) -> bool:
        """Whether everything else is there."""
        is_there = self.entry is not None and self.entry.final
        return is_there and not (self.is_refreshed or self.is_joined or self.is_anew)

    def lacks(self, part: str) -> bool:
        """Whether to read the job's ``result`` or ``bundle``."""
        if self.entry is None or self.is_refreshed or self.is_anew:
            return True
        has = getattr(self.entry, f"has_{part}")
        # What was not there shortly after the job's end may have come since.
        return has is None or not (has or (self.entry.final and not self.is_joined))


@dataclass(frozen=True)
class Fetched:
    """What came of a job.

    Attributes
    ----------
    wanted : Wanted
        The job.
    entry : Entry or None
        What was read, as if the archive had nothing of the job; None if its metrics or its record
        could not be read, so that the archive keeps what it has.
    tables : mapping of str to polars.DataFrame
        The rows that were read, by the kinds of `KINDS`. Without any for observations, the metrics
        were not read.
    errors : mapping of str to JobAnalyticsError
        What could not be read, by what it is.
    """

    wanted: Wanted
    entry: Entry | None
    tables: Mapping[str, pl.DataFrame]
    errors: Errors


def fetch(
    wanted: Mapping[QuantumJob, Wanted],
    writer: FileWriter,
    now: datetime,
    on_lines: Callable[[int], None],
    *,
    bundles: bool,
) -> Iterator[Fetched]:
    """Read jobs: the metrics of all of them together, then the rest of each.

    Parameters
    ----------
    wanted : mapping of QuantumJob to Wanted
        The jobs.
    writer : FileWriter
        Writes bundles.
    now : datetime
        When the reading begins.
    on_lines : callable
        Is called with the number of log lines that have just come.
    bundles : bool
        Whether to bring in the bundles, too.

    Yields
    ------
    Fetched
        Each job once, as it is ready.
    """
    read = [job for job, each in wanted.items() if each.lacks_only_bundle]
    unread = [job for job, each in wanted.items() if not each.lacks_only_bundle]
    for source, jobs in by_source(unread).items():
        with closing(source.read_metrics(jobs, on_lines)) as outcomes:  # type: ignore[type-var]
            for job, outcome in outcomes:
                error = outcome.exception()
                if error is None:
                    read.append(job)
                elif isinstance(error, JobAnalyticsError):
                    yield Fetched(wanted[job], None, {}, {"metrics": error})
                else:
                    raise error
    with closing(
        concurrently(  # type: ignore[type-var]
            lambda job: _rest(wanted[job], writer, now, bundles=bundles), read
        )
    ) as rests:
        for _, rest in rests:
            yield rest.result()


def _rest(
    wanted: Wanted, writer: FileWriter, now: datetime, *, bundles: bool, tries: int = _TRIES
) -> Fetched:
    """Read what is to be had of a job whose metrics have been read."""
    fetched = _parts_of(wanted, writer, now, bundles=bundles)
    job = wanted.job
    try:
        version = job._version()  # noqa: SLF001 - of this package
        if version == wanted.version or tries == 0:
            # One that never stands still is read again by the next sync: it has changed by then.
            return fetched
        job._read_metrics()  # noqa: SLF001 - of this package
    except JobAnalyticsError as error:
        return Fetched(wanted, None, {}, {"metrics": error})
    # It has changed since. Parts of two versions of a job would make one that there never was.
    again = replace(wanted, version=version)
    return _rest(again, writer, now, bundles=bundles, tries=tries - 1)


def _parts_of(wanted: Wanted, writer: FileWriter, now: datetime, *, bundles: bool) -> Fetched:
    job = wanted.job
    if wanted.lacks_only_bundle and wanted.entry is not None:
        nothing = replace(wanted.entry, has_tasks=None, has_result=None, has_bundle=None, files={})
        parts = _Parts(wanted, nothing)
        if parts.add_bundle(writer) and not wanted.entry.has_result:
            parts.read_result()
        return parts.fetched()
    try:
        ((_, outcome),) = job._source.read_records([job])  # noqa: SLF001 - of this package
        record = outcome.result()
        check_record(record)
    except JobAnalyticsError as error:
        return Fetched(wanted, None, {}, {"record": error})
    reading = job._last_reading()  # noqa: SLF001 - of this package
    if reading is None:  # which the metrics have left, for them to be here
        raise AssertionError(wanted.arn)
    entry = Entry(
        wanted.arn,
        record,
        reading.certificate,
        final=False,
        synced_at=job._as_of(now),  # noqa: SLF001 - of this package
        version=wanted.version,
    )
    parts = _Parts(wanted, entry)
    parts.add_metrics(reading)
    parts.add_tasks()
    if record["status"] == "COMPLETED":
        parts.add_result()
        if bundles or parts.has_a_bundle_to_keep_up_with:
            parts.add_bundle(writer)
    parts.settle()
    return parts.fetched()


class _Parts:
    """What has been read of a job."""

    def __init__(self, wanted: Wanted, entry: Entry) -> None:
        self._job = wanted.job
        self._wanted = wanted
        self._entry = entry
        self._tables: dict[str, pl.DataFrame] = {}
        self._errors: dict[str, JobAnalyticsError] = {}
        self._tasks_have_ended = True

    @property
    def has_a_bundle_to_keep_up_with(self) -> bool:
        """Whether the archive was asked for the bundle before, and the job's place may have it."""
        entry, job = self._wanted.entry, self._job
        was_asked = entry is not None and entry.has_bundle is not None
        return was_asked and not (isinstance(job, ArchivedQuantumJob) and job.lacks_bundle)

    def add_metrics(self, reading: Reading) -> None:
        """Add the observations, and the lines where they are needed to go on from here."""
        arn, name = self._entry.arn, self._entry.name
        self._tables["observations"] = archived(reading.observations, name, arn)
        with self._noting("log_events"):
            if (lines := reading.lines) is not None:
                self._put("log_events", lines, ARCHIVED_LINES)

    def add_tasks(self) -> None:
        """Add the quantum tasks; a job that has not started has none."""
        record = self._entry.record
        if record.get("startedAt") is None and record["status"] in _BEFORE_START:
            self._entry = replace(self._entry, has_tasks=False)
            return
        with self._noting("tasks"):
            tasks = self._job._find_tasks()  # noqa: SLF001 - of this package
            self._tasks_have_ended = tasks["state"].is_in(TERMINAL_STATES).all()
            self._entry = replace(self._entry, has_tasks=not tasks.is_empty())
            self._put("tasks", tasks, ARCHIVED_TASKS)

    def add_result(self) -> None:
        """Add what the job stored, once."""
        if self._wanted.lacks("result"):
            self.read_result()

    def read_result(self) -> None:
        """Add what the job stored."""
        with self._noting("results"):
            document = self._job._result_document()  # noqa: SLF001 - of this package
            if document is not None:
                stored = parse_result(document, source=f"Job {self._entry.name!r}")
                row = {"data_format": stored.data_format, "values": json.dumps(stored.values)}
                self._put("results", pl.DataFrame([row]), ARCHIVED_RESULTS)
            self._entry = replace(self._entry, has_result=document is not None)

    def add_bundle(self, writer: FileWriter) -> bool:
        """Add the bundle as it is, once, and only if it is whole and within the limits.

        Returns whether there is a new one.
        """
        if self._wanted.lacks("bundle"):
            with self._noting("bundle"):
                self._entry = _with_bundle(self._entry, self._job, writer)
        return BUNDLE in self._entry.files

    def settle(self) -> None:
        """Say whether nothing of the job can change any more."""
        certificate = self._entry.certificate
        is_final = (
            certificate["terminal"]
            and certificate["settled"]
            and self._tasks_have_ended
            and not self._errors
        )
        self._entry = replace(self._entry, final=is_final)
        if is_final:  # nothing goes on from there
            self._tables.pop("log_events", None)

    def fetched(self) -> Fetched:
        """Return what came of the job."""
        return Fetched(self._wanted, self._entry, self._tables, self._errors)

    def _put(self, kind: str, rows: pl.DataFrame, schema: pl.Schema) -> None:
        """Take rows of the job into a table, under the archive's name and ARN of it."""
        if not rows.is_empty():
            self._tables[kind] = rows.with_columns(
                job_name=pl.lit(self._entry.name), job_arn=pl.lit(self._entry.arn)
            ).select(list(schema))

    @contextmanager
    def _noting(self, what: str) -> Iterator[None]:
        try:
            yield
        except StorageWriteError:
            raise  # which is none of the job's
        except JobAnalyticsError as error:
            self._errors[what] = error


def _with_bundle(entry: Entry, job: QuantumJob, writer: FileWriter) -> Entry:
    """Copy a job's bundle, and return the entry that names it."""
    try:
        with job._open_bundle() as stream, writer.bundle() as (name, write):  # noqa: SLF001 - of this package
            _copy(stream, write, f"Job {entry.name!r}")
    except ResultNotFoundError:
        if isinstance(job, ArchivedQuantumJob) and not job.is_final:
            return entry  # it may have come since somebody looked
        return replace(entry, has_bundle=False)
    return replace(entry, has_bundle=True, files={**entry.files, BUNDLE: name})


def _copy(stream: BinaryIO, write: Callable[[bytes], None], source: str) -> None:
    """Copy a bundle, and check all of it on the way."""
    tee = _Tee(stream, write)
    for member in read_members(cast("BinaryIO", tee), source=source, limits=DEFAULT_LIMITS):
        for _ in member.content:
            pass
    while tee.read(_PIECE):
        pass


class _Tee:
    """Reads a stream, and writes what it reads."""

    def __init__(self, stream: BinaryIO, write: Callable[[bytes], None]) -> None:
        self._stream = stream
        self._write = write

    def read(self, size: int = -1) -> bytes:
        """Read, and write the same."""
        piece = self._stream.read(size)
        if piece:
            self._write(piece)
        return piece
