"""Sync: what is new of jobs is brought into an archive, a shard of jobs at a time."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, get_args

import polars as pl

from jobanalytics.archive.change import FileWriter, change, tidy_up
from jobanalytics.archive.contents import Contents
from jobanalytics.archive.fetching import Fetched, Wanted, fetch
from jobanalytics.archive.job import ArchivedQuantumJob
from jobanalytics.archive.snapshot import BUNDLE, Entry, Snapshot, newest
from jobanalytics.archive.table_files import moved, write_tables
from jobanalytics.completeness import counted
from jobanalytics.errors import ArchiveDamagedError, InvalidArgumentError
from jobanalytics.job_set.gathering import OnError
from jobanalytics.job_set.loading import warn_of_incomplete
from jobanalytics.job_set.progress import Progress
from jobanalytics.schema import SYNCED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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
    is_anew: bool = False
    is_refreshed: bool = False


def sync(
    store: Store,
    members: Sequence[Member],
    *,
    bundles: bool,
    refresh: bool,
    progress: bool,
    on_error: OnError,
) -> pl.DataFrame:
    """Bring jobs into the archive of a store; see `Archive.sync`."""
    if on_error not in get_args(OnError):
        raise InvalidArgumentError(f"on_error takes 'raise' or 'collect'; got {on_error!r}.")
    tidy_up(store)
    before = newest(store) or Snapshot()
    contents = Contents(store)
    found = (
        _due(member.job, before, contents, bundles=bundles, refresh=refresh) for member in members
    )
    due = list({each.arn: each for each in found if each is not None}.values())
    errors: dict[str, Errors] = {}
    if due:
        try:
            with store.at_work(), Progress(len(due), "sync", shown=progress) as bar:
                for start in range(0, len(due), _SHARD):
                    errors |= _sync_shard(store, due[start : start + _SHARD], bar, bundles=bundles)
                    if on_error == "raise":
                        _raise_first(errors, len(due))
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
    job: QuantumJob, before: Snapshot, contents: Contents, *, bundles: bool, refresh: bool
) -> _Due | None:
    """Say what is to be read of a job; None where the archive has all of it."""
    arn, version = job._own_arn(), job._version()  # noqa: SLF001 - of this package
    entry = before.entries.get(arn)
    if entry is None:
        return _Due(arn, job, None, version)
    if isinstance(job, ArchivedQuantumJob) and job.is_of(contents):
        return None  # there is nothing else to read it from
    if version != entry.version:
        # A local job that ran again, or goes on: what is there is of another one.
        return _Due(arn, job, None, version, is_anew=True)
    lacks_bundle = bundles and entry.has_bundle is None and entry.record["status"] == "COMPLETED"
    if entry.final and not (refresh or lacks_bundle):
        return None
    return _Due(arn, job, entry, version, is_anew=entry.final, is_refreshed=refresh)


def _was_final(due: _Due) -> bool:
    return due.entry is not None and due.entry.final


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
    try:
        with closing(
            fetch(wanted, contents, writer, now, bar.add_lines, bundles=bundles)  # type: ignore[type-var]
        ) as fetching:
            for fetched in fetching:
                came.append(fetched)
                bar.add_job()
    finally:
        _store(store, came, writer)
    return {fetched.wanted.arn: fetched.errors for fetched in came}


def _apart(due: _Due, contents: Contents) -> tuple[Wanted, ArchiveDamagedError | None]:
    """Return a job apart from the user's, so that what is read can be forgotten again.

    With it comes what is wrong with the lines from which it should go on.
    """
    entry, lines, damaged = due.entry, None, None
    if entry is not None:
        try:
            entry, lines = contents.with_latest(entry, contents.lines)
        except ArchiveDamagedError as error:
            damaged = None if due.is_refreshed else error
    job = due.job._twin(lines, is_new=due.is_refreshed)  # noqa: SLF001 - of this package
    wanted = Wanted(due.arn, job, entry, due.version, due.is_anew, due.is_refreshed)
    return wanted, damaged


def _store(store: Store, came: list[Fetched], bundles: FileWriter) -> None:
    """Write what came of jobs, and let the archive have all of it in one moment."""

    def make(current: Snapshot, writer: FileWriter) -> list[Entry]:
        new: list[tuple[Entry, Fetched]] = []
        for fetched in came:
            entry, there = fetched.entry, current.entries.get(fetched.wanted.arn)
            if entry is None or not _knows_more(entry, there, is_anew=fetched.wanted.is_anew):
                continue
            if fetched.wanted.lacks_only_bundle and there is not None:
                bundle = {kind: name for kind, name in entry.files.items() if kind == BUNDLE}
                files = {**there.files, **bundle}
                entry = replace(there, has_bundle=entry.has_bundle, files=files)
            known = {*current.files, *bundles.files}
            # What is kept may have moved into another file since.
            kept = {
                kind: name if name in known or there is None else there.files.get(kind)
                for kind, name in entry.files.items()
            }
            files = {kind: name for kind, name in kept.items() if name in known}
            new.append((replace(entry, files=files), fetched))
        written = write_tables([(entry, fetched.tables) for entry, fetched in new], writer)
        return [*written, *moved(store, current, written, writer)]

    if any(fetched.entry is not None for fetched in came):
        change(store, make, others=bundles)


def _knows_more(entry: Entry, there: Entry | None, *, is_anew: bool) -> bool:
    """Say whether what came is more than what the archive has by now.

    Another one may have begun to read the job later, and have read less, or the other way round.
    """
    if there is None or is_anew:
        return True
    return not there.final and _knowledge(entry) >= _knowledge(there)


def _knowledge(entry: Entry) -> tuple[bool, int, datetime]:
    certificate = entry.certificate
    return certificate["terminal"], certificate["lines_matched"], entry.synced_at


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
