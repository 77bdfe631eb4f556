"""LocalStore: files below a local folder, written so that a crash at any moment leaves them whole.

A file is written under a hidden name, brought to the disk, and only then given its own name; then
its folder is brought to the disk too.
"""

from __future__ import annotations

import errno
import os
import secrets
import sys
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

if sys.platform != "win32":
    import fcntl

import polars as pl

from jobanalytics.errors import StorageWriteError
from jobanalytics.storage.store import Store, StoredFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

__all__ = ["LocalStore"]

_LOCK = ".lock"
_TOKEN_BYTES = 8
# What a filesystem answers that has no hard links, or no locks.
_UNSUPPORTED = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.ENOLCK}


class LocalStore(Store):
    """Files below a local folder.

    Parameters
    ----------
    root : str or path
        The folder; it is made when something is written.
    """

    def __init__(self, root: str | os.PathLike[str]) -> None:
        self._given = os.fspath(root)
        # Absolute, so that the store stays the same when the working directory changes.
        self._path = Path(root).expanduser().absolute()
        # The same place, however it is spelt.
        self._place = self._path.resolve()

    @property
    def root(self) -> str:
        """The folder, as it was given."""
        return self._given

    @contextmanager
    def create_streamed(self, name: str) -> Iterator[Callable[[bytes], None]]:
        """Make a file of what is written piece by piece."""
        with self._new_file(name) as file:

            def write(data: bytes) -> None:
                with self._errors("Writing", name):
                    file.write(data)

            yield write
            with self._errors("Writing", name):
                file.publish(self._path / name)

    def replace(self, name: str, data: bytes) -> None:
        """Make a file, or put it in the place of the one of that name, with the same access."""
        with self._new_file(name) as file, self._errors("Writing", name):
            file.take_access_of(self._path / name)
            file.write(data)
            file.replace(self._path / name)

    @contextmanager
    def _new_file(self, name: str) -> Iterator[_HiddenFile]:
        with self._errors("Writing", name):
            file = _HiddenFile(self._path, (self._path / name).parent)
        try:
            yield file
        finally:
            file.discard()

    def read(self, name: str) -> bytes:
        """Return what a file holds."""
        return (self._path / name).read_bytes()

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        """Open a file for reading from its beginning."""
        with (self._path / name).open("rb") as file:
            yield file

    def list(self, folder: str) -> dict[str, StoredFile]:
        """Return the files of a folder by name."""
        try:
            with os.scandir(self._path / folder) as entries:
                return {
                    f"{folder}/{entry.name}".lstrip("/"): found
                    for entry in entries
                    if (found := _stored_file(entry)) is not None
                }
        except (FileNotFoundError, NotADirectoryError):
            return {}

    def walk(self, folder: str) -> dict[str, StoredFile]:
        """Return the files of a folder and of those below it by name."""
        paths = (Path(path) for path, _, _ in os.walk(self._path / folder))
        folders = ("/".join(path.relative_to(self._path).parts) for path in paths)
        return {name: found for each in folders for name, found in self.list(each).items()}

    def remove(self, names: Iterable[str]) -> None:
        """Remove files; one that is gone already is no error."""
        for name in names:
            with self._errors("Removing", name), suppress(FileNotFoundError):
                (self._path / name).unlink()

    def remove_folder(self, folder: str) -> None:
        """Remove a folder if nothing is in it."""
        with suppress(OSError):  # somebody's file is in it, or it is gone already
            (self._path / folder).rmdir()

    def scan(self, names: Iterable[str]) -> pl.LazyFrame:
        """Return Parquet files of one schema, one below the other."""
        # Names may hold what a pattern would be made of.
        return pl.scan_parquet([self._path / name for name in names], glob=False)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Hold the lock with others who write."""
        with self._lock_file() as lock:
            _lock(lock, exclusive=False, wait=True)
            yield

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Hold the lock as the only one, if nobody else does."""
        if not self._path.is_dir():
            yield False
            return
        with self._lock_file() as lock:
            yield _lock(lock, exclusive=True, wait=False)

    @contextmanager
    def _lock_file(self) -> Iterator[int]:
        with self._errors("Writing", _LOCK):
            _make_folder(self._path)
            lock = os.open(self._path / _LOCK, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            yield lock
        finally:
            os.close(lock)

    def remove_uploads(self, older_than: datetime, is_own: Callable[[str], bool]) -> None:
        """Do nothing: hidden files are listed as others are."""

    @contextmanager
    def _errors(self, doing: str, name: str) -> Iterator[None]:
        try:
            yield
        except FileExistsError:
            raise
        except OSError as error:
            raised = StorageWriteError(
                f"{doing} {self._path / name} failed: {error.strerror or error}. What was stored "
                "before is whole. Make room or mend the access, and do the same again."
            )
            raised.errno = error.errno
            raise raised from error

    def __eq__(self, other: object) -> bool:
        return self._place == other._place if isinstance(other, LocalStore) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._place)

    def __reduce__(self) -> tuple[object, ...]:
        """Cross to another process as a path."""
        return LocalStore, (str(self._path),)


