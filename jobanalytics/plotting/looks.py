"""How the lines of a plot look, and what the legend calls them."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl
from matplotlib.colors import to_rgba

from jobanalytics.plotting.coding import Coding, coding_of
from jobanalytics.plotting.style import MOST_OF_ENTRY, colors_in_turn, ink
from jobanalytics.plotting.text import label_of, title_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from jobanalytics.plotting.lines import Line

__all__ = ["JOB_COLUMNS", "Look", "Looks", "looks_of"]

JOB_COLUMNS = ("job_name", "job_arn")


class Look(NamedTuple):
    """How a line looks. The label is empty where there are too many to tell."""

    color: Any
    style: Any
    marker: str
    label: str


class Looks(NamedTuple):
    """The look of each line, the title over their labels, and the coding of their colours.

    Where colours and line styles tell different things, or where there are more than can be told
    apart, the lines have no labels, and `keys` are entries of the legend: names of the columns
    without a line, and what their styles and colours mean.
    """

    of_lines: list[Look]
    keys: list[Look]
    title: str
    coding: Coding | None

    @property
    def labels(self) -> list[str]:
        """The different labels, in the order of the lines."""
        return list(dict.fromkeys(look.label for look in self.of_lines if look.label))


def looks_of(
    ax: Axes, lines: list[Line], schema: pl.Schema, group: str | None, hue: str | None
) -> Looks:
    """Give lines the colours of one column, `hue`, and the line styles of another, or of the same.

    Without either all lines look alike.
    """
    if group is None or hue is None:
        alike = Look(to_rgba(colors_in_turn(ax)[0]), "-", "", "")
        return Looks([alike] * len(lines), [], "", None)
    coding = coding_of(ax, _of_lines(lines, hue, schema))
    styling = coding if group == hue else coding_of(ax, _of_lines(lines, group, schema))
    looks = [_look(line, coding, styling, hue, group) for line in lines]
    if styling is not coding:
        return Looks(looks, [*_styles(ax, styling), *_colors(coding)], "", coding)
    if coding.is_told:
        return Looks(looks, [], title_of(hue), coding)
    return Looks(looks, [] if coding.bar else [_not_told(coding)], "", coding)


def _look(line: Line, coding: Coding, styling: Coding, hue: str, group: str) -> Look:
    color = coding.color(line.keys[hue])
    if styling is not coding:
        return Look(color, *styling.style(line.keys[group]), "")
    # The colour bar tells the colours; and where both are in turn, no two of few are alike.
    dashes = "-" if coding.bar else coding.style(line.keys[hue])[0]
    return Look(color, dashes, "", coding.label(line.keys[hue]) if coding.is_told else "")


def _of_lines(lines: list[Line], name: str, schema: pl.Schema) -> pl.Series:
    return pl.Series(name, [line.keys[name] for line in lines], schema[name])


def _styles(ax: Axes, styling: Coding) -> list[Look]:
    """Return a line in the text's colour for each style, under the name of the column."""
    if not styling.has_styles:
        return [_not_told(styling)]
    lines = [Look(ink(ax), *styling.style(one), styling.label(one)) for one in styling.values]
    return [_heading(styling), *lines]


def _colors(coding: Coding) -> list[Look]:
    """Return a solid line for each colour, under the name of the column; a bar tells its own."""
    if coding.bar is not None:
        return []
    if not coding.is_told:
        return [_not_told(coding)]
    lines = [Look(coding.color(one), "-", "", coding.label(one)) for one in coding.values]
    return [_heading(coding), *lines]


def _heading(coding: Coding, more: str = "") -> Look:
    text = fill(title_of(coding.column), MOST_OF_ENTRY) + more
    return Look("none", "", "", label_of(text))


def _not_told(coding: Coding) -> Look:
    """Say of what there is too much: a reader would look for it in vain."""
    count = len(coding.values)
    if coding.column in JOB_COLUMNS:
        return Look("none", "", "", f"{count} jobs, not told apart")
    return _heading(coding, f":\n{count} values, not told apart")
