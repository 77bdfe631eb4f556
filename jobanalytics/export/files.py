"""The files of an export: their names, which are there, and which of them are ours."""

from __future__ import annotations

import hashlib
import re
from contextlib import closing
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from polars.exceptions import PanicException

from jobanalytics.concurrently import concurrently
from jobanalytics.errors import ArchiveDamagedError, ArchiveFormatError, InvalidArgumentError
from jobanalytics.storage.parquet import read_metadata

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from jobanalytics.storage import Store

__all__ = [
    "FOLDER",
    "JOBS",
    "OBSERVATIONS",
    "RESULTS",
    "UNREADABLE",
    "Manifest",
    "checksum",
    "for_each",
    "has_archive",
    "is_named_so",
    "is_ours",
    "others_there",
    "partition_file",
    "read_file",
]

JOBS = "jobs.parquet"
OBSERVATIONS = "observations.parquet"
RESULTS = "results.parquet"
FOLDER = "observations"

_PARTITION_FILE = re.compile(rf"{FOLDER}/[^/=]+=[^/]*/data\.parquet")
_VERSION_OF_ARCHIVE = re.compile(r"jobs/\d+\.parquet")

UNREADABLE = (
    ArchiveDamagedError,
    ArchiveFormatError,
    KeyError,
    PanicException,
    TypeError,
    ValueError,
)
"""What is raised where a file is damaged, or says something else of itself than ours do."""

Result = TypeVar("Result")


class Manifest(NamedTuple):
    """What ``jobs.parquet`` says of the export, under ``export`` in its metadata.

    Attributes
    ----------
    files : mapping of str to str
        The other files, and the SHA-256 of each, in hexadecimal.
    partition_by : str or None
        The column of the jobs by which the observations are in folders.
    """

    files: Mapping[str, str]
    partition_by: str | None

    @classmethod
    def of(cls, data: bytes, name: str) -> Manifest:
        """Read it from the file of jobs.

        Raises
        ------
        ArchiveFormatError
            If this package did not write the file, or a newer version did.
        UNREADABLE
            If it is not the file of an export, or is damaged.
        """
        manifest = cls(**read_metadata(data, name)["export"])
        if not isinstance(manifest.files, dict):
            raise TypeError("it has no names of files")
        if RESULTS not in manifest.files or len(manifest.files) == 1:
            raise ValueError("it does not name the other files")
        return manifest

    def notes(self) -> dict[str, Any]:
        """Return what goes into the metadata."""
        return {"export": self._asdict()}


def checksum(data: bytes) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def partition_file(folder: str) -> str:
    """Name the file of a partition."""
    return f"{FOLDER}/{folder}/data.parquet"


def is_named_so(name: str) -> bool:
    """Say whether a file other than that of jobs has a name as those of an export have."""
    return name in (OBSERVATIONS, RESULTS) or bool(_PARTITION_FILE.fullmatch(name))


def others_there(store: Store) -> set[str]:
    """Return the files that there are with such names."""
    return {name for name in [*store.list(""), *store.walk(FOLDER)] if is_named_so(name)}


def has_archive(store: Store) -> bool:
    """Say whether an archive is at the place."""
    return any(_VERSION_OF_ARCHIVE.fullmatch(name) for name in store.list("jobs"))


def read_file(store: Store, name: str) -> bytes | None:
    """Return what a file holds; None where there is none.

    Raises
    ------
    InvalidArgumentError
        If the place is itself a file, or a folder stands where the file would.
    """
    try:
        return store.read(name)
    except FileNotFoundError:
        return None
    except NotADirectoryError as error:
        raise InvalidArgumentError(
            f"{store.root} is a file, or lies below one; an export is a folder with {JOBS}, "
            f"{OBSERVATIONS} and {RESULTS} in it. Name the folder."
        ) from error
    except IsADirectoryError as error:
        raise InvalidArgumentError(
            f"{store.root}/{name} is a folder; in an export it is a file. Take another place."
        ) from error


def is_ours(store: Store, name: str) -> bool:
    """Say whether a file is there that this package wrote."""
    data = read_file(store, name)
    try:
        return data is not None and bool(read_metadata(data, name))
    except UNREADABLE:
        return False


def for_each(function: Callable[[str], Result], names: Iterable[str]) -> dict[str, Result]:
    """Call a function with each name, several at a time; give what it returned, in their order."""
    found = dict.fromkeys(names)
    # Closed at once when one fails: no others are begun behind a user's back.
    with closing(concurrently(function, found)) as outcomes:  # type: ignore[type-var]
        done = {name: outcome.result() for name, outcome in outcomes}
    return {name: done[name] for name in found}