class _HiddenFile:
    """A file that is being written under a hidden name.

    Parameters
    ----------
    root : Path
        Where it stands until then: who reads a whole folder should find nothing of another kind.
    folder : Path
        Where it will stand; it is made if it is missing.
    """

    def __init__(self, root: Path, folder: Path) -> None:
        _make_folder(folder)
        self._folder = folder
        self._path = root / f".{secrets.token_hex(_TOKEN_BYTES)}.tmp"
        self._descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        self._is_open = True

    def take_access_of(self, former: Path) -> None:
        """Let those read and write who may do so with a file that is to be replaced.

        That is before anything is written: what only the owner may read, nobody else ever could.
        """
        with suppress(FileNotFoundError):
            access = former.stat().st_mode & 0o777
            # Some file systems have one access for all files, and take no word about it.
            if access != self._path.stat().st_mode & 0o777:
                self._path.chmod(access)

    def write(self, data: bytes) -> None:
        """Write at the end; the system may take less than it is given at once."""
        left = memoryview(data)
        while left:
            left = left[os.write(self._descriptor, left) :]

    def publish(self, destination: Path) -> None:
        """Give the file its name, unless that is taken.

        Raises
        ------
        FileExistsError
            If it is.
        """
        self._finish()
        if sys.platform == "win32":
            self._path.rename(destination)  # which replaces nothing there
            return
        try:
            destination.hardlink_to(self._path)
        except OSError as error:
            if error.errno not in _UNSUPPORTED:
                raise
            # Without hard links, two at the same moment could both succeed.
            if destination.exists():
                raise FileExistsError(errno.EEXIST, "exists", str(destination)) from error
            self._path.rename(destination)
        else:
            self._path.unlink()
        _sync_folder(self._folder)

    def replace(self, destination: Path) -> None:
        """Give the file its name, also where that is taken."""
        self._finish()
        self._path.replace(destination)
        _sync_folder(self._folder)

    def _finish(self) -> None:
        os.fsync(self._descriptor)
        self._close()

    def _close(self) -> None:
        if self._is_open:
            self._is_open = False
            os.close(self._descriptor)

    def discard(self) -> None:
        """Remove what is left of the hidden file, which is nothing if it has its name."""
        with suppress(OSError):  # what cannot be removed now is, by the next who tidies up
            self._close()
        with suppress(OSError):
            self._path.unlink()


def _make_folder(folder: Path) -> None:
    """Make a folder and those above it, and bring them to the disk."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(missing):
        try:
            each.mkdir(exist_ok=True)
        except FileExistsError as error:  # a file, or a link to what is not there
            raise NotADirectoryError(errno.ENOTDIR, "is no folder", str(each)) from error
        _sync_folder(each.parent)


def _sync_folder(folder: Path) -> None:
    if sys.platform == "win32":  # where a folder cannot be opened
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _stored_file(entry: os.DirEntry[str]) -> StoredFile | None:
    try:
        if not entry.is_file():
            return None
        status = entry.stat()
    except OSError:  # removed since it was listed, or a link that leads nowhere
        return None
    return StoredFile(status.st_size, datetime.fromtimestamp(status.st_mtime, UTC))


def _lock(descriptor: int, *, exclusive: bool, wait: bool) -> bool:
    """Lock a file; return whether it could be done."""
    if sys.platform == "win32":
        return False
    how = (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | (0 if wait else fcntl.LOCK_NB)
    try:
        fcntl.flock(descriptor, how)
    except BlockingIOError:
        return False
    except OSError as error:
        if error.errno not in _UNSUPPORTED:
            raise
        return False
    return True
