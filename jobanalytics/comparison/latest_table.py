"""Observations → where each metric of each job stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import polars as pl

from jobanalytics import merging
from jobanalytics.comparison.arguments import GOALS, one_of
from jobanalytics.comparison.best import GoalLike, best_value
from jobanalytics.schema import (
    LATEST,
    OBSERVATIONS,
    MetricStatistic,
    MetricType,
    check_frame,
)

if TYPE_CHECKING:
    from jobanalytics.merging import StatisticLike

__all__ = ["check_goal", "latest"]

_KEYS = ["job_arn", "metric"]


def latest(
    observations: pl.DataFrame,
    *names: str,
    goal: GoalLike = None,
    statistic: StatisticLike = MetricStatistic.MAX,
) -> pl.DataFrame:
    """Say where each metric of each job stands: its last value, its best, and the way there.

    A job's nodes are one here: what they logged at an iteration is merged like any other values
    of one cell. A metric that a job logged without iteration numbers goes by its timestamps.

    Parameters
    ----------
    observations : polars.DataFrame
        Of one job or of many; columns as in `jobanalytics.schema.OBSERVATIONS`.
    *names : str
        The metrics; all if none is named. One that was not logged has no row.
    goal : str or mapping of metric name to str, optional
        ``min`` or ``max`` in any case, for all metrics or for those named; without it there is no
        best.
    statistic : MetricStatistic, str, or mapping of metric name to either
        What several values of one cell become.

    Returns
    -------
    polars.DataFrame
        Columns as in `jobanalytics.schema.LATEST`; sorted by ``job_arn`` and ``metric``.

    Raises
    ------
    FrameSchemaError
        If `observations` lacks a column, or one has another dtype.
    InvalidArgumentError
        If `goal` or `statistic` is none of those above.
    """
    check_goal(goal)
    merging.check_statistic(statistic)
    observations = check_frame(observations, OBSERVATIONS, "observations")
    if names:
        observations = observations.filter(pl.col("metric").is_in(names))
    values = _values(observations, MetricType.ITERATION_NUMBER, statistic)
    rest = observations.join(values.select(_KEYS).unique(), on=_KEYS, how="anti")
    values = pl.concat([values, _values(rest, MetricType.TIMESTAMP, statistic)])
    number, best = pl.col("value").fill_nan(None), pl.col("best").first()
    return (
        values.join(_best(values, goal), on=_KEYS, how="left", maintain_order="left")
        .group_by(_KEYS, maintain_order=True)
        .agg(
            count=pl.len(),
            iteration_number=pl.col("iteration_number").last(),
            timestamp=pl.col("timestamp").last(),
            last=pl.col("value").last(),
            best=best,
            best_iteration_number=pl.col("iteration_number").filter(number == best).first(),
            values=pl.col("value"),
        )
        .sort(_KEYS)
        .select(pl.col(name).cast(dtype) for name, dtype in LATEST.items())
    )


def check_goal(goal: GoalLike) -> None:
    """Raise InvalidArgumentError if a goal, or that of a metric, is neither min nor max."""
    for one in goal.values() if isinstance(goal, Mapping) else [goal]:
        if one is not None:
            one_of("goal", one, GOALS)


def _values(
    observations: pl.DataFrame, metric_type: MetricType, statistic: StatisticLike
) -> pl.DataFrame:
    """Merge, and return a row for each value, by job, metric and pivot."""
    # A column may not be called as a metric may, so that they are numbered meanwhile.
    metrics = observations["metric"].unique().sort().to_list()
    columns = {metric: f"metric {place}" for place, metric in enumerate(metrics)}
    if isinstance(statistic, Mapping):
        statistic = {columns[name]: one for name, one in statistic.items() if name in columns}
    numbered = observations.with_columns(
        node_id=pl.lit(None, pl.String),
        metric=pl.col("metric").replace_strict(columns, return_dtype=pl.String),
    )
    frame = merging.merge_metrics(numbered, metric_type, statistic)
    return (
        frame.unpivot(
            list(set(columns.values()) & set(frame.columns)),
            index=["job_arn", "iteration_number", "timestamp"],
            variable_name="metric",
        )
        .drop_nulls("value")
        .select(
            "job_arn",
            pl.col("metric").replace_strict(
                {column: metric for metric, column in columns.items()}, return_dtype=pl.String
            ),
            "iteration_number",
            "timestamp",
            pl.col("value").cast(pl.Float64),
        )
    )


def _best(values: pl.DataFrame, goal: GoalLike) -> pl.DataFrame:
    """Return the ``best`` of each job and metric that has a goal."""
    goals = goal if isinstance(goal, Mapping) else dict.fromkeys(values["metric"].unique(), goal)
    bests = [
        values.filter(metric=metric).group_by(_KEYS).agg(best=best_value(one.casefold()))
        for metric, one in goals.items()
        if one is not None
    ]
    nothing = values.select(*_KEYS, pl.lit(None, pl.Float64).alias("best")).clear()
    return pl.concat([nothing, *bests])
