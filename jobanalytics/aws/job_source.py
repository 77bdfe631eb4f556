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
from typing import TYPE_CHECKING, Any, cast

from botocore.exceptions import ClientError

from jobanalytics.aws.errors import error_code, translated
from jobanalytics.aws.log_scan import LogScan, ScanStopped
from jobanalytics.aws.log_streams import streams_by_prefix
from jobanalytics.aws.metrics_reading import Retention, incomplete, read_scan
from jobanalytics.aws.records import get_job, refresh_summaries
from jobanalytics.concurrently import concurrently, raised, returned
from jobanalytics.errors import AccessDeniedError, AwsError, CredentialsError
from jobanalytics.job_source import JobSource

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Future

    from jobanalytics.aws.job import AwsQuantumJob
    from jobanalytics.aws.job_state import JobState
    from jobanalytics.aws.log_events import LogWindow
    from jobanalytics.aws.session import AwsClients
    from jobanalytics.completeness import MetricsReading
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

    def read_metrics(
        self, jobs: Sequence[QuantumJob], on_lines: Callable[[int], None]
    ) -> Iterator[tuple[QuantumJob, Future[MetricsReading]]]:
        """Read the metrics of jobs; see the module for the plan."""
        stop = threading.Event()
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
                    del unread[job.arn]
                    yield job, raised(error)
            states = {arn: state_of(job) for arn, job in unread.items()}
            retention = Retention(self.clients, f"reading the metrics of {_named(states)}")

            def run(scan: LogScan) -> dict[str, Future[MetricsReading]]:
                return self._run(scan, states, retention, stop, on_lines)

            scans = self._plan(list(states.values()), stop)
            for _, outcomes in concurrently(run, scans, workers=_SCANS_AT_ONCE, stop=stop):
                for arn, reading_or_error in outcomes.result().items():
                    yield unread[arn], reading_or_error
        except BaseException:  # closed or interrupted: whoever called wants no more
            stop.set()
            raise

    def read_records(
        self, jobs: Sequence[QuantumJob]
    ) -> Iterator[tuple[QuantumJob, Future[dict[str, Any]]]]:
        """Read the records of jobs with GetJob: no search has their hyperparameters."""
        return concurrently(lambda job: self._record(state_of(job)), jobs)

    def _record(self, state: JobState) -> dict[str, Any]:
        record = state.full_record()
        if record is None:
            state.learn_record(get_job(self.clients, state.arn))
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

    def _plan(self, states: list[JobState], stop: threading.Event) -> list[LogScan]:
        """Say which scans to make: first those that go on."""
        scans = _interrupted(states)
        planned = {arn for scan in scans for arn in scan.windows}
        windows = {state.arn: state.window() for state in states if state.arn not in planned}
        alone = [LogScan({arn: window}) for arn, window in windows.items()]
        if len(windows) <= 1:
            return scans + alone
        what = f"listing the log streams of {len(windows):,} jobs in {self.clients.region}"
        try:
            with translated(what):
                found = streams_by_prefix(
                    self.clients, [window.stream_prefix for window in windows.values()], what, stop
                )
        except AwsError:
            # Names are a shortcut: each job can be read without, or says what is wrong.
            return scans + alone
        streams = {arn: found[window.stream_prefix] for arn, window in windows.items()}
        return scans + _shared_scans(windows, streams)

    def _run(
        self,
        scan: LogScan,
        states: dict[str, JobState],
        retention: Retention,
        stop: threading.Event,
        on_lines: Callable[[int], None],
    ) -> dict[str, Future[MetricsReading]]:
        """Run a scan to its end, or to what stops it; give each of its jobs its outcome."""
        own = {arn: states[arn] for arn in scan.windows}
        what = f"reading the metrics of {_named(own)} in {self.clients.region}"
        stopped: AwsError | None = None
        try:
            with translated(what):
                scan.run(self.clients, what, stop, on_lines)
        except ScanStopped:
            _keep(scan, own)
            return {}
        except AwsError as error:
            if not scan.by_prefix and _is_gone(error):
                # A stream that was there a moment ago is none of the others' business.
                alone = [LogScan({arn: window}) for arn, window in scan.windows.items()]
                runs = [self._run(one, states, retention, stop, on_lines) for one in alone]
                return {arn: outcome for run in runs for arn, outcome in run.items()}
            if isinstance(error, (AccessDeniedError, CredentialsError)) and not scan.pages:
                return {arn: raised(error) for arn in own}
            stopped = error
            _keep(scan, own)
        outcomes: dict[str, Future[MetricsReading]] = {}
        for arn, reading in read_scan(scan, own, retention, stopped).items():
            own[arn].reading = reading
            outcomes[arn] = (
                returned(reading)
                if stopped is None
                else raised(incomplete(reading, own[arn].known["jobName"], stopped))
            )
        return outcomes


def state_of(job: QuantumJob) -> JobState:
    """Return what is held of a job; those that come here are AwsQuantumJobs."""
    return cast("AwsQuantumJob", job)._state  # noqa: SLF001 - of this package


_interrupted_lock = threading.Lock()


def _interrupted(states: list[JobState]) -> list[LogScan]:
    """Take the scans that were interrupted, if all of their jobs are wanted again."""
    wanted = {state.arn: state for state in states}
    scans = []
    with _interrupted_lock:
        for state in states:
            scan = state.interrupted
            if scan is not None and scan.windows.keys() <= wanted.keys():
                scans.append(scan)
                for arn in scan.windows:
                    wanted[arn].interrupted = None
    return scans


def _keep(scan: LogScan, states: dict[str, JobState]) -> None:
    """Keep a scan that stopped, if no line can have come since that belongs before its end."""
    if all(state.had_settled_at(scan.begun_at) for state in states.values()):
        with _interrupted_lock:
            for state in states.values():
                state.interrupted = scan


def _shared_scans(windows: dict[str, LogWindow], streams: dict[str, list[str]]) -> list[LogScan]:
    """Share the jobs out among scans, those of one time together."""
    total = sum(len(names) for names in streams.values())
    most = min(max(-(-total // _SCANS_AT_ONCE), _FEWEST_STREAMS), _MOST_STREAMS)
    scans: list[LogScan] = []
    without = {arn: windows[arn] for arn, names in streams.items() if not names}
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


def _named(states: dict[str, JobState]) -> str:
    names = [repr(state.known["jobName"]) for state in states.values()]
    if len(names) == 1:
        return f"job {names[0]}"
    return f"{len(names):,} jobs ({names[0]} … {names[-1]})" if names else "no job"
