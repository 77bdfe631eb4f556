"""Strips along the edges of Axes, for marks of what has no number: no value is read there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple, cast

import numpy as np
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle
from matplotlib.ticker import Locator

from jobanalytics.plotting.style import figure_of, grey, ink

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis

__all__ = ["draw_strip", "points_along"]

_SHADE = 0.16
# Of a letter and a line, in sizes of the font; and from the Axes to the labels of ticks, in points.
_LETTER, _LINE, _PAD = 0.62, 1.4, 7.0


def points_along(ax: Axes, along: Literal["x", "y"]) -> float:
    """Return how long an axis is, in points."""
    box = ax.get_window_extent()
    pixels = box.width if along == "x" else box.height
    return max(float(pixels) / figure_of(ax).dpi * 72, 1.0)


def draw_strip(
    ax: Axes, along: Literal["x", "y"], label: str, width: float, *, is_low: bool
) -> None:
    """Shade a strip at the low or the high end of an axis, which has `label` there and no ticks.

    The width is a share of the Axes.
    """
    begin = 0.0 if is_low else 1 - width
    corner, size = ((begin, 0.0), (width, 1.0)) if along == "x" else ((0.0, begin), (1.0, width))
    style: dict[str, Any] = {"facecolor": grey(ax), "alpha": _SHADE, "linewidth": 0}
    ax.add_artist(Rectangle(corner, *size, transform=ax.transAxes, zorder=0.5, **style))
    text: dict[str, Any] = {"color": ink(ax), "fontsize": "small"}
    text |= {"xycoords": "axes fraction", "textcoords": "offset points"}
    if along == "y":
        middle = (0.0, begin + width / 2)
        ax.annotate(label, middle, xytext=(-_PAD, 0), ha="right", va="center", **text)
    else:
        corner, ha = ((0.0, 0.0), "left") if is_low else ((1.0, 0.0), "right")
        # In two lines it leaves more of the axis to the ticks.
        label = label.replace(" ", "\n")
        ax.annotate(label, corner, xytext=(0, -_PAD), ha=ha, va="top", **text)
    axis = ax.xaxis if along == "x" else ax.yaxis
    letter = FontProperties(size="small").get_size_in_points()
    # To where a label of a tick may be that has the width, or the height, of some letters itself.
    beside = _LINE * letter
    if along == "x":
        beside = (max(map(len, label.split("\n"))) + 3) * _LETTER * letter
    taken = _Taken(along, width, beside, is_low)
    axis.set_major_locator(_TicksBeside(axis.get_major_locator(), taken))
    axis.set_minor_locator(_TicksBeside(axis.get_minor_locator(), taken._replace(beside=0)))


class _Taken(NamedTuple):
    """What no tick is to be in: a share at one end of an axis, and points for a label there."""

    along: Literal["x", "y"]
    width: float
    beside: float
    is_low: bool

    def share(self, ax: Axes) -> float:
        begin = self.width / 2 if self.along == "y" else 0.0
        return max(self.width, begin + self.beside / points_along(ax, self.along))


class _TicksBeside(Locator):
    """The ticks of another locator that are not where something else is."""

    def __init__(self, inner: Locator, taken: _Taken) -> None:
        self._inner: Any = inner
        self._taken = taken

    def set_axis(self, axis: Any) -> None:
        super().set_axis(axis)
        self._inner.set_axis(axis)

    def __call__(self) -> Any:
        at = np.asarray(self._inner(), dtype=np.float64)
        axis = cast("Axis", self.axis)
        laid = np.asarray(axis.get_transform().transform(at), dtype=np.float64)
        low, high = axis.get_transform().transform(np.asarray(axis.get_view_interval()))
        share = (laid - low) / (high - low)
        # Only when it is drawn the layout has said how wide the Axes are.
        away = share if self._taken.is_low else 1 - share
        beside = away >= self._taken.share(axis.axes)
        if beside.sum() > 1 or axis.get_scale() != "linear":
            return at[beside]
        # One tick is no scale: there are more where the axis is only what is free.
        taken = self._taken.width * (high - low)
        free = (low + taken, high) if self._taken.is_low else (low, high - taken)
        at = np.asarray(self._inner.tick_values(*free), dtype=np.float64)
        return at[(at >= min(free)) & (at <= max(free))]

    def tick_values(self, vmin: float, vmax: float) -> Any:
        return self._inner.tick_values(vmin, vmax)

    def nonsingular(self, v0: float, v1: float) -> Any:
        return self._inner.nonsingular(v0, v1)

    def view_limits(self, vmin: float, vmax: float) -> Any:
        return self._inner.view_limits(vmin, vmax)
