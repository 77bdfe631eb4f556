"""Log events → observations: the format of the metric lines.

A job logs ``Metrics - timestamp=1628019160.12; energy=-1.05; iteration_number=3;``. Lines that look
like their neighbours, which are nearly all, are read by what they have in common; the others by all
rules of the format. Every step works on whole columns.
"""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from jobanalytics.observations.any_line import read_any_lines
from jobanalytics.observations.line_format import INSTANCE_PATTERN, METRIC_MARKER
from jobanalytics.observations.metric_lines import metric_lines
from jobanalytics.observations.regular_lines import read_regular_lines
from jobanalytics.schema import LOG_EVENTS, MALFORMED, OBSERVATIONS, check_frame

__all__ = ["INSTANCE_PATTERN", "METRIC_MARKER", "ParsedLog", "parse_log_events"]

# Parsing takes several times the memory of the text; in parts, it is that of one part.
_LINES_AT_ONCE = 100_000

# Layouts that are looked for in a part; the lines of any others are read by all rules.
_LAYOUTS = 3


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
    lines = metric_lines(check_frame(log_events, LOG_EVENTS, "log events")).with_row_index("row")
    # By layout first: that leaves the lines that may hold several records.
    by_layout, others = [], []
    for part in lines.iter_slices(_LINES_AT_ONCE):
        read, rest = _read_by_layout(part)
        by_layout.append(read)
        others.append(rest)
    if (shift := _shift_of_records(lines, others)) is not None:
        by_layout, others = (
            [frame.with_columns(pl.col("record") + shift.gather(frame["row"])) for frame in frames]
            for frames in (by_layout, others)
        )
    observations, malformed = [pl.DataFrame(schema=OBSERVATIONS)], [pl.DataFrame(schema=MALFORMED)]
    for read, rest in zip(by_layout, others, strict=True):
        part = read
        if not rest.is_empty():
            other, skipped = read_any_lines(rest)
            part = _in_order([read, other])
            malformed.append(skipped)
        observations.append(part.drop("row"))
    return ParsedLog(pl.concat(observations), pl.concat(malformed))


def _read_by_layout(lines: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Read the lines of the commonest layouts; return the rest, too."""
    read, rest = read_regular_lines(lines)
    frames = [read]
    while len(frames) < _LAYOUTS and not read.is_empty() and not rest.is_empty():
        read, rest = read_regular_lines(rest)
        frames.append(read)
    return _in_order(frames), rest


def _in_order(frames: list[pl.DataFrame]) -> pl.DataFrame:
    """Join observations of different lines, each frame ordered by line, to one that is."""
    filled = [frame for frame in frames if not frame.is_empty()]
    if len(filled) <= 1:
        return filled[0] if filled else frames[0]
    return pl.concat(filled).sort("row", maintain_order=True)


def _shift_of_records(lines: pl.DataFrame, others: list[pl.DataFrame]) -> pl.Series | None:
    """Count for each line the records that lines before it, in its job, hold beside their first.

    None where each line holds one record. `others` are the lines that may hold several.
    """
    further = pl.col("message").str.count_matches(METRIC_MARKER, literal=True) - 1
    found = [
        rest.select("row", further=further).filter(pl.col("further") > 0)
        for rest in others
        if not rest.is_empty()
    ]
    if not any(rows.height for rows in found):
        return None
    rows = pl.concat(found)
    counts = pl.repeat(0, lines.height, dtype=pl.UInt32, eager=True).scatter(
        rows["row"], rows["further"]
    )
    before = pl.col("before")
    return (
        lines.select("job_arn", before=counts.cum_sum() - counts)
        .select((before - before.first()).over("job_arn"))
        .to_series()
    )
