"""What is new of jobs, read from where they are."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import polars as pl

from jobanalytics.archive.row_groups import archived
from jobanalytics.archive.snapshot import BUNDLE, Entry
from jobanalytics.bundles import DEFAULT_LIMITS, parse_result, read_members
from jobanalytics.concurrently import concurrently
from jobanalytics.errors import (
    ArchiveDamagedError,
    IncompleteMetricsError,
    JobAnalyticsError,
    ResultNotFoundError,
    StorageWriteError,
)
from jobanalytics.job_source import by_source
from jobanalytics.quantum_job import TERMINAL_STATES
from jobanalytics.schema import ARCHIVED_LINES, ARCHIVED_RESULTS, ARCHIVED_TASKS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from jobanalytics.archive.change import FileWriter
    from jobanalytics.archive.contents import Contents
    from jobanalytics.completeness import Reading
    from jobanalytics.quantum_job import QuantumJob

__all__ = ["Errors", "Fetched", "Wanted", "fetch"]

Errors = Mapping[str, JobAnalyticsError]
"""What went wrong with a job, by what could not be read."""

_PIECE = 2**20
# What is not read again where the archive has it.
_KEPT = ("tasks", "results", BUNDLE)
_METRICS = ("observations", "log_events")
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
        What the archive holds of this very job; None if nothing.
    version : str or None
        What the job was before it was read; see `QuantumJob._version`.
    is_anew : bool
        Whether it takes the place of what is final.
    is_refreshed : bool
        Whether to read again what the archive has.
    """

    arn: str
    job: QuantumJob
    entry: Entry | None
    version: str | None = None
    is_anew: bool = False
    is_refreshed: bool = False

    @property
    def lacks_only_bundle(self) -> bool:
        """Whether everything else is there."""
        return self.entry is not None and self.entry.final and not self.is_refreshed


@dataclass(frozen=True)
class Fetched:
    """What came of a job.

    Attributes
    ----------
    wanted : Wanted
        The job.
    entry : Entry or None
        What the archive is to hold of it, with the files that it has already; None if its metrics
        or its record could not be read, so that the archive keeps what it has.
    tables : mapping of str to polars.DataFrame
        What is to be written, by the kinds of `KINDS`.
    errors : mapping of str to JobAnalyticsError
        What could not be read, by what it is.
    """

    wanted: Wanted
    entry: Entry | None
    tables: Mapping[str, pl.DataFrame]
    errors: Errors


def fetch(
    wanted: Mapping[QuantumJob, Wanted],
    contents: Contents,
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
    contents : Contents
        What the archive holds.
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
            lambda job: _rest(wanted[job], contents, writer, now, bundles=bundles), read
        )
    ) as rests:
        for _, rest in rests:
            yield rest.result()


def _rest(
    wanted: Wanted, contents: Contents, writer: FileWriter, now: datetime, *, bundles: bool
) -> Fetched:
    """Read what is to be had of a job whose metrics have been read."""
    job = wanted.job
    if wanted.lacks_only_bundle and wanted.entry is not None:
        try:
            return Fetched(wanted, _with_bundle(wanted.entry, job, writer), {}, {})
        except StorageWriteError:
            raise  # which is none of the job's
        except JobAnalyticsError as error:
            return Fetched(wanted, None, {}, {"bundle": error})
    try:
        ((_, outcome),) = job._source.read_records([job])  # noqa: SLF001 - of this package
        record = outcome.result()
    except JobAnalyticsError as error:
        return Fetched(wanted, None, {}, {"record": error})
    reading = job._last_reading()  # noqa: SLF001 - of this package
    if reading is None:  # which the metrics have left, for them to be here
        raise AssertionError(wanted.arn)
    parts = _Parts(wanted, record, reading, now)
    parts.add_tasks()
    if record["status"] == "COMPLETED":
        parts.add_result()
        if bundles or parts.has_bundle:
            parts.add_bundle(writer)
    parts.add_metrics(contents)
    return parts.fetched()


