"""How the lines of a plot look, and what the legend calls them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from matplotlib.colors import to_rgba

from jobanalytics.plotting.coding import Coding, coding_of
from jobanalytics.plotting.style import colors_in_turn
from jobanalytics.plotting.text import label_of, plain, title_of, value_text

if TYPE_CHECKING:
    import polars as pl
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
    """The look of each line, the title over their labels, and the coding of their colours."""

    of_lines: list[Look]
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
    told = [
        (name, one)
        for name, one in ((group, styling), (hue, coding))
        if name is not None and one is not None and one.is_told
    ]
    names = list(dict.fromkeys(name for name, _ in told))
    first = to_rgba(colors_in_turn(ax)[0])
    looks = [
        Look(
            first if coding is None else coding.color(line.keys[coding.column]),
            "-" if styling is None else styling.style(line.keys[styling.column]),
            label_of(", ".join(_text(name, line.keys[name]) for name in names)),
        )
        for line in lines
    ]
    return Looks(looks, ", ".join(map(title_of, names)), coding)


def _text(name: str, value: Any) -> str:
    """Say what a line is; of an ARN only the end tells it from others."""
    if name == "job_arn":
        return plain(str(value).rpartition("/")[2])
    return value_text(value)
