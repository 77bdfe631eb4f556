"""The files of an export → its tables, as they were."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from jobanalytics.errors import ArchiveDamagedError, ArchiveFormatError, ArchiveNotFoundError
from jobanalytics.export.files import (
    JOBS,
    RESULTS,
    UNREADABLE,
    Manifest,
    checksum,
    for_each,
    has_archive,
    is_named_so,
    is_ours,
    others_there,
    read_file,
)
from jobanalytics.export.partitions import in_order
from jobanalytics.export.tables import Export
from jobanalytics.storage import open_store
from jobanalytics.storage.parquet import decode

if TYPE_CHECKING:
    import os

    from jobanalytics.storage import Store

__all__ = ["read_parquet"]


def read_parquet(root: str | os.PathLike[str], session: Any = None) -> Export:
    """Read what `JobSet.write_parquet` wrote.

    Parameters
    ----------
    root : str or path
        The local folder, or ``s3://bucket/prefix``.
    session : boto3.Session or braket.aws.AwsSession, optional
        Whose credentials to use for S3; those of the environment if not given.

    Returns
    -------
    Export
        ``jobs``, ``observations`` and ``results``, as `JobSet.table`, `JobSet.observations` and
        `JobSet.results` returned them: the same columns, dtypes, rows and order.

    Raises
    ------
    ArchiveNotFoundError
        If there is no export.
    ArchiveDamagedError
        If a file is missing, was changed, or is of another export, as after a crash.
    ArchiveFormatError
        If a newer version of this package wrote it.
    InvalidArgumentError
        If the place is a file.
    AwsError
        If S3 refuses or cannot be reached; the subclass says how.
    """
    store = open_store(root, session)
    data = read_file(store, JOBS)
    if data is None:
        raise _no_export(store)
    try:
        manifest = Manifest.of(data, f"{store.root}/{JOBS}")
    except ArchiveFormatError:
        raise
    except UNREADABLE as error:
        raise _damaged(store, f"{JOBS} cannot be read ({error})") from error
    files = {JOBS: data, **_files(store, manifest)}
    frames = {name: _decoded(store, name, held) for name, held in files.items()}
    jobs, results = frames.pop(JOBS), frames.pop(RESULTS)
    observations = pl.concat(frames.values())
    if manifest.partition_by is not None:
        observations = in_order(observations)
    return Export(jobs, observations, results)


def _files(store: Store, manifest: Manifest) -> dict[str, bytes]:
    """Return what the other files hold, once they are known to be those of this export."""

    def read(name: str) -> bytes:
        # An export may come from anybody: its names lead nowhere else.
        data = read_file(store, name) if is_named_so(name) else None
        if data is None:
            raise _damaged(store, f"{name} is missing")
        if checksum(data) != manifest.files[name]:
            raise _damaged(store, f"{name} is not the file that {JOBS} was written with")
        return data

    found = for_each(read, manifest.files)
    for name in sorted(others_there(store) - found.keys()):
        if is_ours(store, name):
            raise _damaged(store, f"{name} is there, and is of another export")
    return found


def _decoded(store: Store, name: str, data: bytes) -> pl.DataFrame:
    try:
        return decode(data, f"{store.root}/{name}")
    except ArchiveFormatError:
        raise
    except UNREADABLE as error:
        raise _damaged(store, f"{name} cannot be read ({error})") from error


def _no_export(store: Store) -> ArchiveNotFoundError | ArchiveDamagedError:
    if any(is_ours(store, name) for name in sorted(others_there(store))):
        return _damaged(store, f"{JOBS} is missing")
    if has_archive(store):
        return ArchiveNotFoundError(
            f"There is no export in {store.root}, but an archive: read it with "
            f"jobanalytics.Archive({store.root!r})."
        )
    return ArchiveNotFoundError(
        f"There is no export in {store.root}: it has no {JOBS}. JobSet.write_parquet makes one."
    )


def _damaged(store: Store, found: str) -> ArchiveDamagedError:
    return ArchiveDamagedError(
        f"The export {store.root} is not whole: {found}. Writing it broke off or is under way, or "
        "its files were changed or mixed with others. Write it again with JobSet.write_parquet."
    )
