"""Following: what is known of jobs, look by look, until each has ended and been read to its end."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import polars as pl

from jobanalytics.concurrently import concurrently
from jobanalytics.errors import (
    AwsError,
    IncompleteMetricsError,
    JobAnalyticsError,
    MalformedResponseError,
    ServiceUnavailableError,
    ThrottledError,
)
from jobanalytics.job_source import by_source
from jobanalytics.quantum_job import TERMINAL_STATES
from jobanalytics.schema import LATEST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from concurrent.futures import Future

    from jobanalytics.completeness import Reading
    from jobanalytics.job_set.members import Member
    from jobanalytics.job_source import JobSource
    from jobanalytics.quantum_job import QuantumJob

__all__ = ["Followed", "Following"]

# Each look goes back so far. What is later still is found by the last one, which goes back to the
# beginning.
_OVERLAP = timedelta(minutes=5)
# GetJob is allowed five times a second, and a look is to take no longer than until the next one.
_PLACES_A_LOOK = 8

_NOTHING = LATEST.to_frame()

_PASSING = (ThrottledError, ServiceUnavailableError, MalformedResponseError)


@dataclass(eq=False)  # each is itself: that of sets, and no comparison of all that is known
class Followed:
    """A job that is followed, and what is known of it.

    Attributes
    ----------
    member : Member
        The job, as the set has it.
    twin : QuantumJob
        What is read while it runs; the user's own job is read when it has ended.
    known : dict
        Its record, as it was heard last.
    place : str or None
        Its place in the queue.
    lines : polars.DataFrame or None
        Its metric lines so far.
    metrics : set of str
        All metrics that it has logged so far.
    latest : polars.DataFrame
        Of the metrics that are watched; columns as in `LATEST`.
    has_ended : bool
        Whether the last look saw that it had.
    is_over : bool
        Whether it was read after its end, so that there is nothing to wait for.
    is_complete : bool
        Whether what was read is all that there will ever be.
    notes : str
        What stands against that.
    """

    member: Member
    twin: QuantumJob
    known: dict[str, Any]
    place: str | None = None
    place_asked: int = 0
    lines: pl.DataFrame | None = None
    metrics: set[str] = field(default_factory=set)
    latest: pl.DataFrame = field(default_factory=lambda: _NOTHING)
    has_ended: bool = False
    is_over: bool = False
    is_complete: bool = False
    notes: str = ""

    @property
    def job(self) -> QuantumJob:
        """The user's own job."""
        return self.member.job

    @property
    def state(self) -> str | None:
        """The state, as it was heard last; None before."""
        return self.known.get("status")


