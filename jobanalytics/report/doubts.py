"""Certificates of completeness → what may be missing, in plain words, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from jobanalytics.completeness import counted
from jobanalytics.report.words import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Doubt", "doubts_of", "remarks_of"]


@dataclass(frozen=True)
class Doubt:
    """Something that stands against the numbers of a page being all.

    Attributes
    ----------
    what : str
        What may be missing.
    advice : str
        What to do about it.
    jobs : str
        Which jobs it is about.
    """

    what: str
    advice: str
    jobs: str


_IS_OPEN = ~pl.col("complete")
_ENDED_LATELY = pl.col("terminal") & ~pl.col("settled")
_LACKS_INSTANCES = (pl.col("state") != "QUEUED") & (
    pl.col("streams") < pl.col("instance_count").fill_null(1)
)
_MAY_BE_REMOVED = pl.col("retention_may_have_removed_events")

_DOUBTS = (
    (
        ~pl.col("terminal"),
        "had not ended when the log was read: later values are missing here.",
        "Make the report again when they have ended.",
    ),
    (
        _ENDED_LATELY,
        "had ended only a short while before the log was read: its last lines may be missing.",
        "Make the report again in a few minutes.",
    ),
    (
        _LACKS_INSTANCES,
        "had no log of some instances: what those logged is missing, if they logged anything.",
        "Look whether these instances started, in CloudWatch's log group /aws/braket/jobs.",
    ),
    (
        _MAY_BE_REMOVED,
        "may have lost lines: CloudWatch removes what is older than the log group's retention.",
        "Nothing brings them back. Keep the next sweep in time: sync it into an archive.",
    ),
    (
        _MAY_BE_REMOVED.is_null(),
        "may have lost lines: it could not be found out how long CloudWatch keeps them.",
        "Allow logs:DescribeLogGroups, and make the report again.",
    ),
)


def doubts_of(completeness: pl.DataFrame) -> list[Doubt]:
    """Say what may be missing; nothing where everything was read.

    Parameters
    ----------
    completeness : polars.DataFrame
        As `JobSet.completeness` returns it.
    """
    return list(_doubts(completeness.filter(_IS_OPEN)))


def _doubts(incomplete: pl.DataFrame) -> Iterator[Doubt]:
    known = pl.lit(value=False)
    for condition, what, advice in _DOUBTS:
        yield from _doubt(incomplete.filter(condition), what, advice)
        known = known | condition.fill_null(value=True)
    others = incomplete.filter(~known)
    yield from _doubt(others, "may lack values.", "The certificates below say why.")


def remarks_of(completeness: pl.DataFrame) -> list[Doubt]:
    """Say what was read, and yet is not in every number of the page."""
    malformed = int(completeness["malformed"].sum())
    without = int(completeness["without_iteration_number"].sum())
    return [
        *_doubt(
            completeness.filter(pl.col("observations") == 0),
            "logged no metric, and can be in no chart.",
            "Metrics are what log_metric prints: lines with “Metrics -”.",
        ),
        *_doubt(
            completeness.filter(pl.col("malformed") > 0),
            f"logged what is no number; {counted(malformed, 'such item')} left out.",
            "The certificates below have examples.",
        ),
        *_doubt(
            completeness.filter(pl.col("without_iteration_number") > 0),
            f"logged values without an iteration number; {counted(without, 'such value')} in "
            "nothing that goes by iteration.",
            "A report over the elapsed time, x = elapsed, shows them.",
        ),
    ]


def _doubt(jobs: pl.DataFrame, what: str, advice: str) -> Iterator[Doubt]:
    if jobs.height:
        names = jobs["job_name"].to_list()
        yield Doubt(f"{counted(jobs.height, 'job')} {what}", advice, listed(names))
