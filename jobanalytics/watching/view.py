"""What is shown of jobs that are watched: a table, a heading, and what is to be said beside it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from jobanalytics import tables
from jobanalytics.comparison.arguments import did_you_mean, list_of
from jobanalytics.completeness import counted
from jobanalytics.job_set.shown import count_states
from jobanalytics.quantum_job import TERMINAL_STATES
from jobanalytics.schema import LATEST, WATCHED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from jobanalytics.watching.following import Followed

__all__ = ["View", "view", "words_on_unlogged"]

_FAILURES_SHOWN = 3


class View(NamedTuple):
    """What is to be shown at one moment.

    Attributes
    ----------
    watched : polars.DataFrame
        Columns as in `WATCHED`.
    rows : list of dict
        The same rows, each with its ``values``, the curve. What is shown is made of them without
        Polars, which an interrupt has raise KeyboardInterrupt again for a while.
    heading : str
        How many jobs there are in which states.
    notes : tuple of str
        What else is to be said.
    """

    watched: pl.DataFrame
    rows: list[dict[str, Any]]
    heading: str
    notes: tuple[str, ...] = ()


def view(jobs: Sequence[Followed], names: Sequence[str], notes: Iterable[str] = ()) -> View:
    """Lay out what is known of jobs; nobody is asked.

    Parameters
    ----------
    jobs : sequence of Followed
        The jobs.
    names : sequence of str
        The metrics that are watched, in their order; all that were logged if there are none.
    notes : iterable of str
        What else is to be said.
    """
    table = _table(jobs, names)
    return View(
        table.select(list(WATCHED)),
        table.rows(named=True),
        count_states([each.known for each in jobs]),
        (*notes, *_failures(jobs), *_doubts(jobs)),
    )


def _table(jobs: Sequence[Followed], names: Sequence[str]) -> pl.DataFrame:
    now = pl.lit(datetime.now(UTC))
    has_ended = pl.col("state").is_in(TERMINAL_STATES)
    until = pl.when(has_ended).then("ended_at").otherwise(now)
    of_jobs = (
        tables.jobs_table([{"status": ""} | each.known for each in jobs])
        .with_row_index("place")
        .with_columns(
            queue_position=pl.Series([each.place for each in jobs], dtype=pl.String),
            complete=pl.Series([each.is_complete for each in jobs], dtype=pl.Boolean),
            queue_seconds=_seconds(pl.col("started_at").fill_null(until) - pl.col("created_at")),
            run_seconds=_seconds(until - pl.col("started_at")),
            state=pl.col("state").replace("", None),
        )
    )
    latest = pl.concat([LATEST.to_frame(), *(each.latest for each in jobs)])
    if names:
        metrics = pl.DataFrame({"metric": names}, schema={"metric": pl.String})
        of_jobs = of_jobs.join(metrics.with_row_index("metric_place"), how="cross")
        rows = of_jobs.join(latest, on=["job_arn", "metric"], how="left")
        rows = rows.sort("place", "metric_place")
    else:
        rows = of_jobs.join(latest, on="job_arn", how="left").sort("place", "metric")
    return rows.select(*(pl.col(name).cast(dtype) for name, dtype in WATCHED.items()), "values")


def _seconds(duration: pl.Expr) -> pl.Expr:
    # A clock that is behind that of AWS makes no time negative.
    return (duration.dt.total_milliseconds() / 1000).clip(lower_bound=0)


def _failures(jobs: Iterable[Followed]) -> list[str]:
    """Say why jobs failed, as far as their records were asked for."""
    failures = [
        f"{each.known['jobName']} FAILED: {each.known['failureReason']}"
        for each in jobs
        if each.state == "FAILED" and each.known.get("failureReason")
    ]
    others = len(failures) - _FAILURES_SHOWN
    return failures[:_FAILURES_SHOWN] + ([f"… and {others:,} others FAILED"] if others > 0 else [])


def _doubts(jobs: Sequence[Followed]) -> list[str]:
    doubtful = [each for each in jobs if each.is_over and not each.is_complete]
    if not (doubtful and all(each.is_over for each in jobs)):
        return []
    first = doubtful[0]
    how_many = f"{len(doubtful):,} of {counted(len(jobs), 'job')}"
    name = first.known["jobName"]
    return [f"The metrics of {how_many} may not be all, such as those of {name}: {first.notes}"]


def words_on_unlogged(jobs: Iterable[Followed], names: Iterable[str]) -> str | None:
    """Say which metrics no job has logged, where jobs have logged others; None if there is none."""
    logged = sorted(set().union(*(each.metrics for each in jobs)))
    unknown = sorted(set(names) - set(logged))
    if not (logged and unknown):
        return None
    close = did_you_mean(unknown[0], logged)
    return f"No job has logged {list_of(unknown)}; logged were {list_of(logged)}{close}"
