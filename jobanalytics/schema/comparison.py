"""What comparison makes of the metrics of many jobs: tables, one row per thing compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from jobanalytics.schema.log import OBSERVATIONS, TIME
from jobanalytics.schema.merging import metrics_schema

if TYPE_CHECKING:
    from jobanalytics.schema.choices import MetricType

__all__ = [
    "COMPARISON",
    "CURVE_X",
    "DIFFERENCES",
    "LATEST",
    "OUTCOMES",
    "STANDINGS",
    "SUMMARY",
    "SUMMARY_DIFFERENCES",
    "VARYING",
    "bands_schema",
    "curve_differences_schema",
    "curves_schema",
    "leaderboard_schema",
    "metrics_of_jobs_schema",
]

CURVE_X = pl.Schema({"iteration_number": pl.Int64(), "timestamp": TIME, "elapsed": pl.Float64()})
"""What a curve can be drawn over. ``elapsed`` is in seconds since the job's earliest timestamp."""

SUMMARY = pl.Schema(
    {
        "job_name": pl.String(),
        "job_arn": pl.String(),
        "node_id": pl.String(),
        "metric": pl.String(),
        "count": pl.UInt32(),
        "nan_count": pl.UInt32(),
        "first": pl.Float64(),
        "last": pl.Float64(),
        "min": pl.Float64(),
        "max": pl.Float64(),
        "mean": pl.Float64(),
        "std": pl.Float64(),
        "best": pl.Float64(),
        "best_iteration_number": pl.Int64(),
        "best_timestamp": TIME,
        "best_seconds": pl.Float64(),
    }
)
"""One row per curve (job and node) and metric, ordered by the first four columns, nulls first.

``count`` is the number of values, ``nan_count`` how many of them are NaN. ``first`` and ``last``
stand at the smallest and the largest pivot. ``min``, ``max``, ``mean`` and ``std`` (the sample's)
are of the numbers only and in the metric's unit. ``best`` is the smallest or largest number, as
the metric's goal says, ``best_seconds`` the seconds from the job's earliest timestamp to it.
"""

LATEST = pl.Schema(
    {
        "job_arn": pl.String(),
        "metric": pl.String(),
        "count": pl.UInt32(),
        "iteration_number": pl.Int64(),
        "timestamp": TIME,
        "last": pl.Float64(),
        "best": pl.Float64(),
        "best_iteration_number": pl.Int64(),
        "values": pl.List(pl.Float64()),
    }
)
"""Where each metric of each job stands, one row each, ordered by the first two columns.

``values`` are the merged values in the order of iterations, or of timestamps where a job logged
the metric without any iteration number; ``count`` is how many they are, ``last`` the last of them,
at ``iteration_number`` and ``timestamp``. ``best`` is the smallest or largest number among them,
as the goal says, first reached at ``best_iteration_number``.
"""

VARYING = pl.Schema(
    {
        "hyperparameter": pl.String(),
        "n_values": pl.UInt32(),
        "missing": pl.UInt32(),
        "values": pl.List(pl.String()),
    }
)
"""One row per hyperparameter that differs among jobs, ordered by its name.

``missing`` is the number of jobs without it, ``n_values`` the number of different values that the
others have, ``values`` those values, in the order of their own dtype and then written as text.
"""

COMPARISON = pl.Schema(
    {
        "iqm": pl.Float64(),
        "iqm_low": pl.Float64(),
        "iqm_high": pl.Float64(),
        "n": pl.UInt32(),
        "nan_count": pl.UInt32(),
        "not_completed": pl.UInt32(),
        "node_id": pl.String(),
        "metric": pl.String(),
        "mean": pl.Float64(),
        "mean_low": pl.Float64(),
        "mean_high": pl.Float64(),
        "median": pl.Float64(),
        "median_low": pl.Float64(),
        "median_high": pl.Float64(),
        "probability_of_improvement": pl.Float64(),
        "probability_low": pl.Float64(),
        "probability_high": pl.Float64(),
        "is_baseline": pl.Boolean(),
    }
)
"""One row per group of jobs and node, after the columns of the groups; the best group first.

What answers stands at either end, where a frame that is printed is not cut.
``n`` is the number of jobs with a number, ``nan_count`` of those whose value is NaN;
``not_completed`` is how many jobs of the group, with a value or without, are in another state than
COMPLETED, null where states are not known.
Mean, median and interquartile mean (``iqm``) are in the metric's unit; ``_low`` and ``_high`` bound
the 95 % interval. The probability is that of a job of this group to beat one of the baseline's.
"""

