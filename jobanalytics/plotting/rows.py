"""Plots that are a list: a row for each thing, the first at the top."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from jobanalytics.plotting.style import figure_of
from jobanalytics.plotting.text import distinct

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

__all__ = ["jitter", "label_rows", "size_of_list"]

_ROW, _AROUND, _TALLEST = 0.3, 1.3, 40.0
_MOST = 64
# Of a row's label in points, with what is between two of them.
_LINE = 11.0
_GOLDEN = (5**0.5 - 1) / 2


def size_of_list(rows: int, width: float = 7.0) -> tuple[float, float]:
    """Return the size in inches of a figure that has room for a number of rows."""
    return width, float(np.clip(_AROUND + _ROW * rows, 2.4, _TALLEST))


def label_rows(ax: Axes, labels: Sequence[str], counts: Sequence[str] | None = None) -> None:
    """Name the rows 0, 1, …, from the top; where they are too many for it, every so many.

    Long labels are cut, and stay different; `counts`, which stand behind them, are not.
    """
    height = ax.get_window_extent().height / figure_of(ax).dpi * 72
    step = max(1, int(np.ceil(len(labels) * _LINE / max(height, _LINE))))
    shown = range(0, len(labels), step)
    texts = distinct(labels, _MOST)
    if counts is not None:
        texts = [f"{text} {count}" for text, count in zip(texts, counts, strict=True)]
    ax.set_yticks(list(shown), [texts[row] for row in shown])
    ax.set_ylim(max(len(labels), 1) - 0.4, -0.6)


def jitter(count: int, width: float) -> NDArray[np.float64]:
    """Return offsets from -width / 2 to width / 2 that are spread evenly, always the same.

    The multiples of the golden ratio: neighbours lie apart, however many there are.
    """
    multiples = np.arange(1, count + 1, dtype=np.float64) * _GOLDEN
    return np.asarray((multiples % 1 - 0.5) * width, dtype=np.float64)
