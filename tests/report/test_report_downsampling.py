"""Fewer points that keep a curve's shape, its ends, its extremes and its gaps."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobanalytics.report.budget import Budget, budget_for
from jobanalytics.thinning import places_to_draw

NUMBERS = st.floats(allow_nan=True, allow_infinity=True, width=64)


@given(st.lists(NUMBERS, max_size=400), st.integers(20, 50))
def test_what_is_kept(values, most):
    values = np.array(values, dtype=float)
    kept = places_to_draw(values, most)
    finite = np.flatnonzero(np.isfinite(values))
    chosen = kept[np.isfinite(values[kept])]
    assert (np.diff(kept) > 0).all()
    assert len(chosen) <= most
    assert len(chosen) == len(finite) or len(chosen) >= most // 2
    if len(finite):
        assert {finite[0], finite[-1]} <= set(chosen.tolist())
        assert values[chosen].min() == values[finite].min()
        assert values[chosen].max() == values[finite].max()
    # a line is interrupted exactly where something that cannot be drawn lies in between
    for before, after in pairwise(chosen):
        has_gap = not np.isfinite(values[before:after]).all()
        assert ((kept > before) & (kept < after)).any() == has_gap


def test_a_short_curve_stays_as_it_is():
    assert places_to_draw(np.array([3.0, 1.0, 2.0]), 20).tolist() == [0, 1, 2]
    assert places_to_draw(np.array([]), 20).tolist() == []
    assert places_to_draw(np.array([np.nan, np.inf]), 20).tolist() == []


def test_a_spike_is_kept():
    values = np.sin(np.arange(100_000) / 5_000)
    values[54_321] = 99
    assert 54_321 in places_to_draw(values, 100)


@pytest.mark.parametrize(
    ("curves", "bands", "points"),
    [
        (0, 0, Budget(400, 400)),
        (24, 6, Budget(400, 400)),
        (400, 8, Budget(101, 400)),
        (800, 200, Budget(37, 33)),
        (2_000, 0, Budget(25, 400)),
        (100_000, 10_000, Budget(20, 20)),
    ],
)
def test_many_curves_and_bands_have_fewer_points_each(curves, bands, points):
    assert budget_for(curves, bands) == points


def test_the_extremes_of_noise_are_kept():
    values = np.random.default_rng(0).normal(size=5_000)
    chosen = values[places_to_draw(values, 100)]
    assert (chosen.min(), chosen.max()) == (values.min(), values.max())
