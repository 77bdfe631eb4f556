"""Frames from the tuples of the reference, and back to what can be compared with ``==``."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import polars as pl
from reference import EPOCH, LogEvent, Observation

from jobanalytics.schema import LOG_EVENTS, OBSERVATIONS

if TYPE_CHECKING:
    from collections.abc import Iterable

JOB = "arn:aws:braket:us-east-1:123456789012:job/a"
STREAM = "job-a/0a1b/algo-1-1700000000"


def at(seconds: float) -> datetime:
    """The moment that many seconds after the epoch, to the microsecond."""
    return EPOCH + timedelta(microseconds=round(seconds * 1e6))


def log_frame(log_events: Iterable[LogEvent]) -> pl.DataFrame:
    return pl.DataFrame(list(log_events), schema=LOG_EVENTS, orient="row")


def log_of(*messages: str | None, stream: str | None = STREAM, job: str = JOB) -> pl.DataFrame:
    """A log of one stream, whose lines are a second apart, from 1,000 s on."""
    return log_frame(
        LogEvent(job, stream, at(1000 + second), message) for second, message in enumerate(messages)
    )


def observation(
    metric: str,
    value: float,
    *,
    record: int = 0,
    timestamp: float | None = 0.0,
    iteration_number: int | None = 0,
    node_id: str | None = None,
    instance: str | None = "algo-1",
    job_arn: str = JOB,
) -> Observation:
    time = None if timestamp is None else at(timestamp)
    return Observation(job_arn, instance, node_id, record, time, iteration_number, metric, value)


def observations_frame(observations: Iterable[Observation]) -> pl.DataFrame:
    return pl.DataFrame(list(observations), schema=OBSERVATIONS, orient="row")


def comparable(rows: Iterable[Iterable[Any]], *, signed_zero: bool = False) -> list[tuple]:
    """Rows in which a NaN equals a NaN and, if asked, 0.0 differs from -0.0."""

    def field(value: Any) -> Any:
        if isinstance(value, float):
            return value.hex() if signed_zero or value != value else value  # noqa: PLR0124
        return value

    return [tuple(field(value) for value in row) for row in rows]
