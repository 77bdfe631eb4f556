"""The certificate of a reading: what was read, and whether that is all."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

import polars as pl

from jobanalytics.observations import METRIC_MARKER, parse_log_events
from jobanalytics.schema import COMPLETENESS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

__all__ = ["MetricsReading", "Reading", "ReadingFacts", "certificates", "certify", "counted"]

_EXAMPLES = 5
_EXAMPLE_CHARACTERS = 80


class Reading(Protocol):
    """One job's metrics as they were read at one moment, with the certificate of the reading."""

    @property
    def observations(self) -> pl.DataFrame:
        """What was logged; columns as in `jobanalytics.schema.OBSERVATIONS`."""

    @property
    def lines(self) -> pl.DataFrame | None:
        """The metric lines themselves, where they are needed to go on from here."""

    @property
    def certificate(self) -> dict[str, Any]:
        """The row of the certificate; members as in `jobanalytics.schema.COMPLETENESS`."""

    @property
    def is_complete(self) -> bool:
        """Whether this is all there will ever be, as far as the reader knew."""

    @property
    def completeness(self) -> pl.DataFrame:
        """The certificate: one row; columns as in `jobanalytics.schema.COMPLETENESS`."""


@dataclass(frozen=True)
class ReadingFacts:
    """What the reader of a log knows beside the lines."""

    state: str
    terminal: bool
    settled: bool
    pages: int
    streams: int
    read_at: datetime
    started: bool = True
    """Whether the job ever left the queue; before that it has no log."""
    instance_count: int | None = None
    """How many instances the job has; None where its record was not asked for it."""
    window_start: datetime | None = None
    window_end: datetime | None = None
    retention_days: int | None = None
    retention_may_have_removed_events: bool | None = False
    stopped_by: str | None = None
    """Why the reading stopped before the end of the log; None where it reached the end."""
    remarks: tuple[str, ...] = field(default=())
    """What else the reader has to say, such as a permission that it lacked."""


@dataclass(frozen=True)
class MetricsReading:
    """A reading of a log.

    Attributes
    ----------
    job_arn : str
        The job.
    observations : polars.DataFrame
        Columns as in `jobanalytics.schema.OBSERVATIONS`.
    malformed : polars.DataFrame
        Columns as in `jobanalytics.schema.MALFORMED`.
    lines_matched : int
        How many log lines hold a metric marker; each further marker of a line counts as a line.
    facts : ReadingFacts
        What the reader of the log knew beside the lines.
    lines : polars.DataFrame or None
        The metric lines themselves, where they are needed to go on from here; columns as in
        `jobanalytics.schema.ARCHIVED_LINES`.
    """

    job_arn: str
    observations: pl.DataFrame
    malformed: pl.DataFrame
    lines_matched: int
    facts: ReadingFacts
    lines: pl.DataFrame | None = None

    @property
    def is_complete(self) -> bool:
        """Whether this is all there will ever be, as far as the reader knew."""
        return _is_complete(self.facts)

    @property
    def lacks_streams(self) -> bool:
        """Whether the log has fewer instances than the job, as far as the reader knew."""
        return _lacks_streams(self.facts)

    def knowing_instances(self, count: int) -> MetricsReading:
        """Return the reading with a certificate that knows how many instances the job has."""
        return replace(self, facts=replace(self.facts, instance_count=count))

    @cached_property
    def certificate(self) -> dict[str, Any]:
        """The row of the certificate; members as in `jobanalytics.schema.COMPLETENESS`."""
        facts, observations = self.facts, self.observations
        return {
            "job_arn": self.job_arn,
            "complete": _is_complete(facts),
            "notes": " ".join(_notes(self)),
            "state": facts.state,
            "terminal": facts.terminal,
            "settled": facts.settled,
            "window_start": facts.window_start,
            "window_end": facts.window_end,
            "read_at": facts.read_at,
            "instance_count": facts.instance_count,
            "streams": facts.streams,
            "pages": facts.pages,
            "lines_matched": self.lines_matched,
            "lines_parsed": observations["record"].n_unique(),
            "observations": observations.height,
            "without_iteration_number": observations["iteration_number"].null_count(),
            "without_timestamp": observations["timestamp"].null_count(),
            "malformed": self.malformed.height,
            "malformed_examples": "\n".join(_examples(self.malformed)),
            "retention_days": facts.retention_days,
            "retention_may_have_removed_events": facts.retention_may_have_removed_events,
        }

    @property
    def completeness(self) -> pl.DataFrame:
        """The certificate: one row; columns as in `jobanalytics.schema.COMPLETENESS`."""
        return certificates([self])


