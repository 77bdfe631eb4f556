"""What metrics are called as columns of metrics frames, apart from the keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jobanalytics.schema import METRICS_KEYS

if TYPE_CHECKING:
    from collections.abc import Container

__all__ = ["column_of", "metric_of"]

_PREFIX = "metrics."


def column_of(metric: str, keys: Container[str] = METRICS_KEYS) -> str:
    """Return the column of a metric, apart from the keys, or from other columns beside it.

    A name that already looks like the answer gets one more prefix, so that two metrics never end
    in one column.
    """
    return f"{_PREFIX}{metric}" if _is_like_one(metric, keys) else metric


def metric_of(column: str) -> str:
    """Return the metric of a column of a metrics frame: undo `column_of`."""
    return column.removeprefix(_PREFIX) if _is_like_one(column, METRICS_KEYS) else column


def _is_like_one(name: str, keys: Container[str]) -> bool:
    while name.startswith(_PREFIX):
        name = name.removeprefix(_PREFIX)
    return name in keys