OUTCOMES = pl.Schema(
    {
        "job_name": pl.String(),
        "job_arn": pl.String(),
        "node_id": pl.String(),
        "metric": pl.String(),
        "value": pl.Float64(),
    }
)
"""Where jobs ended, one row per job and node; the other columns of the table of jobs follow.

``value`` is in the metric's unit: null for a job that did not log the metric, NaN where it logged
nothing else.
"""

STANDINGS = pl.Schema(
    {
        "place": pl.UInt32(),
        "configuration": pl.String(),
        "job_name": pl.String(),
        "job_arn": pl.String(),
        "metric": pl.String(),
        "value": pl.Float64(),
        "state": pl.String(),
    }
)
"""The places of a leaderboard, one row per job, those of one configuration on one place.

``place`` counts from 1, the best job's first; ``value`` is the job's best, in the metric's unit,
and null where it logged none.
"""

DIFFERENCES = pl.Schema({"name": pl.String(), "a": pl.String(), "b": pl.String()})
"""What two jobs have different, one row each, as text; null where a job does not have it."""

SUMMARY_DIFFERENCES = pl.Schema(
    {
        "node_id": pl.String(),
        "metric": pl.String(),
        "statistic": pl.String(),
        "a": pl.Float64(),
        "b": pl.Float64(),
        "difference": pl.Float64(),
    }
)
"""The summaries of two jobs beside each other; ``difference`` is ``b - a``.

One row per node, metric and statistic, ordered by node (nulls first) and metric, the statistics
in the order of ``SUMMARY``.
"""


def metrics_of_jobs_schema(metric_type: MetricType) -> pl.Schema:
    """Return the key columns of a metrics frame of many jobs.

    ``job_name``, ``job_arn``, pivot, companion, ``node_id``. The metrics follow, Float64 each.
    """
    return pl.Schema({"job_name": pl.String(), **metrics_schema(metric_type)})


def leaderboard_schema(metric: str) -> pl.Schema:
    """Return the first columns of a leaderboard; other metrics, state, hyperparameters follow.

    ``rank`` counts from 1, and equal values share the smaller one; `metric` is the column of the
    metric that decides, in its unit; the keys say where that value was logged.
    """
    return pl.Schema(
        {
            "rank": pl.UInt32(),
            "job_name": pl.String(),
            "job_arn": pl.String(),
            metric: pl.Float64(),
            "iteration_number": OBSERVATIONS["iteration_number"],
            "timestamp": TIME,
            "node_id": pl.String(),
        }
    )


def curves_schema(x: str) -> pl.Schema:
    """Return the columns of tidy curves over `x`, which is one of `CURVE_X`.

    One row per point, ordered by ``job_name``, ``job_arn``, ``node_id`` (nulls first) and `x`.
    ``value`` is in the metric's unit.
    """
    return pl.Schema(
        {
            "job_name": pl.String(),
            "job_arn": pl.String(),
            "node_id": pl.String(),
            "metric": pl.String(),
            x: CURVE_X[x],
            "value": pl.Float64(),
        }
    )


def bands_schema(x: str) -> pl.Schema:
    """Return the columns of bands over `x`, which stand after the columns of the groups.

    One row per group, node, metric and `x`, in that order, nulls first. ``center``, ``low`` and
    ``high`` are in the metric's unit; ``n`` is the number of jobs with a number at the point,
    ``nan_count`` of those with a NaN there.
    """
    return pl.Schema(
        {
            "node_id": pl.String(),
            "metric": pl.String(),
            x: CURVE_X[x],
            "center": pl.Float64(),
            "low": pl.Float64(),
            "high": pl.Float64(),
            "n": pl.UInt32(),
            "nan_count": pl.UInt32(),
        }
    )


def curve_differences_schema(metric_type: MetricType) -> pl.Schema:
    """Return the columns of the curves of two jobs beside each other.

    One row per node (nulls first), metric and pivot, in that order; ``difference`` is ``b - a``.
    """
    return pl.Schema(
        {
            "node_id": pl.String(),
            "metric": pl.String(),
            metric_type.value: OBSERVATIONS[metric_type.value],
            "a": pl.Float64(),
            "b": pl.Float64(),
            "difference": pl.Float64(),
        }
    )
