"""The statistics: what they keep of a cell, and what the cell becomes of it."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import TypeAlias

import polars as pl

from jobanalytics.caller import level_of_caller
from jobanalytics.schema import MetricStatistic, MetricType

__all__ = [
    "NAN",
    "NEEDS",
    "NUMBER",
    "STATE",
    "VALUE",
    "StatisticLike",
    "Statistics",
    "UnknownMetricWarning",
    "check_statistic",
    "merge_cells",
    "smaller_or_larger",
]

StatisticLike: TypeAlias = MetricStatistic | str | Mapping[str, MetricStatistic | str]
"""One statistic for all metrics, or one for each metric named; the rest take MAX."""

_NAMES_SHOWN = 20

NAN = float("nan")

NUMBER = pl.col("value").fill_nan(None)
# The rows are in the order of (timestamp, record) where these two are taken.
_FIRST = NUMBER.first(ignore_nulls=True)
_LAST = NUMBER.last(ignore_nulls=True)

STATE = {
    "min": NUMBER.min(),
    "max": NUMBER.max(),
    "sum": NUMBER.sum(),
    "numbers": NUMBER.count(),
    "first": _FIRST,
    "last": _LAST,
}
"""What is kept of a cell's observations. All of it passes over NaN."""

NEEDS = {
    MetricStatistic.MAX: ["max"],
    MetricStatistic.MIN: ["min"],
    MetricStatistic.AVG: ["min", "max", "sum", "numbers"],
    MetricStatistic.FIRST: ["first"],
    MetricStatistic.LAST: ["last"],
}

VALUE = {
    MetricStatistic.MAX: pl.col("max"),
    MetricStatistic.MIN: pl.col("min"),
    # Rounding of the sum may carry the mean of nearly equal values past them by an ulp.
    MetricStatistic.AVG: (pl.col("sum") / pl.col("numbers")).clip(pl.col("min"), pl.col("max")),
    MetricStatistic.FIRST: pl.col("first"),
    MetricStatistic.LAST: pl.col("last"),
}
"""What a cell becomes, of what is kept of it; null where it holds nothing but NaN."""


def merge_cells(values: pl.DataFrame, statistic: MetricStatistic) -> pl.DataFrame:
    """Merge the values of each ``row``.

    ``value`` is Float64, in the order of (timestamp, record) where `statistic` is FIRST or LAST; or
    a key, of which there is only MIN and MAX.
    """
    if values["row"].is_sorted():
        # Said aloud, it spares the hashing: half of the time.
        values = values.set_sorted("row")
    rows = values.group_by("row")
    if values["value"].dtype != pl.Float64:
        bound = pl.col("value").min() if statistic is MetricStatistic.MIN else pl.col("value").max()
        return rows.agg(bound)
    state = rows.agg(**{name: STATE[name] for name in NEEDS[statistic]})
    return state.select("row", value=VALUE[statistic].fill_null(NAN))


def smaller_or_larger(these: pl.Series, those: pl.Series, statistic: MetricStatistic) -> pl.Series:
    """Take the smaller (MIN) or larger (MAX) of two values; NaN and null give way to the other."""
    values = pl.col("these", "those")
    if these.dtype == pl.Float64:
        values = values.fill_nan(None)
    bound = (pl.min_horizontal if statistic is MetricStatistic.MIN else pl.max_horizontal)(values)
    if these.dtype == pl.Float64:
        bound = bound.fill_null(NAN)
    return pl.DataFrame({"these": these, "those": those}).select(bound).to_series()


def check_statistic(statistic: StatisticLike) -> None:
    """Raise InvalidArgumentError if `merge_metrics` would not take `statistic`."""
    Statistics(statistic)


class UnknownMetricWarning(UserWarning):
    """A statistic was named for a metric that was not logged."""


class Statistics:
    """Which statistic each metric takes."""

    def __init__(self, statistic: StatisticLike) -> None:
        if isinstance(statistic, Mapping):
            self._default = MetricStatistic.MAX
            self._by_name = {name: MetricStatistic.of(one) for name, one in statistic.items()}
        else:
            self._default = MetricStatistic.of(statistic)
            self._by_name = {}

    def warn_of_unknown(
        self, metrics: pl.Series, metric_type: MetricType, *, knows_all: bool = True
    ) -> None:
        """Warn of a statistic for a metric that was not logged: a misspelt one, most likely.

        Those that were are named, if `metrics` are all of them.
        """
        if not self._by_name or metrics.is_empty():
            return
        logged = metrics.unique().sort().to_list()
        unknown = sorted(self._by_name.keys() - {*logged, metric_type.companion})
        if unknown:
            names = f" Logged were {', '.join(map(repr, logged[:_NAMES_SHOWN]))}"
            others = " and others" if len(logged) > _NAMES_SHOWN else ""
            warnings.warn(
                f"The statistic for {', '.join(map(repr, unknown))} is not used: no such metric "
                f"was logged.{f'{names}{others}.' if knows_all else ''}",
                UnknownMetricWarning,
                stacklevel=level_of_caller(),
            )

    def __getitem__(self, metric: str) -> MetricStatistic:
        return self._by_name.get(metric, self._default)

    def of_state(self) -> pl.Expr:
        """Return what each cell becomes, of its ``metric`` and of what is kept of it."""
        value = VALUE[self._default]
        for metric, statistic in self._by_name.items():
            value = pl.when(pl.col("metric") == metric).then(VALUE[statistic]).otherwise(value)
        return value.fill_null(NAN)

    @property
    def need_order(self) -> bool:
        """Whether any metric needs its observations in the order of time."""
        taken = {self._default, *self._by_name.values()}
        return not taken.isdisjoint({MetricStatistic.FIRST, MetricStatistic.LAST})

    def companion_is_smallest(self, metric_type: MetricType) -> bool:
        """Whether the other key takes its smallest value, else its largest."""
        return self[metric_type.companion] in {MetricStatistic.MIN, MetricStatistic.FIRST}
