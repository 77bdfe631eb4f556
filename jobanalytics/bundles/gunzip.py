"""Decompression of a gzip stream, forwards only, with every byte counted."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, BinaryIO

from jobanalytics.errors import BundleError, UnsafeBundleError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jobanalytics.bundles.limits import BundleLimits

__all__ = ["Gunzip"]

_COMPRESSED_PIECE = 64 * 2**10
_PIECE = 256 * 2**10
_GZIP = 16 + zlib.MAX_WBITS  # zlib then reads gzip's header and checks its CRC and length


class Gunzip:
    """The decompressed bytes of a gzip stream, which may consist of several gzip members.

    Parameters
    ----------
    stream : binary file object
        Only read forwards, in pieces, and never further than asked for (up to one piece).
    source : str
        What errors call the stream.
    limits : BundleLimits
        The bounds on size and compression ratio.

    Attributes
    ----------
    position : int
        How many decompressed bytes were handed out.
    members : int
        How many gzip members have ended with the right length and CRC.
    """

    def __init__(self, stream: BinaryIO, *, source: str, limits: BundleLimits) -> None:
        self._source = source
        self._limits = limits
        self._pieces = self._decompress(stream)
        self._piece = memoryview(b"")
        self._inflater: zlib._Decompress | None = None
        self.position = 0
        self.members = 0

    def at_end(self) -> bool:
        """Whether nothing comes any more, in which case all gzip members are verified."""
        if not self._piece:
            self._piece = memoryview(next(self._pieces, b""))
        return not self._piece

    def take(self, size: int) -> Iterator[memoryview]:
        """Hand out the next `size` bytes in pieces.

        Raises
        ------
        BundleError
            If the stream ends before, or is not gzip, or is damaged.
        UnsafeBundleError
            If the stream goes beyond the limits.
        """
        while size:
            if self.at_end():
                raise BundleError(
                    f"{self._source}: the archive in the bundle is cut short after "
                    f"{self.position:,} bytes, in the middle of an entry."
                )
            piece, self._piece = self._piece[:size], self._piece[size:]
            size -= len(piece)
            self.position += len(piece)
            yield piece

    def read(self, size: int) -> bytes:
        """Read exactly `size` bytes, with the errors of `take`."""
        return b"".join(self.take(size))

    def rest(self) -> Iterator[memoryview]:
        """Hand out all that is left, in pieces, with the errors of `take`."""
        while not self.at_end():
            yield from self.take(len(self._piece))

    def _decompress(self, stream: BinaryIO) -> Iterator[bytes]:
        """Yield what the stream decompresses to, never more than `_PIECE` at once."""
        consumed = produced = 0
        while data := stream.read(_COMPRESSED_PIECE):
            consumed += len(data)
            self._check(consumed, produced)
            for piece in self._inflate(data):
                produced += len(piece)
                self._check(consumed, produced)
                yield piece
        if self._inflater is not None:
            raise BundleError(
                f"{self._source}: the bundle is cut short: its gzip stream does not end within the "
                f"{consumed:,} bytes that came. Read it again, or see whether its upload ended."
            )
        if not consumed:
            raise BundleError(f"{self._source}: the bundle is empty (0 bytes).")

    def _inflate(self, data: bytes) -> Iterator[bytes]:
        """Yield what the next piece of the stream decompresses to."""
        while data:
            if self._inflater is None:
                # Zeros may pad a gzip file; anything else has to be another gzip member.
                data = data.lstrip(b"\0") if self.members else data
                if not data:
                    return
                self._inflater = zlib.decompressobj(_GZIP)
            try:
                piece = self._inflater.decompress(data, _PIECE)
            except zlib.error as error:
                raise self._damaged(error) from error
            if piece:
                yield piece
            if self._inflater.eof:
                data = self._inflater.unused_data
                self._inflater = None
                self.members += 1
            else:
                data = self._inflater.unconsumed_tail

    def _damaged(self, error: zlib.error) -> BundleError:
        what = (
            "the bundle is followed by something that is not gzip, or is damaged"
            if self.members
            else "the bundle is not a gzip file, or is damaged"
        )
        return BundleError(f"{self._source}: {what} ({error}).")

    def _check(self, consumed: int, produced: int) -> None:
        limits = self._limits
        if max(consumed, produced) > limits.total_bytes:
            raise UnsafeBundleError(
                f"{self._source}: the bundle is larger than the limit of {limits.total_bytes:,} "
                f"bytes (BundleLimits.total_bytes)."
            )
        if produced > limits.ratio_free_bytes + limits.ratio * consumed:
            raise UnsafeBundleError(
                f"{self._source}: the bundle looks like a decompression bomb: {consumed:,} bytes "
                f"became {produced:,}, more than the limit of {limits.ratio}:1 "
                f"(BundleLimits.ratio)."
            )
