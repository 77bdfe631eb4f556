"""What a JobSet loads of its jobs, as frames that tell the jobs apart."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, TypeVar

import polars as pl

from jobanalytics.caller import level_of_caller
from jobanalytics.completeness import certificates
from jobanalytics.concurrently import concurrently
from jobanalytics.job_set.gathering import IncompleteMetricsWarning, gather
from jobanalytics.schema import JOB_ERRORS, OBSERVATIONS, TASKS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Future
    from typing import Unpack

    from jobanalytics.completeness import MetricsReading
    from jobanalytics.errors import JobAnalyticsError
    from jobanalytics.job_set.gathering import LoadOptions
    from jobanalytics.job_set.members import Member
    from jobanalytics.job_source import JobSource
    from jobanalytics.quantum_job import QuantumJob

__all__ = ["Loader"]

Result = TypeVar("Result")


class Loader:
    """Loads records, metrics and the rest of a set's jobs, and remembers what failed.

    Parameters
    ----------
    members : sequence of Member
        The jobs of the set.
    """

    def __init__(self, members: Sequence[Member]) -> None:
        self._members = members
        self._errors: dict[tuple[str, str], tuple[Member, JobAnalyticsError]] = {}

    def errors(self) -> pl.DataFrame:
        """Return what failed and was collected; columns as in `JOB_ERRORS`."""
        rows = [
            (member.known_name, member.arn, what, type(error).__name__, str(error))
            for (what, _), (member, error) in self._errors.items()
        ]
        return pl.DataFrame(rows, schema=JOB_ERRORS, orient="row").sort(pl.all())

    def records(self, **options: Unpack[LoadOptions]) -> list[dict[str, Any]]:
        """Return each job's record under the set's names; what is known of one that failed."""

        def read(
            source: JobSource, jobs: list[QuantumJob], _: Callable[[int], None]
        ) -> Iterator[tuple[QuantumJob, Future[dict[str, Any]]]]:
            return source.read_records(jobs)

        found = self._gather("records", self._members, read, **options)
        return [found.get(member.arn, {}) | member.known for member in self._members]

    def readings(self, **options: Unpack[LoadOptions]) -> dict[str, MetricsReading]:
        """Return each job's metrics by ARN; warn of those that are not complete."""

        def read(
            source: JobSource, jobs: list[QuantumJob], on_lines: Callable[[int], None]
        ) -> Iterator[tuple[QuantumJob, Future[MetricsReading]]]:
            return source.read_metrics(jobs, on_lines)

        found = self._gather("metrics", self._members, read, **options)
        doubtful = [
            member
            for member in self._members
            if member.arn in found and not found[member.arn].is_complete
        ]
        if doubtful:
            first = doubtful[0]
            _warn(
                f"{len(doubtful):,} of {len(self._members):,} jobs are not complete, such as "
                f"{first.name!r}: {found[first.arn].certificate['notes']} jobs.completeness() "
                "says it of each."
            )
        return found

    def observations(self, **options: Unpack[LoadOptions]) -> pl.DataFrame:
        """Return all jobs' observations; without ``job_name``, which merging has no use for."""
        readings = self.readings(**options)
        return pl.concat(
            [OBSERVATIONS.to_frame()]
            + [_under(reading.observations, arn) for arn, reading in sorted(readings.items())]
        )

    def completeness(self, **options: Unpack[LoadOptions]) -> pl.DataFrame:
        """Return the certificates of all jobs, which know how many instances each has."""
        readings = self.readings(**options)
        unsure = [
            member
            for member in self._members
            if member.arn in readings and readings[member.arn].facts.instance_count is None
        ]
        if unsure:
            Loader(unsure).records(**options)
        read = [member for member in self._members if member.arn in readings]
        last = [member.job._last_reading() or readings[member.arn] for member in read]  # noqa: SLF001
        return certificates(last).select(
            pl.Series("job_name", [member.name for member in read], pl.String),
            pl.Series("job_arn", [member.arn for member in read], pl.String),
            pl.exclude("job_arn"),
        )

    def tasks(self, **options: Unpack[LoadOptions]) -> pl.DataFrame:
        """Return all jobs' quantum tasks."""
        found = self.each(
            "tasks",
            self._members,
            lambda job: job._find_tasks(),  # noqa: SLF001 - of this package
            **options,
        )
        frames = [_under(frame, arn) for arn, frame in found.items()]
        return pl.concat([TASKS.to_frame(), *frames])

    def named(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Put ``job_name`` before the columns of a frame, and its jobs in the order of names.

        Rows of one job stand together in it.
        """
        runs = frame["job_arn"].rle().struct.unnest()
        starts = runs["len"].cum_sum() - runs["len"]
        names = {member.arn: member for member in self._members}
        parts = sorted(
            (names[arn].name, arn, start, length)
            for arn, start, length in zip(runs["value"], starts, runs["len"], strict=True)
        )
        blocks = [
            frame.slice(start, length).select(pl.lit(name).alias("job_name"), pl.all())
            for name, _, start, length in parts
        ]
        nothing = frame.clear().select(pl.lit(None, pl.String).alias("job_name"), pl.all())
        return pl.concat([nothing, *blocks])

    def each(
        self,
        what: str,
        wanted: Sequence[Member],
        action: Callable[[QuantumJob], Result],
        **options: Unpack[LoadOptions],
    ) -> dict[str, Result]:
        """Do something with some jobs, each for itself; return what came of it by ARN."""

        def read(
            _: JobSource, jobs: list[QuantumJob], __: Callable[[int], None]
        ) -> Iterator[tuple[QuantumJob, Future[Result]]]:
            return concurrently(action, jobs)

        return self._gather(what, wanted, read, **options)

    def _gather(
        self,
        what: str,
        wanted: Sequence[Member],
        read: Callable[
            [JobSource, list[QuantumJob], Callable[[int], None]],
            Iterator[tuple[QuantumJob, Future[Result]]],
        ],
        **options: Unpack[LoadOptions],
    ) -> dict[str, Result]:
        """Gather something of some members; give the results in the set's order, by ARN."""
        gathered = gather([member.job for member in wanted], read, what, **options)
        failed = [member for member in wanted if member.job in gathered.errors]
        for member in wanted:
            self._errors.pop((what, member.arn), None)
        for member in failed:
            self._errors[what, member.arn] = (member, gathered.errors[member.job])
        if failed:
            first = failed[0]
            _warn(
                f"{len(failed):,} of {len(wanted):,} jobs are left out ({what}), such as "
                f"{first.known_name!r}: {gathered.errors[first.job]} jobs.errors() lists them."
            )
        return {
            member.arn: gathered.results[member.job]
            for member in wanted
            if member.job in gathered.results
        }


def _under(frame: pl.DataFrame, arn: str) -> pl.DataFrame:
    """Return a frame under the ARN that its job has in the set, in most cases its own."""
    if frame.is_empty() or frame["job_arn"][0] == arn:
        return frame
    return frame.with_columns(pl.lit(arn).alias("job_arn"))


def _warn(text: str) -> None:
    warnings.warn(text, IncompleteMetricsWarning, stacklevel=level_of_caller())
