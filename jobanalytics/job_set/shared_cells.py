"""How many values a merge made one of: those that share their cell of the frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from jobanalytics.job_set.selection import column_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jobanalytics.schema import MetricType

__all__ = ["SharedCells", "count_shared"]


@dataclass(frozen=True)
class SharedCells:
    """How many values of how many jobs have their cell (job, pivot, node) with another one."""

    values: int
    jobs: int
    pivot: MetricType

    def __add__(self, other: SharedCells) -> SharedCells:
        """Add those of other jobs."""
        return SharedCells(self.values + other.values, self.jobs + other.jobs, self.pivot)


def count_shared(
    observations: pl.DataFrame,
    frames: Sequence[pl.DataFrame],
    counts: Mapping[str, int],
    pivot: MetricType,
) -> SharedCells:
    """Count the values that a merge has no cell of their own for.

    Where there are none, which is the rule, that takes no more than counting what is not null.

    Parameters
    ----------
    observations, frames : polars.DataFrame
        What was merged, and the metrics frames of it, each of other jobs.
    counts : mapping of str to int
        How many values with the pivot the metrics have that are counted.
    pivot : MetricType
        What it was merged by.
    """
    cells = [
        frame.select("job_arn", *({*map(column_of, counts)} & {*frame.columns})) for frame in frames
    ]
    filled = sum(column.count() for frame in cells for column in frame.drop("job_arn"))
    if filled == sum(counts.values()):
        return SharedCells(0, 0, pivot)
    is_in_a_cell = pl.col("metric").is_in(list(counts)) & pl.col(pivot.value).is_not_null()
    values = observations.filter(is_in_a_cell).group_by("job_arn").agg(values=pl.len())
    of_jobs = [
        frame.group_by("job_arn").agg(cells=pl.sum_horizontal(pl.exclude("job_arn").count()))
        for frame in cells
    ]
    spare = pl.col("values") - pl.col("cells")
    found = values.join(pl.concat(of_jobs), on="job_arn").select(
        values=spare.sum(), jobs=(spare > 0).sum()
    )
    many, jobs = found.row(0)
    return SharedCells(many, jobs, pivot)
