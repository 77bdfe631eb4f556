"""Store: files in folders, each of which appears whole or not at all."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from contextlib import AbstractContextManager
    from datetime import datetime

    import polars as pl

__all__ = ["Store", "StoredFile"]


class StoredFile(NamedTuple):
    """A file as its folder lists it.

    Attributes
    ----------
    size : int
        Its length in bytes.
    modified : datetime
        When it was last written.
    """

    size: int
    modified: datetime


class Store(ABC):
    """A place for files that are named ``file``, ``folder/file`` or deeper.

    Raises
    ------
    StorageWriteError
        An OSError, if a local file cannot be written or removed, such as on a full disk.
    AwsError
        If S3 refuses or cannot be reached; the subclass says how.

    Notes
    -----
    Stores are equal where they are the same place, seen with the same credentials.
    """

    @property
    @abstractmethod
    def root(self) -> str:
        """The place, as users write it."""

    def create(self, name: str, data: bytes) -> None:
        """Make a file, whole and on the disk.

        Raises
        ------
        FileExistsError
            If there is one of that name. Of several that try it at once, one succeeds.
        """
        with self.create_streamed(name) as write:
            write(data)

    @abstractmethod
    def create_streamed(self, name: str) -> AbstractContextManager[Callable[[bytes], None]]:
        """As `create`, with the data piece by piece; left by an error, it makes no file.

        The name has to be one that nobody else makes.
        """

    @abstractmethod
    def replace(self, name: str, data: bytes) -> None:
        """Make a file, or put it in the place of the one of that name, at once."""

    @abstractmethod
    def read(self, name: str) -> bytes:
        """Return what a file holds.

        Raises
        ------
        FileNotFoundError
            If there is no such file.
        """

    @abstractmethod
    def open(self, name: str) -> AbstractContextManager[BinaryIO]:
        """Open a file for reading from its beginning; errors as `read`."""

    @abstractmethod
    def list(self, folder: str) -> dict[str, StoredFile]:
        """Return the files of a folder by name; none where there is no such folder.

        The empty name is the place itself.
        """

    @abstractmethod
    def walk(self, folder: str) -> dict[str, StoredFile]:
        """As `list`, with the files of all folders below it too."""

    @abstractmethod
    def remove(self, names: Iterable[str]) -> None:
        """Remove files; one that is gone already is no error."""

    @abstractmethod
    def remove_folder(self, folder: str) -> None:
        """Remove a folder if nothing is in it."""

    @abstractmethod
    def scan(self, names: Iterable[str]) -> pl.LazyFrame:
        """Return Parquet files of one schema, one below the other, to be read when collected."""

    @abstractmethod
    def at_work(self) -> AbstractContextManager[None]:
        """Be known as one who writes here; waits while another one tidies up."""

    @abstractmethod
    def alone(self) -> AbstractContextManager[bool]:
        """Keep others from beginning to write; give False where somebody is at work.

        It is False, too, where that cannot be known.
        """

    @abstractmethod
    def remove_uploads(self, older_than: datetime, is_own: Callable[[str], bool]) -> None:
        """Forget files of one's own names that were begun before a moment, and never came to be.

        A place may be a whole bucket, to which others write, too.
        """
