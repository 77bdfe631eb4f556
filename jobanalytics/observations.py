"""Log events → observations: the format of the metric lines.

A job logs ``Metrics - timestamp=1628019160.12; energy=-1.05; iteration_number=3;``. Every step
here works on whole columns. Python code sees only what is rare and distinct: the names, and the
spellings of numbers that Polars does not read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from jobanalytics.schema import LOG_EVENTS, MALFORMED, OBSERVATIONS, check_frame

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["INSTANCE_PATTERN", "METRIC_MARKER", "ParsedLog", "parse_log_events"]

METRIC_MARKER = "Metrics -"
"""What makes a log line a metric line."""

_TIMESTAMP = "timestamp"
_ITERATION_NUMBER = "iteration_number"

# Terminal colours round a line are no part of it, so the tag may stand behind them.
_TAG = r"(?:\x1b\[[0-9;]*m|[\s\x{feff}])*\[([^\]]*)\]"
_NODE_TAG = "^" + _TAG
# An event may hold several lines: the one with the marker tells first.
_NODE_TAG_OF_LAST_LINE = r"(?:^|[\r\n])" + _TAG + r"[^\r\n]*$"
# A stream is called <job name>/<uuid>/algo-1-<epoch>, in older jobs <job name>/algo-1-<epoch>.
INSTANCE_PATTERN = r"(?:^|/)(algo-\d+)(?:-[^/]*)?$"

# What Python's str.strip() takes for white space; Polars by itself keeps the four separators.
_WHITE_SPACE = (
    "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006"
    "\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)

# Up to here a line is split into a fixed number of columns, which is several times faster than
# a list per line; a line with more items, of which there are few, takes the list.
_FEW_ITEMS = 16

# Parsing takes several times the memory of the text; in parts, it is that of one part.
_LINES_AT_ONCE = 50_000

_NO_ITEMS = pl.DataFrame(schema={"line": pl.UInt32(), "place": pl.UInt32(), "item": pl.String()})

_YEAR_1_SECONDS = -62_135_596_800
_YEAR_10000_SECONDS = 253_402_300_800
_INT64_BOUND = 2.0**63
_EXACT_BOUND = 2**53

_AS_IT_STOOD = pl.col("item").str.strip_chars(_WHITE_SPACE)

_NO_NUMBER = "not a number"
_NO_NAME = "no name before '='"
_NO_EQUALS = "no '=' between name and value"
_NO_SEMICOLON = "no closing ';'"
_NOT_INTEGRAL = "iteration number is not an integer"
_OUT_OF_RANGE = "timestamp is outside the years 1 to 9999"


class ParsedLog(NamedTuple):
    """What log events hold: the observations, and the items that are none.

    Attributes
    ----------
    observations : polars.DataFrame
        One row per logged value; columns as in `jobanalytics.schema.OBSERVATIONS`.
    malformed : polars.DataFrame
        One row per item that could not be read, with its reason; columns as in
        `jobanalytics.schema.MALFORMED`.
    """

    observations: pl.DataFrame
    malformed: pl.DataFrame

    def __repr__(self) -> str:
        """Count both, in one line: two frames are for who asks for them."""
        counts = (("observation", self.observations), ("malformed item", self.malformed))
        words = (f"{frame.height:,} {what}{'s' * (frame.height != 1)}" for what, frame in counts)
        return f"<ParsedLog: {', '.join(words)}>"


def parse_log_events(log_events: pl.DataFrame) -> ParsedLog:
    """Read the metric lines of log events.

    Parameters
    ----------
    log_events : polars.DataFrame
        ``job_arn`` String, ``log_stream`` String, ``timestamp`` Datetime(ms, UTC), ``message``
        String, of one job or of many. Lines of one stream with the same timestamp stand in the
        order in which they were logged; apart from that any order of rows gives the same result.

    Returns
    -------
    ParsedLog
        ``observations`` (``job_arn`` String, ``instance`` String, ``node_id`` String, ``record``
        UInt32, ``timestamp`` Datetime(us, UTC), ``iteration_number`` Int64, ``metric`` String,
        ``value`` Float64), ordered by job, record and place in the record, and ``malformed``
        (``job_arn`` String, ``record`` UInt32, ``item`` String, ``reason`` String), ordered alike.

    Raises
    ------
    FrameSchemaError
        If a column is missing or has another dtype.

    Notes
    -----
    A line is a metric line when it holds ``Metrics -``; a ``[tag]`` at its beginning names the
    node. Each further marker in a line starts a record of its own, which is numbered as if it
    stood on a line of its own; a ``[tag]`` between the last ``;`` and that marker names its node,
    else it has the node of the record before it. Behind the marker come ``name = value;`` items:
    the name is what stands before the first ``=``, the value what Python's ``float()`` takes. A
    name that comes twice in a record has its last value. ``timestamp`` (seconds since the epoch)
    and ``iteration_number`` are keys. A timestamp that is not finite, or is missing, is replaced
    by the log event's time.

    Malformed, and left out, are: an item without its closing ``;`` (the line may have been cut
    off within the number), one without ``=`` or without a name, a value that is not a number, an
    iteration number that is not an integer of 64 bits, a timestamp outside the years 1 to 9999.
    Text behind the last ``;`` that holds no ``=`` is not an item.
    """
    events = check_frame(log_events, LOG_EVENTS, "log events")
    lines = _records(_metric_lines(events))
    parts = [_parse(part) for part in lines.iter_slices(_LINES_AT_ONCE)] or [_parse(lines)]
    return ParsedLog(*(pl.concat(frames) for frames in zip(*parts, strict=True)))


def _parse(lines: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Read some of the metric lines: observations, and malformed items."""
    items, leftovers = _items(lines["body"])
    values, malformed = _read_items(items)
    is_key = pl.col("name").is_in([_TIMESTAMP, _ITERATION_NUMBER])
    keys, metrics = values.filter(is_key), values.filter(~is_key)
    iteration_number, bad_iterations = _iteration_numbers(keys, items, lines.height)
    timestamp, bad_timestamps = _timestamps(keys, lines["timestamp"])
    refused = pl.concat([bad_iterations, bad_timestamps])
    refused = refused.join(items, on=["line", "place"]).select(
        "line", "place", _AS_IT_STOOD, "reason"
    )
    lines = lines.select("job_arn", "instance", "node_id", "record", timestamp, iteration_number)
    observations = _on_lines(
        metrics.select("line", "place", metric="name", value="number"), lines
    ).select(list(OBSERVATIONS))
    skipped = pl.concat([malformed, leftovers, refused]).sort("line", "place")
    return observations, _on_lines(skipped, lines).select(list(MALFORMED))


