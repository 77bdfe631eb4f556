"""Lines as ``log_metric`` writes them → observations, several times as fast as by all rules.

The lines of a log look alike: the same items at the same places. What they have in common, their
*layout*, is taken from a few of them. Which lines have it is then seen by whole columns, and in
those lines the number behind each item's name is all that is left to read. A line that has it not,
or is odd in any way, is none of this module's, and is read by all rules instead.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

import polars as pl

from jobanalytics.distinct import encode
from jobanalytics.observations.line_format import (
    ITERATION_NUMBER,
    METRIC_MARKER,
    TIMESTAMP,
    WHITE_SPACE,
    YEAR_1_SECONDS,
    YEAR_10000_SECONDS,
    microseconds,
    node_tag,
)
from jobanalytics.schema import OBSERVATIONS

__all__ = ["read_regular_lines"]

_SAMPLE = 16
_GOLDEN_RATIO = (5**0.5 - 1) / 2
_MOST_ITEMS = 64
# From here on a float does not tell integers apart.
_EXACT_BOUND = 2**53

_METRIC = "metric"
_NAME_AND_SIGN = re.compile(r"[^=]*=\s*")


class _Layout(NamedTuple):
    """What lines have in common."""

    kinds: tuple[str, ...]
    """Of the item at each place: ``timestamp``, ``iteration_number`` or ``metric``."""
    lefts: tuple[str | None, ...]
    """What stands before the number at each place; None where lines differ in that, as several
    nodes' tags or several metrics' names do."""
    rest: str
    """What stands behind the last item: nothing, or white space."""


def read_regular_lines(lines: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Read the lines that have the commonest layout.

    Parameters
    ----------
    lines : polars.DataFrame
        ``row``, which tells the lines apart, beside the columns that `metric_lines` gives.

    Returns
    -------
    tuple of polars.DataFrame
        Observations, with the ``row`` of their lines, ordered by row and place; and the lines that
        are still to be read.
    """
    layout = _common_layout(lines["message"])
    if layout is None:
        return pl.DataFrame(schema={"row": pl.UInt32(), **OBSERVATIONS}), lines
    items, lefts = _read_items(lines["message"], layout)
    is_regular = items["is_regular"]
    if is_regular.all():
        return _observations(lines, items, lefts, layout), lines.clear()
    regular = _observations(lines.filter(is_regular), items.filter(is_regular), lefts, layout)
    return regular, lines.filter(~is_regular)


def _common_layout(messages: pl.Series) -> _Layout | None:
    """Find the commonest layout of a few lines from all over the log; None if all are odd."""
    # Not every so many lines: metrics that are logged in turn could then be one and the same.
    steps = [place * _GOLDEN_RATIO % 1 for place in range(_SAMPLE)]
    sample = messages.gather([int(step * len(messages)) for step in steps])
    layouts = [layout for message in sample if (layout := _layout_of_line(message)) is not None]
    if not layouts:
        return None
    (kinds, rest), _ = Counter((layout.kinds, layout.rest) for layout in layouts).most_common(1)[0]
    alike = [layout.lefts for layout in layouts if (layout.kinds, layout.rest) == (kinds, rest)]
    lefts = (left[0] if len(set(left)) == 1 else None for left in zip(*alike, strict=True))
    return _Layout(kinds, tuple(lefts), rest)


def _layout_of_line(message: str) -> _Layout | None:
    """Return the layout of a line; None for a line that is odd."""
    if not 0 < message.count(";") <= _MOST_ITEMS or message.count(METRIC_MARKER) != 1:
        return None
    *items, rest = message.split(";")
    signs = [sign for item in items if (sign := _NAME_AND_SIGN.match(item))]
    lefts = tuple(sign[0] for sign in signs)
    names = [_name_in(left) for left in lefts]
    kinds = tuple(name if name in {TIMESTAMP, ITERATION_NUMBER} else _METRIC for name in names)
    is_odd = (
        rest.strip()
        or len(signs) < len(items)
        or METRIC_MARKER not in lefts[0]
        or not all(names)
        or len(set(names)) < len(names)
        or _METRIC not in kinds
        or not all(_is_number(item[len(left) :]) for item, left in zip(items, lefts, strict=True))
    )
    return None if is_odd else _Layout(kinds, lefts, rest)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _name_in(left: str) -> str:
    """Return the name out of what stands before a number."""
    return left.partition("=")[0].rpartition(METRIC_MARKER)[2].strip()


