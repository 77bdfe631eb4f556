"""What the tables look like: column names, dtypes and units, and the two enums of the contract.

Times are UTC. A null means that nothing was logged; a NaN was logged.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any, Self

import polars as pl

from jobanalytics.errors import FrameSchemaError, InvalidArgumentError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "COMPLETENESS",
    "LOG_EVENTS",
    "MALFORMED",
    "METRICS_KEYS",
    "OBSERVATIONS",
    "TASKS",
    "MetricStatistic",
    "MetricType",
    "check_frame",
    "conflicts_schema",
    "metrics_schema",
    "partial_schema",
]


class _Choice(Enum):
    """An enum whose members may be given by name or by value, in any case."""

    @classmethod
    def of(cls, choice: Any) -> Self:
        """Return the member that `choice` means.

        Parameters
        ----------
        choice : enum member or str
            A member of this enum, a member of the Braket SDK's enum of the same name, or a
            member's name or value in any case: ``"max"``, ``"ITERATION_NUMBER"``,
            ``"IterationNumber"``.

        Raises
        ------
        InvalidArgumentError
            If it is none of these.
        """
        if isinstance(choice, cls):
            return choice
        spelling = choice.name if isinstance(choice, Enum) else choice
        if isinstance(spelling, str):
            wanted = spelling.replace("_", "").casefold()
            for member in cls:
                if wanted in {
                    member.name.replace("_", "").casefold(),
                    member.value.replace("_", "").casefold(),
                }:
                    return member
        expected = ", ".join(repr(member.value) for member in cls)
        raise InvalidArgumentError(f"{cls.__name__} takes one of {expected}; got {choice!r}.")


class MetricType(_Choice):
    """The key that gives a metrics frame its rows."""

    TIMESTAMP = "timestamp"
    ITERATION_NUMBER = "iteration_number"

    @property
    def companion(self) -> str:
        """The other key: ``iteration_number`` for TIMESTAMP, and the other way round."""
        if self is MetricType.TIMESTAMP:
            return MetricType.ITERATION_NUMBER.value
        return MetricType.TIMESTAMP.value


class MetricStatistic(_Choice):
    """What a cell with several observations becomes.

    A NaN gives way to any number; a cell is NaN only where all of its observations are.
    """

    MAX = "max"
    """The largest value."""
    MIN = "min"
    """The smallest value."""
    AVG = "avg"
    """The arithmetic mean of the raw observations, never of merged values."""
    FIRST = "first"
    """The value with the smallest (timestamp, record)."""
    LAST = "last"
    """The value with the largest (timestamp, record)."""


_EVENT_TIME: pl.DataType = pl.Datetime("ms", "UTC")
_TIME: pl.DataType = pl.Datetime("us", "UTC")

LOG_EVENTS = pl.Schema(
    {
        "job_arn": pl.String(),
        "log_stream": pl.String(),
        "timestamp": _EVENT_TIME,
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
        "timestamp": _TIME,
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
        "window_start": _EVENT_TIME,
        "window_end": _EVENT_TIME,
        "read_at": _EVENT_TIME,
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

TASKS = pl.Schema(
    {
        "job_arn": pl.String(),
        "task_arn": pl.String(),
        "state": pl.String(),
        "device": pl.String(),
        "shots": pl.Int64(),
        "created_at": _EVENT_TIME,
        "ended_at": _EVENT_TIME,
        "output_s3_path": pl.String(),
    }
)
"""Quantum tasks, one row each, ordered by ``created_at`` and ``task_arn``.

