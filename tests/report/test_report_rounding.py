"""The values of charts are rounded to what can be seen, and no further."""

import math

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from jobanalytics.report.charts import _rounded
from jobanalytics.report.words import digits_of, number


def test_little_variation_about_a_large_value():
    values = [-1137.2838344 - 1e-5 + 1e-5 * math.exp(-i / 5) for i in range(20)]
    rounded = _rounded(np.array(values))
    assert len(set(rounded)) == 20
    spread = max(values) - min(values)
    assert max(abs(a - b) for a, b in zip(values, rounded, strict=True)) < spread / 5_000


def test_what_json_and_vega_cannot_take():
    assert _rounded(np.array([math.nan, math.inf, 5e-324, 1.0])) == [None, None, 0.0, 1.0]
    assert _rounded(np.array([1e-310])) == [0.0]
    assert _rounded(np.array([1.7e308, -1.7e308])) == [1.7e308, -1.7e308]
    assert _rounded(np.array([])) == []


@given(st.lists(st.floats(-1e9, 1e9), min_size=2), st.floats(-1e9, 1e9))
def test_no_value_moves_by_more_than_can_be_seen(values, offset):
    array = np.array(values) + offset
    spread = array.max() - array.min()
    moved = np.abs(np.array(_rounded(array)) - array)
    largest = np.abs(array).max()
    seen = max(spread * 1e-4, 1e-14 * largest) if spread else 1e-11 * largest
    assert (moved <= max(seen, 1e-289)).all()


@given(st.lists(st.integers(-200, 200), min_size=1))
def test_small_values_among_large_ones_keep_their_digits(powers):
    array = 1.234567 * 10.0 ** np.array(powers)
    assert np.allclose(np.array(_rounded(array)), array, rtol=1e-7, atol=0)


def test_numbers_of_a_table_are_told_apart():
    column = pl.Series([-1137.28383441, -1137.28384441, None, math.nan, math.inf])
    digits = digits_of(column)
    assert number(column[0], digits) != number(column[1], digits)
    assert digits_of(pl.Series([1.0, 2.0])) == 6
    assert digits_of(pl.Series([5.0, 5.0])) == 6
    assert digits_of(pl.Series([], dtype=pl.Float64)) == 6
    assert digits_of(pl.Series([1.0, 1.0 + 2e-16])) == 15
    assert digits_of(pl.Series([5e-324, 0.0])) == 6
