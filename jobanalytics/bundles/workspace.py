"""A private folder beside a destination, gone afterwards whatever happens.

Each folder holds a lock file, locked for as long as its process lives. What a killed process left
behind is therefore told from the folder of a live one, and removed by the next that comes.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["workspace"]

_LOCK = "lock"
_TOKEN_BYTES = 16
_SHOWN_CHARACTERS = 40

# Some network filesystems lock by process, so threads do not see one another's locks there.
_live: set[Path] = set()


@contextmanager
def workspace(destination: Path) -> Iterator[Path]:
    """Make an empty folder on the filesystem of `destination`, and remove it in the end.

    Parameters
    ----------
    destination : Path
        Its parent folder must exist. Folders that killed processes left there for the same
        destination are removed first.

    Yields
    ------
    Path
        A hidden folder in the same parent folder, open to its owner only. One name in it, which
        is not ``bundle``, is taken.
    """
    parent = destination.parent
    prefix = f".{destination.name[:_SHOWN_CHARACTERS]}.jobanalytics-"
    for found in _workspaces(parent, prefix):
        # Whatever cannot be locked or removed stays for the next who comes.
        with suppress(OSError):
            _remove_stale(found)
    folder, lock = _create(parent, prefix)
    try:
        yield folder
    finally:
        os.close(lock)
        shutil.rmtree(folder, ignore_errors=True)
        _live.discard(folder)


def _workspaces(parent: Path, prefix: str) -> list[Path]:
    pattern = re.compile(re.escape(prefix) + f"[0-9a-f]{{{2 * _TOKEN_BYTES}}}")
    return [path for path in parent.iterdir() if pattern.fullmatch(path.name)]


def _create(parent: Path, prefix: str) -> tuple[Path, int]:
    while True:
        folder = parent / (prefix + secrets.token_hex(_TOKEN_BYTES))
        _live.add(folder)
        try:
            folder.mkdir(mode=0o700)
            lock = _claim(folder)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            _live.discard(folder)
            raise
        if lock is not None:
            return folder, lock
        _live.discard(folder)


def _claim(folder: Path) -> int | None:
    """Lock a new workspace; None if another process has taken it for stale before."""
    try:
        lock = _open_lock(folder)
    except FileNotFoundError:
        return None
    try:
        _lock(lock)
    except BlockingIOError:
        os.close(lock)
        return None
    except OSError:
        return lock  # no locks on this filesystem, so nobody removes anything as stale either
    with suppress(FileNotFoundError):
        if os.path.samestat(os.fstat(lock), (folder / _LOCK).stat()):
            return lock
    os.close(lock)
    return None


def _remove_stale(folder: Path) -> None:
    """Remove a workspace unless a live process works in it."""
    if folder in _live or folder.is_symlink():
        return
    if sys.platform == "win32":  # where a file that is open cannot be removed
        (folder / _LOCK).unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)
        return
    lock = _open_lock(folder)
    try:
        _lock(lock)
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(lock)


def _open_lock(folder: Path) -> int:
    return os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)


def _lock(descriptor: int) -> None:
    """Lock the file, or raise BlockingIOError if another holds it."""
    if sys.platform != "win32":
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
