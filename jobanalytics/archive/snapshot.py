"""Snapshot: the archive at one moment, as one version of its table of jobs says it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl
from polars.exceptions import PanicException, PolarsError

from jobanalytics.archive.records import check_record, record_from_json, record_to_json
from jobanalytics.errors import ArchiveDamagedError, ArchiveFormatError
from jobanalytics.schema import ARCHIVED_JOBS, COMPLETENESS
from jobanalytics.schema import JOBS as JOBS_TABLE
from jobanalytics.storage.parquet import decode, encode, first_line, read_metadata
from jobanalytics.tables import jobs_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

__all__ = [
    "BUNDLE",
    "JOBS",
    "KINDS",
    "Entry",
    "FileFacts",
    "Snapshot",
    "checksum",
]

JOBS = "jobs"
BUNDLE = "bundle"
# The folder of each kind of file that a job can have.
KINDS = {
    "observations": "observations",
    "log_events": "log_events",
    "results": "results",
    "tasks": "tasks",
    BUNDLE: "bundles",
}

_NAME = re.compile(rf"(?:{'|'.join(KINDS.values())})/[\w-]+(?:\.\w+)+", re.ASCII)
_CERTIFICATE = [name for name in COMPLETENESS if name != "job_arn"]
# What is reckoned with.
_NEVER_NULL = (
    *("job_arn", "final", "synced_at", "record", "completeness.complete", "completeness.notes"),
    *("completeness.terminal", "completeness.settled"),
    *("completeness.lines_matched", "completeness.observations"),
)
# What damage, or malice, can make of a table.
_DAMAGED = (
    ArchiveDamagedError,
    PolarsError,
    PanicException,
    AttributeError,
    KeyError,
    RecursionError,
    TypeError,
    ValueError,
)
# More writers than can come between a writer's own version and its look at what came of it.
_WRITERS = 100


class FileFacts(NamedTuple):
    """What a file was when it was written.

    Attributes
    ----------
    bytes : int
        Its length.
    sha256 : str
        Its checksum, in hexadecimal.
    rows : int
        How many rows it has; 0 for a bundle.
    """

    bytes: int
    sha256: str
    rows: int


@dataclass(frozen=True)
class Entry:
    """What the archive holds of one job.

    Attributes
    ----------
    arn : str
        What the archive's tables have as ``job_arn``: no other job has the same.
    record : dict
        What GetJob said.
    certificate : dict
        Of the reading of its metrics; members as in `jobanalytics.schema.COMPLETENESS`.
    final : bool
        Whether nothing of the job can change any more.
    synced_at : datetime
        When the job began to be read.
    has_tasks, has_result, has_bundle : bool or None
        Whether the job made or stored any; None where that was not asked, or not to be had.
    version : str or None
        What is another one when the job has changed since; None where it cannot.
    files : mapping of str to str
        The files with its rows, by the kinds of `KINDS`; none of a kind of which it has no rows.
    """

    arn: str
    record: dict[str, Any]
    certificate: dict[str, Any]
    final: bool
    synced_at: datetime
    has_tasks: bool | None = None
    has_result: bool | None = None
    has_bundle: bool | None = None
    version: str | None = None
    files: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The job's name."""
        name: str = self.record["jobName"]
        return name


