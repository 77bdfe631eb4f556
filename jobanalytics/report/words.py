"""Values → words that are safe to show, whoever chose them."""

from __future__ import annotations

import math
import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from jobanalytics.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import polars as pl

__all__ = [
    "cut_in_middle",
    "digits_apart",
    "digits_of",
    "distinct",
    "file_name",
    "in_natural_order",
    "is_chosen",
    "listed",
    "number",
    "short_name",
    "shown",
    "texts_apart",
]

_DIGITS = re.compile("([0-9]+)")
# Neither does a name begin with a dot.
_NOT_IN_FILE_NAMES = re.compile(r"^\.|[^\w.+-]+", re.ASCII)
_LONGEST_IN_FILE_NAMES = 60
_PREFIXES = ("hyperparameters.", "tags.")
_LONGEST = 300
_LISTED = 12
_FEWEST_DIGITS, _MOST_DIGITS = 6, 15
_DIGITS_OF_A_FLOAT = 17
# Of energies that lie close together, so many of the digits in which they differ are shown.
_DIGITS_OF_A_SPREAD = 3


def shown(value: Any, longest: int = _LONGEST) -> str:
    """Return a value as text: times in UTC, nothing for null; what is invisible spelt out."""
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value).lower()
    if isinstance(value, float):
        return number(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return ", ".join(shown(one) for one in value)
    text = str(value)
    text = text if len(text) <= longest else f"{text[: longest - 1]}…"
    return printable(text)


def number(value: float | None, digits: int = _FEWEST_DIGITS) -> str:
    """Return a number to so many significant digits; nothing for null."""
    if value is None:
        return ""
    text = f"{value:,.{digits}g}" if abs(value) < 1e15 else f"{value:.{digits}g}"  # noqa: PLR2004
    return text.replace("-", "\N{MINUS SIGN}") if text != "nan" else "NaN"


def digits_of(values: pl.Series, fewest: int = _FEWEST_DIGITS) -> int:
    """Say how many significant digits tell the numbers of a column apart, as far as they differ."""
    if not values.dtype.is_float():
        return fewest
    finite = values.filter(values.is_finite()).to_list()
    if not finite or max(finite) == min(finite):
        return fewest
    spread = max(finite) / 2 - min(finite) / 2
    largest = max(map(abs, finite))
    if not spread:  # of denormals
        return fewest
    needed = math.ceil(math.log10(largest) - math.log10(spread)) + _DIGITS_OF_A_SPREAD
    return min(max(needed, fewest), _MOST_DIGITS)


def digits_apart(values: pl.Series) -> int:
    """Say how many significant digits tell any two different floats of a column apart."""
    different = values.drop_nulls().unique()
    digits = _FEWEST_DIGITS
    while digits < _DIGITS_OF_A_FLOAT and len({number(one, digits) for one in different}) < len(
        different
    ):
        digits += 1
    return digits


def texts_apart(values: pl.Series) -> list[str]:
    """Return values as texts, numbers with as many digits as tell different ones apart."""
    if not values.dtype.is_float():
        return [shown(value) for value in values]
    digits = digits_apart(values)
    return [number(value, digits) for value in values]


def is_chosen(column: str) -> bool:
    """Whether a column has hyperparameters or tags: what somebody chose, and groups jobs by."""
    return column.startswith(_PREFIXES)


def short_name(column: str) -> str:
    """Return the name of a hyperparameter or tag, as somebody called it, or of another column."""
    prefix = next((one for one in _PREFIXES if column.startswith(one)), "")
    return shown(column.removeprefix(prefix))


def listed(names: Sequence[Any], most: int = _LISTED) -> str:
    """List names in a sentence, not all of very many."""
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return ", ".join(shown(name, 80) for name in names[:most]) + more


def cut_in_middle(text: str, longest: int) -> str:
    """Shorten a text: names of a sweep begin alike, and what tells them apart is often the end."""
    if len(text) <= longest:
        return text
    end = (longest - 1) // 2
    return f"{text[: longest - 1 - end]}…{text[-end:]}"


def file_name(*words: str) -> str:
    """Return words as the name of a file without its ending, of what every file system takes."""
    return "-".join(_NOT_IN_FILE_NAMES.sub("_", word)[:_LONGEST_IN_FILE_NAMES] for word in words)


def in_natural_order(text: str) -> tuple[tuple[int, str], ...]:
    """Return what texts sort by so that 2 comes before 10."""
    parts = _DIGITS.split(text.casefold())
    # Texts and digits alternate; of numbers written without zeros before them the longer is larger.
    return tuple(
        (len(part.lstrip("0")), part.lstrip("0")) if place % 2 else (0, part)
        for place, part in enumerate(parts)
    )


def distinct(labels: Iterable[str]) -> list[str]:
    """Return labels of which no two are the same: 1, 1 (2), 1 (3)."""
    taken: set[str] = set()
    found = []
    for label in labels:
        one, count = label, 1
        while one in taken:
            count += 1
            one = f"{label} ({count})"
        taken.add(one)
        found.append(one)
    return found
