"""The versions of the table of jobs that a store has, and the files beside them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from jobanalytics.archive.readme import README, README_TEXT
from jobanalytics.archive.sight import remember
from jobanalytics.archive.snapshot import JOBS, KINDS, Snapshot
from jobanalytics.errors import ArchiveDamagedError, ArchiveNotFoundError

if TYPE_CHECKING:
    from jobanalytics.storage import Store, StoredFile

__all__ = ["all_files", "existing", "newest", "versions"]

_VERSION = re.compile(rf"{JOBS}/(\d{{10}})\.parquet")
# A file of the archive's root while it is written.
_HIDDEN = re.compile(r"\.[0-9a-f]{16}\.tmp")
# Each time, another writer has to have been quicker.
_ATTEMPTS = 100


def all_files(store: Store) -> dict[str, StoredFile]:
    """Return the files in all folders of an archive, whoever made them, by name.

    Of its root, only those that are being written, or were when somebody was killed.
    """
    hidden = {name: file for name, file in store.list("").items() if _HIDDEN.fullmatch(name)}
    return hidden | {
        name: file
        for folder in (JOBS, *KINDS.values())
        for name, file in store.list(folder).items()
    }


def versions(store: Store) -> list[int]:
    """Return the versions of the table of jobs that are there, in order."""
    found = (_VERSION.fullmatch(name) for name in store.list(JOBS))
    return sorted(int(match[1]) for match in found if match)


def existing(store: Store) -> Snapshot:
    """Read the newest version.

    Raises
    ------
    ArchiveNotFoundError
        If there is no archive.
    ArchiveFormatError, ArchiveDamagedError
        As `newest`.
    """
    snapshot = newest(store)
    if snapshot is None:
        raise ArchiveNotFoundError(
            f"There is no archive at {store.root}. Check the place, or make one: "
            f"Archive({store.root!r}).sync(jobs)."
        )
    return snapshot


def _was_there(store: Store) -> bool:
    """Say whether a table of jobs has ever been there."""
    try:
        return store.read(README).startswith(README_TEXT.splitlines()[0].encode())
    except OSError:
        return False


@lru_cache(maxsize=2)
def _of_bytes(version: int, data: bytes, name: str) -> Snapshot:
    """Read a version, once: checking thousands of jobs takes longer than what is asked of one."""
    return Snapshot.from_parquet(version, data, name)


def newest(store: Store) -> Snapshot | None:
    """Read the newest version; None where there is no archive.

    Raises
    ------
    ArchiveFormatError
        If it is of a newer format.
    ArchiveDamagedError
        If it cannot be read.
    """
    for _ in range(_ATTEMPTS):
        there = versions(store)
        if not there:
            if not _was_there(store):
                remember(store, None)
                return None
            if versions(store):
                continue  # the first has come since it was listed
            raise ArchiveDamagedError(
                f"{store.root} is an archive whose table of jobs, {JOBS}/, is gone. Bring it back "
                "from a copy, or move the archive away and sync to a new one; its other files can "
                "be read as plain Parquet all the same."
            )
        name = Snapshot(there[-1]).name
        try:
            data = store.read(name)
        except FileNotFoundError:
            continue  # a newer one has come since it was listed, and this one was removed
        snapshot = _of_bytes(there[-1], data, f"{store.root}/{name}")
        remember(store, snapshot)
        return snapshot
    raise ArchiveDamagedError(f"{store.root}/{JOBS} lists files that are not there.")