def certify(
    log_events: pl.DataFrame, facts: Mapping[str, ReadingFacts]
) -> dict[str, MetricsReading]:
    """Parse the log events of jobs, all at once, and say of each job how complete they are.

    Parameters
    ----------
    log_events : polars.DataFrame
        The jobs' metric lines, with or without their other lines.
    facts : mapping of str to ReadingFacts
        What the reader of the log knows beside the lines, by the job's ARN.
    """
    parsed = parse_log_events(log_events)
    observations, malformed = (_by_job(frame) for frame in parsed)
    markers = dict(
        log_events.group_by("job_arn")
        .agg(pl.col("message").str.count_matches(METRIC_MARKER, literal=True).sum())
        .iter_rows()
    )
    return {
        arn: MetricsReading(
            arn,
            observations.get(arn, parsed.observations.clear()),
            malformed.get(arn, parsed.malformed.clear()),
            markers.get(arn, 0),
            facts_of_job,
        )
        for arn, facts_of_job in facts.items()
    }


def certificates(readings: Iterable[Reading]) -> pl.DataFrame:
    """Lay the certificates of readings one below the other."""
    return pl.DataFrame([reading.certificate for reading in readings], schema=COMPLETENESS)


def _by_job(frame: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Cut a frame that is ordered by job into those of the jobs, without copying."""
    runs = frame["job_arn"].rle().struct.unnest()
    starts = runs["len"].cum_sum() - runs["len"]
    return {
        arn: frame.slice(start, length)
        for arn, start, length in zip(runs["value"], starts, runs["len"], strict=True)
    }


def _is_complete(facts: ReadingFacts) -> bool:
    return (
        facts.stopped_by is None
        and facts.terminal
        and facts.settled
        and not _lacks_streams(facts)
        # Null, where it could not be found out, is no proof either.
        and facts.retention_may_have_removed_events is False
    )


def _lacks_streams(facts: ReadingFacts) -> bool:
    expected = facts.instance_count or 1
    return facts.started and facts.streams < expected


def _examples(malformed: pl.DataFrame) -> list[str]:
    shown = (
        malformed.with_columns(pl.col("item").str.slice(0, _EXAMPLE_CHARACTERS))
        .unique(["item", "reason"], maintain_order=True)
        .head(_EXAMPLES)
    )
    return shown.select(pl.format("{}: {}", "item", "reason")).to_series().to_list()


def _notes(reading: MetricsReading) -> Iterator[str]:
    """Say in words what stands against completeness, and what was skipped."""
    yield from _doubts(reading.facts)
    yield from reading.facts.remarks
    yield from _losses(reading)


def _doubts(facts: ReadingFacts) -> Iterator[str]:
    if facts.stopped_by is not None:
        yield f"The reading stopped before the end of the log: {facts.stopped_by}"
    if not facts.terminal:
        yield f"The job is {facts.state}: more lines can come."
    elif not facts.settled:
        yield "The job has ended a short while ago: late lines can still arrive."
    if _lacks_streams(facts):
        expected = counted(facts.instance_count or 1, "instance")
        yield f"The job has {expected}, the log {facts.streams}."
    if facts.retention_may_have_removed_events and facts.retention_days is not None:
        yield (
            f"The log keeps events for {counted(facts.retention_days, 'day')}, and the job is "
            "older: CloudWatch may have removed lines."
        )


def _losses(reading: MetricsReading) -> Iterator[str]:
    observations, malformed = reading.observations, reading.malformed
    parsed_lines = observations["record"].n_unique()
    if reading.lines_matched == 0:
        yield "No metric line was found."
    elif parsed_lines < reading.lines_matched:
        yield f"{counted(reading.lines_matched - parsed_lines, 'metric line')} gave no value."
    if malformed.height:
        yield (
            f"Skipped {counted(malformed.height, 'malformed item')}, such as "
            f"{_examples(malformed)[0]}."
        )
    without = observations["iteration_number"].null_count()
    if without:
        yield f"{counted(without, 'value')} without an iteration number: in no frame by iteration."
    without = observations["timestamp"].null_count()
    if without:
        yield f"{counted(without, 'value')} without a timestamp: in no frame by timestamp."


def counted(number: int | None, thing: str) -> str:
    """Say how many: ``1 page``, ``2,000 pages``."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"
