"""One job's metric lines, read whole, and the certificate that they are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from jobanalytics.aws.errors import translated
from jobanalytics.aws.log_events import (
    LOG_GROUP,
    METRICS_PATTERN,
    LogWindow,
    count_instances,
    filter_log_events,
    log_streams,
    retention_days,
    to_log_events,
)
from jobanalytics.completeness import MetricsReading, ReadingFacts, certify, counted
from jobanalytics.errors import (
    AccessDeniedError,
    AwsError,
    CredentialsError,
    IncompleteMetricsError,
)
from jobanalytics.quantum_job import TERMINAL_STATES

if TYPE_CHECKING:
    import polars as pl

    from jobanalytics.aws.session import AwsClients

__all__ = ["LOG_SETTLES_AFTER", "read_metrics"]

LOG_SETTLES_AFTER = timedelta(minutes=5)
"""How long after a job's end late log events are reckoned with."""

# The shortest retention that a log group can have.
_SHORTEST_RETENTION = timedelta(days=1)


def read_metrics(
    clients: AwsClients, job_arn: str, metadata: dict[str, Any], window: LogWindow
) -> MetricsReading:
    """Read a job's metric lines.

    Parameters
    ----------
    clients : AwsClients
        Where to read.
    job_arn : str
        The job.
    metadata : dict
        Its record, as GetJob gives it.
    window : LogWindow
        Where its log is.

    Raises
    ------
    CredentialsError, AccessDeniedError
        If the log may not be read at all.
    IncompleteMetricsError
        If reading stopped before the end of the log, for whatever reason. It carries what was
        read until then.
    """
    what = f"reading the metrics of job {metadata['jobName']!r} in {clients.region}"
    read_at = datetime.now(UTC)
    pages: list[pl.DataFrame] = []
    remarks: list[str] = []
    stopped: AwsError | None = None
    try:
        with translated(what):
            for page in filter_log_events(clients, window, what, pattern=METRICS_PATTERN):
                # One by one, so that they are there when the next fails.
                pages.append(page.drop("event_id"))  # noqa: PERF401
    except (CredentialsError, AccessDeniedError) as error:
        if not pages:
            raise
        stopped = error
    except AwsError as error:
        stopped = error
    events = to_log_events(pages, job_arn)
    terminal = metadata["status"] in TERMINAL_STATES
    ended_at = metadata.get("endedAt") or read_at
    started = metadata.get("startedAt") is not None or metadata["status"] == "COMPLETED"
    instance_count = metadata.get("instanceConfig", {}).get("instanceCount", 1)
    streams = count_instances(events["log_stream"])
    days: int | None = None
    too_old: bool | None = False
    if stopped is None and not pages:
        remarks.append(f"There is no log group {LOG_GROUP} in {clients.region}.")
    elif stopped is None:
        if started and streams < instance_count:
            streams = _count_streams(clients, window, what, streams, remarks)
        age = read_at - metadata.get("createdAt", window.start)
        if age > _SHORTEST_RETENTION:
            days, too_old = _retention(clients, what, age, remarks)
    facts = ReadingFacts(
        state=metadata["status"],
        terminal=terminal,
        settled=terminal and read_at - ended_at >= LOG_SETTLES_AFTER,
        pages=len(pages),
        streams=streams,
        read_at=read_at,
        started=started,
        instance_count=instance_count,
        window_start=window.start,
        window_end=window.end,
        retention_days=days,
        retention_may_have_removed_events=too_old,
        stopped_by=None if stopped is None else str(stopped),
        remarks=tuple(remarks),
    )
    reading = certify(job_arn, events, facts)
    if stopped is not None:
        raise IncompleteMetricsError(
            f"The metrics of job {metadata['jobName']!r} were not read to their end; only "
            f"{counted(len(pages), 'page')} with {counted(events.height, 'metric line')} came. "
            f"{stopped} What was read is in this error's .observations.",
            observations=reading.observations,
            completeness=reading.completeness,
        ) from stopped
    return reading


def _count_streams(
    clients: AwsClients, window: LogWindow, what: str, seen: int, remarks: list[str]
) -> int:
    """Count the instances that have a log at all: not every one has to log metrics."""
    try:
        with translated(what):
            return count_instances(log_streams(clients, window.stream_prefix, what))
    except AwsError as error:
        remarks.append(f"The log streams could not be listed: {error}")
        return seen


def _retention(
    clients: AwsClients, what: str, age: timedelta, remarks: list[str]
) -> tuple[int | None, bool | None]:
    """Return the days that events are kept, and whether some of a job that old may be gone."""
    try:
        with translated(what):
            days = retention_days(clients, what)
    except AwsError as error:
        remarks.append(f"How long the log is kept could not be found out: {error}")
        return None, None
    return days, days is not None and age > timedelta(days=days)
