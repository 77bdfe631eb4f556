"""Tables → the files of an export."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from jobanalytics.errors import InvalidArgumentError
from jobanalytics.export.files import (
    FOLDER,
    JOBS,
    OBSERVATIONS,
    RESULTS,
    UNREADABLE,
    Manifest,
    checksum,
    for_each,
    has_archive,
    is_ours,
    others_there,
    partition_file,
    read_file,
)
from jobanalytics.export.partitions import folders_of_jobs, split
from jobanalytics.storage import open_store
from jobanalytics.storage.parquet import encode

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    import polars as pl

    from jobanalytics.export.tables import Export
    from jobanalytics.storage import Store

__all__ = ["check_place", "write_parquet"]

_MOST_ROWS_OF_GROUP = 100_000
# A hidden file of this age was left by a process that was killed.
_LEFT_AFTER = timedelta(hours=1)
_HIDDEN = re.compile(r"(?:.*/)?\.[0-9a-f]{16}\.tmp")


def check_place(
    root: str | os.PathLike[str],
    jobs: pl.DataFrame,
    *,
    partition_by: str | None = None,
    session: Any = None,
) -> None:
    """Raise what `write_parquet` would raise of the place and the partitions, before all is read.

    Parameters
    ----------
    root, partition_by, session
        As for `write_parquet`.
    jobs : polars.DataFrame
        The table of jobs.
    """
    if partition_by is None:
        wanted = {JOBS, RESULTS, OBSERVATIONS}
    else:
        folders = folders_of_jobs(jobs, partition_by)
        wanted = {JOBS, RESULTS, *map(partition_file, folders.values())}
    _former_files(open_store(root, session), wanted)


def write_parquet(
    root: str | os.PathLike[str],
    tables: Export,
    *,
    partition_by: str | None = None,
    session: Any = None,
) -> None:
    """Write tables as an export: ``jobs.parquet``, ``observations.parquet``, ``results.parquet``.

    An export that is there already is replaced; other files are left alone. The same tables give
    the same files.

    Parameters
    ----------
    root : str or path
        A local folder, or ``s3://bucket/prefix``.
    tables : Export
        The tables.
    partition_by : str, optional
        A column of the table of jobs. Observations then go to
        ``observations/<column>=<value>/data.parquet``, each with all its columns; values are
        quoted as in a URL, and null is ``__HIVE_DEFAULT_PARTITION__``. A column that observations
        have too, such as ``job_name``, is ``jobs.<column>`` there.
    session : boto3.Session or braket.aws.AwsSession, optional
        Whose credentials to use for S3; those of the environment if not given.

    Raises
    ------
    InvalidArgumentError
        If the place is a file or an archive, or holds a file of the same name that this package
        did not write; or if there is no such column, or a value of it is too long for a folder.
    StorageWriteError
        If a local file cannot be written, such as on a full disk.
    AwsError
        If S3 refuses or cannot be reached; the subclass says how.
    """
    store = open_store(root, session)
    observations = _observations(tables, partition_by)
    former = _former_files(store, {JOBS, RESULTS, *observations})
    # All is encoded before anything is replaced.
    files = {RESULTS: _encoded("results", tables.results)}
    files |= {name: _encoded("observations", rows) for name, rows in observations.items()}
    manifest = Manifest({name: checksum(files[name]) for name in sorted(files)}, partition_by)
    jobs = _encoded("jobs", tables.jobs, manifest.notes())
    stale = former - files.keys()
    # Where capitals count as small letters, these would be the new files.
    in_the_way = {name for name in stale if name.casefold() in map(str.casefold, files)}
    try:
        _remove(store, in_the_way)
        for_each(lambda name: store.replace(name, files[name]), files)
        _remove(store, stale - in_the_way | _left(store))
        # From here on it is the new export: until then the checksums are wrong.
        store.replace(JOBS, jobs)
    except BaseException as error:
        error.add_note(
            f"Writing the export {store.root} broke off, and what was there before may be in "
            "parts; read_parquet notices that. Write it again."
        )
        raise


def _observations(tables: Export, partition_by: str | None) -> dict[str, pl.DataFrame]:
    """Return the rows of each file of observations."""
    if partition_by is None:
        return {OBSERVATIONS: tables.observations}
    parts = split(tables.observations, tables.jobs, partition_by)
    return {partition_file(folder): rows for folder, rows in parts.items()}


def _encoded(table: str, frame: pl.DataFrame, notes: Mapping[str, Any] | None = None) -> bytes:
    for name in frame.columns:
        if "\0" in name:
            raise InvalidArgumentError(
                f"The {table} have a column {name!r}, and Arrow takes no name with a NUL in it. "
                "Export the tables without it, with polars.DataFrame.write_parquet."
            )
    # In one chunk, so that equal frames make equal files.
    groups = list(frame.rechunk().iter_slices(_MOST_ROWS_OF_GROUP))
    return encode(groups or [frame], table, notes)


def _former_files(store: Store, wanted: set[str]) -> set[str]:
    """Return the files of former exports, other than that of jobs.

    Raises
    ------
    InvalidArgumentError
        If one of the wanted files is somebody else's, or the place is a file or an archive.
    """
    if has_archive(store):
        raise InvalidArgumentError(
            f"There is an archive in {store.root}. Write the export to another place."
        )
    there = others_there(store)
    data = read_file(store, JOBS)
    try:
        listed = there & ({} if data is None else Manifest.of(data, JOBS).files).keys()
    except UNREADABLE as error:
        raise _foreign(store, JOBS) from error
    ours = for_each(lambda name: is_ours(store, name), there - listed)
    foreign = {name for name, is_our in ours.items() if not is_our}
    for name in sorted(foreign & wanted):
        raise _foreign(store, name)
    return there - foreign


def _foreign(store: Store, name: str) -> InvalidArgumentError:
    return InvalidArgumentError(
        f"{store.root}/{name} is not of an export that this version of jobanalytics wrote, so it "
        "is not replaced. Move it away, or write the export to another place."
    )


def _remove(store: Store, names: set[str]) -> None:
    """Remove files, and the folders that nothing else is in."""
    store.remove(sorted(names))
    for folder in {name.rpartition("/")[0] for name in names} - {""}:
        store.remove_folder(folder)
    store.remove_folder(FOLDER)


def _left(store: Store) -> set[str]:
    """Return the hidden files that processes left which were killed while they wrote."""
    long_ago = datetime.now(UTC) - _LEFT_AFTER
    files = {**store.list(""), **store.walk(FOLDER)}
    return {
        name for name, file in files.items() if _HIDDEN.fullmatch(name) and file.modified < long_ago
    }
