"""Some of the metrics, and what to say where they are not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from jobanalytics.comparison.arguments import did_you_mean, list_of
from jobanalytics.errors import InvalidArgumentError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jobanalytics.schema import MetricType

__all__ = ["only_metrics"]


def only_metrics(
    observations: pl.DataFrame, names: Sequence[str], metric_type: MetricType
) -> pl.DataFrame:
    """Return the observations of some metrics.

    Raises
    ------
    InvalidArgumentError
        If a metric was not logged, or never with the pivot.
    """
    pivot = metric_type.value
    logged = dict(
        observations.group_by("metric")
        .agg(pl.col(pivot).is_not_null().any())
        .sort("metric")
        .iter_rows()
    )
    for name in names:
        if name not in logged:
            known = f"logged were {list_of(list(logged))}" if logged else "nothing was logged"
            raise InvalidArgumentError(
                f"No job of the set logged a metric {name!r}; {known}{did_you_mean(name, logged)}"
            )
        if not logged[name]:
            raise InvalidArgumentError(
                f"The metric {name!r} was logged without any {pivot}, so there is nothing to merge "
                f"by it; take metric_type={metric_type.companion!r} (or x='elapsed' for curves)."
            )
    return observations.filter(pl.col("metric").is_in(names))
