"""AwsJobSource: the jobs of one session and region, read together in few calls.

What a sweep waits for are the quotas: FilterLogEvents and GetJob are allowed five times a second,
DescribeLogStreams twenty-five times. The plan, in this order:

1. What jobs have become, where it can have changed: one search for a hundred jobs, and GetJob for
   what it did not tell.
2. The names of their log streams, fifty a call where jobs are named alike. A single job is read by
   its prefix instead, which needs no names.
3. Their metric lines: up to a hundred streams share a scan, whose pages hold up to 10,000 lines
   or 1 MB, of whichever job. Scans are several, so that some wait while others are parsed, and a
   scan that was interrupted goes on where it stopped.
"""

from __future__ import annotations

import copy
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar, cast

from botocore.exceptions import ClientError

from jobanalytics.aws.errors import error_code, translated
from jobanalytics.aws.log_scan import LogScan, ScanStopped
from jobanalytics.aws.log_streams import streams_by_prefix
from jobanalytics.aws.metrics_reading import (
    Retention,
    incomplete,
    read_scan,
    with_silent_instances,
)
from jobanalytics.aws.records import get_job, refresh_summaries
from jobanalytics.concurrently import concurrently, raised, returned
from jobanalytics.errors import AccessDeniedError, AwsError, CredentialsError
from jobanalytics.job_source import JobSource

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from concurrent.futures import Future

    from jobanalytics.aws.job import AwsQuantumJob
    from jobanalytics.aws.job_state import JobState
    from jobanalytics.aws.log_events import LogWindow
    from jobanalytics.aws.session import AwsClients
    from jobanalytics.completeness import Reading
    from jobanalytics.quantum_job import QuantumJob

__all__ = ["AwsJobSource"]

_SCANS_AT_ONCE = 8
_MOST_STREAMS = 100
_FEWEST_STREAMS = 10


@dataclass(frozen=True)
class AwsJobSource(JobSource):
    """The jobs that one session sees in one region.

    Attributes
    ----------
    clients : AwsClients
        The session's clients in the region.
    """

    clients: AwsClients
    is_live: ClassVar[bool] = True

    def learn_states(self, jobs: Sequence[QuantumJob]) -> Iterator[tuple[QuantumJob, Future[None]]]:
        """Learn what has become of jobs that had not ended when they were last heard of."""
        stop = threading.Event()
        try:
            yield from self._ask_what_became_of(list(jobs), stop)
        finally:
            stop.set()

    def read_metrics(
        self,
        jobs: Sequence[QuantumJob],
        on_lines: Callable[[int], None],
        metrics: Collection[str] | None = None,  # noqa: ARG002 - a log is read as a whole
    ) -> Iterator[tuple[QuantumJob, Future[Reading]]]:
        """Read the metrics of jobs; see the module for the plan."""
        stop = threading.Event()
        states = {job.arn: state_of(job) for job in jobs}
        unread: dict[str, QuantumJob] = {}
        for job in jobs:
            reading = state_of(job).reading
            if reading is not None and reading.is_complete:
                yield job, returned(reading)
            else:
                unread[job.arn] = job
        try:
            for job, record in self._ask_what_became_of(list(unread.values()), stop):
                if (error := record.exception()) is not None:
                    del unread[job.arn], states[job.arn]
                    yield job, raised(error)
            retention = Retention(self.clients, f"reading the metrics of {_named(unread, states)}")

            def run(scan: LogScan) -> dict[str, Future[Reading]]:
                return self._run(scan, states, retention, stop, on_lines)

            scans = self._plan(list(unread), states, stop)
            for _, outcomes in concurrently(run, scans, workers=_SCANS_AT_ONCE, stop=stop):
                for arn, reading_or_error in outcomes.result().items():
                    if arn in unread:
                        yield unread[arn], reading_or_error
        finally:  # also where it is closed or interrupted: whoever called wants no more
            stop.set()

    def read_records(
        self, jobs: Sequence[QuantumJob]
    ) -> Iterator[tuple[QuantumJob, Future[dict[str, Any]]]]:
        """Read the records of jobs with GetJob: no search has their hyperparameters."""
        return concurrently(lambda job: self._record(state_of(job)), jobs)

    def ask_record(self, state: JobState) -> None:
        """Learn a job's record from GetJob, and what it says of the job's last reading."""
        unsure = state.reading is not None and state.reading.facts.instance_count is None
        state.learn_record(get_job(self.clients, state.arn))
        reading = state.reading
        if unsure and reading is not None and reading.lacks_streams:
            prefix, what = state.window().stream_prefix, f"counting the instances of {state.arn}"
            state.learn_reading(with_silent_instances(reading, self.clients, prefix, what))

    def _record(self, state: JobState) -> dict[str, Any]:
        record = state.full_record()
        if record is None:
            self.ask_record(state)
            record = copy.deepcopy(state.record)
        return cast("dict[str, Any]", record)

    def _ask_what_became_of(
        self, jobs: list[QuantumJob], stop: threading.Event
    ) -> Iterator[tuple[QuantumJob, Future[None]]]:
        """Learn the states of jobs that had not ended when they were last heard of."""
        stale = {state.arn: state for job in jobs if not (state := state_of(job)).is_settled}
        unknown = {state.arn for state in refresh_summaries(self.clients, list(stale.values()))}

        def ask(job: QuantumJob) -> None:
            state_of(job).learn_record(get_job(self.clients, job.arn))

        return concurrently(ask, [job for job in jobs if job.arn in unknown], stop=stop)

    def _plan(
        self, unread: list[str], states: dict[str, JobState], stop: threading.Event
    ) -> list[LogScan]:
        """Say which scans to make of the jobs of these ARNs: first those that go on."""
        scans = _that_go_on(unread, states)
        planned = {arn for scan in scans for arn in scan.windows}
        windows = {arn: states[arn].window() for arn in unread if arn not in planned}
        streams = self._list_streams(windows, stop)
        new = [LogScan({arn: window}) for arn, window in windows.items() if arn not in streams]
        # A log that can still grow is read from its beginning each time. Among others it would
        # keep their scan from going on.
        now = datetime.now(UTC)
        settled = {arn for arn in streams if states[arn].had_settled_at(now)}
        most = _most_streams(streams)
        for arns in (settled, streams.keys() - settled):
            new += _shared_scans({arn: windows[arn] for arn in arns}, streams, most)
        for scan in new:
            _keep(scan, states)
        return scans + new

    def _list_streams(
        self, windows: dict[str, LogWindow], stop: threading.Event
    ) -> dict[str, list[str]]:
        """Find the streams of jobs; of one job, or where it is not permitted, of none."""
        if len(windows) <= 1:
            return {}
        what = f"listing the log streams of {len(windows):,} jobs in {self.clients.region}"
        arns = {window.stream_prefix: arn for arn, window in windows.items()}
        found = streams_by_prefix(self.clients, arns, what, stop)
        return {arns[prefix]: names for prefix, names in found.items()}

    def _run(
        self,
        scan: LogScan,
        states: dict[str, JobState],
        retention: Retention,
        stop: threading.Event,
        on_lines: Callable[[int], None],
    ) -> dict[str, Future[Reading]]:
        """Run a scan to its end, or to what stops it; give each of its jobs its outcome."""
        own = {arn: states[arn] for arn in scan.windows}
        what = f"reading the metrics of {_named(own, states)} in {self.clients.region}"
        stopped: AwsError | None = None
        try:
            with translated(what):
                scan.run(self.clients, what, stop, on_lines)
        except ScanStopped:
            return {}
        except AwsError as error:
            if not scan.by_prefix and _is_gone(error):
                # A stream that was there a moment ago is none of the others' business.
                alone = [LogScan({arn: window}) for arn, window in scan.windows.items()]
                for one in alone:
                    _keep(one, states)
                runs = [self._run(one, states, retention, stop, on_lines) for one in alone]
                return {arn: outcome for run in runs for arn, outcome in run.items()}
            if isinstance(error, (AccessDeniedError, CredentialsError)) and not scan.pages:
                return {arn: raised(error) for arn in own}
            stopped = error
        outcomes: dict[str, Future[Reading]] = {}
        for arn, reading in read_scan(scan, own, retention, stopped).items():
            own[arn].learn_reading(reading)
            outcomes[arn] = (
                returned(reading)
                if stopped is None
                else raised(incomplete(reading, own[arn].known["jobName"], stopped))
            )
        if stopped is None:
            _forget(scan, own)
        return outcomes


