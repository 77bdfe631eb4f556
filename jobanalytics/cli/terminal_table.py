"""A frame as a table for people: aligned, escaped, and cut to the terminal with a word about it."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import polars as pl
from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from jobanalytics.cli.numbers_shown import NOTHING, as_given, decimals, with_interval
from jobanalytics.cli.running import current_run
from jobanalytics.completeness import counted
from jobanalytics.printable import printable
from jobanalytics.shortened import narrowest, shortened

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Intervals = Mapping[str, tuple[str, str]]

__all__ = ["print_table", "text_table"]

_ROWS = 50
# Longer texts are cut, so that they do not take the place of all else.
_TEXT_WIDTH = 48
# So far are those cut that matter, where all that matters has to have room.
_SHORTEST_TEXT = 24
_GAP = 2
_NAMED = 6
_COLOURS = {"FAILED": "red", "CANCELLED": "yellow", "RUNNING": "green", "QUEUED": "cyan"}
_HYPERPARAMETERS = "hyperparameters."
_JOB_NAME = "job_name"
_INTERVAL = "[95%]"
_SHORTEST_NAME = 16
# Where a header may go on in the next line.
_WORDS = re.compile(r"(?<=[_./ -])(?=.)")


def print_table(
    table: pl.DataFrame,
    first: Sequence[str] = (),
    intervals: Intervals | None = None,
    *,
    full: bool = False,
) -> None:
    """Print a table on the terminal.

    It is cut to some rows and to the columns that have room, and what is left out is said on
    stderr: where the terminal is too narrow, columns with nothing in them are left out first, then
    ARNs, times, columns with one value for all rows, and those furthest to the right. Those in
    `first` come first; for them headers are broken, and names of jobs and texts shortened, too;
    numbers never are.

    Parameters
    ----------
    table : polars.DataFrame
        The table.
    first : sequence of str
        The columns that matter, the most important one first, so far as the table has them.
    intervals : mapping of str to (str, str), optional
        Columns, and those with the low and the high end of their intervals: all three are shown
        as one, where the table has them.
    full : bool
        Print all of it, also where lines are longer than the terminal.
    """
    console = Console(highlight=False, emoji=False, markup=False, soft_wrap=full)
    rows = table if full else table.head(_ROWS)
    columns = _in_order(_columns(rows, intervals or {}), first)
    if not full:
        for column in columns:
            column.cut(console.width if column.name in first else _TEXT_WIDTH)
    shown = columns if full else _fitting(columns, first, console.width)
    if full:
        console.width = max(console.width, _width(shown))
    console.print(_rich(shown, rows.height))
    hidden = [column.name for column in columns if column not in shown]
    cut = [column.spoken_of for column in shown if column.is_shortened]
    if said := _left_out(hidden, table.height - rows.height, cut):
        current_run().note(said)


def text_table(table: pl.DataFrame) -> str:
    """Return a table as plain text, all of it."""
    columns = _columns(table, {})
    text = io.StringIO()
    console = Console(file=text, width=max(_width(columns), 1), color_system=None, emoji=False)
    console.print(_rich(columns, table.height))
    return "".join(f"{line.rstrip()}\n" for line in text.getvalue().splitlines())


class _Column:
    """A column as cells of text, which nothing in its values can steer."""

    def __init__(self, values: pl.Series, header: str, cells: list[str] | None = None) -> None:
        self.name = values.name
        self.header = printable(header)
        self.is_number = values.dtype.is_numeric()
        self.is_time = values.dtype.is_temporal()
        self.is_text = isinstance(values.dtype, (pl.String, pl.List))
        self.cells = _cells(values) if cells is None else cells
        self.is_shortened = False

    @property
    def spoken_of(self) -> str:
        """What its values are called where they are not shown as a whole."""
        return "names" if self.name == _JOB_NAME else self.header.replace("\n", "")

    @property
    def width(self) -> int:
        """How many cells of the terminal it takes."""
        return max(map(cell_len, [*self.header.split("\n"), *self.cells]))

    @property
    def least_width(self) -> int:
        """How few cells it can take, with its header broken, and names and texts shortened."""
        cells = max(map(cell_len, self.cells), default=0)
        if self.name == _JOB_NAME:
            cells = narrowest(self.cells, _SHORTEST_NAME)
        elif self.is_text:
            cells = min(cells, _SHORTEST_TEXT)
        return max([*map(cell_len, _WORDS.split(self.header)), cells])

    def break_header(self) -> None:
        """Let the header take as few cells as its longest word, or as the column has anyway."""
        words = _WORDS.split(self.header)
        most = max(map(cell_len, [*words, *self.cells]))
        lines = [""]
        for word in words:
            if cell_len(lines[-1] + word) > most:
                lines.append("")
            lines[-1] += word
        self.header = "\n".join(lines)

    def cut(self, most: int) -> None:
        """Take no more cells than `most`: of names without what does not tell them apart."""
        if self.name == _JOB_NAME:
            cells = shortened(self.cells, max(most, narrowest(self.cells, _SHORTEST_NAME)))
        else:
            # The end of an ARN tells it from others.
            self.cells = [_without_account(cell) for cell in self.cells]
            cells = [_cut(cell, most) for cell in self.cells]
        self.is_shortened |= cells != self.cells
        self.cells = cells

    def narrow(self, most: int) -> None:
        """Take about as many cells as `most`, if a name or a text can be cut."""
        if self.name == _JOB_NAME:
            self.cut(most)
        elif self.is_text:
            self.cut(max(most, _SHORTEST_TEXT))

    @property
    def worth(self) -> int:
        """How much it tells for the room that it takes, 0 where it tells nothing."""
        if all(cell == NOTHING for cell in self.cells):
            return 0
        if self.name.endswith("_arn"):
            return 1
        if self.is_time and self.name != "timestamp":
            return 2
        return 3 if len(self.cells) > 1 and len(set(self.cells)) == 1 else 4


def _columns(table: pl.DataFrame, intervals: Intervals) -> list[_Column]:
    """Return the columns; hyperparameters by their short names, where no other column has it."""
    there = {name: ends for name, ends in intervals.items() if {name, *ends} <= set(table.columns)}
    in_others = {end for ends in there.values() for end in ends}
    columns = []
    for name in table.columns:
        short = name.removeprefix(_HYPERPARAMETERS)
        header = name if short in table.columns else short
        if name in there:
            three = [table[each].to_list() for each in (name, *there[name])]
            columns.append(_Column(table[name], f"{name} {_INTERVAL}", with_interval(*three)))
        elif name not in in_others:
            columns.append(_Column(table[name], header))
    return columns


def _in_order(columns: Sequence[_Column], first: Sequence[str]) -> list[_Column]:
    """Put those that matter first, in their order."""
    places = {name: place for place, name in enumerate(first)}
    return sorted(columns, key=lambda column: places.get(column.name, len(places)))


def _cells(values: pl.Series) -> list[str]:
    dtype = values.dtype
    if dtype.is_float() and values.name.startswith(_HYPERPARAMETERS):
        return [as_given(value) for value in values]
    if dtype.is_float():
        return decimals(values.to_list())
    if isinstance(dtype, pl.Datetime):
        values = values.dt.strftime("%Y-%m-%d %H:%M:%SZ")
    if isinstance(dtype, pl.List):
        values = values.list.eval(pl.element().cast(pl.String)).list.join(", ")
    if dtype == pl.Boolean:
        values = values.cast(pl.Int8).replace_strict({1: "yes", 0: "no"}, return_dtype=pl.String)
    return [NOTHING if value is None else _shown(str(value)) for value in values]


def _shown(text: str) -> str:
    # In quotes where it could not be seen, or read like none at all.
    return f'"{text}"' if text.strip() in {"", NOTHING} else printable(text)


def _without_account(cell: str) -> str:
    return f"…{cell.rpartition(':')[2]}" if cell.startswith("arn:") else cell


def _cut(cell: str, most: int) -> str:
    if cell_len(cell) <= most:
        return cell
    text = Text(cell)
    text.truncate(most, overflow="ellipsis")
    return text.plain


def _width(columns: Sequence[_Column]) -> int:
    return sum(column.width + _GAP for column in columns) - _GAP


def _fitting(columns: Sequence[_Column], first: Sequence[str], width: int) -> list[_Column]:
    """Return the columns that have room, the first one in any case."""
    asked = [column for column in columns[1:] if column.name in first and column.worth]
    shown = list(columns[:1])
    for column in asked:
        if sum(each.least_width + _GAP for each in [*shown, column]) - _GAP <= width:
            shown.append(column)
    _narrow(shown, width)
    # Of those that tell as much, the one furthest to the left comes first.
    others = [column for column in columns if column not in shown]
    for column in sorted(others, key=lambda each: -each.worth):
        if _width([*shown, column]) <= width:
            shown.append(column)
    return [column for column in columns if column in shown]


def _narrow(columns: Sequence[_Column], width: int) -> None:
    """Take room from headers, names of jobs and texts, as far as the columns need it."""
    if len(columns) > 1 and _width(columns) > width:
        for column in columns:
            column.break_header()
        # A name without what all names have in common has lost nothing.
        texts = [column for column in columns if column.name != _JOB_NAME]
        names = [column for column in columns if column.name == _JOB_NAME]
        for column in [*names, *sorted(texts, key=lambda each: -each.width)]:
            if (over := _width(columns) - width) > 0:
                column.narrow(column.width - over)


def _rich(columns: Sequence[_Column], height: int) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), show_edge=False)
    for column in columns:
        table.add_column(
            Text(column.header),
            justify="right" if column.is_number else "left",
            no_wrap=True,
            overflow="ellipsis",
        )
    for row in range(height):
        table.add_row(*(_styled(column, row) for column in columns))
    return table


def _styled(column: _Column, row: int) -> Text:
    cell = column.cells[row]
    if column.name == "state":
        return Text(cell, style=_COLOURS.get(cell, ""))
    return Text(cell, style="dim" if cell == NOTHING else "")


def _left_out(columns: Sequence[str], rows: int, cut: Sequence[str]) -> str:
    """Say what the terminal had no room for, and how to see it."""
    words: list[Any] = [counted(rows, "more row")] if rows else []
    if columns:
        names = ", ".join(printable(name) for name in columns[:_NAMED])
        more = len(columns) - _NAMED
        others = f" and {counted(more, 'other')}" if more > 0 else ""
        words.append(f"{counted(len(columns), 'more column')} ({names}{others})")
    if cut:
        words.append(f"the whole of {' and '.join(cut)}")
    return f"{' and '.join(words)}: --full shows all, --columns some." if words else ""
