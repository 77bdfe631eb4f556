"""The entries of a bundle's tar archive, checked one by one while the stream is read.

The headers are read here, not by `tarfile.TarFile`, which loops for ever on some crafted ones and
bounds neither sizes nor numbers. Only the decoding of the 512 bytes of a header is `tarfile`'s.
"""

from __future__ import annotations

import re
import tarfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from jobanalytics.bundles.gunzip import Gunzip
from jobanalytics.errors import BundleError, UnsafeBundleError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jobanalytics.bundles.limits import BundleLimits

__all__ = ["FILE", "FOLDER", "Member", "read_members"]

FILE = "file"
FOLDER = "folder"
_SPARSE = "sparse file"
_KINDS = {
    tarfile.REGTYPE: FILE,
    tarfile.AREGTYPE: FILE,
    tarfile.CONTTYPE: FILE,
    tarfile.DIRTYPE: FOLDER,
    tarfile.SYMTYPE: "symbolic link",
    tarfile.LNKTYPE: "hard link",
    tarfile.CHRTYPE: "character device",
    tarfile.BLKTYPE: "block device",
    tarfile.FIFOTYPE: "named pipe",
    tarfile.GNUTYPE_SPARSE: _SPARSE,
}
# The size in the header of one of these announces no data, whatever it says.
_WITHOUT_DATA = {
    tarfile.DIRTYPE,
    tarfile.SYMTYPE,
    tarfile.LNKTYPE,
    tarfile.CHRTYPE,
    tarfile.BLKTYPE,
    tarfile.FIFOTYPE,
}

_BLOCK = tarfile.BLOCKSIZE
_ZEROS = bytes(_BLOCK)
_MAX_NAME_BYTES = 255
_MAX_EXTENDED_HEADERS = 8  # before one entry; tools write at most a pax header and two long names
_PAX_RECORD = re.compile(rb"([0-9]{1,9}) ([^=\n]+)=")
_PAX_SIZE = re.compile(r"[0-9]{1,40}")
_PAX_IDENTITY = re.compile(r"path|size|GNU\.sparse\..*")
_DRIVE = re.compile(r"[A-Za-z]:")


@dataclass(frozen=True)
class Member:
    """One entry of a bundle.

    Parameters
    ----------
    name : str
        Its path below the bundle's root, checked, with ``/`` between names and without ``.``
        names; empty for the root itself.
    kind : str
        `FILE`, `FOLDER`, or what else it is, in words.
    size : int
        How many bytes of data it has in the archive.
    content : iterator of memoryview
        The data, to be read before the next entry is asked for, or not at all.
    """

    name: str
    kind: str
    size: int
    content: Iterator[memoryview]


def read_members(stream: BinaryIO, *, source: str, limits: BundleLimits) -> Iterator[Member]:
    """Read a bundle's entries in their order; after the last one the whole bundle is verified.

    Parameters
    ----------
    stream : binary file object
        The bundle, a gzip-compressed tar archive. No more of it is read than is asked for.
    source : str
        What errors call the bundle.
    limits : BundleLimits
        What the bundle may hold at most.

    Yields
    ------
    Member
        With its name and size checked.

    Raises
    ------
    BundleError
        If the bundle is cut short, damaged, or not such an archive.
    UnsafeBundleError
        If it breaks a limit, or an entry's name could lead out of the bundle's folder.
    """
    tar = Gunzip(stream, source=source, limits=limits)
    count = 0
    while (header := _next_header(tar, source, limits)) is not None:
        count += 1
        if count > limits.members:
            raise UnsafeBundleError(
                f"{source}: the bundle holds more entries than the limit of {limits.members:,} "
                f"(BundleLimits.members)."
            )
        member = _member(tar, header, source, limits)
        yield member
        for _ in member.content:  # what the caller left unread
            pass
        tar.read(-member.size % _BLOCK)


@dataclass
class _Header:
    """A header block, with what the extended headers before it say about the same entry."""

    block: bytes
    info: tarfile.TarInfo
    pax: dict[str, str]
    long_name: str


def _next_header(tar: Gunzip, source: str, limits: BundleLimits) -> _Header | None:
    """Read the headers of the next entry; None at the archive's verified end."""
    pax: dict[str, str] = {}
    long_name = ""
    for extended in range(_MAX_EXTENDED_HEADERS + 1):
        block = b"" if tar.at_end() else tar.read(_BLOCK)
        if block in {b"", _ZEROS}:
            if extended:
                raise BundleError(
                    f"{source}: the bundle is damaged: its archive ends between the headers of an "
                    f"entry."
                )
            _verify_end(tar, source, marked=bool(block))
            return None
        try:
            info = tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
        except tarfile.HeaderError as error:
            raise BundleError(
                f"{source}: the bundle is damaged or holds no tar archive: no header of an entry "
                f"stands at byte {tar.position - _BLOCK:,} of it ({error})."
            ) from error
        if info.type in {tarfile.XHDTYPE, tarfile.SOLARIS_XHDTYPE}:
            pax |= _pax_records(_extended(tar, info, source, limits), source)
        elif info.type == tarfile.XGLTYPE:
            common = _pax_records(_extended(tar, info, source, limits), source)
            if any(map(_PAX_IDENTITY.fullmatch, common)):
                raise BundleError(
                    f"{source}: the bundle is damaged: a header for all entries sets the name or "
                    f"the size of each."
                )
        elif info.type in {tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK}:
            text = _extended(tar, info, source, limits).split(b"\0", 1)[0]
            if info.type == tarfile.GNUTYPE_LONGNAME:
                long_name = text.decode("utf-8", "surrogateescape")
        else:
            return _Header(block, info, pax, long_name)
    raise UnsafeBundleError(
        f"{source}: more than {_MAX_EXTENDED_HEADERS} extended headers precede an entry of the "
        f"bundle."
    )


