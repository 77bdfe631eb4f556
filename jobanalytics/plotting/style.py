"""What all plots have in common: colours, axes, labels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import polars as pl
from matplotlib import pyplot as plt
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.ticker import MaxNLocator

from jobanalytics.errors import InvalidArgumentError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["COLORS", "MOST_IN_LEGEND", "axes_or_new", "color_at", "colors_of", "draw_x", "require"]

# Okabe and Ito's colours, which the colour-blind tell apart, without the yellow, which nobody
# sees on white.
COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
MOST_IN_LEGEND = 20
_X_LABELS = {"iteration_number": "iteration", "timestamp": "time (UTC)", "elapsed": "elapsed (s)"}


def axes_or_new(ax: Axes | None) -> Axes:
    """Return the Axes given, or those of a new figure of pyplot."""
    return plt.subplots()[1] if ax is None else ax


def require(frame: pl.DataFrame, name: str) -> None:
    """Raise an InvalidArgumentError if a frame lacks a column."""
    if name not in frame.columns:
        raise InvalidArgumentError(
            f"The frame has no column {name!r} to draw; it has {', '.join(frame.columns)}."
        )


def color_at(place: int, count: int, *, of_numbers: bool) -> Any:
    """Return the colour of one of a number of groups, which are in order.

    Numbers take theirs from a scale, other values in turn.
    """
    if not of_numbers:
        return COLORS[place % len(COLORS)]
    # The end of the scale is too pale to see on white.
    return mpl.colormaps["viridis"](0.85 * place / max(count - 1, 1))


def colors_of(groups: pl.Series) -> dict[Any, Any]:
    """Give each group its colour; the groups are sorted, so that a frame's order has no say."""
    values = groups.unique().sort().to_list()
    of_numbers = groups.dtype.is_numeric()
    return {
        value: color_at(place, len(values), of_numbers=of_numbers)
        for place, value in enumerate(values)
    }


def draw_x(ax: Axes, frame: pl.DataFrame, x: str) -> None:
    """Label the x axis, and let its ticks be times or whole numbers where the column is so."""
    if isinstance(frame.schema[x], pl.Datetime):
        locator = AutoDateLocator()  # type: ignore[no-untyped-call]
        ax.xaxis.set_major_locator(locator)
        ax.xaxis.set_major_formatter(ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
    if frame.schema[x].is_integer():
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.set_xlabel(_X_LABELS.get(x, x))
