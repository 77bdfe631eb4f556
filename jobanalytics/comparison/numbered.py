"""A metrics frame of many jobs, with its curves numbered.

Strings are slow to compare and metrics may have any name, that of a column of ours too. So all
comparison works on a table of numbers beside the frame, and takes one metric out of the frame at
a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from jobanalytics.comparison.arguments import did_you_mean, list_of
from jobanalytics.distinct import begins_of_runs
from jobanalytics.errors import FrameSchemaError, InvalidArgumentError
from jobanalytics.schema import METRICS_KEYS, MetricType, check_frame, metrics_of_jobs_schema

__all__ = ["NumberedMetrics", "metric_names", "number_metrics", "pivot_of"]

_CURVE = ["job_name", "job_arn", "node_id"]


@dataclass(frozen=True)
class NumberedMetrics:
    """A metrics frame whose curves, each a job and node, are numbered."""

    frame: pl.DataFrame
    """The metrics frame, in the order it came."""
    metric_type: MetricType
    """Its pivot."""
    metrics: list[str]
    """The columns that are metrics."""
    curves: pl.DataFrame
    """One row per curve, sorted by ``job_name``, ``job_arn`` and ``node_id``, nulls first.

    ``curve`` and ``job`` are its number and its job's, ``job_start`` the job's earliest timestamp.
    """
    rows: pl.DataFrame
    """``curve``, ``row`` (in the frame), ``iteration_number``, ``timestamp``.

    Sorted by curve and pivot: in one order, whatever that of the frame is.
    """

    def check_metric(self, metric: Any) -> None:
        """Raise unless `metric` is one; where nothing at all was logged, any may be."""
        if metric in self.metrics:
            return
        if metric in self.frame.columns and metric not in METRICS_KEYS:
            check_frame(self.frame, {metric: pl.Float64()}, "metrics")
        if self.frame.is_empty() and isinstance(metric, str):
            return
        known = list_of(self.metrics) if self.metrics else "none"
        raise InvalidArgumentError(
            f"There is no metric {metric!r}{did_you_mean(metric, self.metrics)} "
            f"The metrics are {known}."
        )

    def logged(self, metric: str) -> pl.DataFrame:
        """Return the rows where a metric was logged, with its ``value``, in the order of rows."""
        self.check_metric(metric)
        if metric not in self.metrics:
            return self.rows.with_columns(value=pl.lit(None, pl.Float64))
        values = self.frame[metric].alias("value").gather(self.rows["row"])
        return self.rows.with_columns(values).drop_nulls("value")


def metric_names(frame: pl.DataFrame) -> list[str]:
    """Name the columns of a metrics frame that are metrics: those of Float64, but for the keys."""
    return [
        name
        for name, dtype in frame.schema.items()
        if dtype == pl.Float64 and name not in METRICS_KEYS
    ]


def pivot_of(metrics: pl.DataFrame) -> MetricType:
    """Say by which pivot a metrics frame was merged: the one that stands first."""
    if isinstance(metrics, pl.DataFrame):
        for name in metrics.columns:
            if name in {"timestamp", "iteration_number"}:
                return MetricType.of(name)
    return MetricType.ITERATION_NUMBER


def number_metrics(metrics: pl.DataFrame) -> NumberedMetrics:
    """Check a metrics frame of many jobs, and number its curves.

    Raises
    ------
    FrameSchemaError
        If a key column is missing or has another dtype, the pivot is null somewhere, or two rows
        have the same job, pivot and node.
    """
    metric_type = pivot_of(metrics)
    pivot = metric_type.value
    columns = metrics.columns if isinstance(metrics, pl.DataFrame) else []
    if "job_arn" in columns and "job_name" not in columns:
        raise FrameSchemaError(
            "The metrics lack the column job_name, which merge_metrics leaves out; join it to them "
            "from the jobs: metrics.join(jobs.select('job_arn', 'job_name'), on='job_arn')."
        )
    keys = check_frame(metrics, metrics_of_jobs_schema(metric_type), "metrics")
    if keys[pivot].null_count():
        raise FrameSchemaError(
            f"The metrics have nulls in {pivot}, which stands before {metric_type.companion} and "
            f"so gives them their rows; expected none. Leave out the rows without {pivot}."
        )
    curves, rows = _in_order(keys, pivot) or _put_in_order(keys, pivot)
    start = rows.group_by("curve").agg(job_start=pl.col("timestamp").min())
    return NumberedMetrics(
        frame=metrics.with_columns(keys),
        metric_type=metric_type,
        metrics=metric_names(metrics),
        curves=curves.with_row_index("curve")
        .with_columns(job=pl.struct("job_name", "job_arn").rle_id())
        .join(start, on="curve", how="left", maintain_order="left")
        .with_columns(pl.col("job_start").min().over("job")),
        rows=rows,
    )


def _in_order(keys: pl.DataFrame, pivot: str) -> tuple[pl.DataFrame, pl.DataFrame] | None:
    """Return the curves and rows of a frame in which all is in its place, else None.

    Merging leaves jobs of one node so, and to see it takes less than sorting it.
    """
    begins = begins_of_runs(keys[name] for name in _CURVE)
    if begins is None:
        return None
    curves = keys.filter(begins).select(_CURVE)
    goes_on = ~begins & (keys[pivot] <= keys[pivot].shift())
    if goes_on.any() or not curves.equals(curves.unique().sort(_CURVE)):
        return None
    rows = keys.select(
        (begins.cum_sum() - 1).cast(pl.UInt32).alias("curve").set_sorted(),
        pl.int_range(pl.len(), dtype=pl.UInt32).alias("row"),
        "iteration_number",
        "timestamp",
    )
    return curves, rows


def _put_in_order(keys: pl.DataFrame, pivot: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    row = pl.int_range(pl.len(), dtype=pl.UInt32).alias("row")
    curves = (
        keys.select(*_CURVE, pivot, row)
        .group_by(_CURVE)
        .agg(pl.col("row").sort_by(pivot))
        .sort(_CURVE)
    )
    rows = curves.with_row_index("curve").select("curve", "row").explode("row")
    rows = rows.hstack(keys.select("iteration_number", "timestamp")[rows["row"]])
    _check_rows_differ(rows, keys, pivot)
    return curves.drop("row"), rows


def _check_rows_differ(rows: pl.DataFrame, keys: pl.DataFrame, pivot: str) -> None:
    same = pl.all_horizontal(pl.col("curve", pivot) == pl.col("curve", pivot).shift())
    twice = rows.filter(same)
    if not twice.is_empty():
        first = keys.row(twice["row"][0], named=True)
        raise FrameSchemaError(
            f"The metrics have more than one row of job {first['job_arn']}, {pivot} "
            f"{first[pivot]} and node {first['node_id']}; expected one. Merge the observations "
            "with merge_metrics, and do not concatenate the same job twice."
        )
