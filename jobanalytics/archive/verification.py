"""Verification: every file of an archive, held against what the archive says of it."""

from __future__ import annotations

import io
from collections import Counter, defaultdict
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import polars as pl
from polars.exceptions import PanicException, PolarsError

from jobanalytics.archive.change import is_leftover
from jobanalytics.archive.snapshot import BUNDLE, JOBS, Snapshot, checksum
from jobanalytics.archive.table_files import TABLES
from jobanalytics.archive.versions import all_files, existing, versions
from jobanalytics.concurrently import concurrently
from jobanalytics.errors import ArchiveDamagedError, ArchiveFormatError
from jobanalytics.schema import VERIFIED
from jobanalytics.storage.parquet import decode_in_parts, first_line, read_metadata

if TYPE_CHECKING:
    from jobanalytics.archive.snapshot import Entry, FileFacts
    from jobanalytics.storage import Store

__all__ = ["verify"]

_MISSING = "is missing"
_PIECE = 2**22
# Each holds a whole file, as it is stored.
_CHECKS_AT_ONCE = 4


@dataclass(frozen=True)
class _Expected:
    """What the archive says of a file."""

    name: str
    kind: str
    facts: FileFacts
    jobs: list[Entry]


def verify(store: Store) -> pl.DataFrame:
    """Check every file of an archive; see `Archive.verify`."""
    listed = all_files(store)
    try:
        snapshot = existing(store)
    except ArchiveDamagedError as error:
        there = versions(store)
        name = Snapshot(there[-1]).name if there else JOBS
        size = listed[name].size if name in listed else None
        return _table([(name, None, None, size, str(error))])
    try:
        rows: list[tuple[Any, ...]] = [_check_jobs(store, snapshot)]
    except FileNotFoundError:
        return verify(store)  # a newer version has come since, and this one was removed
    for expected, outcome in concurrently(
        lambda expected: _check(store, expected), _expected(snapshot), workers=_CHECKS_AT_ONCE
    ):
        facts, problem = expected.facts, outcome.result()
        if problem == _MISSING and expected.name not in existing(store).files:
            continue  # somebody has synced since
        rows.append((expected.name, len(expected.jobs), facts.rows, facts.bytes, problem))
    rows += [
        (name, None, None, file.size, _stray(name, snapshot))
        for name, file in listed.items()
        if name not in snapshot.files and name != snapshot.name
    ]
    return _table(rows)


def _table(rows: list[tuple[Any, ...]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=VERIFIED, orient="row").sort(
        pl.col("problem").is_null(), "file"
    )


def _expected(snapshot: Snapshot) -> list[_Expected]:
    jobs: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in snapshot.entries.values():
        for kind, name in entry.files.items():
            jobs[name, kind].append(entry)
    return [_Expected(name, kind, snapshot.files[name], own) for (name, kind), own in jobs.items()]


def _check_jobs(store: Store, snapshot: Snapshot) -> tuple[Any, ...]:
    """Check the table of jobs, which has its checksum in itself."""
    data = store.read(snapshot.name)
    problems = []
    if read_metadata(data, snapshot.name).get("sha256") != _checksum(data):
        problems.append("is not what was written: its checksum is another")
    lost = [
        entry.name
        for entry in snapshot.entries.values()
        if entry.certificate["observations"] and "observations" not in entry.files
    ]
    if lost:
        problems.append(f"names no file for the observations of {', '.join(map(repr, lost[:5]))}")
    count = len(snapshot.entries)
    return snapshot.name, count, count, len(data), "; ".join(problems) or None


def _checksum(data: bytes) -> str | None:
    """Return the checksum of a table; None where Polars cannot read it, as other readers may."""
    try:
        return checksum(pl.read_parquet(io.BytesIO(data)))
    except (PolarsError, PanicException):
        return None


def _check(store: Store, expected: _Expected) -> str | None:
    """Say what is wrong with a file; None if nothing is."""
    try:
        if expected.kind == BUNDLE:
            return _check_bundle(store, expected)
        data = store.read(expected.name)
    except FileNotFoundError:
        return _MISSING
    except OSError as error:
        return f"cannot be read: {first_line(error)}"
    if (problem := _facts_problem(expected.facts, len(data), sha256(data).hexdigest())) is not None:
        return problem
    return _table_problem(data, expected)


def _table_problem(data: bytes, expected: _Expected) -> str | None:
    found: Counter[str] = Counter()
    try:
        for part in decode_in_parts(data, expected.name):
            if part.schema != TABLES[expected.kind]:
                return f"has other columns than {expected.kind} have"
            found.update(dict(part.group_by("job_arn").len().iter_rows()))
    except (ArchiveFormatError, ArchiveDamagedError) as error:
        return str(error)
    return _rows_problem(found, expected)


def _check_bundle(store: Store, expected: _Expected) -> str | None:
    checksum, size = sha256(), 0
    with store.open(expected.name) as stream:
        while piece := stream.read(_PIECE):
            checksum.update(piece)
            size += len(piece)
    return _facts_problem(expected.facts, size, checksum.hexdigest())


def _facts_problem(facts: FileFacts, size: int, checksum: str) -> str | None:
    if size != facts.bytes:
        return f"has {size:,} bytes instead of {facts.bytes:,}"
    if checksum != facts.sha256:
        return "is not what was written: its checksum is another"
    return None


def _rows_problem(found: Counter[str], expected: _Expected) -> str | None:
    """Hold the rows of each job against what its entry says."""
    if found.total() != expected.facts.rows:
        return f"has {found.total():,} rows instead of {expected.facts.rows:,}"
    names = {entry.arn: entry.name for entry in expected.jobs}
    if strange := found.keys() - names.keys():
        return f"has rows of jobs that are elsewhere, such as {min(strange)}"
    for entry in expected.jobs:
        if expected.kind != "observations":
            wanted = max(found[entry.arn], 1)
        else:
            wanted = entry.certificate["observations"]
        if found[entry.arn] != wanted:
            return f"has {found[entry.arn]:,} rows of job {entry.name!r} instead of {wanted:,}"
    return None


def _stray(name: str, snapshot: Snapshot) -> str:
    if is_leftover(name, snapshot):
        return (
            "is named by nobody: who was killed has left it, or somebody at work writes it; the "
            "next sync or compact removes it, on S3 once it is a day old"
        )
    return "is not of this archive: who reads the whole folder takes it for a part of it"
