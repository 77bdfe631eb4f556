"""Jobs' records → the table of jobs."""

from __future__ import annotations

from datetime import UTC, datetime
from math import sqrt
from typing import TYPE_CHECKING, Any

import polars as pl

from jobanalytics.errors import InvalidArgumentError
from jobanalytics.schema import JOBS
from jobanalytics.tables.hyperparameters import typed as typed_column
from jobanalytics.tables.json_text import encodable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["jobs_table"]

_REQUIRED = ("jobName", "jobArn", "status")
# Where a second and a millisecond are equally far off, in ratio.
_HALFWAY = sqrt(1000)


def jobs_table(records: Sequence[Mapping[str, Any]], *, typed: bool = True) -> pl.DataFrame:
    """Lay the records of jobs out as a table.

    Parameters
    ----------
    records : sequence of mappings
        What Braket's GetJob answered, or the poorer summaries of SearchJobs or of local jobs;
        ``jobName``, ``jobArn`` and ``status`` have to be there. Times are datetimes with any time
        zone; without one they are UTC.
    typed : bool
        Recognise numbers and booleans among the hyperparameters, over all these jobs, by the rules
        of `typed`; else they stay String.

    Returns
    -------
    polars.DataFrame
        One row per record, in their order. ``job_name``, ``job_arn``, ``state``, ``device``,
        ``instance`` (its type) String, ``instance_count`` Int64, ``created_at``, ``started_at``,
        ``ended_at`` Datetime(ms, UTC), ``queue_seconds`` (from creation to start), ``run_seconds``
        (from start to end), ``billable_seconds`` Float64, ``failure_reason`` String; then
        ``hyperparameters.<name>`` and ``tags.<name>`` String, each sorted by name. Null: the
        record does not say.

    Raises
    ------
    InvalidArgumentError
        If a record lacks ``jobName``, ``jobArn`` or ``status``.

    Notes
    -----
    No source states the unit of GetJob's integer ``billableDuration``, so that of
    ``billable_seconds`` was inferred: seconds and milliseconds lie a factor 1,000 apart, and the
    one is taken that is nearer, in ratio, to the time from start to end. Where that time is
    unknown or not positive, ``billable_seconds`` is null, unless the duration is 0.
    """
    for place, record in enumerate(records):
        if missing := [name for name in _REQUIRED if record.get(name) is None]:
            raise InvalidArgumentError(
                f"Record {place} lacks {', '.join(missing)}; expected the record of a job, "
                "as AwsQuantumJob(arn).metadata() returns it."
            )
    rows = [_row(record) for record in records]
    table = pl.DataFrame(rows, schema={**JOBS, "billable_seconds": pl.Int64()})
    table = table.with_columns(
        queue_seconds=_seconds("started_at", "created_at"),
        run_seconds=_seconds("ended_at", "started_at"),
    ).with_columns(billable_seconds=_billable_seconds())
    hyperparameters = _texts(records, "hyperParameters", "hyperparameters")
    if typed:
        hyperparameters = [typed_column(column) for column in hyperparameters]
    return table.hstack(hyperparameters + _texts(records, "tags", "tags"))


def _row(record: Mapping[str, Any]) -> dict[str, Any]:
    instances = record.get("instanceConfig") or {}
    return {
        "job_name": record["jobName"],
        "job_arn": record["jobArn"],
        "state": record["status"],
        # GetJob has it in the configuration, SearchJobs at the top.
        "device": (record.get("deviceConfig") or {}).get("device", record.get("device")),
        "instance": instances.get("instanceType"),
        "instance_count": instances.get("instanceCount"),
        "created_at": _utc(record.get("createdAt")),
        "started_at": _utc(record.get("startedAt")),
        "ended_at": _utc(record.get("endedAt")),
        "billable_seconds": record.get("billableDuration"),
        "failure_reason": record.get("failureReason"),
    }


def _utc(time: datetime | None) -> datetime | None:
    if time is None:
        return None
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


def _seconds(end: str, start: str) -> pl.Expr:
    return (pl.col(end) - pl.col(start)).dt.total_milliseconds() / 1000


def _billable_seconds() -> pl.Expr:
    duration, run = pl.col("billable_seconds"), pl.col("run_seconds")
    in_seconds = duration <= run * _HALFWAY
    return (
        pl.when(duration == 0)
        .then(0.0)
        .when((duration > 0) & (run > 0))
        .then(pl.when(in_seconds).then(duration.cast(pl.Float64)).otherwise(duration / 1000))
    )


def _texts(records: Sequence[Mapping[str, Any]], member: str, prefix: str) -> list[pl.Series]:
    """Return a String column for each name that a job has in `member`, sorted."""
    values = [
        {encodable(name): value for name, value in (record.get(member) or {}).items()}
        for record in records
    ]
    names = sorted({name for each in values for name in each})
    return [
        pl.Series(f"{prefix}.{name}", [_text(each.get(name)) for each in values], pl.String)
        for name in names
    ]


def _text(value: Any) -> str | None:
    return None if value is None else encodable(str(value))
