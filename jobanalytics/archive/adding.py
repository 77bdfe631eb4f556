"""Adding: what came of jobs, held against what the archive has of them at that moment."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from jobanalytics.archive.job import ArchivedQuantumJob
from jobanalytics.archive.joining import PARTS, doubtful, joined
from jobanalytics.archive.versions import versions
from jobanalytics.errors import (
    ArchiveDamagedError,
    ArchiveFormatError,
    IncompleteMetricsError,
    InvalidArgumentError,
    JobAnalyticsError,
    NotArchivedError,
    ResultNotFoundError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import polars as pl

    from jobanalytics.archive.contents import Contents
    from jobanalytics.archive.fetching import Errors, Fetched
    from jobanalytics.archive.snapshot import Entry, Snapshot

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")

_LINES = "log_events"
_COUNTS = ("lines_matched", "observations")

__all__ = ["Added", "Held", "added", "held_of", "is_later"]


@dataclass(frozen=True)
class Held:
    """What an archive holds of a job, as far as it takes part in a join.

    Attributes
    ----------
    entry : Entry or None
        The job's; None if the archive has nothing of it.
    rows : dict of str to polars.DataFrame
        Its observations and tasks, by kind.
    damage : JobAnalyticsError or None
        Why its observations cannot be read.
    damaged_tasks : bool
        Whether its tasks cannot be read.
    """

    entry: Entry | None = None
    rows: dict[str, pl.DataFrame] = field(default_factory=dict)
    damage: JobAnalyticsError | None = None
    damaged_tasks: bool = False


class Added(NamedTuple):
    """What is to become of a job in the archive.

    Attributes
    ----------
    entry : Entry or None
        What the archive is to hold; None if it stays as it is.
    tables : mapping of str to polars.DataFrame
        The rows that are to be written, by kind.
    errors : mapping of str to JobAnalyticsError
        What of the job could not be read, by what it is.
    """

    entry: Entry | None
    tables: Mapping[str, pl.DataFrame]
    errors: Errors


def is_later(version: str | None, other: str | None) -> bool:
    """Say whether one version of a job is later than another; see `QuantumJob._version`."""
    moment, of_other = ((each or "").partition("-")[0] for each in (version, other))
    return moment > of_other


def held_of(contents: Contents, current: Snapshot, read: Sequence[Fetched]) -> dict[str, Held]:
    """Read what an archive holds of jobs, those of one file together, by ARN.

    Raises
    ------
    FileNotFoundError
        If a file is not there any more, as the archive has changed since.
    """
    held: dict[str, Held] = {}
    by_file: dict[str | None, list[Entry]] = defaultdict(list)
    anew = {fetched.wanted.arn for fetched in read if fetched.wanted.is_refreshed}
    for fetched in read:
        entry = current.entries.get(fetched.wanted.arn)
        held[fetched.wanted.arn] = Held(entry)
        # Of another version nothing is kept, and nothing is added to a job but its bundle.
        if entry is not None and entry.version == fetched.wanted.version and fetched.tables:
            by_file[entry.files.get("observations")].append(entry)
    for entries in by_file.values():
        for entry, (rows, damage) in _observations(contents, current, entries):
            tasks, damage_of_tasks = _read(contents, current, contents.archived_tasks, entry)
            own = {"observations": rows, "tasks": tasks}
            held[entry.arn] = Held(
                # Otherwise they have just been read, to go on from.
                _without_lost_lines(contents, current, entry) if entry.arn in anew else entry,
                {kind: found for kind, found in own.items() if found is not None},
                damage,
                damage_of_tasks is not None,
            )
    return held


def _without_lost_lines(contents: Contents, current: Snapshot, entry: Entry) -> Entry:
    """Leave out lines that cannot be read: all that they said is in the observations."""
    if _read(contents, current, contents.lines, entry)[1] is None:
        return entry
    return replace(
        entry, files={kind: name for kind, name in entry.files.items() if kind != _LINES}
    )


def _filled(tables: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Leave out tables without rows: an entry names no file in which it has none."""
    return {kind: rows for kind, rows in tables.items() if not rows.is_empty()}


def _observations(
    contents: Contents, current: Snapshot, entries: Sequence[Entry]
) -> Iterator[tuple[Entry, tuple[pl.DataFrame | None, JobAnalyticsError | None]]]:
    """Read the observations of jobs in one file, or say of each why they cannot be read."""
    rows, damage = _read(contents, current, contents.archived_observations, entries)
    if damage is not None and len(entries) > 1:  # not all of the file need be damaged
        for entry in entries:
            yield from _observations(contents, current, [entry])
        return
    for entry in entries:
        yield entry, ((rows or {}).get(entry.arn), damage)