class Following:
    """Jobs that are followed.

    Parameters
    ----------
    members : sequence of Member
        The jobs.
    latest : callable
        Makes `LATEST` of observations.
    interval_seconds : float
        How long after a job's end its log is read the last time.
    """

    def __init__(
        self,
        members: Sequence[Member],
        latest: Callable[[pl.DataFrame], pl.DataFrame],
        interval_seconds: float,
    ) -> None:
        self.jobs = [Followed(member, member.job, member.known) for member in members]
        self.troubles: list[str] = []
        """What AWS did not answer at the last look; it is asked again at the next."""
        self._latest = latest
        self._interval = timedelta(seconds=interval_seconds)
        self._has_asked = False
        self._looks = 0

    @property
    def is_live(self) -> bool:
        """Whether any of the jobs can still run: others are of a disk."""
        return any(each.job._source.is_live for each in self.jobs)  # noqa: SLF001

    @property
    def unfinished(self) -> list[Followed]:
        """The jobs that have not ended, or not been read since."""
        return [each for each in self.jobs if not each.is_over]

    def look(self) -> None:
        """Look once after every job that is not finished.

        Raises
        ------
        JobAnalyticsError
            What waiting does not mend; throttling and the like become `troubles`.
        """
        self._looks += 1
        self.troubles = []
        live = self.unfinished
        if not self._has_asked:
            self._learn_states(live)
        due = [each for each in live if self._is_due(each)]
        are_due = set(due)
        running = [each for each in live if each not in are_due]
        queued = set(self._ask_places([each for each in running if each.state == "QUEUED"]))
        self._follow([each for each in running if each not in queued])
        self._read_to_the_end(due)

    def _learn_states(self, jobs: Sequence[Followed]) -> None:
        """Ask once what has become of all, so that those that have ended are read only once."""
        for source, own in by_source(each.job for each in jobs).items():
            for _, outcome in self._outcomes(source.learn_states, own):
                self._result(outcome)
        for each in jobs:
            each.known = each.member.known
        self._has_asked = not self.troubles

    def _is_due(self, each: Followed) -> bool:
        """Say whether a job is to be read a last time: not before its last words are in the log."""
        if not each.job._source.is_live or each.has_ended:  # noqa: SLF001 - of this package
            return True
        ended = each.known.get("endedAt")
        long_ago = ended is not None and datetime.now(UTC) - ended >= self._interval
        return each.state in TERMINAL_STATES and long_ago

    def _ask_places(self, jobs: list[Followed]) -> list[Followed]:
        """Ask for the places of jobs in the queue, of many in turns; return those still there."""
        asked = sorted(jobs, key=lambda each: each.place_asked)[:_PLACES_A_LOOK]
        twins = {self._new_twin(each): each for each in asked}
        for twin, outcome in self._outcomes(_ask_places, list(twins)):
            each = twins[twin]
            each.place, each.place_asked = self._result(outcome) or each.place, self._looks
            self._learn(each)
        return [each for each in asked if each.state == "QUEUED"]

    def _follow(self, jobs: Sequence[Followed]) -> None:
        """Read on in the logs of jobs that run, as far as they have come."""
        twins = {self._new_twin(each): each for each in jobs}
        read = {}
        for twin, reading in self._readings(twins):
            each = twins[twin]
            self._learn(each)
            if each.lines is None or reading.lines is None or len(each.lines) != len(reading.lines):
                read[each.member.arn] = (each, reading)
            each.lines = reading.lines
        self._take(read)

    def _read_to_the_end(self, jobs: Sequence[Followed]) -> None:
        """Read jobs that have ended; they keep what is read, so that every method has it."""
        own = {each.job: each for each in jobs}
        read = {}
        for job, reading in self._readings(own):
            each = own[job]
            each.is_over, each.is_complete = True, reading.is_complete
            each.notes = reading.certificate["notes"]
            each.known, each.place, each.lines = each.member.known, None, None
            read[each.member.arn] = (each, reading)
        self._take(read)

    def _new_twin(self, each: Followed) -> QuantumJob:
        each.twin = each.twin._twin(each.lines, overlap=_OVERLAP)  # noqa: SLF001 - of this package
        return each.twin

    def _learn(self, each: Followed) -> None:
        each.known = each.member.renamed(each.twin._known())  # noqa: SLF001 - of this package
        each.has_ended = each.state in TERMINAL_STATES
        if each.state != "QUEUED":
            each.place = None

    def _take(self, read: dict[str, tuple[Followed, Reading]]) -> None:
        """Let jobs stand where what was read of them says."""
        if not read:
            return
        frames = {
            arn: reading.observations.with_columns(job_arn=pl.lit(arn))
            for arn, (_, reading) in read.items()
        }
        latest = self._latest(pl.concat(frames.values())).partition_by("job_arn", as_dict=True)
        for arn, (each, _) in read.items():
            each.metrics = set(frames[arn]["metric"].unique())
            each.latest = latest.get((arn,), _NOTHING)

    def _readings(self, jobs: Iterable[QuantumJob]) -> Iterator[tuple[QuantumJob, Reading]]:
        for source, own in by_source(jobs).items():
            for job, outcome in self._outcomes(_read_metrics(source), own):
                reading = self._result(outcome)
                if reading is not None:
                    yield job, reading

    def _outcomes(
        self,
        read: Callable[[list[QuantumJob]], Iterator[tuple[QuantumJob, Future[Any]]]],
        jobs: list[QuantumJob],
    ) -> Iterator[tuple[QuantumJob, Future[Any]]]:
        """Give the outcomes of a reading; what ends all of it is borne if it will pass."""
        try:
            with closing(read(jobs)) as outcomes:  # type: ignore[type-var]
                yield from outcomes
        except AwsError as error:
            self._bear(error)

    def _result(self, outcome: Future[Any]) -> Any:
        """Return the result of a call, or None where its error will pass."""
        try:
            return outcome.result()
        except JobAnalyticsError as error:
            self._bear(error)
            return None

    def _bear(self, error: JobAnalyticsError) -> None:
        cause = error.__cause__ if isinstance(error, IncompleteMetricsError) else error
        if not isinstance(cause, _PASSING):
            raise error
        self.troubles.append(str(cause))


def _ask_places(jobs: list[QuantumJob]) -> Iterator[tuple[QuantumJob, Future[str | None]]]:
    return concurrently(lambda job: job._ask_place(), jobs)  # noqa: SLF001 - of this package


def _read_metrics(
    source: JobSource,
) -> Callable[[list[QuantumJob]], Iterator[tuple[QuantumJob, Future[Reading]]]]:
    return lambda jobs: source.read_metrics(jobs, lambda _: None)
