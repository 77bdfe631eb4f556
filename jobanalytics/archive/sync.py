"""Sync: what is new of jobs is brought into an archive, a shard of jobs at a time."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, get_args

import polars as pl

from jobanalytics.archive.change import FileWriter, change, tidy_up
from jobanalytics.archive.contents import Contents
from jobanalytics.archive.fetching import Fetched, Wanted, fetch
from jobanalytics.archive.snapshot import Entry, Snapshot, newest
from jobanalytics.archive.table_files import moved, write_tables
from jobanalytics.completeness import counted
from jobanalytics.errors import InvalidArgumentError
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
# Two services may tell a time with more or fewer digits.
_SAME_TIME = timedelta(seconds=1)


@dataclass(frozen=True)
class _Due:
    """A job that is to be read.

    Attributes
    ----------
    arn : str
        What the archive has as its ``job_arn``.
    job : QuantumJob
        The user's own.
    entry : Entry or None
        What the archive holds of it; None if nothing, or nothing that is to be kept.
    is_anew : bool
        Whether it takes the place of what is final.
    """

    arn: str
    job: QuantumJob
    entry: Entry | None
    is_anew: bool = False


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
    found = (_due(member.job, before, bundles=bundles, refresh=refresh) for member in members)
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
    _warn(table)
    return table


def _due(job: QuantumJob, before: Snapshot, *, bundles: bool, refresh: bool) -> _Due | None:
    """Say what is to be read of a job; None where the archive has all of it."""
    arn = job._own_arn()  # noqa: SLF001 - of this package
    entry = before.entries.get(arn)
    if entry is None:
        return _Due(arn, job, None)
    if refresh or _began_anew(entry, job._known()):  # noqa: SLF001 - of this package
        return _Due(arn, job, None, is_anew=True)
    lacks_bundle = bundles and entry.has_bundle is None and entry.record["status"] == "COMPLETED"
    if entry.final and not lacks_bundle:
        return None
    return _Due(arn, job, entry, is_anew=entry.final)


def _began_anew(entry: Entry, known: dict[str, Any]) -> bool:
    """Say whether a job that had ended is another one by now, as a local job can be."""
    was, is_now = entry.record.get("endedAt"), known.get("endedAt")
    if was is None or is_now is None:
        return False
    return entry.final and bool(abs(was - is_now) > _SAME_TIME)


def _sync_shard(
    store: Store, due: Sequence[_Due], bar: Progress, *, bundles: bool
) -> dict[str, Errors]:
    """Read some jobs and store what came, also where an interrupt ends the reading.

    Nothing of what was read outlives it but the errors of each job, by ARN.
    """
    writer = FileWriter(store)
    now = datetime.now(UTC)
    wanted = [_apart(each, Contents(store)) for each in due]
    came: list[Fetched] = []
    try:
        with closing(
            fetch({each.job: each for each in wanted}, writer, now, bar.add_lines, bundles=bundles)  # type: ignore[type-var]
        ) as fetching:
            for fetched in fetching:
                came.append(fetched)
                bar.add_job()
    finally:
        _store(store, came, writer)
    return {fetched.wanted.arn: fetched.errors for fetched in came}


def _apart(due: _Due, contents: Contents) -> Wanted:
    """Return a job apart from the user's, so that what is read can be forgotten again."""
    entry, lines = due.entry, None
    if entry is not None:
        entry, lines = contents.with_latest(entry, contents.lines)
    return Wanted(due.arn, due.job._twin(lines), entry, is_anew=due.is_anew)  # noqa: SLF001


def _store(store: Store, came: list[Fetched], bundles: FileWriter) -> None:
    """Write what came of jobs, and let the archive have all of it in one moment."""

    def make(current: Snapshot, writer: FileWriter) -> list[Entry]:
        new: list[tuple[Entry, Fetched]] = []
        for fetched in came:
            entry, there = fetched.entry, current.entries.get(fetched.wanted.arn)
            if entry is None or not _is_newer(entry, there, is_anew=fetched.wanted.is_anew):
                continue
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


def _is_newer(entry: Entry, there: Entry | None, *, is_anew: bool) -> bool:
    """Say whether what came is more than what the archive has by now."""
    if there is None:
        return True
    return (is_anew or not there.final) and there.synced_at <= entry.synced_at


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
        member.arn,
        new,
        known.get("status"),
        entry is not None and entry.final,
        "; ".join(f"{what}: {type(error).__name__}: {error}" for what, error in failed.items())
        or None,
    )


def _warn(table: pl.DataFrame) -> None:
    failed = table.filter(pl.col("error").is_not_null())
    if not failed.is_empty():
        name, error = failed.select("job_name", "error").row(0)
        warn_of_incomplete(
            f"{failed.height:,} of {counted(table.height, 'job')} could not be synced whole, such "
            f"as {name!r}, {error} The column 'error' of the returned table tells of each; the "
            "next sync tries again."
        )
