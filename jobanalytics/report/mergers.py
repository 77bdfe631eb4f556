"""Cells that held several values → what was made of them, in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jobanalytics.completeness import counted
from jobanalytics.report.doubts import Doubt
from jobanalytics.report.words import listed, shown

if TYPE_CHECKING:
    import polars as pl

    from jobanalytics.report.tables import ReportTables

__all__ = ["mergers_of"]

_TAKEN = {
    "max": "the largest value counts",
    "min": "the smallest value counts",
    "avg": "the mean counts",
    "first": "the first value counts",
    "last": "the last value counts",
}


def mergers_of(tables: ReportTables) -> list[Doubt]:
    """Say which jobs logged several values of a metric at once, and which of them counts."""
    goals = {metric.metric: metric.goal for metric in tables.metrics}
    groups = tables.merged.partition_by("statistic", "pivot", maintain_order=True)
    return [_merger(group, goals) for group in groups]


def _merger(merged: pl.DataFrame, goals: dict[str, Any]) -> Doubt:
    statistic, pivot = merged["statistic"][0], merged["pivot"][0]
    metrics = merged["metric"].unique(maintain_order=True).to_list()
    jobs = merged["job_name"].unique(maintain_order=True).to_list()
    cells = counted(sum(merged["count"].to_list()), "cell")
    at = "iteration" if pivot == "iteration_number" else "time"
    advice = (
        "Two instances that log the same do that, or a job that logs twice. The option statistic "
        "says which value counts: min, max, avg, first or last."
    )
    better = [shown(name) for name in metrics if goals[name] not in (None, statistic)]
    if better:
        advice += f" As it is, better values of {listed(better)} may be missing below."
    return Doubt(
        f"{counted(len(jobs), 'job')} logged several different values of {listed(metrics)} at one "
        f"{at}, in {cells}: {_TAKEN[statistic]}.",
        advice,
        listed(jobs),
    )