class _Parts:
    """What has been read of a job, and what is still as the archive has it."""

    def __init__(
        self, wanted: Wanted, record: dict[str, Any], reading: Reading, now: datetime
    ) -> None:
        self._job = wanted.job
        self._wanted = wanted
        self._reading = reading
        self._source = f"Job {record['jobName']!r}"
        before = wanted.entry
        self._entry = Entry(
            wanted.arn,
            record,
            reading.certificate,
            final=False,
            synced_at=now,
            version=wanted.version,
        )
        if before is not None:
            # Each part is replaced only by one that could be read.
            kept = {kind: before.files[kind] for kind in _KEPT if kind in before.files}
            self._entry = replace(
                self._entry,
                has_tasks=before.has_tasks,
                has_result=before.has_result,
                has_bundle=before.has_bundle,
                files=kept,
            )
        self._tables: dict[str, pl.DataFrame] = {}
        self._errors: dict[str, JobAnalyticsError] = {}
        self._tasks_have_ended = True

    @property
    def has_bundle(self) -> bool:
        """Whether the archive has a bundle of the job."""
        return self._entry.has_bundle is True

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
        if self._entry.has_result is not None and not self._wanted.is_refreshed:
            return
        with self._noting("results"):
            document = self._job._result_document()  # noqa: SLF001 - of this package
            if document is not None:
                stored = parse_result(document, source=self._source)
                row = {"data_format": stored.data_format, "values": json.dumps(stored.values)}
                self._put("results", pl.DataFrame([row]), ARCHIVED_RESULTS)
            else:
                self._forget("results")
            self._entry = replace(self._entry, has_result=document is not None)

    def add_bundle(self, writer: FileWriter) -> None:
        """Add the bundle as it is, once, and only if it is whole and within the limits."""
        if self._entry.has_bundle is not None and not self._wanted.is_refreshed:
            return
        with self._noting("bundle"):
            self._entry = _with_bundle(self._entry, self._job, writer)

    def add_metrics(self, contents: Contents) -> None:
        """Add the observations, unless the archive has more, and can read them."""
        before, new = self._wanted.entry, self._reading.certificate
        if before is not None and before.certificate["lines_matched"] > new["lines_matched"]:
            with suppress(ArchiveDamagedError):
                contents.with_latest(before, contents.observations_of)
                files = {kind: before.files[kind] for kind in _METRICS if kind in before.files}
                self._entry = replace(
                    self._entry,
                    certificate=before.certificate,
                    files={**self._entry.files, **files},
                )
                self._errors["metrics"] = IncompleteMetricsError(
                    f"The log has {new['lines_matched']:,} metric lines by now, and the archive "
                    f"{before.certificate['lines_matched']:,}, which are kept.",
                    observations=self._reading.observations,
                    completeness=self._reading.completeness,
                )
                return
        observations = self._reading.observations
        if not observations.is_empty():
            arn, name = self._entry.arn, self._entry.name
            self._tables["observations"] = archived(observations, name, arn)
        if self._reading.lines is not None:
            self._put("log_events", self._reading.lines, ARCHIVED_LINES)

    def fetched(self) -> Fetched:
        """Return what came of the job."""
        certificate = self._entry.certificate
        is_final = (
            certificate["terminal"]
            and certificate["settled"]
            and self._tasks_have_ended
            and not self._errors.keys() - {"metrics"}
        )
        if is_final:
            # Nothing goes on from there.
            self._tables.pop("log_events", None)
            self._forget("log_events")
        self._entry = replace(self._entry, final=is_final)
        return Fetched(self._wanted, self._entry, self._tables, self._errors)

    def _forget(self, kind: str) -> None:
        files = {each: name for each, name in self._entry.files.items() if each != kind}
        self._entry = replace(self._entry, files=files)

    def _put(self, kind: str, rows: pl.DataFrame, schema: pl.Schema) -> None:
        """Take rows of the job into a table, under the archive's name and ARN of it."""
        self._forget(kind)
        if rows.is_empty():
            return
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
