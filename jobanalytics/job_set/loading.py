"""What a JobSet loads of its jobs, as frames that tell the jobs apart."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, TypeVar

import polars as pl

from jobanalytics.caller import level_of_caller
from jobanalytics.completeness import counted
from jobanalytics.concurrently import concurrently
from jobanalytics.distinct import runs_of
from jobanalytics.job_set.gathering import IncompleteMetricsWarning, LoadOptions, gather
from jobanalytics.job_set.merged_cells import MERGED_CELLS
from jobanalytics.job_source import by_source, under_arn
from jobanalytics.schema import COMPLETENESS, JOB_ERRORS, OBSERVATIONS, TASKS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from concurrent.futures import Future
    from typing import Unpack

    from jobanalytics.completeness import Reading
    from jobanalytics.errors import JobAnalyticsError
    from jobanalytics.job_set.gathering import Read
    from jobanalytics.job_set.members import Member
    from jobanalytics.job_source import JobSource
    from jobanalytics.quantum_job import QuantumJob

__all__ = ["Loader", "warn_of_incomplete"]

Result = TypeVar("Result")
# What is merged at once; of what is not kept, as much is held.
_ROWS_AT_ONCE = 2_000_000


class Loader:
    """Loads records, metrics and the rest of a set's jobs, and remembers what failed.

    Parameters
    ----------
    members : sequence of Member
        The jobs of the set.
    """

    def __init__(self, members: Sequence[Member]) -> None:
        self._members = members
        self._names: dict[str, str] = {}
        self._errors: dict[tuple[str, str], tuple[Member, JobAnalyticsError]] = {}
        self.lacks_metrics = False
        """Whether there are metrics that were left unread, as nobody had asked for them."""
        self.merged_cells = pl.DataFrame(schema=MERGED_CELLS)
        """The cells of the last merge of the metrics that hold several different values."""

    def errors(self) -> pl.DataFrame:
        """Return what failed and was collected; columns as in `JOB_ERRORS`."""
        rows = [
            (member.known_name, member.arn, what, type(error).__name__, str(error))
            for (what, _), (member, error) in self._errors.items()
        ]
        return pl.DataFrame(rows, schema=JOB_ERRORS, orient="row").sort(pl.all())

    def has_left_out(self, what: str) -> bool:
        """Say whether any job's records, metrics or else are left out of what was read."""
        return any(kind == what for kind, _ in self._errors)

    def records(self, **options: Unpack[LoadOptions]) -> list[dict[str, Any]]:
        """Return the jobs' records under the set's names, without those that failed."""
        found = self._gather_all("records", self._members, _read_records, **options)
        return [
            member.renamed(found[member.arn]) for member in self._members if member.arn in found
        ]

    def names(self, **options: Unpack[LoadOptions]) -> dict[str, str]:
        """Return the jobs' names by ARN; asks for the records of those whose name is not known."""
        known = self._known_names()
        unknown = [member for member in self._members if member.arn not in known]
        if unknown:
            self._gather_all("records", unknown, _read_records, **options)
        return self._known_names()

    def _known_names(self) -> dict[str, str]:
        """Return the names that can be told without asking anybody; a name does not change."""
        for member in self._members:
            if member.arn not in self._names and member.is_name_known:
                self._names[member.arn] = member.known_name
        return self._names

    def observations(self, **options: Unpack[LoadOptions]) -> pl.DataFrame:
        """Return all jobs' observations; without ``job_name``."""
        parts: list[pl.DataFrame] = []
        self.read_parts(parts.append, **options)
        return pl.concat(parts)

    def read_parts(
        self,
        take: Callable[[pl.DataFrame], object],
        metrics: Collection[str] | None = None,
        /,
        **options: Unpack[LoadOptions],
    ) -> None:
        """Read all jobs' observations, of some metrics at least, and take some jobs' at a time.

        One part at least, and each job is in one. Warns at last of jobs that are not complete.
        """
        waiting, rows = [OBSERVATIONS.to_frame()], 0
        doubts: dict[Member, str] = {}
        self.lacks_metrics = False

        def add(member: Member, reading: Reading) -> None:
            nonlocal rows
            if not reading.is_complete:
                doubts[member] = reading.certificate["notes"]
            own = under_arn(reading.observations, member.arn)
            self.lacks_metrics |= own.height < reading.certificate["observations"]
            waiting.append(own)
            rows += own.height
            if rows >= _ROWS_AT_ONCE:
                part = pl.concat(waiting)
                del waiting[1:]
                rows = 0
                take(part)

        sources = by_source(member.job for member in self._members)
        is_kept = all(source.keeps_metrics(jobs) for source, jobs in sources.items())
        read = _reader(metrics)
        self._gather("metrics", self._members, read, add, is_kept=is_kept, **options)
        take(pl.concat(waiting))
        if doubts:
            first = next(member for member in self._members if member in doubts)
            warn_of_incomplete(
                f"The metrics of {len(doubts):,} of {counted(len(self._members), 'job')} may "
                f"not be all, such as those of {first.known_name!r}: {doubts[first]} "
                "jobs.completeness() tells of each job."
            )

    def completeness(self, **options: Unpack[LoadOptions]) -> pl.DataFrame:
        """Return the certificates of the jobs' last readings; reads where there was none."""
        unread = [member for member in self._members if not _was_read(member)]
        self._gather_all("metrics", unread, _reader(), **options)
        found = self.each(
            "records",
            [member for member in self._members if _was_read(member)],
            lambda job: job.completeness(),
            **options,
        )
        names = self._known_names()
        rows = [
            certificate.select(
                pl.lit(names[arn]).alias("job_name"),
                pl.lit(arn).alias("job_arn"),
                pl.exclude("job_arn"),
            )
            for arn, certificate in found.items()
        ]
        nothing = COMPLETENESS.to_frame().select(
            pl.lit(None, pl.String).alias("job_name"), pl.all()
        )
        return pl.concat([nothing, *rows])

    def tasks(self, wanted: Sequence[Member], **options: Unpack[LoadOptions]) -> pl.DataFrame:
        """Return the quantum tasks of some jobs."""
        found = self.each(
            "tasks",
            wanted,
            lambda job: job._find_tasks(),  # noqa: SLF001 - of this package
            **options,
        )
        return pl.concat([TASKS.to_frame(), *found.values()])

    def named(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Put ``job_name`` before the columns of a frame, and its jobs in the order of names.

        Rows of one job stand together in it.
        """
        names = self._known_names()
        parts = sorted(
            (names[arn], arn, start, length) for arn, start, length in runs_of(frame["job_arn"])
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
        *,
        is_kept: bool = True,
        **options: Unpack[LoadOptions],
    ) -> dict[str, Result]:
        """Do something with some jobs, each for itself; return what came of it by ARN."""

        def read(
            _: JobSource, jobs: list[QuantumJob], __: Callable[[int], None]
        ) -> Iterator[tuple[QuantumJob, Future[Result]]]:
            return concurrently(action, jobs)

        return self._gather_all(what, wanted, read, is_kept=is_kept, **options)

    def _gather_all(
        self,
        what: str,
        wanted: Sequence[Member],
        read: Read[Result],
        *,
        is_kept: bool = True,
        **options: Unpack[LoadOptions],
    ) -> dict[str, Result]:
        """Gather something of some members; return the results in the set's order, by ARN."""
        found: dict[Member, Result] = {}
        self._gather(what, wanted, read, found.__setitem__, is_kept=is_kept, **options)
        return {member.arn: found[member] for member in wanted if member in found}

    def _gather(
        self,
        what: str,
        wanted: Sequence[Member],
        read: Read[Result],
        take: Callable[[Member, Result], None],
        *,
        is_kept: bool = True,
        **options: Unpack[LoadOptions],
    ) -> None:
        """Gather something of some members, and take it as it comes; remember what failed."""
        if unknown := sorted(options.keys() - LoadOptions.__annotations__.keys()):
            raise TypeError(f"There is no argument {unknown[0]!r}.")
        members = {member.job: member for member in wanted}

        def taken(job: QuantumJob, result: Result) -> None:
            take(members[job], result)

        errors = gather(list(members), read, what, taken, is_kept=is_kept, **options)
        for member in wanted:
            self._errors.pop((what, member.arn), None)
        failed = [member for member in wanted if member.job in errors]
        for member in failed:
            self._errors[what, member.arn] = (member, errors[member.job])
        if failed:
            first, of = failed[0], counted(len(self._members), "job")
            warn_of_incomplete(
                f"{len(failed):,} of {of} left out ({what}), such as {first.known_name!r}: "
                f"{errors[first.job]} jobs.errors() lists them."
            )


def warn_of_incomplete(text: str) -> None:
    """Warn with an IncompleteMetricsWarning that points at who called the package."""
    warnings.warn(text, IncompleteMetricsWarning, stacklevel=level_of_caller())


def _read_records(
    source: JobSource, jobs: list[QuantumJob], _: Callable[[int], None]
) -> Iterator[tuple[QuantumJob, Future[dict[str, Any]]]]:
    return source.read_records(jobs)


def _reader(metrics: Collection[str] | None = None) -> Read[Reading]:
    return lambda source, jobs, on_lines: source.read_metrics(jobs, on_lines, metrics)


def _was_read(member: Member) -> bool:
    return member.job._last_reading() is not None  # noqa: SLF001 - of this package