def state_of(job: QuantumJob) -> JobState:
    """Return what is held of a job; those that come here are AwsQuantumJobs."""
    return cast("AwsQuantumJob", job)._state  # noqa: SLF001 - of this package


def _that_go_on(unread: list[str], states: dict[str, JobState]) -> list[LogScan]:
    """Find the scans that were interrupted, or are under way, if all of their jobs are wanted."""
    scans = []
    planned: set[str] = set()
    for arn in unread:
        scan = states[arn].scan
        if scan and scan.windows.keys() <= states.keys() and planned.isdisjoint(scan.windows):
            scans.append(scan)
            planned.update(scan.windows)
    return scans


def _keep(scan: LogScan, states: dict[str, JobState]) -> None:
    """Let a scan go on later, if no line can come any more that belongs before its end."""
    own = [states[arn] for arn in scan.windows]
    if all(state.had_settled_at(scan.begun_at) for state in own):
        for state in own:
            state.scan = scan


def _forget(scan: LogScan, states: dict[str, JobState]) -> None:
    for state in states.values():
        if state.scan is scan:
            state.scan = None


def _most_streams(streams: dict[str, list[str]]) -> int:
    """Say how many streams to read by one scan, so that all scans run at once."""
    total = sum(len(names) for names in streams.values())
    return min(max(-(-total // _SCANS_AT_ONCE), _FEWEST_STREAMS), _MOST_STREAMS)


def _shared_scans(
    windows: dict[str, LogWindow], streams: dict[str, list[str]], most: int
) -> list[LogScan]:
    """Share the jobs out among scans, those of one time together."""
    scans: list[LogScan] = []
    without = {arn: window for arn, window in windows.items() if not streams[arn]}
    if without:
        scans.append(LogScan(without, {}))
    group: dict[str, list[str]] = {}
    size = 0
    for arn in sorted(windows.keys() - without.keys(), key=lambda arn: (windows[arn].start, arn)):
        count = len(streams[arn])
        if count > _MOST_STREAMS:
            scans.append(LogScan({arn: windows[arn]}))
            continue
        if group and size + count > most:
            scans.append(LogScan({arn: windows[arn] for arn in group}, group))
            group, size = {}, 0
        group[arn] = streams[arn]
        size += count
    if group:
        scans.append(LogScan({arn: windows[arn] for arn in group}, group))
    return scans


def _is_gone(error: AwsError) -> bool:
    cause = error.__cause__
    return isinstance(cause, ClientError) and error_code(cause) == "ResourceNotFoundException"


def _named(arns: Iterable[str], states: dict[str, JobState]) -> str:
    names = [repr(states[arn].known["jobName"]) for arn in arns]
    if len(names) == 1:
        return f"job {names[0]}"
    return f"{len(names):,} jobs ({names[0]} … {names[-1]})" if names else "no job"
