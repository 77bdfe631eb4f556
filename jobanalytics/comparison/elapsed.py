"""Microseconds → seconds."""

from __future__ import annotations

import polars as pl

__all__ = ["seconds"]


def seconds(microseconds: pl.Series) -> pl.Series:
    """Divide by a million, correctly rounded: 1,499,999 microseconds are 1.499999 seconds.

    By a scalar Polars does not divide but multiplies with its inverse, which is an ulp off.
    """
    return microseconds / pl.repeat(1e6, len(microseconds), eager=True)
