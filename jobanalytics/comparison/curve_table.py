"""Metrics frame → the tidy curves of one metric."""

from __future__ import annotations

from numbers import Real
from typing import TYPE_CHECKING, Any

import polars as pl

from jobanalytics.comparison.arguments import one_of
from jobanalytics.comparison.elapsed import seconds
from jobanalytics.comparison.numbered import NumberedMetrics, number_metrics
from jobanalytics.comparison.windows import window_length
from jobanalytics.errors import InvalidArgumentError
from jobanalytics.schema import CURVE_X, curves_schema

if TYPE_CHECKING:
    from datetime import timedelta

__all__ = ["curves"]


def curves(
    metrics: pl.DataFrame,
    metric: str,
    *,
    x: str = "iteration_number",
    smooth: float | None = None,
    every: float | str | timedelta | None = None,
) -> pl.DataFrame:
    """Lay out a metric as tidy curves, one for each job and node.

    Parameters
    ----------
    metrics : polars.DataFrame
        A metrics frame of many jobs; see `jobanalytics.comparison`.
    metric : str
        The metric.
    x : str
        ``iteration_number``, ``timestamp``, or ``elapsed``: seconds since the job's earliest
        timestamp in the frame.
    smooth : float, optional
        The weight of the past in exponential smoothing: from 0, which changes nothing, to less
        than 1.
    every : int, float, str or datetime.timedelta, optional
        Resample to windows of this length: a whole number of iterations; over ``timestamp`` and
        ``elapsed`` seconds, a timedelta, or a Polars duration of fixed length such as ``"10s"``,
        to the microsecond. Windows begin at its multiples, for ``timestamp`` counted from the
        start of 1970.

    Returns
    -------
    polars.DataFrame
        ``job_name``, ``job_arn``, ``node_id`` and ``metric`` String, `x` (Int64, Datetime(us, UTC)
        or Float64) and ``value`` Float64, in the metric's unit. Where the metric or `x` is null
        there is no row. Sorted by ``job_name``, ``job_arn``, ``node_id`` (nulls first) and `x`;
        rows of a curve with one `x` are in the order of the pivot. With `every`, `x` is the start
        of the window and ``value`` the mean of the numbers in it, NaN where there are none but
        NaN.

    Raises
    ------
    FrameSchemaError
        If `metrics` is no metrics frame of many jobs.
    InvalidArgumentError
        If there is no such metric, or `x`, `smooth` or `every` is none of those above.

    Notes
    -----
    Smoothing comes after resampling and goes from point to point, however far apart they are. It
    is the one of TensorBoard: ``s[i] = smooth * s[i - 1] + (1 - smooth) * value[i]`` from
    ``s[-1] = 0``, divided by ``1 - smooth ** (i + 1)``, so that the beginning is not drawn to 0.
    NaN and infinities stay as they are and are passed over.
    """
    x = one_of("x", x, tuple(CURVE_X))
    weight = _weight_of_past(smooth)
    length = None if every is None else window_length(every, x)
    numbered = number_metrics(metrics)
    points = _points(numbered, metric, x)
    if length is not None:
        points = _resampled(points, length)
    if weight:
        points = points.with_columns(_smoothed(weight))
    return _lay_out(numbered, points, metric, x)


def _weight_of_past(smooth: Any) -> float:
    if smooth is None:
        return 0.0
    if isinstance(smooth, Real) and not isinstance(smooth, bool) and 0 <= float(smooth) < 1:
        return float(smooth)
    raise InvalidArgumentError(f"smooth takes a number from 0 to less than 1; got {smooth!r}.")


def _points(numbered: NumberedMetrics, metric: str, x: str) -> pl.DataFrame:
    """Return ``curve``, ``x`` (iterations, or microseconds) and ``value``, sorted."""
    points = numbered.logged(metric)
    column = "iteration_number" if x == "iteration_number" else "timestamp"
    ticks = points[column].to_physical()
    if x == "elapsed":
        ticks = ticks - numbered.curves["job_start"].to_physical().gather(points["curve"])
    points = points.select("curve", ticks.alias("x"), "value").drop_nulls("x")
    if column == numbered.metric_type.value:
        return points
    return points.sort("curve", "x", maintain_order=True)


def _resampled(points: pl.DataFrame, length: int) -> pl.DataFrame:
    number = pl.col("value").fill_nan(None)
    # Rounding of the sum may carry the mean of nearly equal values past them by an ulp.
    mean = number.mean().clip(number.min(), number.max())
    return (
        points.with_columns(pl.col("x") // length * length)
        .group_by("curve", "x", maintain_order=True)
        .agg(mean.fill_null(float("nan")).alias("value"))
    )


def _smoothed(weight: float) -> pl.Expr:
    value = pl.col("value")
    finite = pl.when(value.is_finite()).then(value)
    smooth = finite.ewm_mean(alpha=1 - weight, adjust=True, ignore_nulls=True).over("curve")
    return pl.when(value.is_finite()).then(smooth).otherwise(value).alias("value")


def _lay_out(numbered: NumberedMetrics, points: pl.DataFrame, metric: str, x: str) -> pl.DataFrame:
    schema = curves_schema(x)
    keys = numbered.curves.select("job_name", "job_arn", "node_id")[points["curve"]]
    ticks = seconds(points["x"]) if x == "elapsed" else points["x"].cast(schema[x])
    return keys.with_columns(pl.lit(metric).alias("metric"), ticks.alias(x), points["value"])