def _metric_lines(events: pl.DataFrame) -> pl.DataFrame:
    """Keep the lines with a marker; number them among all lines of their job."""
    events = _in_record_order(events)
    number = pl.int_range(pl.len(), dtype=pl.UInt32)
    if events["job_arn"].n_unique() > 1:
        number = number.over("job_arn")
    return (
        events.with_columns(record=number)
        .filter(pl.col("message").str.contains(METRIC_MARKER, literal=True))
        .with_columns(
            pl.col("timestamp").cast(OBSERVATIONS["timestamp"]),
            pl.col("message").str.splitn(METRIC_MARKER, 2).alias("parts"),
            instance=_of_distinct(
                "log_stream", lambda stream: stream.str.extract(INSTANCE_PATTERN, group_index=1)
            ),
        )
        .with_columns(body=pl.col("parts").struct[1], node_id=_node(pl.col("parts").struct[0]))
        .drop("message", "parts", "log_stream")
    )


def _node(before_marker: pl.Expr) -> pl.Expr:
    """Find the tag in what stands before a marker; null where there is none."""
    return pl.coalesce(
        before_marker.str.extract(_NODE_TAG_OF_LAST_LINE, group_index=1),
        before_marker.str.extract(_NODE_TAG, group_index=1),
    )


def _of_distinct(column: str, function: Callable[[pl.Expr], pl.Expr]) -> pl.Expr:
    """Apply a costly string function once per run of equal values instead of once per row."""
    runs = pl.col(column).rle()
    return function(runs.struct["value"]).repeat_by(runs.struct["len"]).explode()


def _in_record_order(events: pl.DataFrame) -> pl.DataFrame:
    """Sort by job, event time and stream, where that is not yet the order."""
    order = ["job_arn", "timestamp", "log_stream"]
    job, time, stream = (events[name] for name in order)
    if job.null_count() == stream.null_count() == 0:
        # Nulls first, as the sort has them.
        ticks = time.to_physical().fill_null(-(2**63))
        later = ticks > ticks.shift()
        same_time = (ticks == ticks.shift()) & (stream >= stream.shift())
        in_job = (job == job.shift()) & (later | same_time)
        if ((job > job.shift()) | in_job).all():
            return events
    return events.sort(order, maintain_order=True)


def _records(lines: pl.DataFrame) -> pl.DataFrame:
    """Give each marker of a line that holds several its own row and record number."""
    run_together = lines["body"].str.contains(METRIC_MARKER, literal=True)
    if not run_together.any():
        return lines
    bodies = lines.with_columns(pl.col("body").str.split(METRIC_MARKER)).with_row_index("line")
    further = pl.col("body").list.len() - 1
    # What stands between a record's last ";" and the next marker stands before the next record.
    before = pl.col("body").str.split(";").list.last().shift().over("line")
    own_tag = _node(before)
    return (
        bodies.with_columns(
            shift=(further.cum_sum() - further).over("job_arn"),
            place=pl.int_ranges(0, pl.col("body").list.len()),
        )
        .explode("body", "place")
        .with_columns(
            (pl.col("record") + pl.col("shift") + pl.col("place")).cast(pl.UInt32).alias("record"),
            node_id=pl.when(pl.col("place") == 0)
            .then("node_id")
            .otherwise(own_tag)
            .forward_fill()
            .over("line"),
        )
        .drop("line", "shift", "place")
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
    name = parts.field("field_0").str.strip_chars(_WHITE_SPACE)
    text = parts.field("field_1").str.strip_chars(_WHITE_SPACE)
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
    given = keys.filter(pl.col("name") == _ITERATION_NUMBER)
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
        digits = item.str.splitn("=", 2).struct[1].str.strip_chars(_WHITE_SPACE)
        read = digits.cast(pl.Int64, strict=False)
        exact = pl.select(pl.coalesce(read, exact)).to_series()
    numbers = _per_line(good["line"], exact, height)
    return numbers.alias(_ITERATION_NUMBER), _refused(given.filter(~integral), _NOT_INTEGRAL)


def _timestamps(keys: pl.DataFrame, event_time: pl.Series) -> tuple[pl.Series, pl.DataFrame]:
    """Return the time of each line, and the timestamps that cannot be a time."""
    given = keys.filter((pl.col("name") == _TIMESTAMP) & pl.col("number").is_finite())
    in_range = pl.col("number").is_between(_YEAR_1_SECONDS, _YEAR_10000_SECONDS, closed="left")
    good = given.filter(in_range)
    microseconds = (good["number"] * 1e6).round(mode="half_to_even").cast(pl.Int64)
    logged = _per_line(good["line"], microseconds, len(event_time)).cast(event_time.dtype)
    timestamp = pl.select(pl.coalesce(logged, event_time).alias(_TIMESTAMP)).to_series()
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
