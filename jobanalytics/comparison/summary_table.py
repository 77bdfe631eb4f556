"""Metrics frame → one row of statistics per curve and metric."""

from __future__ import annotations

import polars as pl

from jobanalytics.comparison.best import GoalLike, best_rows, goals_of_metrics
from jobanalytics.comparison.elapsed import seconds
from jobanalytics.comparison.numbered import number_metrics
from jobanalytics.schema import SUMMARY

__all__ = ["summary"]

_NUMBER = pl.col("value").fill_nan(None)

_STATISTICS = {
    "count": pl.len(),
    "nan_count": pl.col("value").is_nan().sum(),
    "first": pl.col("value").first(),
    "last": pl.col("value").last(),
    "min": _NUMBER.min(),
    "max": _NUMBER.max(),
    # Rounding of the sum may carry the mean of nearly equal values past them by an ulp.
    "mean": _NUMBER.mean().clip(_NUMBER.min(), _NUMBER.max()),
    "std": _NUMBER.std(),
}


def summary(metrics: pl.DataFrame, *names: str, goal: GoalLike = None) -> pl.DataFrame:
    """Summarise metrics: one row per job, node and metric.

    Parameters
    ----------
    metrics : polars.DataFrame
        A metrics frame of many jobs; see `jobanalytics.comparison`.
    *names : str
        The metrics; all of the frame if none is named.
    goal : str or mapping of metric name to str, optional
        ``min`` or ``max`` in any case: which value is the best, for all metrics or for those
        named. A metric without a goal has no best.

    Returns
    -------
    polars.DataFrame
        Columns as in `jobanalytics.schema.SUMMARY`. ``count`` UInt32 is the number of values and
        ``nan_count`` UInt32 how many of them are NaN. ``first`` and ``last`` are the values at the
        smallest and the largest pivot where the metric was logged, NaN too. ``min``, ``max``,
        ``mean`` and ``std`` (of the sample: ``n - 1``) are of the numbers alone; null where there
        is none, ``std`` where there are fewer than two. ``best`` stands at
        ``best_iteration_number`` and ``best_timestamp``, the smallest pivot of equals;
        ``best_seconds`` is the time from the job's earliest timestamp in the frame to there. A job
        and node that never logged a metric has no row for it. Sorted by ``job_name``,
        ``job_arn``, ``node_id`` (nulls first) and ``metric``.

    Raises
    ------
    FrameSchemaError
        If `metrics` lacks a key column, or is otherwise no metrics frame of many jobs.
    InvalidArgumentError
        If there is no metric of a name, or `goal` is neither ``min`` nor ``max``.

    Notes
    -----
    An infinity is a number: it can be the best, and leaves no ``std`` (NaN). Both infinities have
    no mean (NaN).
    """
    numbered = number_metrics(metrics)
    for name in names:
        numbered.check_metric(name)
    goals = goals_of_metrics(goal, numbered)
    tables = [
        _of_metric(numbered.logged(metric), metric, goals.get(metric))
        for metric in dict.fromkeys(names or numbered.metrics)
    ]
    if not tables:
        return SUMMARY.to_frame()
    table = (
        pl.concat(tables)
        .sort("curve", "metric")
        .join(numbered.curves, on="curve", how="left", maintain_order="left")
    )
    elapsed = (table["best_timestamp"] - table["job_start"]).dt.total_microseconds()
    return table.with_columns(best_seconds=seconds(elapsed)).select(
        pl.col(name).cast(dtype) for name, dtype in SUMMARY.items()
    )


def _of_metric(values: pl.DataFrame, metric: str, goal: str | None) -> pl.DataFrame:
    best = best_rows(values, goal, of="curve") if goal else values.clear()
    where = best.unique("curve", keep="first", maintain_order=True).select(
        "curve",
        best="value",
        best_iteration_number="iteration_number",
        best_timestamp="timestamp",
    )
    return (
        values.group_by("curve")
        .agg(**_STATISTICS)
        .join(where, on="curve", how="left")
        .with_columns(metric=pl.lit(metric))
    )
