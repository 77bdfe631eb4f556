"""The files of tables: which jobs share one, and what becomes of a file that jobs leave.

All rows of a file are what the archive holds of jobs: whoever reads the files of a folder, without
asking the table of jobs, reads each job once. A job that is not final has files of its own, as
these are left soon.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from jobanalytics.archive.row_groups import row_groups
from jobanalytics.distinct import runs_of, stand_together
from jobanalytics.errors import ArchiveDamagedError, ArchiveFormatError, JobAnalyticsError
from jobanalytics.schema import (
    ARCHIVED_LINES,
    ARCHIVED_OBSERVATIONS,
    ARCHIVED_RESULTS,
    ARCHIVED_TASKS,
)
from jobanalytics.storage.parquet import (
    decode,
    first_line,
    read_rows,
    rows_with,
    texts_of_categories,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from jobanalytics.archive.change import FileWriter
    from jobanalytics.archive.snapshot import Entry, Snapshot
    from jobanalytics.storage import Store

__all__ = [
    "TABLES",
    "by_job",
    "moved",
    "os_errors",
    "read_rows_of",
    "read_table",
    "rows_of",
    "write_rows",
    "write_tables",
]

TABLES = {
    "observations": ARCHIVED_OBSERVATIONS,
    "log_events": ARCHIVED_LINES,
    "results": ARCHIVED_RESULTS,
    "tasks": ARCHIVED_TASKS,
}
"""The kinds of files that are tables, with their columns; folders are called so, too."""


def write_tables(
    jobs: Iterable[tuple[Entry, Mapping[str, pl.DataFrame]]], writer: FileWriter
) -> list[Entry]:
    """Write tables of jobs, each job's rows by kind, and return the entries that name the files."""
    ordered = sorted(jobs, key=lambda job: (job[0].name, job[0].arn))
    files = {entry.arn: dict(entry.files) for entry, _ in ordered}
    for kind in TABLES:
        rows = [(entry, tables[kind]) for entry, tables in ordered if kind in tables]
        alone = [[each] for each in rows if not each[0].final]
        for group in [[each for each in rows if each[0].final], *alone]:
            if group:
                name = write_rows(writer, kind, [own for _, own in group])
                for entry, _ in group:
                    files[entry.arn][kind] = name
    return [replace(entry, files=files[entry.arn]) for entry, _ in ordered]


def write_rows(writer: FileWriter, kind: str, jobs: Sequence[pl.DataFrame]) -> str:
    """Write the rows of jobs, which are in order, to one file; return its name."""
    groups = list(row_groups(jobs)) if kind == "observations" else [pl.concat(jobs)]
    return writer.write(kind, groups)


@contextmanager
def os_errors(name: str) -> Iterator[None]:
    """Say of a file that is there, and cannot be opened or read, that it is damaged.

    Raises
    ------
    ArchiveDamagedError
        If something else than that is raised of which the system says that it cannot be done.
    """
    try:
        yield
    except (JobAnalyticsError, FileNotFoundError):
        raise
    except OSError as error:
        raise ArchiveDamagedError(
            f"{name} cannot be read: {error.strerror or first_line(error)}."
        ) from error


def read_table(store: Store, file: str) -> pl.DataFrame:
    """Return a whole file of an archive.

    Raises
    ------
    FileNotFoundError
        If it is not there.
    ArchiveDamagedError
        If it cannot be read, or has other columns than such files have.
    """
    name = f"{store.root}/{file}"
    with os_errors(name):
        table = decode(store.read(file), name)
    return _checked(table, file, name)


def _checked(table: pl.DataFrame, file: str, name: str) -> pl.DataFrame:
    if table.schema != TABLES[file.partition("/")[0]]:
        raise ArchiveDamagedError(f"{name} has columns of other kinds than it should have.")
    return table


def rows_of(store: Store, file: str, jobs: Collection[Entry]) -> dict[str, pl.DataFrame]:
    """Return the rows that jobs have in a file, by ARN and in its order; see `read_rows_of`."""
    return dict(by_job(texts_of_categories(read_rows_of(store, file, jobs))))


def read_rows_of(
    store: Store, file: str, jobs: Collection[Entry], metrics: Collection[str] | None = None
) -> pl.DataFrame:
    """Return the rows that jobs have in a file; those of a job stand together, in its order.

    All of them are counted; given are those of some metrics, or all. Texts are Categorical.

    Raises
    ------
    FileNotFoundError
        If it is not there.
    ArchiveDamagedError
        If it cannot be read, or lacks observations that a job has in it.
    """
    name = f"{store.root}/{file}"
    wanted = {"job_name": {job.name for job in jobs}, "job_arn": {job.arn for job in jobs}}
    counts: Counter[str] = Counter()
    parts = []
    with os_errors(name), store.open(file) as stream:
        for part in read_rows(stream, name, wanted):
            counts.update(dict(part["job_arn"].value_counts().iter_rows()))
            parts.append(part if metrics is None else rows_with(part, {"metric": metrics}))
    for job in jobs:
        count = job.certificate["observations"]
        if file == job.files.get("observations") and counts[job.arn] != count:
            raise ArchiveDamagedError(f"{name} has not the {count:,} values of {job.name!r}.")
    rows = pl.concat(parts)
    _checked(texts_of_categories(rows.clear()), file, name)
    if stand_together(rows["job_arn"]):
        return rows
    return rows.sort("job_arn", maintain_order=True)  # as we do not write it


def by_job(rows: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    """Cut rows of jobs, each of which stand together, into those of each job; nothing is copied."""
    for arn, start, length in runs_of(rows["job_arn"]):
        yield arn, rows.slice(start, length)


def moved(
    store: Store, current: Snapshot, changed: Iterable[Entry], writer: FileWriter
) -> list[Entry]:
    """Move jobs out of the files that they share with jobs that have left these.

    A changed entry may keep its file, too: of a job whose log is gone, say.

    Parameters
    ----------
    store : Store
        Where the archive is.
    current : Snapshot
        What it holds.
    changed : iterable of Entry
        Entries that take the place of those of the same jobs.
    writer : FileWriter
        Writes the new files.

    Returns
    -------
    list of Entry
        The entries of the jobs that have been moved.
    """
    new = {entry.arn: entry for entry in changed}
    after = current.entries | new
    left = {
        (kind, old.files[kind])
        for arn, entry in new.items()
        if (old := current.entries.get(arn)) is not None
        for kind in TABLES
        if kind in old.files and old.files[kind] != entry.files.get(kind)
    }
    files: dict[str, dict[str, str]] = defaultdict(dict)
    for kind, file in sorted(left):
        staying = [entry for entry in after.values() if entry.files.get(kind) == file]
        if not staying:
            continue
        try:
            rows = rows_of(store, file, staying)
        except (ArchiveDamagedError, ArchiveFormatError, FileNotFoundError):
            # They stay in a file that nobody can read, until they are read anew themselves.
            continue
        name = write_rows(writer, kind, list(rows.values()))
        for entry in staying:
            files[entry.arn][kind] = name
    return [
        replace(after[arn], files={**after[arn].files, **names}) for arn, names in files.items()
    ]
