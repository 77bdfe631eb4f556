"""How many values a merge made one of: those that share their cell of the frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from jobanalytics.job_set.selection import column_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jobanalytics.schema import MetricType

__all__ = ["SharedCells", "count_shared"]


@dataclass(frozen=True)
class SharedCells:
    """How many values of how many jobs have their cell (job, pivot, node) with another one."""

    values: int
    jobs: int
    pivot: MetricType


def count_shared(
    observations: pl.DataFrame,
    merged: pl.DataFrame,
    metrics: Sequence[str],
    pivot: MetricType,
) -> SharedCells:
    """Count the values that a merge has no cell of their own for.

    Where there are none, which is the rule, that takes no more than counting what is not null.

    Parameters
    ----------
    observations, merged : polars.DataFrame
        What was merged, and the metrics frame of it.
    metrics : sequence of str
        The metrics to count of, as they were logged.
    pivot : MetricType
        What it was merged by.
    """
    every = merged.columns[merged.columns.index("node_id") + 1 :]
    filled = sum(merged[column].count() for column in every)
    if observations[pivot.value].count() == filled:
        return SharedCells(0, 0, pivot)
    columns = [name for name in map(column_of, metrics) if name in every]
    is_in_a_cell = pl.col("metric").is_in(list(metrics)) & pl.col(pivot.value).is_not_null()
    values = observations.filter(is_in_a_cell).group_by("job_arn").agg(values=pl.len())
    cells = merged.group_by("job_arn").agg(cells=pl.sum_horizontal(pl.col(columns).count()))
    spare = pl.col("values") - pl.col("cells")
    found = values.join(cells, on="job_arn").select(values=spare.sum(), jobs=(spare > 0).sum())
    many, jobs = found.row(0)
    return SharedCells(many, jobs, pivot)
