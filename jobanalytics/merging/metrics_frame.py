"""Observations → metrics frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from jobanalytics.merging.parts import of_each_part, side_by_side
from jobanalytics.merging.rows import lay_into_columns, number_rows, with_pivot
from jobanalytics.merging.statistics import StatisticLike, Statistics
from jobanalytics.schema import METRICS_KEYS, MetricStatistic, MetricType

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["merge_metrics", "merged_parts", "metrics_dict"]


def merge_metrics(
    observations: pl.DataFrame,
    metric_type: MetricType | str = MetricType.TIMESTAMP,
    statistic: StatisticLike = MetricStatistic.MAX,
) -> pl.DataFrame:
    """Merge observations into one row per job, pivot and node.

    Parameters
    ----------
    observations : polars.DataFrame
        Columns as in `jobanalytics.schema.OBSERVATIONS`, of one job or many, in any order.
    metric_type : MetricType or str
        The pivot: ``timestamp`` or ``iteration_number``. Observations without it are left out.
    statistic : MetricStatistic, str, or mapping of metric name to either
        What a cell with several observations becomes: ``max``, ``min``, ``avg``, ``first`` or
        ``last``. A mapping names one per metric; a metric that it does not name takes MAX.

    Returns
    -------
    polars.DataFrame
        ``job_arn`` String, the pivot, the other key, ``node_id`` String, then each metric as
        Float64, sorted by name; ``timestamp`` is Datetime(us, UTC), ``iteration_number`` Int64.
        Rows are sorted by job, pivot and node (nulls first). The other key has its smallest value
        under MIN and FIRST, else (a mapping too) its largest. A metric named like a key column is
        called ``metrics.<name>``. Null: nothing was logged.

    Raises
    ------
    FrameSchemaError
        If a column is missing or has another dtype.
    InvalidArgumentError
        If `metric_type` or `statistic` is none of those above.

    Warns
    -----
    UnknownMetricWarning
        If a mapping names a metric that was not logged.

    Notes
    -----
    NaN gives way to every number; a cell is NaN where all its observations are, and under AVG
    where it holds both infinities, which have no mean. AVG lies between MIN and MAX.
    """
    metric_type = MetricType.of(metric_type)
    statistics = Statistics(statistic)
    observations = with_pivot(observations, metric_type)
    statistics.warn_of_unknown(observations["metric"], metric_type)
    return side_by_side(merged_parts(observations, metric_type, statistics))


def merged_parts(
    observations: pl.DataFrame,
    metric_type: MetricType,
    statistics: Statistics,
    columns: Collection[str] | None = None,
) -> list[pl.DataFrame]:
    """Merge the observations of some jobs after the other; `side_by_side` makes one frame of it.

    Parameters
    ----------
    observations : polars.DataFrame
        What `with_pivot` returned.
    metric_type, statistics
        As `merge_metrics` takes them.
    columns : collection of str, optional
        The metrics that have a column, all by default. Rows are those of all metrics in any case.
    """
    return of_each_part(observations, lambda part: _merged(part, metric_type, statistics, columns))


def _merged(
    observations: pl.DataFrame,
    metric_type: MetricType,
    statistics: Statistics,
    columns: Collection[str] | None,
) -> pl.DataFrame:
    if statistics.need_order:
        observations = observations.sort("timestamp", "record")
    smallest = statistics.companion_is_smallest(metric_type)
    bound = MetricStatistic.MIN if smallest else MetricStatistic.MAX
    rows, row = number_rows(observations, metric_type, metric_type.companion, bound)
    values = observations.select("metric", "value", row.alias("row"))
    if columns is not None:
        values = values.filter(pl.col("metric").is_in(columns))
    return lay_into_columns(rows, values, statistics)


def metrics_dict(frame: pl.DataFrame) -> dict[str, list[Any]]:
    """Return the metrics frame of one job as columns of plain Python values.

    Parameters
    ----------
    frame : polars.DataFrame
        What `merge_metrics` returned for one job.

    Returns
    -------
    dict of str to list
        In the order of the columns and without ``job_arn``; a key column in which everything is
        null is left out. ``timestamp`` is in seconds since the epoch, as float;
        ``iteration_number`` int; null is None. Empty where the frame has no rows.
    """
    if frame.is_empty():
        return {}
    columns = frame.drop("job_name", "job_arn", strict=False)
    kept = [
        name
        for name in columns.columns
        if name not in METRICS_KEYS or columns[name].null_count() < columns.height
    ]
    seconds = pl.col("timestamp").dt.timestamp("us") / 1e6
    if "timestamp" in kept:
        columns = columns.with_columns(seconds.alias("timestamp"))
    return columns.select(kept).to_dict(as_series=False)
