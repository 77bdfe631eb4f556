"""Observations → the cells where they conflict."""

from __future__ import annotations

import polars as pl

from jobanalytics.merging.rows import row_keys, with_pivot
from jobanalytics.merging.statistics import NAN, NUMBER
from jobanalytics.schema import MetricType, conflicts_schema

__all__ = ["conflicts"]


def conflicts(
    observations: pl.DataFrame, metric_type: MetricType | str = MetricType.TIMESTAMP
) -> pl.DataFrame:
    """List the cells that have more than one observation.

    Parameters
    ----------
    observations : polars.DataFrame
        Columns as in `jobanalytics.schema.OBSERVATIONS`, in any order.
    metric_type : MetricType or str
        The pivot. Observations without it are in no cell.

    Returns
    -------
    polars.DataFrame
        ``job_arn`` String, the pivot, ``node_id`` String, ``metric`` String, ``count`` UInt32,
        ``nan_count`` UInt32 (how many of them are NaN), ``min``, ``max`` and ``spread`` Float64 in
        the metric's unit (of those that are not NaN; NaN where all are), ``instances``
        List(String), sorted. Rows are sorted by job, pivot, node (nulls first) and metric.

    Raises
    ------
    FrameSchemaError
        If a column is missing or has another dtype.
    InvalidArgumentError
        If `metric_type` is no MetricType.
    """
    metric_type = MetricType.of(metric_type)
    cell = [*row_keys(metric_type), "metric"]
    # The difference of two equal infinities would be no number.
    equal = pl.col("min") == pl.col("max")
    spread = pl.when(equal).then(0.0).otherwise(pl.col("max") - pl.col("min"))
    return (
        with_pivot(observations, metric_type)
        .group_by(cell)
        .agg(
            count=pl.len(),
            nan_count=pl.col("value").is_nan().sum(),
            min=NUMBER.min(),
            max=NUMBER.max(),
            instances=pl.col("instance").drop_nulls().unique().sort(),
        )
        .filter(pl.col("count") > 1)
        .with_columns(spread=spread)
        .with_columns(pl.col("min", "max", "spread").fill_null(NAN))
        .sort(cell)
        .select(pl.col(name).cast(dtype) for name, dtype in conflicts_schema(metric_type).items())
    )
