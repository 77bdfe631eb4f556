"""What a scan of logs gives: each job's reading, with the certificate of it."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import polars as pl

from jobanalytics.aws.errors import translated
from jobanalytics.aws.log_events import LOG_GROUP, retention_days
from jobanalytics.aws.log_streams import count_instances, log_streams
from jobanalytics.completeness import MetricsReading, ReadingFacts, certify, counted
from jobanalytics.errors import AwsError, IncompleteMetricsError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jobanalytics.aws.job_state import JobState
    from jobanalytics.aws.log_scan import LogScan
    from jobanalytics.aws.session import AwsClients

__all__ = ["Retention", "incomplete", "read_scan", "with_silent_instances"]

# Parsing takes several times the memory of the text, and all cores by itself.
_parsing = threading.Lock()

# The shortest retention that a log group can have.
_SHORTEST_RETENTION = timedelta(days=1)


@dataclass
class Retention:
    """How long the log group keeps its events: asked once, when a job is old enough for it."""

    clients: AwsClients
    what: str
    remarks: tuple[str, ...] = field(default=())
    _days: int | None = None
    _asked: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def of(self, age: timedelta) -> tuple[int | None, bool | None]:
        """Return the days that events are kept, and whether some of a job that old may be gone.

        None is: for ever. Where it could not be found out, the second is None.
        """
        if age <= _SHORTEST_RETENTION:
            return None, False
        with self._lock:
            if not self._asked:
                self._ask()
        if self.remarks:
            return None, None
        return self._days, self._days is not None and age > timedelta(days=self._days)

    def _ask(self) -> None:
        self._asked = True
        try:
            with translated(self.what):
                self._days = retention_days(self.clients, self.what)
        except AwsError as error:
            self.remarks = (f"How long the log is kept could not be found out: {error}",)


def read_scan(
    scan: LogScan,
    states: Mapping[str, JobState],
    retention: Retention,
    stopped: AwsError | None = None,
) -> dict[str, MetricsReading]:
    """Parse what a scan has read.

    Parameters
    ----------
    scan : LogScan
        The scan, at its end or where it stopped.
    states : mapping of str to JobState
        Its jobs, by ARN.
    retention : Retention
        How long the log is kept.
    stopped : AwsError, optional
        Why the scan stopped before the end of the log.
    """
    facts = {arn: _facts(scan, states[arn], retention, stopped) for arn in scan.windows}
    read = scan.log_events()
    earlier = {arn: lines for arn in scan.windows if (lines := states[arn].earlier) is not None}
    if earlier:
        known = pl.concat(earlier.values()).select(read.columns)
        # All columns: an event without an id is never taken for another one.
        known = known.join(read, on=read.columns, how="anti", nulls_equal=True)
        gone = dict(known.group_by("job_arn").len().iter_rows())
        facts = {
            arn: _having_lost(of_job, gone.get(arn, 0)) if scan.windows[arn].is_whole else of_job
            for arn, of_job in facts.items()
        }
        # Of two events of one time in one stream, that which was read earlier had come before.
        read = pl.concat([known, read])
    with _parsing:
        readings = certify(read, facts)
    return {
        arn: replace(reading, lines=read.filter(job_arn=arn)) if arn in earlier else reading
        for arn, reading in readings.items()
    }


def _having_lost(facts: ReadingFacts, count: int) -> ReadingFacts:
    """Say that CloudWatch has removed lines that an earlier reading had: others may be unread."""
    if count == 0 or facts.stopped_by is not None:
        return facts
    remark = (
        f"CloudWatch has removed {counted(count, 'line')} since an earlier reading, which had "
        "them; others may have been removed unread."
    )
    return replace(facts, retention_may_have_removed_events=True, remarks=(*facts.remarks, remark))


def _facts(
    scan: LogScan, state: JobState, retention: Retention, stopped: AwsError | None
) -> ReadingFacts:
    record, window = state.known, scan.windows[state.arn]
    started = record.get("startedAt") is not None or record["status"] == "COMPLETED"
    instance_count = record.get("instanceConfig", {}).get("instanceCount")
    known = [] if state.earlier is None else state.earlier["log_stream"].unique().to_list()
    instances = count_instances({*scan.streams_of(state.arn), *known})
    remarks: list[str] = []
    days: int | None = None
    too_old: bool | None = False
    if stopped is None and scan.by_prefix and not scan.pages:
        remarks.append(f"There is no log group {LOG_GROUP} in {retention.clients.region}.")
    elif stopped is None:
        if scan.by_prefix and started and instances < (instance_count or 1):
            instances = _count_listed(
                retention.clients, window.stream_prefix, retention.what, instances, remarks
            )
        # As it is by now: a scan that went on after a while may have missed what was there before.
        days, too_old = retention.of(datetime.now(UTC) - record.get("createdAt", window.start))
        if too_old is None:
            remarks += retention.remarks
    return ReadingFacts(
        state=record["status"],
        terminal=state.is_settled,
        settled=state.had_settled_at(scan.begun_at) and window.is_whole,
        pages=scan.pages,
        streams=instances,
        read_at=scan.begun_at,
        started=started,
        instance_count=instance_count,
        window_start=window.start,
        window_end=window.end,
        retention_days=days,
        retention_may_have_removed_events=too_old,
        stopped_by=None if stopped is None else str(stopped),
        remarks=tuple(remarks),
    )


def with_silent_instances(
    reading: MetricsReading, clients: AwsClients, stream_prefix: str, what: str
) -> MetricsReading:
    """Return a reading that counts the instances without metric lines too, as the log lists them.

    For one that came without asking how many there should be, if there should be more.
    """
    facts, remarks = reading.facts, list(reading.facts.remarks)
    streams = _count_listed(clients, stream_prefix, what, facts.streams, remarks)
    return replace(reading, facts=replace(facts, streams=streams, remarks=tuple(remarks)))


def _count_listed(
    clients: AwsClients, stream_prefix: str, what: str, seen: int, remarks: list[str]
) -> int:
    """Count the instances that have a log at all: not every one has to log metrics."""
    try:
        with translated(what):
            listed = log_streams(clients, stream_prefix, what)
            return count_instances(name for page in listed for name in page.names)
    except AwsError as error:
        remarks.append(f"The log streams could not be listed: {error}")
        return seen


def incomplete(reading: MetricsReading, name: str, stopped: AwsError) -> IncompleteMetricsError:
    """Return the error of a reading that stopped before the end of the log."""
    facts = reading.facts
    error = IncompleteMetricsError(
        f"The metrics of job {name!r} were not read to their end; only "
        f"{counted(facts.pages, 'page')} with {counted(reading.lines_matched, 'metric line')} "
        f"came. {stopped} What was read is in this error's .observations.",
        observations=reading.observations,
        completeness=reading.completeness,
    )
    error.__cause__ = stopped
    return error
