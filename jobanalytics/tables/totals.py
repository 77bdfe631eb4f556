"""Costs and quantum tasks of jobs → how many and how much they are together."""

from __future__ import annotations

import polars as pl

from jobanalytics.schema import COST_TOTALS, COSTS, TASK_TOTALS, TASKS, check_frame

__all__ = ["cost_totals", "task_totals"]


def cost_totals(costs: pl.DataFrame) -> pl.DataFrame:
    """Add up what jobs cost, by device and instance type.

    Parameters
    ----------
    costs : polars.DataFrame
        As `jobanalytics.tables.costs` returns it.

    Returns
    -------
    polars.DataFrame
        Columns as in `jobanalytics.schema.COST_TOTALS`. Sums are of what is not null, and null
        where everything is: ``cost`` Float64 in USD is complete only where ``unpriced_jobs`` UInt32
        is 0. Ordered by ``kind`` and ``item``.

    Raises
    ------
    FrameSchemaError
        If a column is missing or has another dtype.
    """
    summed = [_sum(name) for name in ("tasks", "tasks_not_completed", "shots", "seconds", "cost")]
    return (
        check_frame(costs, COSTS, "costs")
        .group_by("kind", "item")
        .agg(
            pl.col("job_arn").n_unique().alias("jobs"),
            *summed,
            pl.col("job_arn")
            .filter(pl.col("unpriced").is_not_null())
            .n_unique()
            .alias("unpriced_jobs"),
            pl.col("unpriced").drop_nulls().sort().first(),
        )
        .sort("kind", "item")
        .select(pl.col(name).cast(dtype) for name, dtype in COST_TOTALS.items())
    )


def task_totals(tasks: pl.DataFrame) -> pl.DataFrame:
    """Count quantum tasks by device and state.

    Parameters
    ----------
    tasks : polars.DataFrame
        Columns as in `jobanalytics.schema.TASKS`.

    Returns
    -------
    polars.DataFrame
        Columns as in `jobanalytics.schema.TASK_TOTALS`, ordered by ``device`` and ``state``.

    Raises
    ------
    FrameSchemaError
        If a column is missing or has another dtype.
    """
    return (
        check_frame(tasks, TASKS, "tasks")
        .group_by("device", "state")
        .agg(
            pl.col("job_arn").n_unique().alias("jobs"),
            pl.len().alias("tasks"),
            _sum("shots"),
            pl.col("created_at").min().alias("first_created_at"),
            pl.col("ended_at").max().alias("last_ended_at"),
        )
        .sort("device", "state")
        .select(pl.col(name).cast(dtype) for name, dtype in TASK_TOTALS.items())
    )


def _sum(name: str) -> pl.Expr:
    """Add up what there is; of nothing there is no sum."""
    return pl.when(pl.col(name).is_not_null().any()).then(pl.col(name).sum()).alias(name)
