"""Metrics frame → metrics frame in which each job's nodes are one."""

from __future__ import annotations

import polars as pl

from jobanalytics.comparison.numbered import number_metrics
from jobanalytics.merging.statistics import NAN, NEEDS, STATE, VALUE, StatisticLike, Statistics
from jobanalytics.schema import MetricStatistic, metrics_of_jobs_schema

__all__ = ["join_nodes"]


def join_nodes(metrics: pl.DataFrame, statistic: StatisticLike) -> pl.DataFrame:
    """Join the nodes of each job: one row per job and pivot.

    Parameters
    ----------
    metrics : polars.DataFrame
        A metrics frame of many jobs; see `jobanalytics.comparison`.
    statistic : MetricStatistic, str, or mapping of metric name to either
        What the nodes' values become: ``max``, ``min``, ``avg``, ``first`` or ``last``. A mapping
        names one per metric, by the name of its column; a metric that it does not name takes MAX.
        ``first`` and ``last`` go by (timestamp, node), nulls first.

    Returns
    -------
    polars.DataFrame
        The keys and the metrics of `metrics`, further columns not; ``node_id`` is null throughout.
        Sorted by ``job_name``, ``job_arn`` and the pivot. The other key has its smallest value
        under MIN and FIRST, else (a mapping too) its largest. NaN gives way to numbers. Where one
        node alone logged, its values stay.

    Raises
    ------
    FrameSchemaError
        If `metrics` is no metrics frame of many jobs.
    InvalidArgumentError
        If `statistic` is none of those above.

    Warns
    -----
    UnknownMetricWarning
        If a mapping names a metric that the frame does not have.

    Notes
    -----
    These are statistics of merged values: ``avg`` is the mean of the nodes' values, however many
    observations each was merged from.
    """
    statistics = Statistics(statistic)
    numbered = number_metrics(metrics)
    metric_type = numbered.metric_type
    pivot, companion = metric_type.value, metric_type.companion
    names = pl.Series(numbered.metrics, dtype=pl.String)
    statistics.warn_of_unknown(names, metric_type)

    job = numbered.curves["job"].gather(numbered.rows["curve"])
    cells = numbered.rows.hstack([job]).sort(*dict.fromkeys(["job", pivot, "timestamp", "curve"]))
    cells = cells.with_columns(place=pl.struct("job", pivot).rle_id())
    smallest = statistics.companion_is_smallest(metric_type)
    other = pl.col(companion).min() if smallest else pl.col(companion).max()
    rows = cells.group_by("place", maintain_order=True).agg(
        pl.col("curve", pivot).first(), other.alias(companion)
    )
    keys = numbered.curves.select("job_name", "job_arn")[rows["curve"]].hstack(
        rows.select(pivot, companion, node_id=pl.lit(None, pl.String))
    )
    return keys.select(list(metrics_of_jobs_schema(metric_type))).hstack(
        [
            _joined(cells, numbered.frame[name], statistics[name], rows["place"])
            for name in numbered.metrics
        ]
    )


def _joined(
    cells: pl.DataFrame, metric: pl.Series, kind: MetricStatistic, places: pl.Series
) -> pl.Series:
    """Return the metric's value at each place, null where it was not logged."""
    values = cells.select("place", metric.gather(cells["row"]).alias("value")).drop_nulls()
    if values["place"].n_unique() < values.height:
        kept = values.group_by("place").agg(**{name: STATE[name] for name in NEEDS[kind]})
        values = kept.select("place", value=VALUE[kind].fill_null(NAN))
    nothing = pl.repeat(None, len(places), dtype=pl.Float64, eager=True)
    return nothing.scatter(values["place"], values["value"]).alias(metric.name)
