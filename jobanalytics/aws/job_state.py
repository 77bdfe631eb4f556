"""What is held of a job on AWS: what was read of it, and what that says."""

from __future__ import annotations

import copy
import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from jobanalytics.aws.log_events import LogWindow
from jobanalytics.quantum_job import TERMINAL_STATES
from jobanalytics.schema import ARCHIVED_LINES

if TYPE_CHECKING:
    import polars as pl

    from jobanalytics.aws.log_scan import LogScan
    from jobanalytics.completeness import MetricsReading

__all__ = ["LOG_SETTLES_AFTER", "OVERLAP", "JobState"]

LOG_SETTLES_AFTER = timedelta(minutes=5)
"""How long after a job's end late log events are reckoned with."""

OVERLAP = timedelta(hours=6)
"""How far before the latest line that is known a log is read on from, while its job runs.

Lines come late, and the clocks of instances differ. Few jobs run at a time, so that it costs
little; what is later still is found when the log has settled."""

# CloudWatch takes events whose time is up to 14 days before their arrival and two hours after it,
# so that this is all that a job can have, however wrong an instance's clock is, or ours. The
# streams are the job's alone: a wide window brings in nothing foreign.
_MARGIN_BEFORE = timedelta(days=14)
_MARGIN_AFTER = timedelta(days=1)


class JobState:
    """A job's record, its last reading, and the one that is under way or was interrupted.

    Parameters
    ----------
    arn : str
        The job's ARN.
    """

    def __init__(self, arn: str) -> None:
        self.arn = arn
        self.record: dict[str, Any] | None = None
        """GetJob's last answer."""
        self.reading: MetricsReading | None = None
        self.tasks: pl.DataFrame | None = None
        """The job's quantum tasks, once neither the job nor they can change any more."""
        self.scan: LogScan | None = None
        """A scan of this job's log, and perhaps of others', that goes on or can go on."""
        self.lock = threading.Lock()
        """Held by who reads this job alone."""
        self.earlier: pl.DataFrame | None = None
        """Metric lines of an earlier reading, perhaps none; None where no lines are kept."""
        self.overlap = OVERLAP
        """How far before the latest of the earlier lines the log is read on from."""
        self._changing = threading.Lock()
        self._known: dict[str, Any] = {}

    @property
    def known(self) -> dict[str, Any]:
        """What the last answer of GetJob or SearchJobs says; empty before the first."""
        return self._known

    @property
    def is_settled(self) -> bool:
        """Whether nothing of the record can change any more."""
        return self._known.get("status") in TERMINAL_STATES

    def had_settled_at(self, moment: datetime) -> bool:
        """Whether the job had ended so long before that its log had settled."""
        ended = self._known.get("endedAt") or moment
        return self.is_settled and moment - ended >= LOG_SETTLES_AFTER

    def twin(self, earlier: pl.DataFrame | None, overlap: timedelta = OVERLAP) -> JobState:
        """Return a state of its own that knows what this one does, and cannot change any more.

        Its readings keep their lines.

        Parameters
        ----------
        earlier : polars.DataFrame or None
            Lines of an earlier reading. While the job runs, its log is read on from shortly before
            the latest of them; once it has settled, the whole log is read again, as lines can come
            as late as they like. In both cases, what was there before is in the reading, too, even
            where CloudWatch has forgotten it since.
        overlap : timedelta
            How far before the latest of them to read on from.
        """
        twin = JobState(self.arn)
        twin.record, twin.tasks, twin._known = self.record, self.tasks, self._known
        twin.earlier = ARCHIVED_LINES.to_frame() if earlier is None else earlier
        twin.overlap = overlap
        # Of what is known from earlier, this one's reading knows nothing.
        if earlier is None and self.reading is not None and self.reading.is_complete:
            twin.reading = self.reading
        return twin

    def learn_summary(self, summary: dict[str, Any]) -> None:
        """Take a SearchJobs summary, which has less than a record and may be newer."""
        self._known = self._known | summary

    def learn_record(self, record: dict[str, Any]) -> None:
        """Take GetJob's answer, which also tells how many instances the log should have."""
        self.record = self._known = record
        with self._changing:
            if self.reading is not None:
                self.reading = self._counted(self.reading)

    def learn_reading(self, reading: MetricsReading) -> None:
        """Take the last reading; there is none better than one that is complete."""
        with self._changing:
            if self.reading is None or not self.reading.is_complete:
                self.reading = self._counted(reading)

    def _counted(self, reading: MetricsReading) -> MetricsReading:
        """Tell a reading how many instances the job has, if the record came while it was made."""
        count = self._known.get("instanceConfig", {}).get("instanceCount")
        if count is None or reading.facts.instance_count is not None:
            return reading
        return reading.knowing_instances(count)

    def full_record(self) -> dict[str, Any] | None:
        """Return a copy of the record if it cannot change any more."""
        if self.record is not None and self.record["status"] in TERMINAL_STATES:
            return copy.deepcopy(self.record)
        return None

    def window(self) -> LogWindow:
        """Say where the job's log is: its streams, and its lifetime with a margin."""
        name, job_id = self._known["jobName"], self.arn.rpartition("/")[2]
        # The ARN of an old job ends in its name, and its streams have no UUID.
        old = job_id == name
        epoch = datetime.fromtimestamp(0, UTC)
        created = self._known.get("createdAt", epoch)
        ended = self._known.get("endedAt") if self.is_settled else None
        now = datetime.now(UTC)
        start = first = max(created, epoch + _MARGIN_BEFORE) - _MARGIN_BEFORE
        if self.earlier is not None and not self.had_settled_at(now):
            latest: Any = self.earlier["timestamp"].max()
            if latest is not None:
                # An instance whose clock is ahead must not hide what the others log.
                start = max(first, min(latest, now) - self.overlap)
        return LogWindow(
            stream_prefix=f"{name}/algo-" if old else f"{name}/{job_id}/",
            start=_whole(start),
            end=_whole((ended or now) + _MARGIN_AFTER),
            with_ids=self.earlier is not None,
            is_whole=start == first,
        )


def _whole(moment: datetime) -> datetime:
    """Drop what is less than a millisecond, which is what a log event's time is told in."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
