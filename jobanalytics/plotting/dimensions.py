"""Columns as the parallel axes of one plot: places from 0 to 1, and ticks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from matplotlib.ticker import LogLocator, MaxNLocator

from jobanalytics.plotting.scales import in_order, norm_of, numbers_of
from jobanalytics.plotting.text import title_of, value_text
from jobanalytics.printable import NOT_GIVEN

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl
    from numpy.typing import NDArray

__all__ = ["Dimension", "dimension_of"]

_MOST_TICKS = 7
_MOST_CATEGORIES = 20
_STEP = 0.09
_OF_CATEGORIES = 0.05


class Dimension(NamedTuple):
    """A column as an axis: its title, the place of each row, and places and texts of the ticks."""

    title: str
    places: NDArray[np.float64]
    ticks: list[tuple[float, str]]
    is_number: NDArray[np.bool_]


def dimension_of(
    column: pl.Series,
    absent: str = NOT_GIVEN,
    within: NDArray[np.bool_] | None = None,
    scale: str | None = None,
) -> Dimension:
    """Lay a column along an axis: numbers to scale, other values evenly, in their order.

    Numbers that are all positive and span more than two decades are laid by their logarithm. What
    is no number has a place below 0, or above 1 for +∞; `absent` is what null is called there. The
    axis is as long as the numbers `within` need, others have a place below or above it.
    """
    dtype = column.dtype
    if dtype.is_numeric():
        values = numbers_of(column)
        places, ticks = _of_numbers(values, within, scale)
    else:
        known = in_order(column.drop_nulls())
        values = np.full(len(column), np.nan)
        at = (
            np.linspace(_OF_CATEGORIES, 1 - _OF_CATEGORIES, len(known)) if len(known) > 1 else [0.5]
        )
        where = dict(zip(known, at, strict=False))
        for row, one in enumerate(column.to_list()):
            values[row] = where.get(one, np.nan) if one is not None else np.nan
        places = values.copy()
        step = -(-len(known) // _MOST_CATEGORIES) or 1
        ticks = [(float(where[one]), value_text(one, most=None)) for one in known[::step]]
    is_number = np.isfinite(values)
    is_null = column.is_null().to_numpy()
    below = 0
    for chosen, text in (
        (is_number & (places < 0), f"down to {_extreme(values, np.min)}"),
        (np.isneginf(values), "-∞"),
        (np.isnan(values) & ~is_null, "NaN"),
        (is_null, absent),
    ):
        if chosen.any():
            below += 1
            places[chosen] = -_STEP * below
            ticks.append((-_STEP * below, text))
    above = 0
    for chosen, text in (
        (is_number & (places > 1), f"up to {_extreme(values, np.max)}"),
        (np.isposinf(values), "+∞"),
    ):
        if chosen.any():
            above += 1
            places[chosen] = 1 + _STEP * above
            ticks.append((1 + _STEP * above, text))
    return Dimension(title_of(column.name), places, ticks, is_number)


def _extreme(values: NDArray[np.float64], which: Callable[[Any], Any]) -> str:
    finite = values[np.isfinite(values)]
    return value_text(float(which(finite))) if finite.size else ""


def _of_numbers(
    values: NDArray[np.float64], within: NDArray[np.bool_] | None, scale: str | None
) -> tuple[NDArray[np.float64], list[tuple[float, str]]]:
    finite = np.isfinite(values)
    inner = finite if within is None else finite & within
    norm = norm_of(values[inner], scale)
    places = np.full(len(values), np.nan)
    different = np.unique(values[inner])
    if not different.size:
        return places, []
    low, high = different[0], different[-1]
    places[finite] = np.where(values[finite] < low, -1, np.where(values[finite] > high, 2, 0.5))
    inner = finite & (values >= low) & (values <= high)
    if different.size == 1:
        return places, [(0.5, value_text(float(low)))]
    places[inner] = norm(values[inner])
    ticks = different
    if different.size > _MOST_TICKS:
        is_log = type(norm).__name__ == "LogNorm"
        locator = LogLocator() if is_log else MaxNLocator(_MOST_TICKS - 2)
        ticks = np.asarray(locator.tick_values(different[0], different[-1]))
        ticks = ticks[(ticks >= different[0]) & (ticks <= different[-1])]
        ticks = np.unique([different[0], *ticks, different[-1]]) if len(ticks) < 2 else ticks  # noqa: PLR2004 - the ends at least
    return places, [(float(norm(one)), value_text(float(one))) for one in ticks]
