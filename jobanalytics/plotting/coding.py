"""Which colour and line style each value of a column has, and how the reader is told."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from matplotlib.cm import ScalarMappable
from matplotlib.colors import to_rgba

from jobanalytics.plotting.scales import in_order, norm_of, numbers_of
from jobanalytics.plotting.style import (
    LINE_STYLES,
    MARKERS,
    MOST_IN_LEGEND,
    MOST_OF_ENTRY,
    colors_in_turn,
    grey,
    scale_of,
)
from jobanalytics.plotting.text import distinct, label_of, title_of, value_texts

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Coding", "coding_of"]

_MOST_NUMBERS = 8
_LINE_MARKERS = ("", *MARKERS[:3])


@dataclass(frozen=True)
class Coding:
    """Which colour, line style and marker each value has.

    Attributes
    ----------
    column : str
        The column that the values are of.
    bar : matplotlib.cm.ScalarMappable, optional
        What a colour bar is made of, where there are many numbers.
    is_told : bool
        Whether the values can be told one by one by their colours, in a legend.
    has_styles : bool
        Whether they can by their line styles and the markers of those.
    """

    column: str
    _colors: dict[Any, Any]
    _styles: dict[Any, tuple[Any, str]]
    _markers: dict[Any, str]
    _labels: dict[Any, str]
    bar: ScalarMappable | None
    is_told: bool
    has_styles: bool

    @property
    def values(self) -> list[Any]:
        """The different values, in their order."""
        return list(self._colors)

    def color(self, value: Any) -> Any:
        """Return the colour of a value, as RGBA."""
        return self._colors[_key(value)]

    def style(self, value: Any) -> tuple[Any, str]:
        """Return the line style of a value, and the line's marker, without which it may be ""."""
        return self._styles[_key(value)]

    def marker(self, value: Any) -> str:
        """Return the marker of a value."""
        return self._markers[_key(value)]

    def label(self, value: Any) -> str:
        """Return what the legend calls a value: no two alike."""
        return self._labels[_key(value)]

    def draw_bar(self, ax: Axes) -> None:
        """Draw the colour bar beside the Axes, if there is one."""
        if self.bar is not None:
            figure: Any = ax.figure
            figure.colorbar(self.bar, ax=ax, label=title_of(self.column))


def _key(value: Any) -> Any:
    """Let every NaN be the same, which as a key of a dict it is not."""
    return math.nan if isinstance(value, float) and math.isnan(value) else value


def coding_of(ax: Axes, values: pl.Series) -> Coding:
    """Give each value of a column its colour; the order of the rows has no say.

    More than eight numbers have a scale and a colour bar; fewer have colours of that scale, in
    their order; other values have seven colours in turn. Line styles are six, and those again with
    markers. More than twenty values have one line style, and one colour if they are no numbers:
    nobody tells more apart.
    """
    different = [_key(value) for value in in_order(values)]
    has_order = values.dtype.is_numeric() or values.dtype.is_temporal()
    missing = to_rgba(grey(ax))
    bar = None
    has_styles = len(different) <= MOST_IN_LEGEND
    styles = dict.fromkeys(different, ("-", ""))
    if has_styles:
        in_turn = [(dashes, marker) for marker in _LINE_MARKERS for dashes in LINE_STYLES]
        styles = {one: in_turn[place] for place, one in enumerate(different)}
    markers = {one: MARKERS[place % len(MARKERS)] for place, one in enumerate(different)}
    if has_order and len(different) > _MOST_NUMBERS:
        numbers = numbers_of(values)
        bar = ScalarMappable(norm_of(numbers), scale_of(ax))
        at = numbers_of(values.unique().sort(nulls_last=True))
        shades: Any = bar.to_rgba(at)
        shades[~np.isfinite(at)] = missing
        colors = dict(zip(different, shades, strict=True))
        markers = dict.fromkeys(different, MARKERS[0])
    elif has_order:
        # By their places, so that 1, 2 and 1,000 are three colours and not two.
        last = max(len(different) - 1, 1)
        colors = {one: scale_of(ax)(place / last) for place, one in enumerate(different)}
        colors |= {one: missing for one in different if one is None}
    else:
        turn = colors_in_turn(ax)
        turn = turn if has_styles else turn[:1]
        colors = {one: to_rgba(turn[place % len(turn)]) for place, one in enumerate(different)}
    is_told = bar is None and has_styles
    labels = _labels(values, different) if has_styles else {}
    return Coding(values.name, colors, styles, markers, labels, bar, is_told, has_styles)


def _labels(column: pl.Series, different: list[Any]) -> dict[Any, str]:
    """Return a label for each value; of an ARN only the end tells it from others."""
    shown = different
    if column.name == "job_arn":
        shown = [str(one).rpartition("/")[2] for one in different]
    # Several columns as one are an Enum of words already.
    are_words = column.dtype == pl.Enum and None not in different
    texts = distinct(shown, MOST_OF_ENTRY) if are_words else value_texts(shown, MOST_OF_ENTRY)
    return {one: label_of(text) for one, text in zip(different, texts, strict=True)}
