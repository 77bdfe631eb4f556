"""Log events → the metric lines among them, in the order in which the job logged them."""

from __future__ import annotations

import polars as pl

from jobanalytics.observations.line_format import INSTANCE_PATTERN, METRIC_MARKER
from jobanalytics.schema import OBSERVATIONS

__all__ = ["metric_lines"]


def metric_lines(events: pl.DataFrame) -> pl.DataFrame:
    """Keep the lines with a marker; number them among all lines of their job.

    Returns
    -------
    polars.DataFrame
        ``job_arn``, ``instance``, ``record``, ``timestamp`` (of the event, in microseconds),
        ``message``.
    """
    events = _in_record_order(events)
    number = pl.int_range(pl.len(), dtype=pl.UInt32)
    if not is_constant(events["job_arn"]):
        number = number.over("job_arn")
    lines = events.with_columns(record=number).filter(
        pl.col("message").str.contains(METRIC_MARKER, literal=True)
    )
    return lines.select(
        "job_arn",
        _instance(lines["log_stream"]),
        "record",
        pl.col("timestamp").cast(OBSERVATIONS["timestamp"]),
        "message",
    )


def is_constant(column: pl.Series) -> bool:
    """Say whether a column has one value, and no null; an empty one has."""
    if column.is_empty() or column.null_count():
        return column.is_empty()
    return bool((column == column[0]).all())


def _instance(log_stream: pl.Series) -> pl.Series:
    """Find the instance in a stream's name, once per run of equal names instead of per row."""
    runs = log_stream.head(1) if is_constant(log_stream) else log_stream.rle().struct.field("value")
    instance = runs.str.extract(INSTANCE_PATTERN, group_index=1).alias("instance")
    if len(runs) == 1:
        return instance.new_from_index(0, len(log_stream))
    return instance.gather(log_stream.rle_id())


def _in_record_order(events: pl.DataFrame) -> pl.DataFrame:
    """Sort by job, event time and stream, where that is not yet the order."""
    order = ["job_arn", "timestamp", "log_stream"]
    job, time, stream = (events[name] for name in order)
    if job.null_count() == stream.null_count() == 0:
        # Nulls first, as the sort has them.
        ticks = time.to_physical().fill_null(-(2**63))
        if is_constant(job) and is_constant(stream):
            return events if ticks.is_sorted() else events.sort("timestamp", maintain_order=True)
        later = ticks > ticks.shift()
        same_time = (ticks == ticks.shift()) & (stream >= stream.shift())
        in_job = (job == job.shift()) & (later | same_time)
        if ((job > job.shift()) | in_job).all():
            return events
    return events.sort(order, maintain_order=True)
