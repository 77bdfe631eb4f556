"""Sync: what is new of jobs is brought into an archive, a shard of jobs at a time."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast, get_args

import polars as pl

from jobanalytics.archive.adding import added, held_of, is_later
from jobanalytics.archive.change import FileWriter, change, tidy_up
from jobanalytics.archive.contents import Contents
from jobanalytics.archive.fetching import Fetched, Wanted, fetch
from jobanalytics.archive.job import ArchivedQuantumJob
from jobanalytics.archive.snapshot import Entry, Snapshot
from jobanalytics.archive.table_files import moved, write_tables
from jobanalytics.archive.versions import newest
from jobanalytics.completeness import counted
from jobanalytics.errors import (
    ArchiveDamagedError,
    ArchiveFormatError,
    InvalidArgumentError,
    JobAnalyticsError,
)
from jobanalytics.job_set.gathering import OnError
from jobanalytics.job_set.loading import warn_of_incomplete
from jobanalytics.job_set.progress import Progress
from jobanalytics.schema import SYNCED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from jobanalytics.archive.fetching import Errors
    from jobanalytics.job_set.members import Member
    from jobanalytics.quantum_job import QuantumJob
    from jobanalytics.storage import Store

__all__ = ["sync"]

# What a kill can cost: GetJob is allowed five times a second, so that a shard takes 20 seconds.
_SHARD = 100


@dataclass(frozen=True)
class _Due:
    """A job that is to be read; attributes as those of `Wanted`, but the job is the user's own."""

    arn: str
    job: QuantumJob
    entry: Entry | None
    version: str | None
    is_refreshed: bool = False
    is_joined: bool = False


def sync(
    store: Store,
    members: Sequence[Member],
    origin: Callable[[ArchivedQuantumJob], QuantumJob | None],
    *,
    bundles: bool,
    refresh: bool,
    progress: bool,
    on_error: OnError,
) -> pl.DataFrame:
    """Bring jobs into the archive of a store; see `Archive.sync`.

    Parameters
    ----------
    store : Store
        Where the archive is.
    members : sequence of Member
        The jobs.
    origin : callable
        Returns a job of this very archive where it came from, None if it cannot be read there.
    bundles, refresh, progress, on_error
        As for `Archive.sync`.
    """
    if on_error not in get_args(OnError):
        raise InvalidArgumentError(f"on_error takes 'raise' or 'collect'; got {on_error!r}.")
    tidy_up(store)
    before = newest(store) or Snapshot()
    contents = Contents(store)
    errors: dict[str, Errors] = {}
    due: list[_Due] = []
    for member in members:
        try:
            each = _due(member.job, before, contents, origin, bundles=bundles, refresh=refresh)
        except JobAnalyticsError as error:
            errors[member.job._own_arn()] = {"job": error}  # noqa: SLF001 - of this package
            continue
        if each is not None:
            due.append(each)
    total = len(errors) + len(due)
    if on_error == "raise":
        _raise_first(errors, total)
    if due:
        try:
            with store.at_work(), Progress(len(due), "sync", shown=progress) as bar:
                for start in range(0, len(due), _SHARD):
                    errors |= _sync_shard(store, due[start : start + _SHARD], bar, bundles=bundles)
                    if on_error == "raise":
                        _raise_first(errors, total)
        finally:
            tidy_up(store)
    after = (newest(store) or Snapshot()) if due else before
    rows = [_row(member, before, after, errors) for member in members]
    table = pl.DataFrame(rows, schema=SYNCED, orient="row")
    _warn_of_errors(table)
    read = [each.arn for each in due if each.is_refreshed or not _was_final(each)]
    _warn_of_doubts([after.entries[arn] for arn in read if arn in after.entries])
    return table


def _due(
    job: QuantumJob,
    before: Snapshot,
    contents: Contents,
    origin: Callable[[ArchivedQuantumJob], QuantumJob | None],
    *,
    bundles: bool,
    refresh: bool,
) -> _Due | None:
    """Say what is to be read of a job; None where the archive has all of it."""
    arn, version = job._own_arn(), job._version()  # noqa: SLF001 - of this package
    entry = before.entries.get(arn)
    if entry is None:
        return _Due(arn, job, None, version)
    is_own = isinstance(job, ArchivedQuantumJob) and job.is_of(contents)
    if is_own:
        version = entry.version
    if version != entry.version:
        if isinstance(job, ArchivedQuantumJob) and not is_later(version, entry.version):
            return None  # an older state of a local job
        return _Due(arn, job, entry, version, refresh)
    lacks_bundle = bundles and entry.has_bundle is None and entry.record["status"] == "COMPLETED"
    is_foreign = (
        isinstance(job, ArchivedQuantumJob)
        and not is_own
        and job.may_add_to(entry, bundles=bundles)
    )
    if entry.final and not (refresh or lacks_bundle or is_foreign):
        return None
    if is_own:
        found = origin(cast("ArchivedQuantumJob", job))
        return None if found is None else _Due(arn, found, entry, version, refresh)
    return _Due(arn, job, entry, version, refresh, is_foreign)


