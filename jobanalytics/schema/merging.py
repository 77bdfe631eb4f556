"""What merging makes of observations: metrics frames, conflicts, partial merges."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from jobanalytics.schema.log import OBSERVATIONS

if TYPE_CHECKING:
    from jobanalytics.schema.choices import MetricType

__all__ = ["METRICS_KEYS", "conflicts_schema", "metrics_schema", "partial_schema"]

METRICS_KEYS = ("job_name", "job_arn", "timestamp", "iteration_number", "node_id")
"""The key columns of metrics frames; a metric of such a name becomes ``metrics.<name>``."""


def metrics_schema(metric_type: MetricType) -> pl.Schema:
    """Return the key columns of a metrics frame: ``job_arn``, pivot, companion, ``node_id``.

    The metrics follow, Float64 each and sorted by name.
    """
    return pl.Schema(
        {
            "job_arn": pl.String(),
            metric_type.value: OBSERVATIONS[metric_type.value],
            metric_type.companion: OBSERVATIONS[metric_type.companion],
            "node_id": pl.String(),
        }
    )


def conflicts_schema(metric_type: MetricType) -> pl.Schema:
    """Return the columns of a table of conflicts by `metric_type`.

    ``job_arn``, the pivot, ``node_id`` and ``metric`` name the cell; ``count`` is the number of
    its observations, ``nan_count`` how many of them are NaN; ``min``, ``max`` and ``spread``
    (their difference), of those that are not, are in the metric's unit; ``instances`` lists the
    instances that logged it.
    """
    return pl.Schema(
        {
            "job_arn": pl.String(),
            metric_type.value: OBSERVATIONS[metric_type.value],
            "node_id": pl.String(),
            "metric": pl.String(),
            "count": pl.UInt32(),
            "nan_count": pl.UInt32(),
            "min": pl.Float64(),
            "max": pl.Float64(),
            "spread": pl.Float64(),
            "instances": pl.List(pl.String()),
        }
    )


def partial_schema(metric_type: MetricType) -> pl.Schema:
    """Return the columns of a partial merge by `metric_type`, one row per cell.

    ``job_arn``, the pivot, ``node_id`` and ``metric`` name the cell. ``min``, ``max``, ``sum``,
    ``first`` and ``last`` are of its observations that are numbers, in the metric's unit, and
    ``numbers`` is how many those are; where it is 0, the cell holds nothing but NaN. ``first`` and
    ``last`` stand at (time, record): the times are microseconds since the epoch, with the smallest
    Int64 for a line that has none. ``companion_min`` and ``companion_max`` bound the other key.
    """
    companion = OBSERVATIONS[metric_type.companion]
    return pl.Schema(
        {
            "job_arn": pl.String(),
            metric_type.value: OBSERVATIONS[metric_type.value],
            "node_id": pl.String(),
            "metric": pl.String(),
            "min": pl.Float64(),
            "max": pl.Float64(),
            "sum": pl.Float64(),
            "numbers": pl.UInt32(),
            "first": pl.Float64(),
            "first_time": pl.Int64(),
            "first_record": pl.UInt32(),
            "last": pl.Float64(),
            "last_time": pl.Int64(),
            "last_record": pl.UInt32(),
            "companion_min": companion,
            "companion_max": companion,
        }
    )
