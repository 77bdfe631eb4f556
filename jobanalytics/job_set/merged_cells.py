"""The cells of a set's metrics that were merged of several different values."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING

import polars as pl

from jobanalytics import merging
from jobanalytics.caller import level_of_caller
from jobanalytics.comparison.arguments import list_of
from jobanalytics.completeness import counted

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from jobanalytics.comparison.best import GoalLike
    from jobanalytics.job_set.options import MergeOptions
    from jobanalytics.schema import MetricType

__all__ = [
    "MERGED_CELLS",
    "DefaultStatisticWarning",
    "count_merged",
    "merged_by_default",
    "warn_of_default",
    "words_on",
]

MERGED_CELLS = {
    "job_arn": pl.String(),
    "metric": pl.String(),
    "pivot": pl.String(),
    "count": pl.UInt32(),
}
"""How many such cells (job, pivot, node) of a metric a job has."""


def count_merged(
    observations: pl.DataFrame,
    frames: Sequence[pl.DataFrame],
    counts: Mapping[str, int],
    metric_type: MetricType,
) -> pl.DataFrame:
    """Count the cells with several different values; equal ones are the same however merged.

    Where no cell has several values, which is the rule, that takes no more than counting what is
    not null.

    Parameters
    ----------
    observations, frames : polars.DataFrame
        What was merged, as `with_pivot` returned it, and the metrics frames of it, each of other
        jobs.
    counts : mapping of str to int
        How many values with the pivot the metrics have that are counted.
    metric_type : MetricType
        The pivot.

    Returns
    -------
    polars.DataFrame
        Columns as in `MERGED_CELLS`; what has none is not in it. In no order.
    """
    pivot = metric_type.value
    columns = {merging.column_of(metric): metric for metric in counts}
    filled = sum(
        frame[name].count() for frame in frames for name in frame.columns if name in columns
    )
    if filled == sum(counts.values()):
        return pl.DataFrame(schema=MERGED_CELLS)
    values = observations.filter(pl.col("metric").is_in(list(counts)))
    shared = _with_shared_cells(values, pivot)
    if shared.len() < values["job_arn"].n_unique():
        values = values.filter(pl.col("job_arn").is_in(shared.implode()))
    smallest, largest = (
        merging.merged_parts(values, metric_type, merging.Statistics(bound))
        for bound in ("min", "max")
    )
    found = [
        pl.DataFrame({"job_arn": low["job_arn"], "differs": low[name] != high[name]})
        .group_by("job_arn")
        .agg(count=pl.col("differs").sum())
        .select(
            "job_arn", pl.lit(columns[name]).alias("metric"), pivot=pl.lit(pivot), count="count"
        )
        .filter(pl.col("count") > 0)
        for low, high in zip(smallest, largest, strict=True)
        for name in low.columns
        if name in columns
    ]
    return pl.concat([pl.DataFrame(schema=MERGED_CELLS), *found])


def _with_shared_cells(values: pl.DataFrame, pivot: str) -> pl.Series:
    """Return the jobs that logged a metric several times at one pivot, of one node or of several.

    Not each cell is looked at, which takes as long as merging.
    """
    return (
        values.group_by("job_arn", "metric")
        .agg(is_shared=pl.len() > pl.col(pivot).n_unique())
        .filter("is_shared")["job_arn"]
        .unique()
    )


class DefaultStatisticWarning(UserWarning):
    """The largest of several values was taken, where the smallest is best and nobody chose."""


def merged_by_default(cells: pl.DataFrame, options: MergeOptions) -> pl.DataFrame:
    """Return the cells of metrics for which nobody chose a statistic."""
    chosen = options.get("statistic", {})
    if not isinstance(chosen, Mapping):
        return cells.clear()
    return cells.filter(~pl.col("metric").is_in(list(chosen)))


def words_on(cells: pl.DataFrame) -> str:
    """Say how many cells hold several different values; columns as in `MERGED_CELLS`."""
    jobs, count = cells["job_arn"].n_unique(), int(cells["count"].sum())
    pivot = cells["pivot"][0].removesuffix("_number")
    metrics = list_of(cells["metric"].unique().sort().to_list())
    hold = "holds" if count == 1 else "hold"
    return (
        f"{counted(count, 'cell')} (job, {pivot}, node) of {metrics} in {counted(jobs, 'job')} "
        f"{hold} several different values"
    )


def warn_of_default(
    cells: pl.DataFrame, metrics: Collection[str], goal: GoalLike, options: MergeOptions
) -> None:
    """Warn where the smallest is the best, and the largest of several values was taken unasked.

    Parameters
    ----------
    cells : polars.DataFrame
        Columns as in `MERGED_CELLS`.
    metrics : collection of str
        Those that the goal is for; all, if there are none.
    goal : str, mapping or None
        As the comparisons take it, checked.
    options : MergeOptions
        What the user said of the merge.
    """
    cells = merged_by_default(cells, options)
    goals: Mapping[str, str | None] = (
        {merging.metric_of(column): one for column, one in goal.items()}
        if isinstance(goal, Mapping)
        else dict.fromkeys(cells["metric"], goal)
    )
    smallest = [metric for metric, one in goals.items() if one and one.casefold() == "min"]
    wanted = smallest if not metrics else [metric for metric in smallest if metric in metrics]
    cells = cells.filter(pl.col("metric").is_in(wanted))
    if not cells.is_empty():
        warnings.warn(
            f"{words_on(cells)}. The largest of each counts, which goal='min' may not mean: "
            "statistic='min' takes the smallest, and statistic='max' the largest without this "
            f"warning. job.conflicts({cells['pivot'][0]!r}) lists them.",
            DefaultStatisticWarning,
            stacklevel=level_of_caller(),
        )
