"""The centers and the intervals of bands, over lists of values.

The points are a frame with ``values``, the sorted numbers of each point, which may be none,
``n``, how many they are, and ``center``. All works on whole columns. A bound that does not exist
is null or no number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import polars as pl
import scipy  # its parts come when they are used: stats takes half a second

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

__all__ = ["CENTERS", "INTERVALS", "interval_of"]

Bounds: TypeAlias = tuple[pl.Expr, pl.Expr]

_CONFIDENCE = 0.95
_UPPER = (1 + _CONFIDENCE) / 2

_VALUES = pl.col("values")
_N = pl.col("n").cast(pl.Int64)
_CENTER = pl.col("center")
# A quarter of the values, rounded down, is cut from either end for the interquartile mean.
_CUT = _N // 4
_LEFT = _N - 2 * _CUT
_INNER = _VALUES.list.slice(_CUT, _LEFT)


def _mean(values: pl.Expr) -> pl.Expr:
    # Rounding of the sum may carry the mean of nearly equal values past them by an ulp.
    return values.list.mean().clip(values.list.first(), values.list.last())


def _value_at(place: pl.Expr) -> pl.Expr:
    return _VALUES.list.get(place.cast(pl.Int64), null_on_oob=True)


def _quantile(share: float) -> pl.Expr:
    """Interpolate linearly between the two values on either side of ``share * (n - 1)``."""
    place = share * (_N - 1)
    below, above = _value_at(place.floor()), _value_at(place.ceil())
    part = place - place.floor()
    between = (below * (1 - part) + above * part).clip(below, above)
    # An infinity times 0 would be no number.
    return pl.when(below == above).then(below).otherwise(between)


CENTERS = {"mean": _mean(_VALUES), "median": _quantile(0.5), "iqm": _mean(_INNER)}
"""The center of each point, null where there are no values."""

INTERVALS = ("std", "iqr", "minmax", "ci95")


def interval_of(points: pl.DataFrame, interval: str, center: str) -> Bounds:
    """Return the bounds of an interval around the center of each point."""
    if interval == "std":
        return _around_center(_VALUES.list.std())
    if interval == "iqr":
        return _quantile(0.25), _quantile(0.75)
    if interval == "minmax":
        return _VALUES.list.first(), _VALUES.list.last()
    return _CONFIDENCE_INTERVALS[center](points)


def _around_center(half: pl.Expr) -> Bounds:
    finite = pl.when(half.is_finite()).then(half)
    return _CENTER - finite, _CENTER + finite


def _of_each(
    numbers: pl.Series, function: Callable[[NDArray[np.int64]], NDArray[np.float64]]
) -> pl.Expr:
    """Return a function of a column in which few numbers occur, computed once for each."""
    different = numbers.cast(pl.Int64).unique()
    results = function(different.to_numpy())
    return pl.lit(numbers.replace_strict(different, results, return_dtype=pl.Float64))


def _student_t(degrees_of_freedom: pl.Series) -> pl.Expr:
    return _of_each(degrees_of_freedom, lambda df: scipy.special.stdtrit(df, _UPPER))


def _of_mean(points: pl.DataFrame) -> Bounds:
    """Student's interval: the mean and its standard error, with ``n - 1`` degrees of freedom."""
    t = _student_t(points["n"].cast(pl.Int64) - 1)
    return _around_center(t * _VALUES.list.std() / _N.sqrt())


def _of_median(points: pl.DataFrame) -> Bounds:
    """Order statistics: the innermost two that hold the median of any distribution in 95 %.

    The d-th value from either end lies beyond the median with probability P(B < d), where B is
    binomial of n and 1/2; d is the largest with at most 2.5 % of that.
    """
    d = _of_each(points["n"], lambda n: scipy.stats.binom.ppf(1 - _UPPER, n, 0.5))
    exists = d >= 1
    return pl.when(exists).then(_value_at(d - 1)), pl.when(exists).then(_value_at(_N - d))


def _of_interquartile_mean(points: pl.DataFrame) -> Bounds:
    """Tukey and McLaughlin's interval of a trimmed mean, with ``h - 1`` degrees of freedom.

    Of n values h are left; the squared deviations are those of the winsorized values, in which
    the ones cut off are replaced by the last that is left on their side. The squared standard
    error is their sum over h (h - 1), as in Yuen's test.
    """
    t = _student_t(points.select(_LEFT).to_series() - 1)
    lowest, highest = _INNER.list.first(), _INNER.list.last()
    winsorized_mean = (_LEFT * _CENTER + _CUT * (lowest + highest)) / _N
    squares = (
        (_LEFT - 1) * _INNER.list.var()
        + _LEFT * (_CENTER - winsorized_mean) ** 2
        + _CUT * ((lowest - winsorized_mean) ** 2 + (highest - winsorized_mean) ** 2)
    )
    return _around_center(t * (squares / (_LEFT * (_LEFT - 1))).sqrt())


_CONFIDENCE_INTERVALS = {
    "mean": _of_mean,
    "median": _of_median,
    "iqm": _of_interquartile_mean,
}
