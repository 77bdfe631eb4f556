"""Exponential smoothing: over which points it goes, and which it leaves alone."""

import math

import comparison_strategies as own
import pytest
from comparison_reference import Row

from jobanalytics.comparison import curves
from jobanalytics.errors import InvalidArgumentError


def values_of(values, **options):
    rows = [
        Row("a", "arn", place, None, None, {"energy": value}) for place, value in enumerate(values)
    ]
    return curves(own.metrics_frame(rows), "energy", **options)["value"].to_list()


def test_the_numbers_of_tensorboard():
    # 0.6 of the past: 1; (0.6 * 0.4 * 1 + 0.4 * 2) / (1 - 0.6 ** 2); and so on.
    smooth = values_of([1.0, 2.0, 4.0], smooth=0.6)
    assert smooth == pytest.approx([1.0, 1.04 / 0.64, (0.6 * 1.04 + 0.4 * 4) / (1 - 0.216)])


def test_what_is_not_finite_stays_and_has_no_say():
    odd = [1.0, math.nan, math.inf, 2.0, None, -math.inf, 4.0]
    plain = values_of([1.0, 2.0, 4.0], smooth=0.6)
    expected = [plain[0], math.nan, math.inf, plain[1], -math.inf, plain[2]]
    own.assert_same([tuple(values_of(odd, smooth=0.6))], [tuple(expected)])


def test_it_comes_after_resampling():
    values = [1.0, 3.0, 6.0, 10.0]
    assert values_of(values, smooth=0.5, every=2) == pytest.approx(values_of([2, 8], smooth=0.5))


def test_each_curve_begins_anew():
    rows = [
        Row("a", arn, place, None, node, {"energy": value})
        for arn, node, value in [("1", None, 1.0), ("1", "x", 5.0), ("2", None, 9.0)]
        for place in range(3)
    ]
    values = curves(own.metrics_frame(rows), "energy", smooth=0.9)["value"].to_list()
    assert values == pytest.approx([1.0] * 3 + [5.0] * 3 + [9.0] * 3)


@pytest.mark.parametrize("smooth", [1, 1.0, -0.1, 2, math.nan, "0.5", True, False, [0.5]])
def test_the_weight_is_at_least_0_and_less_than_1(smooth):
    with pytest.raises(InvalidArgumentError, match="smooth takes a number from 0 to less than 1"):
        values_of([1.0], smooth=smooth)


def test_of_no_weight_nothing_is_smoothed():
    assert values_of([1.0, 3.0], smooth=None) == values_of([1.0, 3.0], smooth=0) == [1.0, 3.0]


@pytest.mark.parametrize("x", ["time", "Iteration", "", None, 3])
def test_another_x_is_refused(x):
    with pytest.raises(
        InvalidArgumentError, match=r"x takes one of 'iteration_number', .*'elapsed'"
    ):
        values_of([1.0], x=x)
