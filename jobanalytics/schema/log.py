"""What is read from a log: events, observations, malformed items, the certificate."""

from __future__ import annotations

import polars as pl

__all__ = ["COMPLETENESS", "EVENT_TIME", "LOG_EVENTS", "MALFORMED", "OBSERVATIONS", "TIME"]

EVENT_TIME: pl.DataType = pl.Datetime("ms", "UTC")
"""A time that AWS gave."""
TIME: pl.DataType = pl.Datetime("us", "UTC")
"""A time that a job logged."""

LOG_EVENTS = pl.Schema(
    {
        "job_arn": pl.String(),
        "log_stream": pl.String(),
        "timestamp": EVENT_TIME,
        "message": pl.String(),
    }
)
"""Log lines, in the order they were read.

``timestamp`` is the log event's own time, and null in a local log, which has none.
"""

OBSERVATIONS = pl.Schema(
    {
        "job_arn": pl.String(),
        "instance": pl.String(),
        "node_id": pl.String(),
        "record": pl.UInt32(),
        "timestamp": TIME,
        "iteration_number": pl.Int64(),
        "metric": pl.String(),
        "value": pl.Float64(),
    }
)
"""One row per logged value, ordered by ``job_arn``, ``record`` and the place in the record.

``instance`` is the log stream's instance (``algo-1``) or null; ``node_id`` the tag before the
marker or null; ``record`` numbers the job's log lines from 0 in the order (event time, log
stream, position in the stream); ``timestamp`` is the line's own, else the log event's, else null;
``iteration_number`` is the line's own or null; ``value`` has the unit that the job logged it in.
"""

MALFORMED = pl.Schema(
    {
        "job_arn": pl.String(),
        "record": pl.UInt32(),
        "item": pl.String(),
        "reason": pl.String(),
    }
)
"""One row per item of a metric line that is no observation: the item as it stood, and why."""

COMPLETENESS = pl.Schema(
    {
        "job_arn": pl.String(),
        "complete": pl.Boolean(),
        "notes": pl.String(),
        "state": pl.String(),
        "terminal": pl.Boolean(),
        "settled": pl.Boolean(),
        "window_start": EVENT_TIME,
        "window_end": EVENT_TIME,
        "read_at": EVENT_TIME,
        "instance_count": pl.Int64(),
        "streams": pl.Int64(),
        "pages": pl.Int64(),
        "lines_matched": pl.Int64(),
        "lines_parsed": pl.Int64(),
        "observations": pl.Int64(),
        "without_iteration_number": pl.Int64(),
        "without_timestamp": pl.Int64(),
        "malformed": pl.Int64(),
        "malformed_examples": pl.String(),
        "retention_days": pl.Int64(),
        "retention_may_have_removed_events": pl.Boolean(),
    }
)
"""The certificate of one reading of one job's metrics: one row.

``complete`` is true when every line that the job logged, and will ever log, was read: the reading
reached its end, the job is terminal, its log has settled, every instance's stream was seen, and
retention has removed nothing. What a line holds that is no observation is counted beside it.
``notes`` says in sentences what stands against that, and what was skipped.

``lines_matched`` counts the log lines with a metric marker, ``lines_parsed`` those of them that
gave at least one observation. ``retention_days`` is null where the log group keeps its events for
ever or does not say; ``retention_may_have_removed_events`` is null where that could not be found
out, and then ``complete`` is false.
"""
