"""How the lines of a plot look, and what the legend calls them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl
from matplotlib.colors import to_rgba

from jobanalytics.plotting.coding import Coding, coding_of
from jobanalytics.plotting.scales import in_order
from jobanalytics.plotting.style import colors_in_turn, ink
from jobanalytics.plotting.text import label_of, plain, title_of, value_text

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
    ax: Axes, lines: list[Line], frame: pl.DataFrame, group: str | None, hue: str | None
) -> Looks:
    """Give lines the colours of one column and the line styles of another, or of the same.

    Jobs as such are told apart by colour alone: dashes are for groups.
    """
    coding = None if hue is None else coding_of(ax, frame[hue])
    styling = coding if group == hue or group is None else coding_of(ax, frame[group])
    same = styling is coding or styling is None or coding is None
    of_both = coding or styling
    named = same and of_both is not None and of_both.is_told
    first = to_rgba(colors_in_turn(ax)[0])
    looks = [
        Look(
            first if coding is None else coding.color(line.keys[coding.column]),
            "-" if styling is None else styling.style(line.keys[styling.column]),
            _label(of_both, line) if named and of_both is not None else "",
        )
        for line in lines
    ]
    title = title_of(of_both.column) if named and of_both is not None else ""
    keys = [] if same else [*_keys_of_styles(ax, lines, styling), *_keys_of_colors(lines, coding)]
    return Looks(looks, keys, title, coding)


def _label(coding: Coding, line: Line) -> str:
    return label_of(_text(coding.column, line.keys[coding.column]))


def _keys_of_styles(ax: Axes, lines: list[Line], styling: Coding | None) -> list[Look]:
    if styling is None or not styling.is_told:
        return []
    values = in_order(pl.Series([line.keys[styling.column] for line in lines], strict=False))
    name = styling.column
    return [Look(ink(ax), styling.style(one), _named(name, one)) for one in values]


def _keys_of_colors(lines: list[Line], coding: Coding | None) -> list[Look]:
    if coding is None or not coding.is_told:
        return []
    values = in_order(pl.Series([line.keys[coding.column] for line in lines], strict=False))
    return [Look(coding.color(one), "-", _named(coding.column, one)) for one in values]


def _named(column: str, value: Any) -> str:
    return label_of(f"{title_of(column)} = {_text(column, value)}")


def _text(name: str, value: Any) -> str:
    """Say what a line is; of an ARN only the end tells it from others."""
    if name == "job_arn":
        return plain(str(value).rpartition("/")[2])
    return value_text(value)
