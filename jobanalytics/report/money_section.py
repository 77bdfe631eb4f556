"""Totals of tasks and costs → their sections of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from jobanalytics.completeness import counted
from jobanalytics.report.html_table import Table, table_of
from jobanalytics.report.words import listed, number

if TYPE_CHECKING:
    from jobanalytics.report.labels import Labels
    from jobanalytics.report.tables import ReportTables

__all__ = ["costs_by_job", "costs_table", "say_costs", "tasks_table"]

_LEAST = 0.01


def tasks_table(tables: ReportTables) -> Table | None:
    """Lay out how many quantum tasks there are by device and state; None where there are none."""
    if tables.tasks.is_empty():
        return None
    titles = {
        "device": "device",
        "state": "state",
        "jobs": "jobs",
        "tasks": "tasks",
        "shots": "shots",
        "first_created_at": "first created (UTC)",
        "last_ended_at": "last ended (UTC)",
    }
    return table_of(tables.tasks, titles, "Quantum tasks by device and state")


def costs_table(tables: ReportTables) -> Table | None:
    """Lay out the costs by device and instance type; None where there is nothing to pay."""
    if tables.cost_totals.is_empty():
        return None
    titles = {
        "kind": "kind",
        "item": "device or instance",
        "jobs": "jobs",
        "tasks": "completed tasks",
        "tasks_not_completed": "other tasks",
        "shots": "shots",
        "seconds": "seconds",
        "cost": "cost (USD)",
        "unpriced_jobs": "jobs without a price",
        "unpriced": "why",
    }
    totals = tables.cost_totals
    shown = {
        name: title for name, title in titles.items() if totals[name].null_count() < totals.height
    }
    return table_of(totals, shown, "Costs by device and instance type")


def costs_by_job(tables: ReportTables, labels: Labels) -> Table | None:
    """Lay out the costs of each job; None where nothing has a price."""
    priced = tables.costs.filter(pl.col("cost").is_not_null())
    if priced.is_empty():
        return None
    names = [labels.jobs[labels.place_of_job[arn]] for arn in tables.costs["job_arn"]]
    frame = tables.costs.with_columns(job_label=pl.Series(names, dtype=pl.String))
    titles = {
        "job_label": "job",
        "kind": "kind",
        "item": "device or instance",
        "cost": "cost (USD)",
        "unpriced": "why there is none",
    }
    return table_of(frame, titles, "Costs of each job", labels.place_of_job)


def say_costs(tables: ReportTables) -> list[str]:
    """Say what the costs are together, and what is not in them."""
    costs = tables.costs
    unpriced = costs.filter(pl.col("unpriced").is_not_null())
    priced = costs["cost"].drop_nulls()
    words = [
        f"{_dollars(float(priced.sum()))}, as far as there are prices."
        if len(priced)
        else "No price is known."
    ]
    if unpriced.height:
        words.append(
            f"Not in it, and not free: what {counted(unpriced['job_arn'].n_unique(), 'job')} ran "
            f"on without a price, {listed(unpriced['item'].unique().sort().to_list())}. "
            "Prices of your own can be given when a report is made."
        )
    failed = tables.errors.filter(pl.col("reading") == "tasks")["job_arn"].n_unique()
    if failed:
        words.append(
            f"The tasks of {counted(failed, 'job')} could not be read; what they cost is missing."
        )
    words.append(
        "An estimate, not a bill: completed tasks and billed seconds at on-demand prices, without "
        "free tiers, discounts, storage and taxes."
    )
    return words


def _dollars(cost: float) -> str:
    """Write a sum to the cent; one below a cent is not nothing."""
    return f"{cost:,.2f} USD" if cost == 0 or cost >= _LEAST else f"{number(cost)} USD"
