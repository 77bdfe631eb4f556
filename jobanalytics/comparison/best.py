"""The best of a metric's values, as its goal says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

import polars as pl

from jobanalytics.comparison.arguments import GOALS, one_of

if TYPE_CHECKING:
    from jobanalytics.comparison.numbered import NumberedMetrics

__all__ = ["GoalLike", "best_rows", "best_value", "goals_of_metrics"]

GoalLike: TypeAlias = str | Mapping[str, str] | None
"""``min`` or ``max`` for all metrics, or one for each metric named, or none."""


def goals_of_metrics(goal: GoalLike, numbered: NumberedMetrics) -> dict[str, str]:
    """Return the goal of each metric that has one, or raise where it names no metric or goal."""
    if goal is None:
        return {}
    if not isinstance(goal, Mapping):
        return dict.fromkeys(numbered.metrics, one_of("goal", goal, GOALS))
    for metric in goal:
        numbered.check_metric(metric)
    return {metric: one_of(f"goal of {metric!r}", one, GOALS) for metric, one in goal.items()}


def best_value(goal: str) -> pl.Expr:
    """Return the best of the numbers in ``value``, null where there are none."""
    number = pl.col("value").fill_nan(None)
    return number.min() if goal == "min" else number.max()


def best_rows(values: pl.DataFrame, goal: str, of: str) -> pl.DataFrame:
    """Return the rows of `values` with the best ``value`` of each `of`, all those with ties."""
    best = values.group_by(of).agg(best=best_value(goal))
    return (
        values.join(best, on=of, how="left", maintain_order="left")
        .filter(pl.col("value") == pl.col("best"))
        .drop("best")
    )