def _was_final(due: _Due) -> bool:
    return due.entry is not None and due.entry.final and due.entry.version == due.version


def _sync_shard(
    store: Store, due: Sequence[_Due], bar: Progress, *, bundles: bool
) -> dict[str, Errors]:
    """Read some jobs and store what came, also where an interrupt ends the reading.

    Nothing of what was read outlives it but the errors of each job, by ARN.
    """
    writer, contents = FileWriter(store), Contents(store)
    now = datetime.now(UTC)
    wanted: dict[QuantumJob, Wanted] = {}
    came: list[Fetched] = []
    for each in due:
        apart, error = _apart(each, contents)
        if error is None:
            wanted[apart.job] = apart
        else:
            came.append(Fetched(apart, None, {}, {"archive": error}))
    errors: dict[str, Errors] = {}
    try:
        with closing(
            fetch(wanted, writer, now, bar.add_lines, bundles=bundles)  # type: ignore[type-var]
        ) as fetching:
            for fetched in fetching:
                came.append(fetched)
                bar.add_job()
    finally:
        errors = _store(store, came, writer)
    return errors


def _apart(due: _Due, contents: Contents) -> tuple[Wanted, JobAnalyticsError | None]:
    """Return a job apart from the user's, so that what is read can be forgotten again.

    With it comes what is wrong with the lines from which it should go on.
    """
    entry, lines, damaged = due.entry, None, None
    if entry is not None and entry.version == due.version:
        try:
            entry, lines = contents.with_latest(entry, contents.lines)
        except (ArchiveDamagedError, ArchiveFormatError) as error:
            damaged = None if due.is_refreshed else error
    job = due.job._twin(lines, is_new=due.is_refreshed)  # noqa: SLF001 - of this package
    wanted = Wanted(due.arn, job, entry, due.version, due.is_refreshed, due.is_joined)
    return wanted, damaged


def _store(store: Store, came: Sequence[Fetched], bundles: FileWriter) -> dict[str, Errors]:
    """Write what came of jobs, and let the archive have all of it in one moment.

    What it has is looked at then: another sync may have brought in more of a job meanwhile.
    """
    errors: dict[str, Errors] = {fetched.wanted.arn: fetched.errors for fetched in came}
    read = [fetched for fetched in came if fetched.entry is not None]

    def make(current: Snapshot, writer: FileWriter) -> list[Entry]:
        new: list[tuple[Entry, Mapping[str, pl.DataFrame]]] = []
        held = held_of(Contents(store), current, read)
        for fetched in read:
            arn = fetched.wanted.arn
            entry, tables, errors[arn] = added(fetched, held[arn])
            if entry is not None:
                new.append((entry, tables))
        written = write_tables(new, writer)
        return [*written, *moved(store, current, written, writer)]

    if read:
        change(store, make, others=bundles)
    return errors


def _raise_first(errors: Mapping[str, Errors], total: int) -> None:
    for of_job in errors.values():
        for error in of_job.values():
            error.add_note(
                f"What was read of {len(errors):,} of {counted(total, 'job')} until then is in the "
                "archive; the same call goes on from there. on_error='collect' goes on with the "
                "others."
            )
            raise error


def _row(
    member: Member, before: Snapshot, after: Snapshot, errors: Mapping[str, Errors]
) -> tuple[Any, ...]:
    arn = member.job._own_arn()  # noqa: SLF001 - of this package
    was, entry = before.entries.get(arn), after.entries.get(arn)
    new = 0
    if entry is not None:
        new = entry.certificate["observations"] - (was.certificate["observations"] if was else 0)
    known = member.known if entry is None else member.renamed(entry.record)
    failed = errors.get(arn, {})
    return (
        known["jobName"],
        arn,
        new,
        known.get("status"),
        entry is not None and entry.final,
        "; ".join(f"{what}: {type(error).__name__}: {error}" for what, error in failed.items())
        or None,
    )


def _warn_of_errors(table: pl.DataFrame) -> None:
    failed = table.filter(pl.col("error").is_not_null())
    if not failed.is_empty():
        name, error = failed.select("job_name", "error").row(0)
        warn_of_incomplete(
            f"{failed.height:,} of {counted(table.height, 'job')} could not be synced whole, such "
            f"as {name!r}, {error} The column 'error' of the returned table tells of each; the "
            "same call tries again."
        )


def _warn_of_doubts(entries: Sequence[Entry]) -> None:
    doubtful = [entry for entry in entries if entry.final and not entry.certificate["complete"]]
    if doubtful:
        first = doubtful[0]
        warn_of_incomplete(
            f"Jobs are final from now on of which not all lines may have been there "
            f"({len(doubtful):,} of {len(entries):,} that were read), such as {first.name!r}: "
            f"{first.certificate['notes']} archive.jobs().completeness() tells of each job."
        )
