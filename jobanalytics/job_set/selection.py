"""Some of the metrics, and what to say where they are not there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from jobanalytics.comparison.arguments import did_you_mean, list_of
from jobanalytics.distinct import encode
from jobanalytics.errors import InvalidArgumentError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    import polars as pl

    from jobanalytics.merging import StatisticLike
    from jobanalytics.schema import MetricType

__all__ = ["check_logged", "check_names", "logged_metrics", "statistic_of"]


def check_names(names: Iterable[Any]) -> None:
    """Raise InvalidArgumentError if one is no text."""
    for name in names:
        if not isinstance(name, str):
            raise InvalidArgumentError(
                f"A metric is named by a string, several by several arguments; got {name!r}."
            )


def logged_metrics(observations: pl.DataFrame, metric_type: MetricType) -> dict[str, int]:
    """Name the metrics that were logged, sorted, and count the values of each with the pivot."""
    codes, metrics = encode(observations["metric"])
    has_pivot = observations[metric_type.value].is_not_null()
    if not has_pivot.all():
        codes = codes.filter(has_pivot)
    counts = dict(codes.value_counts().iter_rows())
    return dict(sorted((name, counts.get(code, 0)) for code, name in enumerate(metrics)))


def check_logged(
    names: Iterable[str], logged: Mapping[str, bool], metric_type: MetricType, whose: str
) -> None:
    """Raise if a metric of `names` cannot be merged.

    Parameters
    ----------
    names : iterable of str
        What the user named. Where nothing at all was logged, any name may be.
    logged : mapping of str to bool
        Each metric that was logged, and whether ever with the pivot.
    metric_type : MetricType
        The pivot.
    whose : str
        What is said of the jobs.

    Raises
    ------
    InvalidArgumentError
        If a metric was not logged, or never with the pivot.
    """
    for name in names:
        if logged and name not in logged:
            raise InvalidArgumentError(
                f"No job {whose} logged a metric {name!r}; logged were "
                f"{list_of(list(logged))}{did_you_mean(name, logged)}"
            )
        if not logged.get(name, True):
            by_iteration = metric_type.value == "iteration_number"
            x = "elapsed" if by_iteration else "iteration_number"
            raise InvalidArgumentError(
                f"The metric {name!r} was logged without any {metric_type.value}, so there is "
                f"nothing to merge by it; take metric_type={metric_type.companion!r} (x={x!r} for "
                "curves)."
            )


def statistic_of(
    statistic: StatisticLike, names: Collection[str], logged: Collection[str]
) -> StatisticLike:
    """Return what a statistic says of some metrics, of those logged.

    A name that is that of no metric stays: merging warns of it, or takes it for the other key's.
    """
    if not isinstance(statistic, Mapping):
        return statistic
    return {name: one for name, one in statistic.items() if name in names or name not in logged}
