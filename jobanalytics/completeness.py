"""The certificate of a reading: what was read, and whether that is all."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from jobanalytics.observations import METRIC_MARKER, ParsedLog, parse_log_events
from jobanalytics.schema import COMPLETENESS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

__all__ = ["MetricsReading", "ReadingFacts", "certify", "counted"]

_EXAMPLES = 5
_EXAMPLE_CHARACTERS = 80


@dataclass(frozen=True)
class MetricsReading:
    """One job's metrics as they were read at one moment, with the certificate of the reading.

    Attributes
    ----------
    observations : polars.DataFrame
        Columns as in `jobanalytics.schema.OBSERVATIONS`.
    completeness : polars.DataFrame
        One row; columns as in `jobanalytics.schema.COMPLETENESS`.
    """

    observations: pl.DataFrame
    completeness: pl.DataFrame

    @property
    def is_complete(self) -> bool:
        """Whether the certificate says that this is all there will ever be."""
        return bool(self.completeness["complete"].item())


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
    window_start: datetime | None = None
    window_end: datetime | None = None
    retention_days: int | None = None
    retention_may_have_removed_events: bool | None = False
    stopped_by: str | None = None
    """Why the reading stopped before the end of the log; None where it reached the end."""
    remarks: tuple[str, ...] = field(default=())
    """What else the reader has to say, such as a permission that it lacked."""


def certify(job_arn: str, log_events: pl.DataFrame, facts: ReadingFacts) -> MetricsReading:
    """Parse one job's log events and say how complete they are.

    Parameters
    ----------
    job_arn : str
        The job's ARN.
    log_events : polars.DataFrame
        The job's metric lines, with or without its other lines.
    facts : ReadingFacts
        What the reader of the log knows beside the lines.
    """
    parsed = parse_log_events(log_events)
    observations, malformed = parsed
    markers = int(log_events["message"].str.count_matches(METRIC_MARKER, literal=True).sum())
    row = {
        "job_arn": job_arn,
        "complete": _is_complete(facts),
        "notes": " ".join(_notes(parsed, markers, facts)),
        "state": facts.state,
        "terminal": facts.terminal,
        "settled": facts.settled,
        "window_start": facts.window_start,
        "window_end": facts.window_end,
        "read_at": facts.read_at,
        "instance_count": facts.instance_count,
        "streams": facts.streams,
        "pages": facts.pages,
        "lines_matched": markers,
        "lines_parsed": observations["record"].n_unique(),
        "observations": observations.height,
        "without_iteration_number": observations["iteration_number"].null_count(),
        "without_timestamp": observations["timestamp"].null_count(),
        "malformed": malformed.height,
        "malformed_examples": "\n".join(_examples(malformed)),
        "retention_days": facts.retention_days,
        "retention_may_have_removed_events": facts.retention_may_have_removed_events,
    }
    return MetricsReading(observations, pl.DataFrame([row], schema=COMPLETENESS))


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
    expected = facts.instance_count if facts.started else None
    return expected is not None and facts.streams < expected


def _examples(malformed: pl.DataFrame) -> list[str]:
    shown = (
        malformed.with_columns(pl.col("item").str.slice(0, _EXAMPLE_CHARACTERS))
        .unique(["item", "reason"], maintain_order=True)
        .head(_EXAMPLES)
    )
    return shown.select(pl.format("{}: {}", "item", "reason")).to_series().to_list()


def _notes(parsed: ParsedLog, markers: int, facts: ReadingFacts) -> Iterator[str]:
    """Say in words what stands against completeness, and what was skipped."""
    yield from _doubts(facts)
    yield from facts.remarks
    yield from _losses(parsed, markers)


def _doubts(facts: ReadingFacts) -> Iterator[str]:
    if facts.stopped_by is not None:
        yield f"The reading stopped before the end of the log: {facts.stopped_by}"
    if not facts.terminal:
        yield f"The job is {facts.state}: more lines can come."
    elif not facts.settled:
        yield "The job has ended a short while ago: late lines can still arrive."
    if _lacks_streams(facts):
        yield f"The job has {counted(facts.instance_count, 'instance')}, the log {facts.streams}."
    if facts.retention_may_have_removed_events:
        yield (
            f"The log keeps events for {counted(facts.retention_days, 'day')}, and the job is "
            "older: CloudWatch may have removed lines."
        )


def _losses(parsed: ParsedLog, markers: int) -> Iterator[str]:
    observations, malformed = parsed
    parsed_lines = observations["record"].n_unique()
    if markers == 0:
        yield "No metric line was found."
    elif parsed_lines < markers:
        yield f"{counted(markers - parsed_lines, 'metric line')} gave no value."
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
