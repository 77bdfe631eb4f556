"""Extraction of a bundle: all of it under its final name, or nothing."""

from __future__ import annotations

import errno
import filecmp
import os
import stat
import sys
import warnings
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from jobanalytics.bundles.limits import DEFAULT_LIMITS, BundleLimits
from jobanalytics.bundles.members import FILE, FOLDER, Member, read_members
from jobanalytics.bundles.workspace import workspace
from jobanalytics.errors import BundleExistsError, StorageWriteError, UnsafeBundleError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["BundleWarning", "copy_bundle", "extract_bundle"]

_NAMES_SHOWN = 10
_PIECE = 2**20
# Of these, the system does not say which file it was.
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class BundleWarning(UserWarning):
    """Entries of a bundle were left out of its extraction."""


def extract_bundle(
    stream: BinaryIO,
    destination: Path,
    *,
    source: str,
    limits: BundleLimits = DEFAULT_LIMITS,
) -> list[str]:
    """Extract a job's bundle into a folder.

    The bundle is written to a hidden folder beside `destination`, verified to its end, and only
    then renamed. Files get the permissions of new files; the archive's modes, owners and times
    are not taken over. Links, devices, pipes and sparse files are not created.

    A `destination` that exists is replaced if it is an empty folder, and left as it is if it
    already holds every file of the bundle. Nothing in it is ever overwritten or removed.

    Parameters
    ----------
    stream : binary file object
        The bundle, a gzip-compressed tar archive.
    destination : Path
        The folder to make; its parent folders are made too.
    source : str
        What errors and warnings call the job or its bundle.
    limits : BundleLimits
        What the bundle may hold at most.

    Returns
    -------
    list of str
        The bundle's files in its order, as paths below `destination` with ``/`` between names.

    Raises
    ------
    BundleError
        If the bundle is cut short, damaged, or not such an archive.
    UnsafeBundleError
        If it breaks a limit, or an entry's name is unsafe or stands for two things.
    BundleExistsError
        If `destination` is a file, or a folder that holds something else than this bundle.

    Warns
    -----
    BundleWarning
        If entries were left out, once, with their names.
    """
    return _build(read_members(stream, source=source, limits=limits), destination, source)


def copy_bundle(folder: Path, destination: Path, *, source: str) -> list[str]:
    """Copy a bundle that is a folder already, by the rules of `extract_bundle`.

    Parameters
    ----------
    folder : Path
        What is copied. It is listed before anything is made, so `destination` may lie in it.
    destination : Path
        The folder to make; its parent folders are made too.
    source : str
        What errors and warnings call the job or its bundle.

    Returns
    -------
    list of str
        The files, sorted, as paths below `destination` with ``/`` between names.

    Raises
    ------
    BundleExistsError
        If `destination` is a file, or a folder that holds something else than `folder`.
    OSError
        If something in `folder` cannot be read.

    Warns
    -----
    BundleWarning
        If links, devices or pipes were left out, once, with their names.
    """
    paths: list[Path] = []
    for parent, folders, names in os.walk(folder, onerror=_raise):
        paths += [Path(parent, name) for name in folders + names]
    members = [_member_of_folder(path, folder) for path in sorted(paths)]
    return _build(members, destination, source)


def _raise(error: OSError) -> None:
    raise error


def _member_of_folder(path: Path, folder: Path) -> Member:
    status = path.lstat()
    kind = FILE if stat.S_ISREG(status.st_mode) else FOLDER if path.is_dir() else "special file"
    if path.is_symlink():
        kind = "symbolic link"
    return Member(path.relative_to(folder).as_posix(), kind, status.st_size, _content(path))


def _content(path: Path) -> Iterator[memoryview]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield memoryview(piece)


def _build(members: Iterable[Member], destination: Path, source: str) -> list[str]:
    """Write the members to a hidden folder, then give it the name of the destination."""
    destination = destination.resolve()
    if destination.exists() and not destination.is_dir():
        raise _exists(source, destination, "it is a file")
    destination.parent.mkdir(parents=True, exist_ok=True)
    files: list[str] = []
    skipped: list[str] = []
    with workspace(destination) as folder:
        bundle = folder / "bundle"
        bundle.mkdir()
        for member in members:
            if member.kind in {FILE, FOLDER}:
                _write(member, bundle, source)
            if member.kind == FILE:
                files.append(member.name)
            elif member.kind != FOLDER:
                skipped.append(f"{member.name!r} ({member.kind})")
        if skipped:
            # Before the renaming, so that nothing is there if the caller makes it an error.
            shown = ", ".join(skipped[:_NAMES_SHOWN])
            more = ", …" if len(skipped) > _NAMES_SHOWN else ""
            warnings.warn(
                f"{source}: only plain files and folders are extracted; {len(skipped):,} other "
                f"entries of the bundle were left out: {shown}{more}",
                BundleWarning,
                stacklevel=3,
            )
        _place(bundle, destination, files, source)
    return files


def _write(member: Member, bundle: Path, source: str) -> None:
    """Create a file or folder; the new folder itself tells which names collide."""
    path = bundle / member.name
    try:
        if member.kind == FOLDER:
            path.mkdir(parents=True, exist_ok=True)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("xb")
    except (FileExistsError, NotADirectoryError) as error:
        raise UnsafeBundleError(
            f"{source}: {member.name!r} in the bundle stands for two files, or for a file and a "
            f"folder."
        ) from error
    try:
        with file:
            for piece in member.content:
                file.write(piece)
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raised = StorageWriteError(f"{source}: writing {path} failed: {error.strerror}.")
        raised.errno = error.errno
        raise raised from error


def _place(bundle: Path, destination: Path, files: list[str], source: str) -> None:
    """Give the extracted bundle its final name, unless the same already stands there."""
    if sys.platform == "win32":  # where renaming does not replace an empty folder
        with suppress(OSError):
            destination.rmdir()
    try:
        bundle.rename(destination)
    except OSError:
        if not destination.exists():
            raise
        if not destination.is_dir():
            raise _exists(source, destination, "it is a file") from None
        if not any(destination.iterdir()):
            raise
        for name in files:
            there = destination / name
            if not there.is_file():
                raise _exists(source, destination, f"{name!r} is missing") from None
            if not filecmp.cmp(bundle / name, there, shallow=False):
                raise _exists(source, destination, f"{name!r} differs") from None


def _exists(source: str, destination: Path, difference: str) -> BundleExistsError:
    return BundleExistsError(
        f"{source}: {destination} exists and does not hold this bundle: {difference}. Move or "
        f"remove it, or pass another `extract_to`."
    )
