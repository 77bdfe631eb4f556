"""Distinct rows, numbered in their order: a sort and a join, where neither is needed.

Jobs log their iterations and times in order, and on few nodes. So most columns are constant, or
sorted, where a new number begins with a new value, or lie in a narrow range, where a table of that
range takes a value to its number. All of these are several times as fast as sorting or hashing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import polars as pl

from jobanalytics.distinct import encode

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["number_distinct"]

# A table may be so many times as long as the column, and is then still faster than sorting.
_LONGEST_TABLE = 4


def number_distinct(columns: Sequence[pl.Series], length: int) -> pl.Series:
    """Give distinct rows of columns their numbers, from 0, in sorted order, nulls first.

    Returns
    -------
    polars.Series
        UInt32, of this length, as the columns; zeros if there are no columns.
    """
    if not columns:
        return _zeros(length)
    first, *others = (
        column if column.dtype == pl.String else column.to_physical() for column in columns
    )
    if first.dtype != pl.String and not first.null_count() and first.is_sorted():
        numbers = first.rle_id()
    else:
        numbers = _dense(_codes(first)[0])
    for column in others:
        numbers = _refine(numbers, column)
    return numbers


def _refine(numbers: pl.Series, column: pl.Series) -> pl.Series:
    """Give distinct pairs of a number and a value their numbers."""
    if not column.null_count() and numbers.is_sorted():
        same_number, before = numbers == numbers.shift(), column.shift()
        # The first row, which has nothing before it, is null here, and in order.
        if ((column >= before) | ~same_number).all():
            begins = ((column != before) | ~same_number).fill_null(value=False)
            return begins.cum_sum().cast(pl.UInt32)
    codes, bound = _codes(column)
    return _dense(numbers.cast(pl.Int64) * bound + codes)


def _codes(column: pl.Series) -> tuple[pl.Series, int]:
    """Give values their codes, in order, nulls first, perhaps with gaps; and say how many codes."""
    if column.dtype == pl.String:
        codes, texts = encode(column)
        ranks = texts.rank("dense").cast(pl.Int64)
        return ranks.gather(codes).fill_null(0), len(texts) + 1
    smallest = cast("int", column.min())
    span = cast("int", column.max()) - smallest + 2
    if span <= _LONGEST_TABLE * len(column):
        return (column - smallest + 1).cast(pl.Int64).fill_null(0), span
    ranks = column.rank("dense").cast(pl.Int64).fill_null(0)
    return ranks, len(column) + 1


def _dense(codes: pl.Series) -> pl.Series:
    """Give distinct codes, none of them negative, their numbers: the same order, without gaps."""
    length = cast("int", codes.max()) + 1
    if length > _LONGEST_TABLE * len(codes):
        return (codes.rank("dense") - 1).cast(pl.UInt32)
    is_there = _zeros(length).scatter(codes, 1)
    return (is_there.cum_sum() - 1).gather(codes)


def _zeros(length: int) -> pl.Series:
    return pl.Series([0], dtype=pl.UInt32).new_from_index(0, length)
