"""What a column holds, each value once: cheap questions that spare costly work on every row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["begins_of_runs", "encode", "is_constant", "runs_of", "stand_together"]


def begins_of_runs(columns: Iterable[pl.Series]) -> pl.Series | None:
    """Say of each row whether any column differs from the row before; None if all rows do."""
    begins = None
    for column in columns:
        changes = column.ne_missing(column.shift())
        begins = changes if begins is None else begins | changes
        if begins.all():
            return None
    if begins is None or begins.is_empty():
        return None
    begins[0] = True
    return begins


def runs_of(column: pl.Series) -> list[tuple[Any, int, int]]:
    """Return each run of equal values: the value, where it starts, and how long it is."""
    runs = column.rle().struct.unnest()
    starts = runs["len"].cum_sum() - runs["len"]
    return list(zip(runs["value"], starts, runs["len"], strict=True))


def stand_together(column: pl.Series) -> bool:
    """Say whether equal values are neighbours, so that there are as many runs as values."""
    return not column.rle().struct.field("value").is_duplicated().any()


def is_constant(column: pl.Series) -> bool:
    """Say whether a column holds one value, or nothing but nulls, or nothing."""
    if column.null_count():
        return column.null_count() == len(column)
    return column.is_empty() or bool((column == column[0]).all())


def encode(texts: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Return the code of each text, UInt32 and null where that is, and the text of each code.

    Codes are in the order in which the texts come first.
    """
    if not texts.is_empty() and not texts.null_count() and is_constant(texts):
        return pl.Series([0], dtype=pl.UInt32).new_from_index(0, len(texts)), texts.head(1)
    # Categories of its own count from 0, and are gone with the column that is of them.
    categories = pl.Categories.random()
    column = texts.cast(pl.Categorical(categories))
    return column.to_physical(), categories.to_series()