def _read(
    contents: Contents, current: Snapshot, read: Callable[[Asked], Answer], asked: Asked
) -> tuple[Answer | None, JobAnalyticsError | None]:
    try:
        return read(asked), None
    except (ArchiveDamagedError, ArchiveFormatError) as error:
        return None, error
    except FileNotFoundError as error:
        if versions(contents.store)[-1:] != [current.version]:
            raise
        return None, ArchiveDamagedError(f"A file is missing in {contents.store.root}: {error}")


def added(fetched: Fetched, held: Held) -> Added:
    """Say what is to become of a job of which something was read."""
    read, there, wanted = fetched.entry, held.entry, fetched.wanted
    if read is None or there is None:
        return Added(read, _filled(fetched.tables), fetched.errors)
    if (against := _against(fetched, read, held, there)) is not None:
        return Added(None, {}, {**fetched.errors, **against})
    if read.version != there.version:
        return Added(read, _filled(fetched.tables), fetched.errors)
    if held.damaged_tasks and read.has_tasks:
        there = replace(there, has_tasks=None)  # those that can be read take their place
    entry, tables = joined(there, held.rows, read, fetched.tables)
    if held.damage is not None and not _is_alike(read, there):
        remark = "What was read before cannot be read any more: it may have had other lines."
        entry = replace(entry, certificate=doubtful(entry.certificate, remark))
    if isinstance(wanted.job, ArchivedQuantumJob):
        return Added(entry, tables, _of_what_is_lacking(fetched.errors, there))
    lost = {**_of_lost_lines(entry, there, fetched), **_of_lost_parts(there, read)}
    return Added(entry, tables, {**fetched.errors, **lost})


def _against(fetched: Fetched, read: Entry, held: Held, there: Entry) -> Errors | None:
    """Say what stands against bringing in what was read, perhaps in no words; None if nothing."""
    wanted = fetched.wanted
    if read.name != there.name:
        names = f"{there.name!r}, and where it was read from {read.name!r}"
        return {"record": InvalidArgumentError(f"Job {there.arn} is called {names}.")}
    if read.version != there.version:
        is_next = wanted.entry is not None and wanted.entry.version == there.version
        is_newer = is_next or is_later(read.version, there.version)
        # Parts of two versions of a local job would make one that there never was.
        return None if is_newer and not fetched.errors else {}
    if held.damage is not None and not (wanted.is_refreshed and _is_no_less(read, there)):
        return {"archive": held.damage}
    return None


def _is_no_less(read: Entry, there: Entry) -> bool:
    """Say whether what was read can stand for what the archive has and cannot read."""
    return all(read.certificate[what] >= there.certificate[what] for what in _COUNTS)


def _is_alike(read: Entry, there: Entry) -> bool:
    return all(read.certificate[what] == there.certificate[what] for what in _COUNTS)


def _of_what_is_lacking(errors: Errors, there: Entry) -> Errors:
    """Leave out what another archive does not hold, where this one needs nothing of it."""
    return {
        what: error
        for what, error in errors.items()
        if not isinstance(error, NotArchivedError) or getattr(there, PARTS[what]) is None
    }


def _of_lost_lines(entry: Entry, there: Entry, fetched: Fetched) -> Errors:
    """Say that a log has fewer lines than the archive knows of."""
    read, was = fetched.entry, fetched.wanted.entry
    if read is None or was is None or "observations" not in fetched.tables:
        return {}
    known, found = (each.certificate["lines_matched"] for each in (entry, read))
    # Where another sync has come in between, its reading may be the later one.
    is_next = was.synced_at == there.synced_at <= read.synced_at
    reading = fetched.wanted.job._last_reading()  # noqa: SLF001 - of this package
    if known <= found or not is_next or reading is None:
        return {}
    error = IncompleteMetricsError(
        f"The log has {found:,} metric lines by now, and the archive {known:,}, which are kept.",
        observations=reading.observations,
        completeness=reading.completeness,
    )
    return {"metrics": error}


def _of_lost_parts(there: Entry, read: Entry) -> Errors:
    """Say what of a job is not where it was any more, so that nothing could be read anew."""
    return {
        kind: ResultNotFoundError(
            f"Job {read.name!r} has no {kind} any more; those that the archive has are kept."
        )
        for kind, has in PARTS.items()
        if getattr(there, has) and getattr(read, has) is False
    }
