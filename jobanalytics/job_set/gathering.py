"""Loading something of many jobs: together by source, with progress, and with what went wrong."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Literal, TypeAlias, TypedDict, TypeVar, get_args

from jobanalytics.completeness import counted
from jobanalytics.errors import InvalidArgumentError, JobAnalyticsError
from jobanalytics.interrupts import let_pass
from jobanalytics.job_set.progress import Progress
from jobanalytics.job_source import by_source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Future

    from jobanalytics.job_source import JobSource
    from jobanalytics.quantum_job import QuantumJob

__all__ = ["IncompleteMetricsWarning", "LoadOptions", "OnError", "Read", "gather"]

Result = TypeVar("Result")

Read: TypeAlias = (
    "Callable[[JobSource, list[QuantumJob], Callable[[int], None]], "
    "Iterator[tuple[QuantumJob, Future[Result]]]]"
)
"""Reads something of the jobs of a source, and counts log lines meanwhile."""

OnError = Literal["raise", "collect"]
"""What becomes of a job that cannot be loaded."""


class IncompleteMetricsWarning(UserWarning):
    """Jobs of a set are left out, or what was read of them is not all that there will be."""


class LoadOptions(TypedDict, total=False):
    """How many jobs are loaded.

    Attributes
    ----------
    progress : bool
        Show a progress bar, on a terminal or in a notebook; true by default.
    on_error : "raise" or "collect"
        Raise what goes wrong with a job, by default; or leave the job out, warn, and go on.
    """

    progress: bool
    on_error: OnError


def gather(
    jobs: Sequence[QuantumJob],
    read: Read[Result],
    what: str,
    take: Callable[[QuantumJob, Result], None],
    *,
    is_kept: bool = True,
    progress: bool = True,
    on_error: OnError = "raise",
) -> dict[QuantumJob, JobAnalyticsError]:
    """Read something of each job, those of one source together, and take it as it comes.

    Parameters
    ----------
    jobs : sequence of QuantumJob
        The jobs.
    read : callable
        Takes a source, the jobs of it, and a function to count log lines with.
    what : str
        What is read, for the progress bar and for errors.
    take : callable
        Is called with each job and its result.
    is_kept : bool
        Whether the jobs keep what is read, for errors.
    progress, on_error
        See `LoadOptions`.

    Returns
    -------
    dict
        The errors that were collected.

    Raises
    ------
    InvalidArgumentError
        If `on_error` is neither word.
    JobAnalyticsError
        The first error of a job, unless errors are collected. A note says how far it came.
    KeyboardInterrupt
        When the user stops it.
    """
    if on_error not in get_args(OnError):
        raise InvalidArgumentError(f"on_error takes 'raise' or 'collect'; got {on_error!r}.")
    errors: dict[QuantumJob, JobAnalyticsError] = {}
    count = 0

    def until_then() -> str:
        kept = "; the same call goes on from there" * is_kept
        return f"Until then {count:,} of {counted(len(jobs), 'job')} had been read ({what}){kept}."

    with Progress(len(jobs), what, shown=progress) as bar:
        for source, own in by_source(jobs).items():
            # Closed at once when something is raised here: nothing goes on behind a user's back.
            with closing(read(source, own, bar.add_lines)) as outcomes:  # type: ignore[type-var]
                try:
                    for job, outcome in outcomes:
                        try:
                            result = outcome.result()
                        except JobAnalyticsError as error:
                            if on_error == "raise":
                                error.add_note(until_then())
                                error.add_note("on_error='collect' leaves out the jobs that fail.")
                                raise
                            errors[job] = error
                        else:
                            count += 1
                            take(job, result)
                        bar.add_job()
                except KeyboardInterrupt as interrupt:
                    interrupt.add_note(until_then())
                    let_pass()
                    raise
    return errors
