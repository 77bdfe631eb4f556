"""Some of the metrics, and what to say where they are not there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import polars as pl

from jobanalytics.comparison.arguments import did_you_mean, list_of
from jobanalytics.distinct import encode
from jobanalytics.errors import InvalidArgumentError
from jobanalytics.schema import METRICS_KEYS

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from jobanalytics.merging import StatisticLike
    from jobanalytics.schema import MetricType

__all__ = ["check_logged", "column_of", "statistic_of", "without_pivot"]


def check_logged(
    observations: pl.DataFrame, names: Sequence[Any], metric_type: MetricType, whose: str
) -> list[str]:
    """Return the metrics that were logged; raise if one of `names` cannot be merged.

    Where nothing at all was logged, any name may be. `whose` jobs they are is said then.

    Raises
    ------
    InvalidArgumentError
        If a metric was not logged, or never with the pivot.
    """
    pivot = metric_type.value
    with_pivot = set(_distinct(observations, pl.col(pivot).is_not_null()))
    logged = {metric: metric in with_pivot for metric in _distinct(observations)}
    for name in names:
        if not isinstance(name, str):
            raise InvalidArgumentError(
                f"A metric is named by a string, several by several arguments; got {name!r}."
            )
        if logged and name not in logged:
            raise InvalidArgumentError(
                f"No job {whose} logged a metric {name!r}; logged were "
                f"{list_of(list(logged))}{did_you_mean(name, logged)}"
            )
        if not logged.get(name, True):
            x = "elapsed" if pivot == "iteration_number" else "iteration_number"
            raise InvalidArgumentError(
                f"The metric {name!r} was logged without any {pivot}, so there is nothing to merge "
                f"by it; take metric_type={metric_type.companion!r} (x={x!r} for curves)."
            )
    return list(logged)


def _distinct(observations: pl.DataFrame, where: pl.Expr | None = None) -> list[str]:
    """Name the metrics of observations, sorted."""
    metric = (observations if where is None else observations.filter(where))["metric"]
    return encode(metric)[1].sort().to_list()


def statistic_of(
    statistic: StatisticLike, names: Collection[str], logged: Collection[str]
) -> StatisticLike:
    """Return what a statistic says of some metrics, of those logged.

    A name that is that of no metric stays: merging warns of it, or takes it for the other key's.
    """
    if not isinstance(statistic, Mapping):
        return statistic
    return {name: one for name, one in statistic.items() if name in names or name not in logged}


def column_of(metric: str) -> str:
    """Return the column of a metric in merged frames."""
    return f"metrics.{metric}" if metric in METRICS_KEYS else metric


def without_pivot(observations: pl.DataFrame, metric_type: MetricType) -> pl.DataFrame:
    """Return the ``job_arn`` and ``metric`` of what drops out of a frame by the pivot unseen.

    That is a metric that a job logged only without the pivot, while other jobs have it in the
    frame, or while the job itself has nothing in it. Sorted.
    """
    pivot = pl.col(metric_type.value)
    if observations[metric_type.value].null_count() == 0:
        return observations.select("job_arn", "metric").clear()
    is_in = pl.col("is_in")
    of_others = is_in.any().over("metric")
    of_job = is_in.any().over("job_arn")
    return (
        observations.group_by("job_arn", "metric")
        .agg(is_in=pivot.is_not_null().any())
        .filter(~is_in & (of_others | ~of_job))
        .select("job_arn", "metric")
        .sort(pl.all())
    )
