"""Any metric line → observations and malformed items, by all rules of the format.

Every step here works on whole columns. Python code sees only what is rare and distinct: the
spellings of numbers that Polars does not read.
"""

from __future__ import annotations

import polars as pl

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
from jobanalytics.schema import MALFORMED, OBSERVATIONS

__all__ = ["read_any_lines"]

# Up to here a line is split into a fixed number of columns, which is several times faster than
# a list per line; a line with more items, of which there are few, takes the list.
_FEW_ITEMS = 16

_NO_ITEMS = pl.DataFrame(schema={"line": pl.UInt32(), "place": pl.UInt32(), "item": pl.String()})

_INT64_BOUND = 2.0**63
_EXACT_BOUND = 2**53

_AS_IT_STOOD = pl.col("item").str.strip_chars(WHITE_SPACE)

_NO_NUMBER = "not a number"
_NO_NAME = "no name before '='"
_NO_EQUALS = "no '=' between name and value"
_NO_SEMICOLON = "no closing ';'"
_NOT_INTEGRAL = "iteration number is not an integer"
_OUT_OF_RANGE = "timestamp is outside the years 1 to 9999"


def read_any_lines(lines: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Read metric lines, whatever they hold.

    Parameters
    ----------
    lines : polars.DataFrame
        ``row``, which tells the lines apart, beside the columns that `metric_lines` gives.

    Returns
    -------
    tuple of polars.DataFrame
        Observations, with the ``row`` of their lines, and malformed items.
    """
    lines = _records(lines)
    items, leftovers = _items(lines["body"])
    values, malformed = _read_items(items)
    is_key = pl.col("name").is_in([TIMESTAMP, ITERATION_NUMBER])
    keys, metrics = values.filter(is_key), values.filter(~is_key)
    iteration_number, bad_iterations = _iteration_numbers(keys, items, lines.height)
    timestamp, bad_timestamps = _timestamps(keys, lines["timestamp"])
    refused = pl.concat([bad_iterations, bad_timestamps])
    refused = refused.join(items, on=["line", "place"]).select(
        "line", "place", _AS_IT_STOOD, "reason"
    )
    lines = lines.select(
        "row", "job_arn", "instance", "node_id", "record", timestamp, iteration_number
    )
    observations = _on_lines(
        metrics.select("line", "place", metric="name", value="number"), lines
    ).select("row", *OBSERVATIONS)
    skipped = pl.concat([malformed, leftovers, refused]).sort("line", "place")
    return observations, _on_lines(skipped, lines).select(list(MALFORMED))


def _records(lines: pl.DataFrame) -> pl.DataFrame:
    """Cut lines at their markers: a row, with a record number and a node, for each record."""
    parts = pl.col("message").str.splitn(METRIC_MARKER, 2).struct
    lines = lines.with_columns(body=parts[1], node_id=node_tag(parts[0])).drop("message")
    if not lines["body"].str.contains(METRIC_MARKER, literal=True).any():
        return lines
    bodies = lines.with_columns(pl.col("body").str.split(METRIC_MARKER))
    # What stands between a record's last ";" and the next marker stands before the next record.
    before = pl.col("body").str.split(";").list.last().shift().over("row")
    return (
        bodies.with_columns(place=pl.int_ranges(pl.col("body").list.len(), dtype=pl.UInt32))
        .explode("body", "place")
        .with_columns(
            pl.col("record") + pl.col("place"),
            node_id=pl.when(pl.col("place") == 0)
            .then("node_id")
            .otherwise(node_tag(before))
            .forward_fill()
            .over("row"),
        )
        .drop("place")
    )


def _items(body: pl.Series) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Split bodies at ``;`` into items, one row each.

    Returns the items (``line``, the row of `body`; ``place``, the position in the line; ``item``),
    and what stands behind the last ``;`` of a line and looks like an item, as malformed. Rows with
    equal ``line`` are in the order of ``place``.
    """
    lines = pl.DataFrame({"body": body}).with_row_index("line")
    lines = lines.with_columns(count=pl.col("body").str.count_matches(";", literal=True))
    few, many = lines, lines.clear()
    if (lines["count"] > _FEW_ITEMS).any():
        few = lines.filter(pl.col("count") <= _FEW_ITEMS)
        many = lines.filter(pl.col("count") > _FEW_ITEMS)
    items, leftovers = zip(_split_few(few), _split_many(many), strict=True)
    return pl.concat(items), pl.concat(leftovers).filter(
        pl.col("item").str.contains("=", literal=True)
    ).select("line", "place", _AS_IT_STOOD, reason=pl.lit(_NO_SEMICOLON))


def _split_few(lines: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Split lines with few items into a fixed number of columns, one for each place."""
    longest: int = lines.select(pl.col("count").max().fill_null(0)).item()
    pieces = lines["body"].str.split_exact(";", longest).struct.unnest()
    columns = pieces.get_columns()
    items = [_NO_ITEMS]
    for place, column in enumerate(columns[:-1]):
        piece = lines.select(
            "line", pl.lit(place, pl.UInt32).alias("place"), column.alias("item"), "count"
        )
        if column.null_count() or columns[place + 1].null_count():
            piece = piece.filter(pl.col("count") > place)
        items.append(piece.drop("count"))
    # The last column that a line reaches holds what no ";" closes.
    leftover = pieces.select(pl.coalesce(reversed(pieces.columns))).to_series()
    return pl.concat(items), lines.select("line", leftover.alias("item"), place="count")


def _split_many(lines: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Split lines with many items by way of a list for each line."""
    pieces = lines.select(
        "line",
        "count",
        item=pl.col("body").str.split(";"),
        place=pl.int_ranges(0, pl.col("count") + 1, dtype=pl.UInt32),
    ).explode("item", "place")
    closed = pl.col("place") < pl.col("count")
    return (
        pieces.filter(closed).select("line", "place", "item"),
        pieces.filter(~closed).select("line", "item", "place"),
    )


def _read_items(items: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Read name and number of each item.

    Returns the values (``line``, ``place``, ``name``, ``number``; one per name and line, the
    last), and the malformed items (``line``, ``place``, ``item``, ``reason``).
    """
    parts = items["item"].str.splitn("=", 2).struct
    name = parts.field("field_0").str.strip_chars(WHITE_SPACE)
    text = parts.field("field_1").str.strip_chars(WHITE_SPACE)
    items = items.with_columns(name.alias("name"), _numbers(text).alias("number"))
    good = pl.col("number").is_not_null() & (pl.col("name") != "")
    values = items.filter(good).select("line", "place", "name", "number")
    is_blank = text.is_null() & (pl.col("name") == "")
    reason = (
        pl.when(text.is_null())
        .then(pl.lit(_NO_EQUALS))
        .when(pl.col("name") == "")
        .then(pl.lit(_NO_NAME))
        .otherwise(pl.lit(_NO_NUMBER))
    )
    malformed = (
        items.with_columns(reason=reason)
        .filter(~good & ~is_blank)
        .select("line", "place", _AS_IT_STOOD, "reason")
    )
    return _last_of_name(values), malformed


def _numbers(texts: pl.Series) -> pl.Series:
    """Read stripped texts as Python's ``float()`` does; null where it would raise.

    Polars' own cast reads a subset of what ``float()`` reads, and reads it equally, so only what
    it refuses (``1_000``, other digits) is shown to Python, once per spelling.
    """
    numbers = texts.cast(pl.Float64, strict=False).alias("number")
    refused = texts.filter(numbers.is_null() & texts.is_not_null()).unique()
    readable = {text: value for text in refused if (value := _python_float(text)) is not None}
    if not readable:
        return numbers
    odd = texts.replace_strict(
        list(readable), list(readable.values()), default=None, return_dtype=pl.Float64
    )
    return pl.select(pl.coalesce(numbers, odd).alias("number")).to_series()


def _python_float(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _last_of_name(values: pl.DataFrame) -> pl.DataFrame:
    """Keep the last of the values that have the same name and line.

    A name that stands at one place only, as in logs of one kind of line, cannot come twice in a
    line; that is cheaper to see than lines with a name twice.
    """
    places = values.select("name", "place").unique()
    repeated = places.filter(pl.col("name").is_duplicated())["name"].unique()
    if repeated.is_empty():
        return values
    suspects = values.filter(pl.col("name").is_in(repeated.implode()))
    if not suspects.select(pl.struct("line", "name").is_duplicated().any()).item():
        return values
    return values.unique(["line", "name"], keep="last", maintain_order=True)


def _iteration_numbers(
    keys: pl.DataFrame, items: pl.DataFrame, height: int
) -> tuple[pl.Series, pl.DataFrame]:
    """Return the iteration number of each line, and the items that are none."""
    given = keys.filter(pl.col("name") == ITERATION_NUMBER)
    integral = (
        (pl.col("number") == pl.col("number").floor())
        & (pl.col("number") > -_INT64_BOUND)
        & (pl.col("number") < _INT64_BOUND)
    )
    good = given.filter(integral)
    exact = good["number"].cast(pl.Int64)
    if not exact.is_between(-_EXACT_BOUND, _EXACT_BOUND, closed="none").all():
        # Here a float does not tell neighbours apart, so the digits are read themselves.
        item = good.join(items, on=["line", "place"], how="left", maintain_order="left")["item"]
        digits = item.str.splitn("=", 2).struct[1].str.strip_chars(WHITE_SPACE)
        read = digits.cast(pl.Int64, strict=False)
        exact = pl.select(pl.coalesce(read, exact)).to_series()
    numbers = _per_line(good["line"], exact, height)
    return numbers.alias(ITERATION_NUMBER), _refused(given.filter(~integral), _NOT_INTEGRAL)


def _timestamps(keys: pl.DataFrame, event_time: pl.Series) -> tuple[pl.Series, pl.DataFrame]:
    """Return the time of each line, and the timestamps that cannot be a time."""
    given = keys.filter((pl.col("name") == TIMESTAMP) & pl.col("number").is_finite())
    in_range = pl.col("number").is_between(YEAR_1_SECONDS, YEAR_10000_SECONDS, closed="left")
    good = given.filter(in_range)
    logged = _per_line(good["line"], microseconds(good["number"]), len(event_time)).cast(
        event_time.dtype
    )
    timestamp = pl.select(pl.coalesce(logged, event_time).alias(TIMESTAMP)).to_series()
    return timestamp, _refused(given.filter(~in_range), _OUT_OF_RANGE)


def _refused(keys: pl.DataFrame, reason: str) -> pl.DataFrame:
    """Return where keys with an impossible number stand, and what is wrong with them."""
    return keys.select("line", "place", reason=pl.lit(reason))


def _per_line(lines: pl.Series, values: pl.Series, height: int) -> pl.Series:
    """Spread values over all lines; null where a line has none."""
    if len(lines) == height and lines.is_sorted():
        return values
    return pl.repeat(None, height, dtype=values.dtype, eager=True).scatter(lines, values)


def _on_lines(rows: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Put each row beside the columns of its line, in the order of line and place."""
    if not rows["line"].is_sorted():
        rows = rows.sort("line", "place")
    return pl.concat([lines[rows["line"]], rows], how="horizontal")
