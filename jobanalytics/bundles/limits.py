"""How much a result bundle may ask of the machine that reads it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["DEFAULT_LIMITS", "BundleLimits"]

_MIB = 2**20
_GIB = 2**30


@dataclass(frozen=True, kw_only=True)
class BundleLimits:
    """The most that a bundle may hold; what goes beyond raises `UnsafeBundleError`.

    The defaults leave room for model checkpoints of many gigabytes.

    Parameters
    ----------
    members : int
        Files, folders, links and other entries.
    member_bytes : int
        Size of one entry.
    total_bytes : int
        Size of the whole tar archive before compression, and also of what is read of the stream.
    ratio, ratio_free_bytes : int
        The archive may be `ratio` times as large as what was read of the compressed stream; the
        first `ratio_free_bytes` of it are free of this rule. (Deflate itself ends at 1,032:1.)
    path_bytes, path_depth : int
        Length of an entry's path in UTF-8, and the number of names in it. No single name may be
        longer than 255 bytes.
    header_bytes : int
        Size of one extended header (a long name, pax records or a sparse map).
    result_bytes : int
        Size of ``results.json``, which is held in memory.
    """

    members: int = 100_000
    member_bytes: int = 20 * _GIB
    total_bytes: int = 50 * _GIB
    ratio: int = 200
    ratio_free_bytes: int = 256 * _MIB
    path_bytes: int = 1024
    path_depth: int = 32
    header_bytes: int = _MIB
    result_bytes: int = _GIB


DEFAULT_LIMITS = BundleLimits()