def _verify_end(tar: Gunzip, source: str, *, marked: bool) -> None:
    """Read to the end of the stream, so that its CRC is checked, and expect nothing but zeros.

    Some tools leave the end-of-archive marker away. The gzip trailer proves the archive whole all
    the same, but only where there is one gzip member: a stream of several can have lost the last.
    """
    if not marked and not tar.position:
        raise BundleError(f"{source}: the bundle holds no tar archive: it decompresses to nothing.")
    if not marked and tar.members > 1:
        raise BundleError(
            f"{source}: the bundle is cut short: the end-of-archive marker is missing after "
            f"{tar.position:,} bytes."
        )
    if any(piece.tobytes().strip(b"\0") for piece in tar.rest()):
        raise BundleError(f"{source}: the bundle holds data after the end of its archive.")


def _extended(tar: Gunzip, info: tarfile.TarInfo, source: str, limits: BundleLimits) -> bytes:
    if not 0 <= info.size <= limits.header_bytes:
        raise UnsafeBundleError(
            f"{source}: an extended header in the bundle has a size of {info.size:,} bytes; the "
            f"limit is {limits.header_bytes:,} (BundleLimits.header_bytes)."
        )
    data = tar.read(info.size)
    tar.read(-info.size % _BLOCK)
    return data


def _pax_records(data: bytes, source: str) -> dict[str, str]:
    """Decode pax records, each ``<its length> <key>=<value>`` and a line feed."""
    records = {}
    start = 0
    while start < len(data):
        record = _PAX_RECORD.match(data, start)
        end = start + int(record[1]) if record else 0
        if not record or end <= record.end() or data[end - 1 : end] != b"\n":
            raise BundleError(f"{source}: the bundle is damaged: a pax header in it is malformed.")
        key, value = record[2], data[record.end() : end - 1]
        records[key.decode("utf-8", "surrogateescape")] = value.decode("utf-8", "surrogateescape")
        start = end
    return records


def _member(tar: Gunzip, header: _Header, source: str, limits: BundleLimits) -> Member:
    """Make an entry of its headers, and check its name and size."""
    info, pax = header.info, header.pax
    raw_name = pax.get("GNU.sparse.name") or pax.get("path") or header.long_name or info.name
    kind = _KINDS.get(info.type, f"entry of type {info.type!r}")
    if any(key.startswith("GNU.sparse.") for key in pax):
        kind = _SPARSE
    name = _checked_name(raw_name, kind, source, limits)

    size = info.size
    if pax.get("size"):
        if not _PAX_SIZE.fullmatch(pax["size"]):
            raise BundleError(
                f"{source}: the bundle is damaged: the size of {name!r} is {pax['size'][:40]!r}."
            )
        size = int(pax["size"])
    if not 0 <= size <= limits.member_bytes or tar.position + size > limits.total_bytes:
        raise UnsafeBundleError(
            f"{source}: {name!r} in the bundle has a size of {size:,} bytes; the limits are "
            f"{limits.member_bytes:,} for one entry and {limits.total_bytes:,} for the bundle "
            f"(BundleLimits.member_bytes and .total_bytes)."
        )
    if info.type in _WITHOUT_DATA:
        size = 0
    if info.type == tarfile.GNUTYPE_SPARSE:
        _skip_sparse_map(tar, header.block, source, limits)
    return Member(name, kind, size, tar.take(size))


def _skip_sparse_map(tar: Gunzip, block: bytes, source: str, limits: BundleLimits) -> None:
    """Read past the blocks by which GNU tar continues a sparse file's map."""
    more = block[482]
    start = tar.position
    while more:
        if tar.position - start >= limits.header_bytes:
            raise UnsafeBundleError(
                f"{source}: the map of a sparse file in the bundle is larger than the limit of "
                f"{limits.header_bytes:,} bytes (BundleLimits.header_bytes)."
            )
        more = tar.read(_BLOCK)[504]


def _checked_name(raw_name: str, kind: str, source: str, limits: BundleLimits) -> str:
    """Return the path with its ``.`` and empty names left out, or refuse it."""
    names = [name for name in raw_name.split("/") if name not in {"", "."}]
    fault = None
    if raw_name.startswith("/"):
        fault = "is an absolute path"
    elif ".." in names:
        fault = "leads out of its folder by '..'"
    elif "\\" in raw_name or "\0" in raw_name:
        fault = "holds a backslash or a NUL"
    elif names and _DRIVE.match(names[0]):
        fault = "begins with a drive letter"
    elif kind != FOLDER and (not names or raw_name.endswith(("/", "/."))):
        fault = f"is no name for a {kind}"
    elif len(names) > limits.path_depth:
        fault = f"is deeper than the limit of {limits.path_depth} (BundleLimits.path_depth)"
    elif len(_encoded("/".join(names))) > limits.path_bytes:
        fault = f"is longer than the limit of {limits.path_bytes} bytes (BundleLimits.path_bytes)"
    elif any(len(_encoded(name)) > _MAX_NAME_BYTES for name in names):
        fault = f"holds a name of more than {_MAX_NAME_BYTES} bytes"
    if fault:
        shown = raw_name if len(raw_name) <= _MAX_NAME_BYTES else raw_name[:80] + "…"
        raise UnsafeBundleError(f"{source}: the path {shown!r} in the bundle {fault}.")
    return "/".join(names)


def _encoded(name: str) -> bytes:
    return name.encode("utf-8", "surrogateescape")
