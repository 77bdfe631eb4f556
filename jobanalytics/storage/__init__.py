"""Where tables are kept: a local folder or S3, and the Parquet files that they are kept as.

Every file appears whole or not at all, and is on the disk when the call returns.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any

from jobanalytics.errors import InvalidArgumentError
from jobanalytics.storage.local_store import LocalStore
from jobanalytics.storage.named_file import destination_of, path_of, write_file
from jobanalytics.storage.store import Store, StoredFile

__all__ = [
    "LocalStore",
    "Store",
    "StoredFile",
    "destination_of",
    "open_store",
    "path_of",
    "write_file",
]

_S3 = "s3://"


def open_store(root: str | os.PathLike[str], session: Any = None) -> Store:
    """Return the store at a place; nothing is asked, and nothing made.

    Parameters
    ----------
    root : str or path
        A local folder, or ``s3://bucket/prefix``.
    session : boto3.Session or braket.aws.AwsSession, optional
        Whose credentials to use for S3; those of the environment if not given.

    Raises
    ------
    InvalidArgumentError
        If the place is of another kind.
    """
    if isinstance(root, str) and root.startswith(_S3):
        # boto3 and s3fs take most of a second to import, which a local folder has no use for.
        store: Store = import_module("jobanalytics.aws.s3_store").S3Store(root, session)
        return store
    place = os.fsdecode(root)
    if any("\udc80" <= letter <= "\udcff" for letter in place):
        raise InvalidArgumentError(
            f"{root!r} is not text in UTF-8, which readers of Parquet want. Take another place."
        )
    if not place or "://" in place or place.startswith("s3:"):
        raise InvalidArgumentError(
            f"{root!r} is neither a local folder nor s3://bucket/prefix, as a string; other "
            "stores are not known here."
        )
    return LocalStore(place)
