"""Sync: what is new of jobs is brought into an archive, a shard of jobs at a time."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
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
    from collections.abc import Sequence

    from jobanalytics.job_set.members import Member
    from jobanalytics.storage import Store

__all__ = ["sync"]

# What a kill can cost: GetJob is allowed five times a second, so that a shard takes 20 seconds.
_SHARD = 100
# Two services may tell a time with more or fewer digits.
_SAME_TIME = timedelta(seconds=1)


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
    todo = {
        arn: wanted
        for member in members
        if (wanted := _wanted(member, before, contents, bundles=bundles, refresh=refresh))
        and (arn := wanted.arn)
    }
    came: dict[str, Fetched] = {}
    if todo:
        try:
            with store.at_work(), Progress(len(todo), "sync", shown=progress) as bar:
                for shard in _shards(list(todo.values())):
                    for fetched in _sync_shard(store, shard, bar, bundles=bundles):
                        came[fetched.wanted.arn] = fetched
                    if on_error == "raise":
                        _raise_first(came, len(todo))
        finally:
            tidy_up(store)
    _warn(came, len(members))
    after = (newest(store) or Snapshot()) if came else before
    rows = [_row(member, before, after, came) for member in members]
    return pl.DataFrame(rows, schema=SYNCED, orient="row")


def _wanted(
    member: Member, before: Snapshot, contents: Contents, *, bundles: bool, refresh: bool
) -> Wanted | None:
    """Say what is to be read of a job; None where the archive has all of it."""
    job = member.job
    arn = job._own_arn()  # noqa: SLF001 - of this package
    entry = before.entries.get(arn)
    if entry is None:
        return Wanted(arn, job._twin(None), None)  # noqa: SLF001 - of this package
    if refresh or _began_anew(entry, job._known()):  # noqa: SLF001 - of this package
        return Wanted(arn, job._twin(None), None, is_anew=True)  # noqa: SLF001 - of this package
    lacks_bundle = bundles and entry.has_bundle is None and entry.record["status"] == "COMPLETED"
    if entry.final and not lacks_bundle:
        return None
    entry, lines = contents.with_latest(entry, contents.lines)
    # A final job lacks its bundle, which goes into the place of what is there.
    return Wanted(arn, job._twin(lines), entry, is_anew=entry.final)  # noqa: SLF001 - of this package


def _began_anew(entry: Entry, known: dict[str, Any]) -> bool:
    """Say whether a job that had ended is another one by now, as a local job can be."""
    was, is_now = entry.record.get("endedAt"), known.get("endedAt")
    if was is None or is_now is None:
        return False
    return entry.final and bool(abs(was - is_now) > _SAME_TIME)


def _shards(wanted: list[Wanted]) -> list[list[Wanted]]:
    return [wanted[start : start + _SHARD] for start in range(0, len(wanted), _SHARD)]


def _sync_shard(
    store: Store, shard: list[Wanted], bar: Progress, *, bundles: bool
) -> list[Fetched]:
    """Read some jobs and store what came, also where an interrupt ends the reading."""
    writer = FileWriter(store)
    wanted = {each.job: each for each in shard}
    came: list[Fetched] = []
    try:
        with closing(
            fetch(wanted, writer, datetime.now(UTC), bar.add_lines, bundles=bundles)  # type: ignore[type-var]
        ) as fetching:
            for fetched in fetching:
                came.append(fetched)
                bar.add_job()
    finally:
        _store(store, came, writer)
    return came


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


def _raise_first(came: dict[str, Fetched], total: int) -> None:
    for fetched in came.values():
        for error in fetched.errors.values():
            error.add_note(
                f"What was read of {len(came):,} of {counted(total, 'job')} until then is in the "
                "archive; the same call goes on from there. on_error='collect' goes on with the "
                "others."
            )
            raise error


def _warn(came: dict[str, Fetched], total: int) -> None:
    failed = [fetched for fetched in came.values() if fetched.errors]
    if failed:
        what, error = next(iter(failed[0].errors.items()))
        name = failed[0].wanted.job._known().get("jobName", failed[0].wanted.arn)  # noqa: SLF001
        warn_of_incomplete(
            f"{len(failed):,} of {counted(total, 'job')} could not be synced whole, such as "
            f"{name!r} ({what}): {error} The column 'error' of the returned table tells of each; "
            "the next sync tries again."
        )


def _row(
    member: Member, before: Snapshot, after: Snapshot, came: dict[str, Fetched]
) -> tuple[Any, ...]:
    arn = member.job._own_arn()  # noqa: SLF001 - of this package
    fetched, was, entry = came.get(arn), before.entries.get(arn), after.entries.get(arn)
    new = 0
    if entry is not None:
        new = entry.certificate["observations"] - (was.certificate["observations"] if was else 0)
    errors = {} if fetched is None else fetched.errors
    known = member.known if entry is None else entry.record
    return (
        member.label or known["jobName"],
        member.arn,
        new,
        known.get("status"),
        entry is not None and entry.final,
        "; ".join(f"{what}: {type(error).__name__}: {error}" for what, error in errors.items())
        or None,
    )
