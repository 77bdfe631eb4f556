"""Axes' scales and ticks: times, whole numbers, and what spans decades."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any, Literal, cast

import numpy as np
import polars as pl
from matplotlib import rcParams
from matplotlib.colors import LogNorm, Normalize
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num
from matplotlib.font_manager import FontProperties
from matplotlib.ticker import MaxNLocator

from jobanalytics.plotting.style import figure_of
from jobanalytics.plotting.text import title_of
from jobanalytics.thinning import spans_decades

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from numpy.typing import NDArray

__all__ = ["LARGEST", "draw_x", "in_order", "norm_of", "numbers_of", "rows_with", "scale_to"]

_FAR_OFF = 1e4
# With the margins of a logarithmic axis, larger ones overflow within matplotlib.
LARGEST = 1e250
# From tick to tick of an x axis, in sizes of the font: 10000, -0.025, and Nov-29 in bold.
_WHOLE_WIDTH, _NUMBER_WIDTH, _DATE_WIDTH = 3.5, 4.2, 5.5


def numbers_of(column: pl.Series) -> NDArray[np.float64]:
    """Return a column as the numbers that matplotlib draws by: for times, its days; null is NaN.

    Numbers beyond `LARGEST` are infinite: they are too large for matplotlib.
    """
    if column.dtype.is_temporal():
        numbers: Any = date2num(column.to_numpy())  # type: ignore[no-untyped-call]
        return np.asarray(numbers, dtype=np.float64)
    there: NDArray[np.float64] = column.cast(pl.Float64).fill_null(float("nan")).to_numpy()
    too_large = np.abs(there) > LARGEST
    if too_large.any():
        there = np.where(too_large, np.copysign(np.inf, there), there)
    return there


def norm_of(values: NDArray[np.float64]) -> Normalize:
    """Return what brings numbers to a scale of colours."""
    finite = values[np.isfinite(values)]
    low, high = (finite.min(), finite.max()) if finite.size else (0.0, 1.0)
    return LogNorm(low, high) if spans_decades(values) else Normalize(low, high)


def scale_to(ax: Axes, which: Literal["x", "y"], values: NDArray[np.float64]) -> None:
    """Give an axis the scale that its values need, unless something is drawn there already.

    Logarithmic where they are all positive and span more than two decades. Where they are not, and
    a few are 10,000 times and more as large as most, as when a job diverges, linear around zero
    and logarithmic beyond.
    """
    if ax.has_data() or getattr(ax, f"get_{which}scale")() != "linear":
        return
    set_scale = getattr(ax, f"set_{which}scale")
    finite = values[np.isfinite(values)]
    if spans_decades(values):
        set_scale("log")
        return
    most = float(np.quantile(np.abs(finite), 0.9)) if finite.size else 0.0
    if most and np.abs(finite).max() / _FAR_OFF > most:
        set_scale("symlog", linthresh=most)
    elif which == "x":
        ax.xaxis.set_major_locator(_NumbersApart())


def draw_x(ax: Axes, frame: pl.DataFrame, x: str) -> None:
    """Label the x axis, and let its ticks be times or whole numbers where the column is so."""
    if isinstance(frame.schema[x], pl.Datetime):
        ax.xaxis_date("UTC")
        locator = _DatesApart(tz=UTC)  # type: ignore[no-untyped-call]
        ax.xaxis.set_major_locator(locator)
        ax.xaxis.set_major_formatter(ConciseDateFormatter(locator, tz=UTC))  # type: ignore[no-untyped-call]
    if frame.schema[x].is_integer() and ax.get_xscale() == "linear":
        ax.xaxis.set_major_locator(_NumbersApart(integer=True, steps=[1, 2, 5, 10]))
    # The date that times have in common is written at the right.
    ax.set_xlabel(title_of(x), loc="left" if frame.schema[x].is_temporal() else "center")


class _NumbersApart(MaxNLocator):
    """Ticks at round numbers, no more of them than their labels have room for."""

    def __init__(self, **options: Any) -> None:
        self._label = _WHOLE_WIDTH if options.get("integer") else _NUMBER_WIDTH
        super().__init__(**{"steps": [1, 2, 2.5, 5, 10]} | options)

    def __call__(self) -> Any:
        # Only when it is drawn the layout has said how wide the Axes are.
        self.set_params(nbins=_room_for(self.axis, self._label, 9))
        return super().__call__()


class _DatesApart(AutoDateLocator):
    """Ticks at round times, no more of them than their labels have room for."""

    def get_locator(self, dmin: Any, dmax: Any) -> Any:
        most = max(_room_for(self.axis, _DATE_WIDTH, 8), 3)
        found = self._between(dmin, dmax, most)
        if len(found.tick_values(dmin, dmax)) < 2:  # noqa: PLR2004 - one tick is no scale
            found = self._between(dmin, dmax, max(most, 5))
        return found

    def _between(self, dmin: Any, dmax: Any, most: int) -> Any:
        # With more at the least, between those of days and of hours no interval would do.
        self.minticks = max((most - 1) // 2, 1)
        self.maxticks = dict.fromkeys(self.maxticks, most)
        return super().get_locator(dmin, dmax)  # type: ignore[no-untyped-call]


def _room_for(axis: Any, width: float, most: int) -> int:
    """Return how many labels of a width in letters an x axis has room for."""
    ax: Axes = cast("Axis", axis).axes
    letter = FontProperties(size=rcParams["xtick.labelsize"]).get_size_in_points()
    across = ax.get_window_extent().width / figure_of(ax).dpi * 72
    return int(np.clip(across / (width * letter), 1, most))


def in_order(column: pl.Series) -> list[Any]:
    """Return the different values of a column in their order, null last."""
    return column.unique().sort(nulls_last=True).to_list()


def rows_with(column: pl.Series, value: Any) -> NDArray[np.bool_]:
    """Say which rows have a value, which may be null or NaN."""
    same = column.is_null() if value is None else (column == value).fill_null(value=False)
    return same.to_numpy()
