"""Frames → tables of a page: a text to read in each cell, and what it sorts by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from math import isnan
from typing import TYPE_CHECKING, Any

import polars as pl

from jobanalytics.report.words import digits_apart, digits_of, is_chosen, number, shown

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONG = 40
# As ml.m5.large.
_WHOLE = 11
_DIGITS_OF_AN_INTERVAL = 4
# From so many columns on.
_WIDTHS = {"wide widest": 26, "wide wider": 18, "wide": 11}

__all__ = ["Cell", "Column", "Row", "Table", "table_of"]


@dataclass(frozen=True)
class Column:
    """The head of a column: its title, and whether it has numbers or times."""

    title: str
    is_number: bool

    @property
    def is_whole(self) -> bool:
        """Whether paper breaks no line in it."""
        return len(self.title) <= _WHOLE


@dataclass(frozen=True)
class Cell:
    """What a cell says, and the number that it sorts by; None to sort by what it says."""

    text: str
    key: str | None = None

    @property
    def is_long(self) -> bool:
        """Whether it may take several lines."""
        return len(self.text) > _LONG

    @property
    def is_whole(self) -> bool:
        """Whether paper breaks no line in it: states, instance types and short names."""
        return 0 < len(self.text) <= _WHOLE


@dataclass(frozen=True)
class Row:
    """The cells of a row, and the place of the job that it is about, if it is about one."""

    cells: list[Cell]
    job: int | None = None


@dataclass(frozen=True)
class Table:
    """A table of a page."""

    caption: str
    columns: list[Column]
    rows: list[Row]
    first: int | None = None
    """How many rows are shown unless the reader filters, or wants all; None for all."""

    @property
    def width(self) -> str:
        """How much room it takes on paper: of ordinary tables nothing, else ``wide`` and more."""
        count = len(self.columns)
        return next((name for name, fewest in _WIDTHS.items() if count >= fewest), "")


def table_of(
    frame: pl.DataFrame,
    titles: Mapping[str, str],
    caption: str,
    place_of_job: Mapping[str, int] | None = None,
    first: int | None = None,
) -> Table:
    """Lay a frame out as a table.

    Parameters
    ----------
    frame : polars.DataFrame
        Its rows become those of the table, in their order.
    titles : mapping
        The columns to show, in their order, with their titles. A struct of ``low`` and ``high``
        is shown as an interval, one that begins with ``value`` as that and its interval; they sort
        by the first of their fields.
    caption : str
        What the table is.
    place_of_job : mapping, optional
        The places of jobs by ``job_arn``, if the rows are about jobs.
    first : int, optional
        How many rows are shown at first, if not all.
    """
    columns = [
        Column(shown(title, 60), _is_number(frame.schema[name])) for name, title in titles.items()
    ]
    jobs: list[int | None] = [None] * frame.height
    if place_of_job is not None:
        jobs = [place_of_job.get(arn) for arn in frame["job_arn"]]
    cells = [_cells(frame[name], column) for name, column in zip(titles, columns, strict=True)]
    rows = [Row([column[place] for column in cells], job) for place, job in enumerate(jobs)]
    is_cut = first is not None and len(rows) > first
    return Table(caption, columns, rows, first if is_cut else None)


def _is_number(dtype: pl.DataType) -> bool:
    return dtype.is_numeric() or dtype.is_temporal() or isinstance(dtype, pl.Struct)


def _cells(values: pl.Series, column: Column) -> list[Cell]:
    if not isinstance(values.dtype, pl.Struct):
        # Of what jobs are filtered by, the digits that the filter takes.
        is_apart = is_chosen(values.name) and values.dtype.is_float()
        digits = digits_apart(values) if is_apart else digits_of(values)
        return [_cell(value, column, digits) for value in values]
    fields = values.struct.unnest()
    digits = digits_of(pl.concat(fields.get_columns()), _DIGITS_OF_AN_INTERVAL)
    texts = (_estimate([number(one, digits) for one in row]) for row in fields.rows())
    firsts = (_cell(value, column, digits).key for value in fields.to_series())
    return [Cell(text, key) for text, key in zip(texts, firsts, strict=True)]


def _estimate(fields: list[str]) -> str:
    """Write an interval in brackets, after the value that it is of, if that is there."""
    *value, low, high = fields
    return " ".join([*value, *([f"[{low}, {high}]"] if low else [])])


def _cell(value: Any, column: Column, digits: int) -> Cell:
    if not column.is_number:
        return Cell(shown(value))
    if value is None or (isinstance(value, float) and isnan(value)):
        # Last, whichever way it is sorted.
        return Cell(shown(value), "")
    if isinstance(value, datetime):
        return Cell(shown(value), str(round(value.timestamp() * 1000)))
    text = f"{value:,}".replace("-", "\N{MINUS SIGN}") if isinstance(value, int) else None
    return Cell(number(value, digits) if text is None else text, repr(value))
