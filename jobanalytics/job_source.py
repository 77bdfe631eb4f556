"""JobSource: where jobs come from, and where many of them are read together."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar

import polars as pl

from jobanalytics.concurrently import concurrently

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from concurrent.futures import Future

    from jobanalytics.completeness import Reading
    from jobanalytics.quantum_job import QuantumJob

__all__ = ["JobSource", "OneByOne", "by_source", "under_arn"]


class JobSource(ABC):
    """Reads jobs of one place, such as one AWS session and region, in as few calls as it can.

    Two sources are equal when their jobs can be read together. Each method gives every job once,
    as it is ready, with its outcome: a future that is done. Closing the iterator stops the reading.
    """

    is_live: ClassVar[bool] = False
    """Whether its jobs can still run, so that they become other than they are known to be."""

    def learn_states(
        self,
        jobs: Sequence[QuantumJob],  # noqa: ARG002 - for those that are live
    ) -> Iterator[tuple[QuantumJob, Future[None]]]:
        """Learn what has become of jobs that had not ended when they were last heard of.

        Only the jobs that had to be asked one by one are given.
        """
        yield from ()

    @abstractmethod
    def read_metrics(
        self,
        jobs: Sequence[QuantumJob],
        on_lines: Callable[[int], None],
        metrics: Collection[str] | None = None,
    ) -> Iterator[tuple[QuantumJob, Future[Reading]]]:
        """Read the metrics of jobs.

        A job whose last reading is complete is not read again. Each job keeps its reading, one
        that broke off too.

        Parameters
        ----------
        jobs : sequence of QuantumJob
            Jobs of this source.
        on_lines : callable
            Is called with the number of log lines that have just come.
        metrics : collection of str, optional
            All that is wanted of each: where the rest is not at hand the readings may lack it, and
            are then not kept.
        """

    def keeps_metrics(
        self,
        jobs: Sequence[QuantumJob],  # noqa: ARG002 - for those of which there may be too many
    ) -> bool:
        """Say whether jobs keep what is read of their metrics."""
        return True

    @abstractmethod
    def read_records(
        self, jobs: Sequence[QuantumJob]
    ) -> Iterator[tuple[QuantumJob, Future[dict[str, Any]]]]:
        """Read the records of jobs, as `QuantumJob.metadata` gives them.

        A record that cannot change any more is not read again.
        """


class OneByOne(JobSource):
    """Reads each job for itself, several at a time."""

    def read_metrics(
        self,
        jobs: Sequence[QuantumJob],
        on_lines: Callable[[int], None],
        metrics: Collection[str] | None = None,  # noqa: ARG002 - a log is read as a whole
    ) -> Iterator[tuple[QuantumJob, Future[Reading]]]:
        """Read the metrics of jobs."""
        for job, future in concurrently(lambda job: job._read_metrics(), jobs):  # noqa: SLF001
            if future.exception() is None:
                on_lines(future.result().certificate["lines_matched"])
            yield job, future

    def read_records(
        self, jobs: Sequence[QuantumJob]
    ) -> Iterator[tuple[QuantumJob, Future[dict[str, Any]]]]:
        """Read the records of jobs."""
        return concurrently(lambda job: job.metadata(use_cached_value=True), jobs)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self)

    def __hash__(self) -> int:
        return hash(type(self))


def by_source(jobs: Iterable[QuantumJob]) -> dict[JobSource, list[QuantumJob]]:
    """Put the jobs of one source together, in their order."""
    sources: dict[JobSource, list[QuantumJob]] = {}
    for job in jobs:
        sources.setdefault(job._source, []).append(job)  # noqa: SLF001 - of this package
    return sources


def under_arn(rows: pl.DataFrame, arn: str) -> pl.DataFrame:
    """Return the rows of a job under another ARN, mostly the one that they have."""
    if rows.is_empty() or rows["job_arn"][0] == arn:
        return rows
    return rows.with_columns(pl.lit(arn).alias("job_arn"))