@dataclass(frozen=True)
class Snapshot:
    """The archive at one moment.

    Attributes
    ----------
    version : int
        Counts the changes of the archive.
    entries : dict of str to Entry
        The jobs by ARN, ordered by name and ARN.
    files : dict of str to FileFacts
        The files that the entries name.
    writers : tuple of str
        What those had who wrote this version and the last ones before it, and nobody else.
    """

    version: int = 0
    entries: dict[str, Entry] = field(default_factory=dict)
    files: dict[str, FileFacts] = field(default_factory=dict)
    writers: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The file of this version of the table of jobs."""
        return f"{JOBS}/{self.version:010}.parquet"

    def files_of(self, kind: str) -> list[str]:
        """Return the files of a kind, each once, in the order of their first jobs."""
        named = (entry.files.get(kind) for entry in self.entries.values())
        return list(dict.fromkeys(name for name in named if name is not None))

    def followed_by(
        self, entries: Iterable[Entry], files: Mapping[str, FileFacts], writer: str
    ) -> Snapshot:
        """Return the next version, with some entries new or changed, and new files."""
        together = self.entries | {entry.arn: entry for entry in entries}
        ordered = sorted(together.values(), key=lambda entry: (entry.name, entry.arn))
        named = {name for entry in ordered for name in entry.files.values()}
        facts = {**self.files, **files}
        return Snapshot(
            self.version + 1,
            {entry.arn: entry for entry in ordered},
            {name: facts[name] for name in sorted(named)},
            (*self.writers, writer)[-_WRITERS:],
        )

    def to_parquet(self) -> bytes:
        """Write this version."""
        table = self._table()
        files = {name: list(facts) for name, facts in self.files.items()}
        notes = {
            "files": files,
            "writers": list(self.writers),
            "sha256": checksum(table),
            "sha256_of_files": _checksum_of(files),
        }
        return encode([table], JOBS, notes)

    def _table(self) -> pl.DataFrame:
        entries = list(self.entries.values())
        table = jobs_table([entry.record | {"jobArn": entry.arn} for entry in entries])
        own = pl.DataFrame(
            [_own_columns(entry) for entry in entries],
            schema={name: ARCHIVED_JOBS[name] for name in ARCHIVED_JOBS if name not in JOBS_TABLE},
        )
        table = table.hstack(own)
        table = table.rename(_without_nul(table.columns))
        return table.select(*JOBS_TABLE, pl.exclude(list(ARCHIVED_JOBS)), *own.columns)

    @classmethod
    def from_parquet(cls, version: int, data: bytes, name: str) -> Snapshot:
        """Read a version.

        Raises
        ------
        ArchiveFormatError
            If it is of a newer format.
        ArchiveDamagedError
            If it cannot be read.
        """
        try:
            metadata = read_metadata(data, name)
            files, writers = metadata["files"], metadata["writers"]
            table = decode(data, name)
            _check_table(table, metadata)
            rows = table.select(list(ARCHIVED_JOBS)).iter_rows(named=True)
            entries = [_entry(row) for row in rows]
            _check_names(entries, files)
            return cls(
                version,
                {entry.arn: entry for entry in entries},
                {file: _facts(facts) for file, facts in files.items()},
                tuple(writers),
            )
        except ArchiveFormatError:
            raise
        except _DAMAGED as error:
            raise ArchiveDamagedError(
                f"{name}, which says where everything is, is damaged: {first_line(error)}. Move "
                "the archive away, and sync to a new one; the other files of the old one can be "
                "read as plain Parquet all the same."
            ) from error


def _check_table(table: pl.DataFrame, metadata: Mapping[str, Any]) -> None:
    """Raise where a table is not the one that was written: bounds and types have no checksums.

    Raises
    ------
    ValueError
        If it is not. Older tables have no checksum of what they say of files.
    """
    expected = metadata.get("sha256_of_files")
    if expected is not None and expected != _checksum_of(metadata["files"]):
        raise ValueError("its checksums of files are not what was written")
    if checksum(table) != metadata["sha256"]:
        raise ValueError("its rows are not what was written")


def _checksum_of(files: Mapping[str, Any]) -> str:
    return sha256(json.dumps(files, sort_keys=True).encode()).hexdigest()


def _check_names(entries: Iterable[Entry], files: Mapping[str, Any]) -> None:
    """Raise where a name leads elsewhere: an archive may come from anybody, and files are removed.

    Raises
    ------
    ValueError
        If it does, or if an entry names a file that the table knows nothing of.
    """
    for entry in entries:
        for kind, name in entry.files.items():
            if name not in files or not name.startswith(f"{KINDS[kind]}/"):
                raise ValueError(f"{name!r} is no file of {kind}")
    for name in files:
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} is no file of an archive")


def _own_columns(entry: Entry) -> dict[str, Any]:
    return {
        "final": entry.final,
        "synced_at": entry.synced_at,
        **{f"completeness.{name}": entry.certificate[name] for name in _CERTIFICATE},
        "has_tasks": entry.has_tasks,
        "has_result": entry.has_result,
        "has_bundle": entry.has_bundle,
        "version": entry.version,
        **{f"{kind}_file": entry.files.get(kind) for kind in KINDS},
        "record": record_to_json(entry.record),
    }


def _entry(row: dict[str, Any]) -> Entry:
    if missing := [name for name in _NEVER_NULL if row[name] is None]:
        raise ValueError(f"a job lacks {', '.join(missing)}")
    record = record_from_json(row["record"])
    check_record(record)
    certificate = {name: row[f"completeness.{name}"] for name in _CERTIFICATE}
    named = {kind: row[f"{kind}_file"] for kind in KINDS}
    return Entry(
        row["job_arn"],
        record,
        {"job_arn": record["jobArn"], **certificate},
        row["final"],
        row["synced_at"],
        row["has_tasks"],
        row["has_result"],
        row["has_bundle"],
        row["version"],
        {kind: name for kind, name in named.items() if name is not None},
    )


def _facts(facts: list[Any]) -> FileFacts:
    size, digest, rows = facts
    if not (isinstance(size, int) and isinstance(digest, str) and isinstance(rows, int)):
        raise TypeError(f"{facts} are no facts of a file")
    return FileFacts(size, digest, rows)


def _without_nul(names: Iterable[str]) -> dict[str, str]:
    """Rename columns with a NUL in their names, which Parquet has not; the record has them all."""
    taken = set(names)
    renamed = {}
    for name in sorted(name for name in taken if "\0" in name):
        other = name.replace("\0", "\\0")
        while other in taken:
            other += "_"
        taken.add(other)
        renamed[name] = other
    return renamed


def checksum(table: pl.DataFrame) -> str:
    """Return a checksum of the values of a table: no other file has one of the table of jobs."""
    return sha256(repr(table.rows()).encode("utf-8", "backslashreplace")).hexdigest()