def _read_items(messages: pl.Series, layout: _Layout) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """Read the items of lines, as far as they have the layout.

    Returns ``is_regular`` Boolean and, for each place, ``number_<place>`` Float64 of each line, and
    what stands before the numbers at each place, as `_lefts` gives it. Where lines differ in that,
    ``left_<place>`` is the row of it.

    Where they do not, as is mostly so, the number is what is left behind so many characters: a
    slice, which copies nothing and takes a fifth of the time of a split at the sign.
    """
    # The last piece is all the rest, so that a line with further items does not seem to fit.
    pieces = messages.str.splitn(";", len(layout.kinds) + 1).struct.unnest()
    known = [_name_in(left) for left in layout.lefts if left is not None]
    columns: list[pl.Expr | pl.Series] = []
    fits = [pl.col(pieces.columns[-1]) == layout.rest]
    lefts = []
    for place, (kind, left) in enumerate(zip(layout.kinds, layout.lefts, strict=True)):
        piece, number = pl.col(pieces.columns[place]), f"number_{place}"
        if left is not None:
            if place == 0:
                lefts.append(_lefts(pl.Series([left.partition("=")[0]]), place, kind, []))
            else:
                lefts.append(pl.DataFrame({"name": [_name_in(left)]}))
            fits.append(piece.str.starts_with(left))
            columns.append(piece.str.slice(len(left)).cast(pl.Float64, strict=False).alias(number))
        else:
            parts = pieces.to_series(place).str.splitn("=", 2).struct
            codes, spellings = encode(parts.field("field_0"))
            numbers = _numbers(parts.field("field_1"))
            lefts.append(_lefts(spellings, place, kind, known))
            known += lefts[-1]["name"].drop_nulls().to_list()
            fits.append(pl.lit(lefts[-1]["fits"].gather(codes)))
            columns += [numbers.alias(number), codes.alias(f"left_{place}")]
        fits.append(_is_possible(pl.col(number), kind))
    items = pieces.with_columns(columns)
    is_regular = pl.all_horizontal(fits).fill_null(value=False)
    return items.select("^(number|left)_.*$", is_regular=is_regular), lefts


def _is_possible(number: pl.Expr, kind: str) -> pl.Expr:
    """Say whether a number needs no further rule; null where there is none."""
    if kind == TIMESTAMP:
        return number.is_between(YEAR_1_SECONDS, YEAR_10000_SECONDS, closed="left")
    if kind == ITERATION_NUMBER:
        return (number.floor() == number) & (number.abs() < _EXACT_BOUND)
    return number.is_not_null()


def _numbers(texts: pl.Series) -> pl.Series:
    """Read texts, of which nearly none has white space round its number; null for what is none."""
    numbers = texts.cast(pl.Float64, strict=False)
    if numbers.null_count() > texts.null_count():
        return texts.str.strip_chars(WHITE_SPACE).cast(pl.Float64, strict=False)
    return numbers


def _lefts(spellings: pl.Series, place: int, kind: str, known: list[str]) -> pl.DataFrame:
    """Read what stands before numbers: ``node_id``, ``name``, and whether it ``fits`` the place.

    It does not, where it is another key, or the name of an item at another place, in `known`.
    """
    name, node_id = pl.col("left"), pl.lit(None, pl.String)
    if place == 0:
        parts = name.str.splitn(METRIC_MARKER, 2).struct
        name, node_id = parts[1], node_tag(parts[0])
    name = name.str.strip_chars(WHITE_SPACE)
    if kind == _METRIC:
        fits = ~name.is_in([TIMESTAMP, ITERATION_NUMBER, "", *known])
    else:
        fits = name == kind
    has_marker = name.str.contains(METRIC_MARKER, literal=True)
    return (
        spellings.alias("left")
        .to_frame()
        .select(name=name, node_id=node_id, fits=fits & ~has_marker)
    )


def _observations(
    lines: pl.DataFrame, items: pl.DataFrame, lefts: list[pl.DataFrame], layout: _Layout
) -> pl.DataFrame:
    """Lay the metrics of lines one below the other, beside what is the line's."""
    metrics = [place for place, kind in enumerate(layout.kinds) if kind == _METRIC]
    per_line = lines.select(
        "row",
        "job_arn",
        "instance",
        _of_lines(lefts[0]["node_id"], items, 0),
        "record",
        _key(TIMESTAMP, items, layout),
        _key(ITERATION_NUMBER, items, layout),
    )
    names = pl.concat([lefts[place]["name"] for place in metrics])
    if len(metrics) == 1:
        place = metrics[0]
        metric = _of_lines(names, items, place).alias("metric")
        return per_line.hstack([metric, items[f"number_{place}"].alias("value")])
    codes, first = [], 0
    for place in metrics:
        left = f"left_{place}"
        code = pl.col(left) if left in items.columns else pl.repeat(0, pl.len(), dtype=pl.UInt32)
        codes.append(code + pl.lit(first, pl.UInt32))
        first += lefts[place].height
    # An array for each line, exploded, is thirty times as fast as a list for each line.
    values = items.select(
        metric=pl.concat_arr(codes).explode(),
        value=pl.concat_arr(f"number_{place}" for place in metrics).explode(),
    )
    line = pl.int_range(values.height, dtype=pl.UInt32, eager=True) // len(metrics)
    return per_line[line].hstack([names.gather(values["metric"]).alias("metric"), values["value"]])


def _key(kind: str, items: pl.DataFrame, layout: _Layout) -> pl.Expr | pl.Series:
    """Return the timestamp or the iteration number of lines."""
    if kind not in layout.kinds:
        # Without a time of its own a line has that of its event.
        return pl.col(TIMESTAMP) if kind == TIMESTAMP else pl.lit(None, pl.Int64).alias(kind)
    number = items[f"number_{layout.kinds.index(kind)}"]
    read = microseconds(number) if kind == TIMESTAMP else number
    return read.cast(OBSERVATIONS[kind]).alias(kind)


def _of_lines(values: pl.Series, items: pl.DataFrame, place: int) -> pl.Series:
    """Give each line its value of those found in what stands before the numbers at a place."""
    left = f"left_{place}"
    if left in items.columns:
        return values.gather(items[left])
    return values.new_from_index(0, items.height)
