"""How the lines of a plot look, and what the legend calls them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl
from matplotlib.colors import to_rgba

from jobanalytics.plotting.coding import Coding, coding_of
from jobanalytics.plotting.style import colors_in_turn, ink
from jobanalytics.plotting.text import label_of, title_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from jobanalytics.plotting.lines import Line

__all__ = ["JOB_COLUMNS", "Look", "Looks", "looks_of"]

JOB_COLUMNS = ("job_name", "job_arn")


class Look(NamedTuple):
    """How a line looks. The label is empty where there are too many to tell."""

    color: Any
    style: str
    label: str


class Looks(NamedTuple):
    """The look of each line, the title over their labels, and the coding of their colours.

    Where colours and line styles tell different things, the lines have no labels, and `keys` are
    entries of the legend for the styles and the colours.
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
        alike = Look(to_rgba(colors_in_turn(ax)[0]), "-", "")
        return Looks([alike] * len(lines), [], "", None)
    coding = coding_of(ax, _of_lines(lines, hue, schema))
    styling = coding if group == hue else coding_of(ax, _of_lines(lines, group, schema))
    is_named = styling is coding and coding.is_told
    looks = [
        Look(
            coding.color(line.keys[hue]),
            styling.style(line.keys[group]),
            coding.label(line.keys[hue]) if is_named else "",
        )
        for line in lines
    ]
    keys = [] if styling is coding else _keys(ax, styling, coding)
    return Looks(looks, keys, title_of(hue) if is_named else "", coding)


def _of_lines(lines: list[Line], name: str, schema: pl.Schema) -> pl.Series:
    return pl.Series(name, [line.keys[name] for line in lines], schema[name])


def _keys(ax: Axes, styling: Coding, coding: Coding) -> list[Look]:
    """Return a line in the text's colour for each style, and a solid one for each colour."""
    styles, colors = (one.values if one.is_told else [] for one in (styling, coding))
    return [
        *(Look(ink(ax), styling.style(one), _named(styling, one)) for one in styles),
        *(Look(coding.color(one), "-", _named(coding, one)) for one in colors),
    ]


def _named(coding: Coding, value: Any) -> str:
    return label_of(f"{title_of(coding.column)} = {coding.label(value).strip()}")
