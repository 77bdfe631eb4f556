"""Compaction: the tables of jobs that are final move into few, large files."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

import polars as pl

from jobanalytics.archive.change import FileWriter, change, tidy_up
from jobanalytics.archive.table_files import TABLES, os_errors, rows_of, write_rows
from jobanalytics.errors import ArchiveDamagedError
from jobanalytics.schema import COMPACTED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jobanalytics.archive.snapshot import Entry, Snapshot
    from jobanalytics.storage import Store

__all__ = ["compact"]

# Some 50 MB of observations: few files for many jobs, and little memory to write one.
_ROWS = 5_000_000


def compact(store: Store, before: Snapshot) -> pl.DataFrame:
    """Merge the small files of an archive; see `Archive.compact`."""

    def make(current: Snapshot, writer: FileWriter) -> list[Entry]:
        files: dict[str, dict[str, str]] = defaultdict(dict)
        for kind in TABLES:
            for group in _groups(current, kind):
                if _is_a_file(group, kind, current):
                    continue
                rows = _rows(store, current, kind, group)
                name = write_rows(writer, kind, [rows[entry.arn] for entry in group])
                for entry in group:
                    files[entry.arn][kind] = name
        return [
            replace(current.entries[arn], files={**current.entries[arn].files, **names})
            for arn, names in files.items()
        ]

    tidy_up(store)
    try:
        with store.at_work():
            after = change(store, make, others=FileWriter(store))
    finally:
        tidy_up(store)
    rows = [(kind, *_counted(before, kind), *_counted(after, kind)) for kind in TABLES]
    return pl.DataFrame(rows, schema=COMPACTED, orient="row")


def _counted(snapshot: Snapshot, kind: str) -> tuple[int, int]:
    names = snapshot.files_of(kind)
    return len(names), sum(snapshot.files[name].bytes for name in names)


def _groups(current: Snapshot, kind: str) -> Iterator[list[Entry]]:
    """Say which jobs are to share a file: those in small files, in the order of the jobs."""
    jobs_in: dict[str, list[Entry]] = defaultdict(list)
    for entry in current.entries.values():
        if kind in entry.files:
            jobs_in[entry.files[kind]].append(entry)
    small = {
        name
        for name, jobs in jobs_in.items()
        if all(job.final for job in jobs) and current.files[name].rows < _ROWS / 2
    }
    group: list[Entry] = []
    rows = 0.0
    for entry in current.entries.values():
        name = entry.files.get(kind, "")
        if name not in small:
            continue
        # How many are the job's own is not known of every kind, and need not be.
        own = current.files[name].rows / len(jobs_in[name])
        if group and rows + own > _ROWS:
            yield group
            group, rows = [], 0.0
        group.append(entry)
        rows += own
    if group:
        yield group


def _is_a_file(group: list[Entry], kind: str, current: Snapshot) -> bool:
    """Say whether jobs are all that one file has."""
    (name, *others) = {entry.files[kind] for entry in group}
    count = sum(entry.files.get(kind) == name for entry in current.entries.values())
    return not others and count == len(group)


def _rows(
    store: Store, current: Snapshot, kind: str, group: list[Entry]
) -> dict[str, pl.DataFrame]:
    """Return the rows of jobs by ARN, from files that are as they were written.

    Raises
    ------
    ArchiveDamagedError
        If one is not: its damage would be written anew, with a checksum that is right.
    """
    jobs_in: dict[str, list[Entry]] = defaultdict(list)
    for entry in group:
        jobs_in[entry.files[kind]].append(entry)
    for file in jobs_in:
        with os_errors(f"{store.root}/{file}"):
            checksum = sha256(store.read(file)).hexdigest()
        if checksum != current.files[file].sha256:
            raise ArchiveDamagedError(
                f"{store.root}/{file} is not what was written. Archive.verify() tells what else is "
                "wrong; sync(jobs, refresh=True) reads jobs anew."
            )
    return {
        arn: rows
        for file, jobs in jobs_in.items()
        for arn, rows in rows_of(store, file, jobs).items()
    }
