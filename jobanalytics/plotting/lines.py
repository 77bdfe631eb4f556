"""A frame → the lines of a plot: x and y of each job and node."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import polars as pl

from jobanalytics.plotting.scales import numbers_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["Line", "is_alone", "lines_of"]


class Line(NamedTuple):
    """A line: its points, and the values of its keys by column."""

    keys: dict[str, Any]
    x: NDArray[np.float64]
    y: NDArray[np.float64]


def lines_of(frame: pl.DataFrame, x: str, y: str, keys: Sequence[str]) -> list[Line]:
    """Cut a frame into lines, in the order of their keys, null last.

    Rows of a line stay in the order of the frame, whose x and y have no nulls.
    """
    if not keys:
        whole = Line({}, numbers_of(frame[x]), numbers_of(frame[y]))
        return [whole] if frame.height else []
    begins = _begins(frame, keys)
    if begins.select(keys).is_duplicated().any():
        frame = frame.sort(keys, nulls_last=True, maintain_order=True)
        begins = _begins(frame, keys)
    bounds = [*begins["row"].to_list(), frame.height]
    at, values = numbers_of(frame[x]), numbers_of(frame[y])
    ordered = begins.with_columns(line=pl.int_range(pl.len())).sort(keys, nulls_last=True)
    return [
        Line(
            {key: row[key] for key in keys},
            at[bounds[row["line"]] : bounds[row["line"] + 1]],
            values[bounds[row["line"]] : bounds[row["line"] + 1]],
        )
        for row in ordered.iter_rows(named=True)
    ]


def _begins(frame: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """Return the keys and the ``row`` where another line than that of the row before begins."""
    columns = [pl.col(key).alias(f"key{place}") for place, key in enumerate(keys)]
    named = frame.select(columns)
    same = pl.all_horizontal(pl.all().eq_missing(pl.all().shift())) & (pl.int_range(pl.len()) > 0)
    rows = named.select(pl.arg_where(~same)).to_series()
    return frame.select(keys)[rows].with_columns(rows.alias("row"))


def is_alone(y: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Say which values have no finite neighbour, so that no line leads to them."""
    there = np.isfinite(y)
    before = np.concatenate([[False], there[:-1]])
    after = np.concatenate([there[1:], [False]])
    alone: NDArray[np.bool_] = there & ~before & ~after
    return alone
