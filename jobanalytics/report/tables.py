"""The tables that a report shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    import polars as pl

__all__ = ["MetricTables", "ReportTables"]


@dataclass(frozen=True)
class MetricTables:
    """What a report shows of one metric.

    Attributes
    ----------
    metric : str
        Its name, as it was logged.
    goal : "min", "max" or None
        Which value is better; None where nobody said.
    x : str
        What `curves` and `bands` are over, of `jobanalytics.schema.CURVE_X`.
    curves : polars.DataFrame
        As `jobanalytics.comparison.curves` returns them.
    bands : polars.DataFrame or None
        As `jobanalytics.comparison.bands` returns them, by the groups of the report.
    summary : polars.DataFrame
        As `jobanalytics.comparison.summary` returns it, of this metric.
    comparison : polars.DataFrame or None
        As `jobanalytics.comparison.compare` returns it, by the groups of the report.
    leaderboard : polars.DataFrame or None
        As `jobanalytics.comparison.leaderboard` returns it; None where there is no goal.
    """

    metric: str
    goal: str | None
    x: str
    curves: pl.DataFrame
    bands: pl.DataFrame | None
    summary: pl.DataFrame
    comparison: pl.DataFrame | None
    leaderboard: pl.DataFrame | None


@dataclass(frozen=True)
class ReportTables:
    """What a report shows.

    Attributes
    ----------
    title : str
        The heading of the page.
    made_at : datetime.datetime
        When the tables were made.
    count : int
        How many jobs there are, those that could not be read too.
    jobs : polars.DataFrame
        The table of jobs, in the order of the set.
    completeness, errors : polars.DataFrame
        As `JobSet.completeness` and `JobSet.errors` return them; errors of what is shown.
    merged : polars.DataFrame
        The cells that held several different values: their ``job_name``, ``job_arn``, ``metric``,
        ``pivot``, ``statistic`` by which they were merged, and ``count``.
    varying : polars.DataFrame
        As `jobanalytics.comparison.varying` returns it.
    groups : list of str
        The columns of `jobs` that the jobs are compared by; none for no groups.
    are_groups_given : bool
        Whether somebody named them, or they were chosen for lack of that.
    metrics : list of MetricTables
        The metrics that are shown, in their order.
    other_metrics : list of str
        The metrics that are not.
    tasks, costs, cost_totals : polars.DataFrame
        As `jobanalytics.tables.task_totals`, `costs` and `cost_totals` return them.
    """

    title: str
    made_at: datetime
    count: int
    jobs: pl.DataFrame
    completeness: pl.DataFrame
    errors: pl.DataFrame
    merged: pl.DataFrame
    varying: pl.DataFrame
    groups: list[str]
    are_groups_given: bool
    metrics: list[MetricTables]
    other_metrics: list[str]
    tasks: pl.DataFrame
    costs: pl.DataFrame
    cost_totals: pl.DataFrame
