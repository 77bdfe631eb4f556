"""Changes of an archive: new files first, then the version of the table of jobs that names them.

Of several that write the same version, one succeeds, as a store makes a file of one name only
once. The others begin anew, on top of it. Whoever is killed leaves files that nothing names.
"""

from __future__ import annotations

import re
import secrets
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from jobanalytics.archive.readme import README, README_TEXT
from jobanalytics.archive.snapshot import JOBS, KINDS, Entry, FileFacts, Snapshot
from jobanalytics.archive.versions import all_files, newest, versions
from jobanalytics.errors import (
    ArchiveDamagedError,
    ArchiveFormatError,
    AwsError,
    InvalidArgumentError,
    StorageWriteError,
)
from jobanalytics.storage.parquet import encode, footer_digest

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    import polars as pl

    from jobanalytics.storage import Store

__all__ = ["FileWriter", "change", "is_leftover", "tidy_up"]

_TOKEN_BYTES = 8
_EXPORTED_JOBS = "jobs.parquet"
# Names that this package makes: nothing else in the folders is ever removed.
_OWN = re.compile(
    r"\d{8}T\d{6}-(?:[0-9a-f]{16}){1,2}\.(?:parquet|tar\.gz)|\.[0-9a-f]{16}\.tmp|\d{10}\.parquet"
)
# Where it cannot be known who is at work, files are left alone for so long.
_LEFT_ALONE = timedelta(days=1)
# Each time, another writer has to have been quicker.
_ATTEMPTS = 100


class FileWriter:
    """Writes new files, and knows what they are, until the archive names them.

    Parameters
    ----------
    store : Store
        Where.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self.files: dict[str, FileFacts] = {}

    def write(self, kind: str, row_groups: Sequence[pl.DataFrame]) -> str:
        """Write a table, and return the name of its file."""
        data = encode(row_groups, kind)
        name = f"{KINDS[kind]}/{_new_name()}{footer_digest(data)}.parquet"
        self._store.create(name, data)
        rows = sum(group.height for group in row_groups)
        self.files[name] = FileFacts(len(data), sha256(data).hexdigest(), rows)
        return name

    @contextmanager
    def bundle(self) -> Iterator[tuple[str, Callable[[bytes], None]]]:
        """Give the name of a new bundle, and what writes it piece by piece."""
        name = f"{KINDS['bundle']}/{_new_name()}.tar.gz"
        checksum, size = sha256(), 0
        with self._store.create_streamed(name) as write:

            def write_piece(piece: bytes) -> None:
                nonlocal size
                write(piece)
                checksum.update(piece)
                size += len(piece)

            yield name, write_piece
        self.files[name] = FileFacts(size, checksum.hexdigest(), 0)

    def discard(self, but: Collection[str] = ()) -> None:
        """Remove the files again, but for some."""
        _remove(self._store, [name for name in self.files if name not in but])
        self.files.clear()


def _new_name() -> str:
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(_TOKEN_BYTES)}"


def change(
    store: Store, make: Callable[[Snapshot, FileWriter], Iterable[Entry]], *, others: FileWriter
) -> Snapshot:
    """Change entries of an archive, all of them in one moment.

    Parameters
    ----------
    store : Store
        Where the archive is.
    make : callable
        Takes the newest version, and what writes files; returns the entries that are new or other.
        It is called again where another writer was quicker.
    others : FileWriter
        What was written before, for these entries.

    Returns
    -------
    Snapshot
        The version that has the changes.
    """
    for _ in range(_ATTEMPTS):
        current = newest(store) or Snapshot()
        if current.version == 0:
            _begin(store)
        writer = FileWriter(store)
        try:
            entries = list(make(current, writer))
        except FileNotFoundError as error:
            writer.discard()
            if versions(store)[-1:] == [current.version]:
                raise ArchiveDamagedError(
                    f"A file is missing in {store.root}: {error} Archive.verify() tells what else "
                    "is wrong; sync(jobs, refresh=True) reads jobs anew."
                ) from error
            continue  # another writer was quicker, and has moved what was there
        except BaseException:
            writer.discard()
            raise
        if not entries:
            return current
        token = secrets.token_hex(_TOKEN_BYTES)
        following = current.followed_by(entries, {**others.files, **writer.files}, token)
        # What fails here with another error may have been done all the same: the files have to
        # stay, and whoever tidies up next will see.
        with suppress(FileExistsError):
            store.create(following.name, following.to_parquet())
        latest = _latest(store)
        if token in latest.writers:
            _remove(store, current.files.keys() - following.files.keys())
            if README not in store.list(""):
                # From now on, an archive without a table of jobs is one that has lost it.
                with suppress(FileExistsError):
                    store.create(README, README_TEXT.encode())
            return latest
        # Another writer was quicker; its number may have been free, because later versions had been
        # there and had removed theirs.
        writer.discard(but=latest.files)
    raise ArchiveDamagedError(
        f"{store.root} cannot be changed: {following.name} is taken, and cannot be read. Look at "
        f"the folder {JOBS}/."
    )


def _begin(store: Store) -> None:
    """Find out whether an archive may be at the place, and whether its store can be trusted.

    Raises
    ------
    InvalidArgumentError
        If an export is there.
    StorageWriteError
        If the store lets a writer write over what another one has just written.
    """
    if _EXPORTED_JOBS in store.list(""):
        raise InvalidArgumentError(
            f"{store.root} is an export: it has a {_EXPORTED_JOBS}. Take another place for the "
            "archive."
        )
    probe = f".{secrets.token_hex(_TOKEN_BYTES)}.tmp"
    store.create(probe, b"first")
    try:
        with suppress(FileExistsError):
            store.create(probe, b"second")
            raise StorageWriteError(
                f"{store.root} writes over a file that is there although it was asked not to, so "
                "that two who sync at once could lose each other's work. On S3 it takes a service "
                "that has conditional writes (If-None-Match), as Amazon's has."
            )
    finally:
        _remove(store, [probe])


def _latest(store: Store) -> Snapshot:
    """Return the newest version, which there is, and remove those before it."""
    latest = newest(store) or Snapshot()
    _remove(
        store,
        [Snapshot(number).name for number in versions(store) if number < latest.version],
    )
    return latest


def tidy_up(store: Store) -> None:
    """Remove what writers left that were killed, unless others are at work."""
    with _forgiven(), store.alone() as alone:
        now = datetime.now(UTC)
        # In this order: what is named since the listing is no leftover.
        listed = all_files(store)
        snapshot = newest(store)
        if snapshot is None:
            return
        leftovers = [
            name
            for name, file in listed.items()
            if is_leftover(name, snapshot) and (alone or now - file.modified > _LEFT_ALONE)
        ]
        store.remove(leftovers)
        store.remove_uploads(now - _LEFT_ALONE, lambda name: is_leftover(name, snapshot))


def is_leftover(name: str, snapshot: Snapshot) -> bool:
    """Say whether a file was made by this package, and is not named by the archive."""
    own = _OWN.fullmatch(name.rpartition("/")[2]) is not None
    return own and name not in snapshot.files and name != snapshot.name


def _remove(store: Store, names: Iterable[str]) -> None:
    with _forgiven():
        store.remove(names)


@contextmanager
def _forgiven() -> Iterator[None]:
    """Let what cannot be removed stay, for who tidies up next: nothing that is kept hangs on it."""
    with suppress(StorageWriteError, AwsError, ArchiveDamagedError, ArchiveFormatError):
        yield
