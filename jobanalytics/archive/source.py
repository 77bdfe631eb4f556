"""ArchiveSource: the jobs of one archive, read together file by file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from jobanalytics.concurrently import concurrently, raised, returned
from jobanalytics.errors import ArchiveDamagedError
from jobanalytics.job_source import JobSource

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from concurrent.futures import Future

    from jobanalytics.archive.contents import Contents
    from jobanalytics.archive.job import ArchivedQuantumJob
    from jobanalytics.completeness import Reading
    from jobanalytics.quantum_job import QuantumJob

__all__ = ["ArchiveSource"]

# Polars uses all cores for each; several are for the waiting on S3.
_READS_AT_ONCE = 4
# What is read at once is held twice while it is put in order.
_ROWS_AT_ONCE = 2_000_000
# So much, half a gigabyte, is kept for the next question: whatever is wanted, all is read. Of more
# only what is wanted is read, some at a time, and not kept.
_ROWS_KEPT = 5_000_000


@dataclass(frozen=True)
class ArchiveSource(JobSource):
    """The jobs of one archive.

    Attributes
    ----------
    contents : Contents
        What it holds.
    """

    contents: Contents

    def read_metrics(
        self,
        jobs: Sequence[QuantumJob],
        on_lines: Callable[[int], None],
        metrics: Collection[str] | None = None,
    ) -> Iterator[tuple[QuantumJob, Future[Reading]]]:
        """Read the metrics of jobs; each is read once, unless all of them are more than is kept."""
        # What is kept is all there is of a job.
        is_kept = self.keeps_metrics(jobs)
        unread = []
        for job in cast("Sequence[ArchivedQuantumJob]", jobs):
            if job._known_observations() is None:  # noqa: SLF001 - of this package
                unread.append(job)
                continue
            yield job, returned(job._last_reading())  # noqa: SLF001
        yield from self._read(unread, on_lines, None if is_kept else metrics, is_kept=is_kept)

    def keeps_metrics(self, jobs: Sequence[QuantumJob]) -> bool:
        """Say whether jobs keep what is read: not, where all of them are more than is kept."""
        unread = [
            job
            for job in cast("Sequence[ArchivedQuantumJob]", jobs)
            if job._known_observations() is None  # noqa: SLF001 - of this package
        ]
        return sum(map(_rows, unread)) <= _ROWS_KEPT

    def _read(
        self,
        jobs: Sequence[ArchivedQuantumJob],
        on_lines: Callable[[int], None],
        metrics: Collection[str] | None,
        *,
        is_kept: bool,
    ) -> Iterator[tuple[QuantumJob, Future[Reading]]]:
        def load(part: list[ArchivedQuantumJob]) -> dict[ArchivedQuantumJob, Reading]:
            return dict(self._load(part, metrics, is_kept=is_kept))

        parts = _parts(jobs)
        # Not all at once: whoever takes them slowly would find all of them waiting in memory.
        for first in range(0, len(parts), _READS_AT_ONCE):
            some = parts[first : first + _READS_AT_ONCE]
            for own, outcome in concurrently(load, some, workers=_READS_AT_ONCE):
                error = outcome.exception()
                if isinstance(error, ArchiveDamagedError) and len(own) > 1:
                    # Not all of a damaged file need be.
                    for job in own:
                        yield from self._read([job], on_lines, metrics, is_kept=is_kept)
                    continue
                for job in own:
                    if error is not None:
                        yield job, raised(error)
                        continue
                    reading = outcome.result()[job]
                    on_lines(reading.certificate["lines_matched"])
                    yield job, returned(reading)

    def _load(
        self,
        jobs: Sequence[ArchivedQuantumJob],
        metrics: Collection[str] | None,
        *,
        is_kept: bool,
    ) -> Iterator[tuple[ArchivedQuantumJob, Reading]]:
        """Load the observations of jobs that are in one file, or in none."""
        entries = [job._entry for job in jobs]  # noqa: SLF001 - of this package
        try:
            found = self.contents.observations(entries, metrics)
        except FileNotFoundError:
            # The archive has changed since: what has become of all of them is asked once.
            for job, entry in zip(jobs, self.contents.latest(entries), strict=True):
                job._take(entry)  # noqa: SLF001 - of this package
            for part in _parts(jobs):
                yield from self._load(part, metrics, is_kept=is_kept)
            return
        for job, entry in zip(jobs, entries, strict=True):
            yield job, job._reading_of(found.get(entry.arn), is_kept=is_kept)  # noqa: SLF001

    def read_records(
        self, jobs: Sequence[QuantumJob]
    ) -> Iterator[tuple[QuantumJob, Future[dict[str, Any]]]]:
        """Give the records of jobs."""
        return ((job, returned(job.metadata())) for job in jobs)


def _rows(job: ArchivedQuantumJob) -> int:
    count: int = job._entry.certificate["observations"]  # noqa: SLF001 - of this package
    return count


def _parts(jobs: Iterable[ArchivedQuantumJob]) -> list[list[ArchivedQuantumJob]]:
    """Put jobs together that are read together: those of one file, as far as memory goes."""
    parts: list[list[ArchivedQuantumJob]] = []
    by_file: dict[str | None, list[ArchivedQuantumJob]] = {}
    for job in jobs:
        by_file.setdefault(job._entry.files.get("observations"), []).append(job)  # noqa: SLF001
    for own in by_file.values():
        part: list[ArchivedQuantumJob] = []
        rows = 0
        for job in sorted(own, key=lambda job: job.name):
            count = _rows(job)
            if part and rows + count > _ROWS_AT_ONCE:
                parts.append(part)
                part, rows = [], 0
            part.append(job)
            rows += count
        parts.append(part)
    return parts
