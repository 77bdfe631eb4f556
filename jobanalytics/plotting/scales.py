"""Axes' scales and ticks: times, whole numbers, and what spans decades."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Any, Literal, cast

import numpy as np
import polars as pl
from matplotlib import rcParams
from matplotlib.colors import LogNorm, Normalize, SymLogNorm
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num, num2date
from matplotlib.font_manager import FontProperties
from matplotlib.ticker import MaxNLocator

from jobanalytics.errors import InvalidArgumentError
from jobanalytics.plotting.style import figure_of
from jobanalytics.plotting.text import title_of
from jobanalytics.thinning import spans_decades

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from numpy.typing import NDArray

__all__ = [
    "LARGEST",
    "bounds_on_scale",
    "draw_x",
    "in_order",
    "norm_of",
    "numbers_of",
    "on_scale",
    "rows_with",
    "scale_to",
]

_FAR_OFF = 1e4
# With the margins of a logarithmic axis, larger ones overflow within matplotlib.
LARGEST = 1e250
# From tick to tick of an x axis, in sizes of the font: 10000, -0.025, Nov-29 in bold, 15:04:05, and
# 15:04:05.125.
_WHOLE_WIDTH, _NUMBER_WIDTH, _DATE_WIDTH, _SECOND_WIDTH, _PART_WIDTH = 3.5, 4.2, 5.5, 6.5, 9.0
# Below them ticks may be seconds, and parts of them.
_OF_SECONDS, _OF_PARTS = timedelta(minutes=5), timedelta(seconds=10)
# Of ticks that are years, months, days, hours, minutes and seconds; at zero; what they share.
_FORMATS: dict[str, Any] = {
    "formats": ["%Y", "%b", "%d", "%H:%M", "%H:%M", "%H:%M:%S.%f"],
    "zero_formats": ["", "%Y", "%b", "%b-%d", "%H:%M", "%H:%M:%S"],
    "offset_formats": ["", "%Y", "%Y-%b", "%Y", "%Y", "%Y"],
}


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


def norm_of(values: NDArray[np.float64], scale: str | None = None) -> Normalize:
    """Return what brings numbers to a scale of colours, of that name or as they need it.

    A logarithmic one only of positive numbers.
    """
    finite = values[np.isfinite(values)]
    low, high = (finite.min(), finite.max()) if finite.size else (0.0, 1.0)
    if scale == "symlog":
        return SymLogNorm(_most_of(finite) or 1.0, vmin=low, vmax=high)
    is_log = low > 0 if scale == "log" else scale is None and spans_decades(values)
    return LogNorm(low, high) if is_log else Normalize(low, high)


def scale_to(
    ax: Axes, which: Literal["x", "y"], values: NDArray[np.float64], scale: str | None = None
) -> None:
    """Give an axis the scale of that name, or the one that its values need.

    Raises
    ------
    InvalidArgumentError
        If the scale of that name has a place for less than half of the values.

    Notes
    -----
    What values need is chosen only where nothing is drawn yet: logarithmic where they are all
    positive and span more than two decades. Where they are not, and a few are 10,000 times and more
    as large as most, as when a job diverges, linear around zero and logarithmic beyond.
    """
    finite = values[np.isfinite(values)]
    if scale is not None:
        lost = int((finite <= 0).sum())
        if scale == "log" and lost > finite.size / 2:
            raise InvalidArgumentError(
                f"{lost} of {finite.size} values are 0 and less, down to {finite.min():.6g}, and "
                "on a logarithmic scale only those above 0 have a place; symlog shows all of them."
            )
        _set(ax, which, scale, finite)
        return
    if ax.has_data() or getattr(ax, f"get_{which}scale")() != "linear":
        return
    most = _most_of(finite)
    if spans_decades(values):
        _set(ax, which, "log", finite)
    elif most and np.abs(finite).max() / _FAR_OFF > most:
        _set(ax, which, "symlog", finite)
    elif which == "x":
        ax.xaxis.set_major_locator(_NumbersApart())


def _most_of(finite: NDArray[np.float64]) -> float:
    return float(np.quantile(np.abs(finite), 0.9)) if finite.size else 0.0


def _set(ax: Axes, which: Literal["x", "y"], scale: str, finite: NDArray[np.float64]) -> None:
    options = {"linthresh": _most_of(finite) or 1.0} if scale == "symlog" else {}
    getattr(ax, f"set_{which}scale")(scale, **options)
    if scale == "linear" and which == "x":
        ax.xaxis.set_major_locator(_NumbersApart())


def on_scale(ax: Axes, which: Literal["x", "y"], values: NDArray[np.float64]) -> bool:
    """Say whether an axis has a place for all values: a logarithmic one has none for 0 and less."""
    return getattr(ax, f"get_{which}scale")() != "log" or not (values <= 0).any()


def bounds_on_scale(
    ax: Axes, which: Literal["x", "y"], bounds: NDArray[np.float64], centers: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return lower bounds that leave the axis to the centers.

    A logarithmic axis ends a decade below the least center: a bound of a very small number would
    press the centers together, and one of 0 or less has no place.
    """
    positive = centers[np.isfinite(centers) & (centers > 0)]
    if getattr(ax, f"get_{which}scale")() != "log" or not positive.size:
        return bounds
    return np.where(np.isfinite(bounds), np.maximum(bounds, positive.min() / 10), bounds)


def draw_x(ax: Axes, frame: pl.DataFrame, x: str) -> None:
    """Label the x axis, and let its ticks be times or whole numbers where the column is so."""
    if isinstance(frame.schema[x], pl.Datetime):
        ax.xaxis_date("UTC")
        locator = _DatesApart(tz=UTC)  # type: ignore[no-untyped-call]
        ax.xaxis.set_major_locator(locator)
        ax.xaxis.set_major_formatter(_WithDays(locator, tz=UTC, **_FORMATS))  # type: ignore[no-untyped-call]
    if frame.schema[x].is_integer() and ax.get_xscale() == "linear":
        ax.xaxis.set_major_locator(_NumbersApart(integer=True, steps=[1, 2, 5, 10]))
    # The year that times have in common is written at the right.
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


class _WithDays(ConciseDateFormatter):
    """Times of a day have the day below the first of them that is in view."""

    def format_ticks(self, values: Any) -> list[str]:
        labels: list[str] = super().format_ticks(values)  # type: ignore[no-untyped-call]
        low = min(cast("Axis", self.axis).get_view_interval())
        first = next((place for place, value in enumerate(values) if value >= low), None)
        if first is not None and ":" in labels[first]:
            labels[first] += f"\n{num2date(values[first], UTC):%b-%d}"  # type: ignore[no-untyped-call]
        return labels


class _DatesApart(AutoDateLocator):
    """Ticks at round times, no more of them than their labels have room for."""

    def get_locator(self, dmin: Any, dmax: Any) -> Any:
        width = _SECOND_WIDTH if dmax - dmin < _OF_SECONDS else _DATE_WIDTH
        width = _PART_WIDTH if dmax - dmin < _OF_PARTS else width
        most = max(_room_for(self.axis, width, 8), 3)
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
