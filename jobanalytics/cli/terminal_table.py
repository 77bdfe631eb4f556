"""A frame as a table for people: aligned, escaped, and cut to the terminal with a word about it."""

from __future__ import annotations

import io
import math
import re
from typing import TYPE_CHECKING, Any

import polars as pl
from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from jobanalytics.cli.running import current_run
from jobanalytics.completeness import counted
from jobanalytics.printable import printable
from jobanalytics.shortened import narrowest, shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["print_table", "text_table"]

_ROWS = 50
# Longer texts are cut, so that a failure's reason does not take the place of all else.
_TEXT_WIDTH = 48
_GAP = 2
# So many digits of a number count, and so many may be written to put points below one another.
_DIGITS, _MOST_DIGITS = 6, 9
_NOTHING = "-"
# Numbers beyond these have an exponent.
_SMALL, _LARGE = 1e-4, 1e9
_NAMED = 6
_COLOURS = {"FAILED": "red", "CANCELLED": "yellow", "RUNNING": "green", "QUEUED": "cyan"}
_HYPERPARAMETERS = "hyperparameters."
_JOB_NAME = "job_name"
_SHORTEST_NAME = 16
# Where a header may go on in the next line.
_WORDS = re.compile(r"(?<=[_./ -])(?=.)")


def print_table(table: pl.DataFrame, first: Sequence[str] = (), *, full: bool = False) -> None:
    """Print a table on the terminal.

    It is cut to some rows and to the columns that have room, and what is left out is said on
    stderr: where the terminal is too narrow, columns with nothing in them are left out first, then
    ARNs, times, columns with one value for all rows, and those furthest to the right. For those in
    `first`, headers are broken and names of jobs shortened, too; numbers never are.

    Parameters
    ----------
    table : polars.DataFrame
        The table.
    first : sequence of str
        The columns that matter, the most important one first, so far as the table has them.
    full : bool
        Print all of it, also where lines are longer than the terminal.
    """
    console = Console(highlight=False, emoji=False, markup=False, soft_wrap=full)
    rows = table if full else table.head(_ROWS)
    columns = _columns(rows, None if full else _TEXT_WIDTH)
    shown = columns if full else _fitting(columns, first, console.width)
    if full:
        console.width = max(console.width, _width(shown))
    console.print(_rich(shown, rows.height))
    hidden = [column.name for column in columns if column not in shown]
    is_shortened = any(column.is_shortened for column in shown)
    if said := _left_out(hidden, table.height - rows.height, is_shortened=is_shortened):
        current_run().note(said)


def text_table(table: pl.DataFrame) -> str:
    """Return a table as plain text, all of it."""
    columns = _columns(table, None)
    text = io.StringIO()
    console = Console(file=text, width=max(_width(columns), 1), color_system=None, emoji=False)
    console.print(_rich(columns, table.height))
    return "".join(f"{line.rstrip()}\n" for line in text.getvalue().splitlines())


class _Column:
    """A column as cells of text, which nothing in its values can steer."""

    def __init__(self, values: pl.Series, header: str, most: int | None) -> None:
        self.name = values.name
        self.header = printable(header)
        self.is_number = values.dtype.is_numeric()
        self.is_time = values.dtype.is_temporal()
        self.cells = [_cut(cell, most) for cell in _cells(values)]
        self.is_shortened = False

    @property
    def width(self) -> int:
        """How many cells of the terminal it takes."""
        return max(map(cell_len, [*self.header.split("\n"), *self.cells]))

    @property
    def least_width(self) -> int:
        """How few cells it can take, with its header broken, and the name of a job shortened."""
        cells = narrowest(self.cells, _SHORTEST_NAME) if self.name == _JOB_NAME else 0
        cells = cells or max(map(cell_len, self.cells), default=0)
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

    def shorten(self, most: int) -> None:
        """Leave out of names what does not tell them apart, down to `most` cells."""
        cells = shortened(self.cells, max(most, narrowest(self.cells, _SHORTEST_NAME)))
        self.is_shortened |= cells != self.cells
        self.cells = cells

    @property
    def worth(self) -> int:
        """How much it tells for the room that it takes, 0 where it tells nothing."""
        if all(cell == _NOTHING for cell in self.cells):
            return 0
        if self.name.endswith("_arn"):
            return 1
        if self.is_time and self.name != "timestamp":
            return 2
        return 3 if len(self.cells) > 1 and len(set(self.cells)) == 1 else 4


