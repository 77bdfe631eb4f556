"""What metrics are called as columns of metrics frames, apart from the keys."""

from __future__ import annotations

from jobanalytics.schema import METRICS_KEYS

__all__ = ["column_of", "metric_of"]

_PREFIX = "metrics."


def column_of(metric: str) -> str:
    """Return the column of a metric.

    A name that already looks like the answer gets one more prefix, so that two metrics never end
    in one column.
    """
    return f"{_PREFIX}{metric}" if _is_like_a_key(metric) else metric


def metric_of(column: str) -> str:
    """Return the metric of a column: undo `column_of`."""
    return column.removeprefix(_PREFIX) if _is_like_a_key(column) else column


def _is_like_a_key(name: str) -> bool:
    while name.startswith(_PREFIX):
        name = name.removeprefix(_PREFIX)
    return name in METRICS_KEYS
