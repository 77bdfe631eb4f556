"""Ctrl-C while Polars computes: it is over before anybody is told of it."""

from __future__ import annotations

import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["let_pass", "passing"]

# What threads compute is done by then: a page has been parsed, or a part of an archive's file read.
_MOST_SECONDS = 5
_PAUSE_SECONDS = 0.01


def let_pass() -> None:
    """Wait until an interrupt is over.

    While Polars still computes in any thread, it raises the interrupt at whatever it is asked: so
    would the next line of who caught it.
    """
    deadline = time.monotonic() + _MOST_SECONDS
    while time.monotonic() < deadline:
        # Python's own may come behind that of Polars.
        with suppress(KeyboardInterrupt):
            try:
                pl.select(0)
            except KeyboardInterrupt:
                time.sleep(_PAUSE_SECONDS)
            else:
                return


@contextmanager
def passing() -> Iterator[None]:
    """Raise an interrupt when it is over."""
    try:
        yield
    except KeyboardInterrupt:
        let_pass()
        raise
