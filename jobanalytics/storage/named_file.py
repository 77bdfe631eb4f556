"""A file that a user names: over links, to a device, or into what is open already."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from jobanalytics.errors import StorageWriteError
from jobanalytics.storage.local_store import LocalStore

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["destination_of", "path_of", "write_file"]

# Where a process finds what it has open, by numbers; /dev/stdout is a link to one of them.
_OPEN = (Path("/dev/fd"), Path("/proc/self/fd"))


def path_of(name: str) -> Path:
    """Return the path that a user means; a ``~`` before no user's name is that of a file."""
    return Path(os.path.expanduser(name))  # noqa: PTH111 - Path's own raises where there is no such user


def destination_of(path: Path) -> Path:
    """Return what a path leads to, over links. It need not be there.

    Raises
    ------
    StorageWriteError
        If no file can be there: a link that leads to itself, a name that is too long, or no access.
    """
    with _errors(path):
        with suppress(FileNotFoundError):
            path.stat()
        return path if _descriptor_of(path) is not None else path.resolve()


def write_file(path: Path, data: bytes) -> None:
    """Write a local file, which appears whole or not at all; one that is there is replaced.

    What a link points to is replaced, and not the link. A device or a pipe is written to, and so is
    what this process has open, where the path is that of a descriptor, such as /dev/stdout: the
    file behind it may hold what others wrote.

    Raises
    ------
    StorageWriteError
        If it cannot be written.
    """
    destination = destination_of(path)
    with _errors(path):
        descriptor = _descriptor_of(destination)
        if descriptor is not None:
            with os.fdopen(os.dup(descriptor), "wb") as file:
                file.write(data)
            return
        if path.exists() and not path.is_file():
            path.write_bytes(data)
            return
    LocalStore(destination.parent).replace(destination.name, data)


def _descriptor_of(path: Path) -> int | None:
    """Return the number of what this process has open, if a path leads to it."""
    folders = {folder.resolve() for folder in _OPEN}
    while True:
        if path.name.isdecimal() and path.parent.resolve() in folders:
            return int(path.name)
        if not path.is_symlink():
            return None
        path = path.parent / path.readlink()


@contextmanager
def _errors(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raised = StorageWriteError(f"Writing {path} failed: {error.strerror or error}.")
        raised.errno = error.errno
        raise raised from error
