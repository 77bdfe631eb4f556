"""Plots that are a list: a row for each thing, the first at the top."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib import rcParams
from matplotlib.font_manager import FontProperties

from jobanalytics.plotting.style import figure_of, give_up, has_room_beside, ink
from jobanalytics.plotting.text import distinct
from jobanalytics.plotting.text_columns import (
    lines_of_columns,
    short_width_of_columns,
    width_of_columns,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

__all__ = ["jitter", "label_rows", "size_of_list", "size_of_table"]

_ROW, _AROUND, _TALLEST = 0.3, 1.3, 40.0
_NARROWEST, _WIDEST = 7.0, 11.0
_MOST = 64
# Of a row's label in points, with what is between two of them.
_LINE = 11.0
# Of the width, so that the rows have more than half of it.
_OF_WIDTH = 0.38
# And a third, and so many points, at the least, where short words would be cut else.
_MOST_OF_WIDTH, _LEAST_OF_AXES = 0.58, 110.0
# Of a letter in sizes of the font: in columns, and on average; from labels to the Axes in points.
_LETTER, _AVERAGE, _PAD = 0.602, 0.56, 7.0
# To what is beside the labels.
_GAP = 4.0
_FEWEST = 5
_GOLDEN = (5**0.5 - 1) / 2


def size_of_list(rows: int, width: float = _NARROWEST) -> tuple[float, float]:
    """Return the size in inches of a figure that has room for a number of rows."""
    return width, float(np.clip(_AROUND + _ROW * rows, 2.4, _TALLEST))


def size_of_table(columns: Mapping[str, Sequence[str]], rows: int) -> tuple[float, float]:
    """Return the size in inches of a figure that has room for rows and for their labels, too."""
    needed = width_of_columns(columns) * _LETTER * _points("small") / 72 / _OF_WIDTH
    return size_of_list(rows, float(np.clip(needed, _NARROWEST, _WIDEST)))


def label_rows(ax: Axes, labels: Sequence[str] | Mapping[str, Sequence[str]]) -> None:
    """Name the rows 0, 1, …, from the top; where they are too many for it, every so many.

    By texts, or by columns of texts under their headings. What is too long for the room beside the
    Axes is cut, and stays different; where there is room for next to nothing rows are numbered.
    """
    height = ax.get_window_extent().height / figure_of(ax).dpi * 72
    style: dict[str, Any] = {}
    if isinstance(labels, dict):
        letter = _points("small") * _LETTER
        wanted, short = width_of_columns(labels) + 0.5, short_width_of_columns(labels) + 0.5
        room = _room_beside(ax, wanted * letter, short * letter)
        style = {"family": "monospace", "fontsize": "small"}
        heading, texts = lines_of_columns(labels, int(room / letter))
        text: dict[str, Any] = {"ha": "right", "va": "bottom", "color": ink(ax)} | style
        text |= {"xycoords": "axes fraction", "textcoords": "offset points"}
        ax.annotate(heading, (0.0, 1.0), xytext=(-_PAD, 3), **text)
    else:
        letter = _points(rcParams["ytick.labelsize"]) * _AVERAGE
        longest = max(map(len, labels), default=0)
        letters = int(_room_beside(ax, min(longest, _MOST) * letter) / letter)
        texts = distinct(list(labels), min(max(letters, _FEWEST), _MOST))
    step = max(1, int(np.ceil(len(texts) * _LINE / max(height, _LINE))))
    shown = range(0, len(texts), step)
    ax.set_yticks(list(shown), [texts[row] for row in shown], **style)
    ax.set_ylim(max(len(texts), 1) - 0.4, -0.6)


def _points(size: Any) -> float:
    return float(FontProperties(size=size).get_size_in_points())


def _room_beside(ax: Axes, wanted: float, needed: float = 0.0) -> float:
    """Return how long labels may be, in points.

    A layout makes room for a share of the figure. Without one there is what is free to the left,
    and where more is wanted the Axes give up a share of their width. What is needed for short words
    takes more than that.
    """
    dpi = figure_of(ax).dpi
    own = ax.get_window_extent()
    spec = ax.get_subplotspec()
    if has_room_beside(ax):
        columns = len(spec.colspan) / spec.get_gridspec().ncols if spec is not None else 1.0
        across = float(ax.figure.bbox.width) * columns / dpi * 72
        return _part_of(across, needed)
    others = [one.get_window_extent() for one in figure_of(ax).axes if one is not ax]
    beside = [one.x1 for one in others if one.x1 <= own.x0 and one.y0 < own.y1 and own.y0 < one.y1]
    free = float(own.x0 - max(beside, default=0.0)) / dpi * 72 - _PAD - _GAP
    across = float(own.width) / dpi * 72
    given = float(np.clip(wanted - free, 0, _part_of(across, needed - free)))
    give_up(ax, left=given)
    return free + given


def _part_of(across: float, needed: float) -> float:
    """Return how much of a width labels may take, in points."""
    usual = _OF_WIDTH * across
    most = min(_MOST_OF_WIDTH * across, across - _LEAST_OF_AXES)
    return float(np.clip(needed, usual, max(usual, most)))


def jitter(count: int, width: float) -> NDArray[np.float64]:
    """Return offsets from -width / 2 to width / 2 that are spread evenly, always the same.

    The multiples of the golden ratio: neighbours lie apart, however many there are.
    """
    multiples = np.arange(1, count + 1, dtype=np.float64) * _GOLDEN
    return np.asarray((multiples % 1 - 0.5) * width, dtype=np.float64)