``device`` is the device's ARN; ``ended_at`` is null while the task has not ended.
"""

METRICS_KEYS = ("job_name", "job_arn", "timestamp", "iteration_number", "node_id")
"""The key columns of metrics frames; a metric of such a name becomes ``metrics.<name>``."""


def metrics_schema(metric_type: MetricType) -> pl.Schema:
    """Return the key columns of a metrics frame: ``job_arn``, pivot, companion, ``node_id``.

    The metrics follow, Float64 each and sorted by name.
    """
    return pl.Schema(
        {
            "job_arn": pl.String(),
            metric_type.value: OBSERVATIONS[metric_type.value],
            metric_type.companion: OBSERVATIONS[metric_type.companion],
            "node_id": pl.String(),
        }
    )


def conflicts_schema(metric_type: MetricType) -> pl.Schema:
    """Return the columns of a table of conflicts by `metric_type`.

    ``job_arn``, the pivot, ``node_id`` and ``metric`` name the cell; ``count`` is the number of
    its observations, ``nan_count`` how many of them are NaN; ``min``, ``max`` and ``spread``
    (their difference), of those that are not, are in the metric's unit; ``instances`` lists the
    instances that logged it.
    """
    return pl.Schema(
        {
            "job_arn": pl.String(),
            metric_type.value: OBSERVATIONS[metric_type.value],
            "node_id": pl.String(),
            "metric": pl.String(),
            "count": pl.UInt32(),
            "nan_count": pl.UInt32(),
            "min": pl.Float64(),
            "max": pl.Float64(),
            "spread": pl.Float64(),
            "instances": pl.List(pl.String()),
        }
    )


def partial_schema(metric_type: MetricType) -> pl.Schema:
    """Return the columns of a partial merge by `metric_type`, one row per cell.

    ``job_arn``, the pivot, ``node_id`` and ``metric`` name the cell. ``min``, ``max``, ``sum``,
    ``first`` and ``last`` are of its observations that are numbers, in the metric's unit, and
    ``numbers`` is how many those are; where it is 0, the cell holds nothing but NaN. ``first`` and
    ``last`` stand at (time, record): the times are microseconds since the epoch, with the smallest
    Int64 for a line that has none. ``companion_min`` and ``companion_max`` bound the other key.
    """
    companion = OBSERVATIONS[metric_type.companion]
    return pl.Schema(
        {
            "job_arn": pl.String(),
            metric_type.value: OBSERVATIONS[metric_type.value],
            "node_id": pl.String(),
            "metric": pl.String(),
            "min": pl.Float64(),
            "max": pl.Float64(),
            "sum": pl.Float64(),
            "numbers": pl.UInt32(),
            "first": pl.Float64(),
            "first_time": pl.Int64(),
            "first_record": pl.UInt32(),
            "last": pl.Float64(),
            "last_time": pl.Int64(),
            "last_record": pl.UInt32(),
            "companion_min": companion,
            "companion_max": companion,
        }
    )


def _full_name(kind: type) -> str:
    return (
        kind.__qualname__
        if kind.__module__ == "builtins"
        else f"{kind.__module__}.{kind.__qualname__}"
    )


def check_frame(frame: pl.DataFrame, schema: Mapping[str, Any], what: str) -> pl.DataFrame:
    """Return the columns of `schema` out of `frame`, in that order.

    Parameters
    ----------
    frame : polars.DataFrame
        May have further columns, which are left out, and any order of columns.
    schema : mapping of str to polars.DataType
        The columns that must be there. A column of nulls without a dtype (``pl.Null``) is taken
        for the dtype that it should have.
    what : str
        The name of the table, for the error.

    Raises
    ------
    FrameSchemaError
        If `frame` is no Polars DataFrame, or lacks a column, or one has another dtype.
    """
    if not isinstance(frame, pl.DataFrame):
        raise FrameSchemaError(
            f"The {what} must be a polars.DataFrame; got {_full_name(type(frame))}. "
            "Collect a LazyFrame first; for pandas use polars.from_pandas."
        )
    missing = [name for name in schema if name not in frame.columns]
    if missing:
        raise FrameSchemaError(
            f"The {what} lack the column(s) {', '.join(missing)}; "
            f"expected {', '.join(schema)}; got {', '.join(frame.columns) or 'no columns'}."
        )
    frame = frame.select(list(schema))
    nothing = [pl.col(name).cast(schema[name]) for name in schema if frame[name].dtype == pl.Null]
    if nothing:
        frame = frame.with_columns(nothing)
    wrong = [
        f"{name} is {frame[name].dtype} instead of {schema[name]}"
        for name in schema
        if frame[name].dtype != schema[name]
    ]
    if wrong:
        raise FrameSchemaError(f"The {what} have columns of another dtype: {'; '.join(wrong)}.")
    return frame