def _columns(table: pl.DataFrame, most: int | None) -> list[_Column]:
    """Return the columns; hyperparameters by their short names, where no other column has it."""
    shorts = {name: name.removeprefix(_HYPERPARAMETERS) for name in table.columns}
    return [
        _Column(table[name], name if short in table.columns else short, most)
        for name, short in shorts.items()
    ]


def _cells(values: pl.Series) -> list[str]:
    dtype = values.dtype
    if dtype.is_float() and values.name.startswith(_HYPERPARAMETERS):
        return [_as_given(value) for value in values]
    if dtype.is_float():
        return _decimals(values.to_list())
    if isinstance(dtype, pl.Datetime):
        values = values.dt.strftime("%Y-%m-%d %H:%M:%SZ")
    if isinstance(dtype, pl.List):
        values = values.list.eval(pl.element().cast(pl.String)).list.join(", ")
    if dtype == pl.Boolean:
        values = values.cast(pl.Int8).replace_strict({1: "yes", 0: "no"}, return_dtype=pl.String)
    return [_NOTHING if value is None else printable(str(value)) for value in values]


def _decimals(values: Sequence[float | None]) -> list[str]:
    """Write numbers with their digits, and all with as many decimals, where that is not too long.

    It is too long where numbers of very different sizes stand together, as where one job diverged:
    each is written by itself then.
    """
    texts = [_significant(value) for value in values]
    numbers = [text.lstrip("-").partition(".") for text in texts if text]
    decimals = max((len(behind) for _, _, behind in numbers), default=0)
    before = max((len(whole) for whole, _, _ in numbers), default=0)
    is_alike = before + decimals <= _MOST_DIGITS and not any("e" in text for text in texts)
    if is_alike:
        texts = [f"{value:.{decimals}f}" if _is_finite(value) else "" for value in values]
    return [text or _no_number(value) for text, value in zip(texts, values, strict=True)]


def _significant(value: float | None) -> str:
    """Write a number with the digits that count, and without zeros behind them."""
    if value is None or not math.isfinite(value):
        return ""
    size = abs(value)
    if size and not _SMALL <= size < _LARGE:
        return f"{value:.{_DIGITS}g}"
    before = math.floor(math.log10(size)) + 1 if size else 0
    text = f"{value:.{max(_DIGITS - before, 0)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _as_given(value: float | None) -> str:
    """Write a number as a user gives it: 1 and not 1.0000, though there is a 0.0625, too."""
    if value is None or not math.isfinite(value):
        return _no_number(value)
    return repr(value).removesuffix(".0")


def _no_number(value: float | None) -> str:
    return _NOTHING if value is None else "NaN" if math.isnan(value) else f"{value:+}"


def _is_finite(value: float | None) -> bool:
    return value is not None and math.isfinite(value)


def _cut(cell: str, most: int | None) -> str:
    if most is None:
        return cell
    if cell.startswith("arn:"):
        # Its end tells it from others.
        cell = f"…{cell.rpartition(':')[2]}"
    if cell_len(cell) <= most:
        return cell
    text = Text(cell)
    text.truncate(most, overflow="ellipsis")
    return text.plain


def _width(columns: Sequence[_Column]) -> int:
    return sum(column.width + _GAP for column in columns) - _GAP


def _fitting(columns: Sequence[_Column], first: Sequence[str], width: int) -> list[_Column]:
    """Return the columns that have room, the first one in any case."""
    places = {name: place for place, name in enumerate(first)}
    asked = [column for column in columns[1:] if column.name in places and column.worth]
    asked.sort(key=lambda column: places[column.name])
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
    """Take room from headers and names of jobs, as far as the columns need it."""
    if len(columns) > 1 and _width(columns) > width:
        for column in columns:
            column.break_header()
        for column in columns:
            if column.name == _JOB_NAME and (over := _width(columns) - width) > 0:
                column.shorten(column.width - over)


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
    return Text(cell, style="dim" if cell == _NOTHING else "")


def _left_out(columns: Sequence[str], rows: int, *, is_shortened: bool) -> str:
    """Say what the terminal had no room for, and how to see it."""
    words: list[Any] = [counted(rows, "more row")] if rows else []
    if columns:
        names = ", ".join(printable(name) for name in columns[:_NAMED])
        more = f" and {len(columns) - _NAMED} others" if len(columns) > _NAMED else ""
        words.append(f"{counted(len(columns), 'more column')} ({names}{more})")
    if is_shortened:
        words.append("the whole of names")
    return f"{' and '.join(words)}: --full shows all, --columns some." if words else ""
