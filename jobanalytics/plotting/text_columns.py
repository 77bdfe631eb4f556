"""Columns of texts as lines in which they stand under one another, all letters being as wide."""

from __future__ import annotations

import re
from itertools import chain
from textwrap import wrap
from typing import TYPE_CHECKING

from jobanalytics.plotting.text import distinct, plain, value_text
from jobanalytics.printable import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

__all__ = ["SPACE", "columns_of", "lines_of_columns", "short_width_of_columns", "width_of_columns"]

# From column to column, and the least that is left of one and the most that it has, in letters.
SPACE = 2
_LEAST, _MOST = 4, 30
# Of a word that is cut only where the data would have too little room.
_SHORT = 9


def columns_of(texts: Sequence[str]) -> dict[str, list[str]] | None:
    """Take texts such as ``ansatz=ring, n_layers=2`` apart: the values by their names.

    None if they are none, or not all of the same names. Numbers are written as elsewhere.
    """
    shown = [printable(text) for text in texts]
    rows = [[part.partition("=") for part in text.split(", ")] for text in shown]
    names = [[name for name, _, _ in row] for row in rows]
    are_pairs = all(equals for row in rows for _, equals, _ in row)
    if not rows or not are_pairs or any(one != names[0] for one in names):
        return None
    found = {name: [row[place][2] for row in rows] for place, name in enumerate(names[0])}
    return {name: _as_elsewhere(values) for name, values in found.items()}


def _as_elsewhere(values: list[str]) -> list[str]:
    """Write numbers as `value_text` does, where they stay different."""
    if not all(_is_number(value) for value in values):
        return values
    written = [value_text(float(value)) if set(value) & set(".eE") else value for value in values]
    return written if len(set(written)) == len(set(values)) else values


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return text == "none"
    return True


def width_of_columns(columns: Mapping[str, Sequence[str]]) -> int:
    """Return how many letters lines of columns would have, none of them very long."""
    return _in_all(_widths(columns, _as_it_is))


def _widths(columns: Mapping[str, Sequence[str]], cut: Callable[[str], list[str]]) -> list[int]:
    """Return the widths of columns whose headings are cut into lines."""
    longest = [max(map(len, [*cut(name), *values])) for name, values in columns.items()]
    return [min(one, _MOST) for one in longest]


def _in_all(widths: list[int]) -> int:
    return sum(widths) + SPACE * (len(widths) - 1)


def _as_it_is(name: str) -> list[str]:
    return [name]


def _words(name: str) -> list[str]:
    """Cut a heading where a line of it may end: ``learning_rate`` after ``learning_``."""
    return re.findall(r"_*[^\s_]+_*|_+", name) or [""]


def lines_of_columns(columns: Mapping[str, Sequence[str]], most: int) -> tuple[str, list[str]]:
    """Return the headings, and a line for each row, of so many letters at the most.

    Where that is too few, columns of one value go first, then the widest are cut; where it is not
    enough for columns, there are texts of all values.
    """
    if _in_all(_widths(columns, _words)) > most:
        columns = {name: one for name, one in columns.items() if len(set(one)) > 1} or columns
    widths = _widths(columns, _as_it_is)
    if _in_all(widths) > most:
        widths = _widths(columns, _words)
    if _in_all([min(width, _LEAST) for width in widths]) > most:
        texts = [", ".join(row) for row in zip(*columns.values(), strict=True)]
        width = max(most, _LEAST + 1)
        names = wrap(printable(", ".join(columns)), width, max_lines=3, placeholder="…")
        return "\n".join(map(plain, names)), distinct(texts, width)
    _narrow(widths, [_SHORT] * len(widths), most)
    # Headings go on in the next line, values are cut.
    _narrow(widths, [max([_LEAST, *map(len, values)]) for values in columns.values()], most)
    _narrow(widths, [0] * len(widths), most)
    headings = [_heading(name, width) for name, width in zip(columns, widths, strict=True)]
    height = max(map(len, headings))
    cut: list[list[str]] = []
    for values, heading, width in zip(columns.values(), headings, widths, strict=True):
        to_right = len(cut) == len(widths) - 1 or all(map(_is_number, values))
        above = [""] * (height - len(heading)) + heading
        texts = [*above, *distinct(list(values), width)]
        cut.append([_padded(text, width, to_right=to_right) for text in texts])
    lines = [(" " * SPACE).join(row) for row in zip(*cut, strict=True)]
    return "\n".join(lines[:height]), lines[height:]


def short_width_of_columns(columns: Mapping[str, Sequence[str]]) -> int:
    """Return how many letters lines of columns need at the least to cut no short words."""
    return _in_all([min(width, _SHORT) for width in _widths(columns, _words)])


def _narrow(widths: list[int], least: list[int], most: int) -> None:
    """Take letters from the widest columns that have more than their least, until all have room."""
    while _in_all(widths) > most:
        wider = [place for place, width in enumerate(widths) if width > least[place]]
        if not wider:
            return
        widths[max(wider, key=lambda place: widths[place])] -= 1


def _heading(name: str, width: int) -> list[str]:
    """Return the lines of a heading, of which a long word takes up to three."""
    lines = [""]
    for word in chain.from_iterable(_in_parts(printable(word), width) for word in _words(name)):
        between = "" if lines[-1].endswith("_") or not lines[-1] else " "
        if len(lines[-1] + between + word) <= width:
            lines[-1] += between + word
        else:
            lines.append(word)
    return [plain(line, width) for line in lines if line] or [""]


def _in_parts(word: str, width: int) -> list[str]:
    """Cut a word into parts that are about as long as one another."""
    count = -(-len(word) // width)
    return wrap(word, -(-len(word) // max(count, 1)) or 1, max_lines=3, placeholder="…")


def _padded(text: str, width: int, *, to_right: bool) -> str:
    # A dollar sign is two letters here, and one where it is drawn.
    width += text.count(r"\$")
    return text.rjust(width) if to_right else text.ljust(width)
