"""The windows that curves are resampled to: which lengths are taken, and where they begin."""

import math
from datetime import timedelta

import comparison_strategies as own
import numpy as np
import pytest
from comparison_reference import Row
from tables import at

from jobanalytics.comparison import curves
from jobanalytics.errors import InvalidArgumentError


def metrics(times, values):
    rows = [
        Row("a", "arn", place, at(time), None, {"energy": value})
        for place, (time, value) in enumerate(zip(times, values, strict=True))
    ]
    return own.metrics_frame(rows)


SECONDS = metrics([103.0, 109.5, 110.0, 131.0], [1.0, 2.0, 4.0, 8.0])


@pytest.mark.parametrize(
    "every", [10, 10.0, np.float64(10), timedelta(seconds=10), "10s", "10000ms", "9s1000000us"]
)
def test_a_length_of_ten_seconds_in_all_its_spellings(every):
    elapsed = curves(SECONDS, "energy", x="elapsed", every=every)
    assert elapsed.select("elapsed", "value").rows() == [(0.0, 7 / 3), (20.0, 8.0)]
    times = curves(SECONDS, "energy", x="timestamp", every=every)
    expected = [(at(100), 1.5), (at(110), 4.0), (at(130), 8.0)]
    assert times.select("timestamp", "value").rows() == expected


@pytest.mark.parametrize(
    ("every", "seconds"),
    [
        ("1m", 60),
        ("1h30m", 5400),
        ("1d", 86400),
        ("2w", 1209600),
        (0.25, 0.25),
        (1.001, 1.001),
        ("1us", 1e-6),
    ],
)
def test_other_units(every, seconds):
    frame = metrics([0, seconds, 2.5 * seconds], [1.0, 2.0, 3.0])
    elapsed = curves(frame, "energy", x="elapsed", every=every)
    assert elapsed["elapsed"].to_list() == [0, seconds, 2 * seconds]


@pytest.mark.parametrize("every", [2, np.int64(2)])
def test_windows_of_iterations_begin_at_multiples_on_both_sides_of_zero(every):
    rows = [Row("a", "arn", i, None, None, {"energy": float(i)}) for i in (-3, -2, -1, 0, 1, 2)]
    frame = curves(own.metrics_frame(rows), "energy", every=every)
    places = frame.select("iteration_number", "value").rows()
    assert places == [(-4, -3.0), (-2, -1.5), (0, 0.5), (2, 2.0)]


def test_times_before_1970_fall_into_the_window_that_begins_before_them():
    frame = curves(metrics([-1.0], [5.0]), "energy", x="timestamp", every="10s")
    assert frame["timestamp"].to_list() == [at(-10)]


def test_nan_gives_way_to_the_numbers_of_its_window():
    frame = metrics([0, 1, 10, 11], [math.nan, 3.0, math.nan, math.nan])
    values = curves(frame, "energy", x="elapsed", every=10)["value"].to_list()
    own.assert_same([tuple(values)], [(3.0, math.nan)])


def test_the_mean_of_equal_values_is_that_value():
    values = curves(metrics([0, 1, 2], [0.1] * 3), "energy", every=3)["value"].to_list()
    assert values == [0.1]


@pytest.mark.parametrize("every", [0, -1, 1.0, 2.5, True, "1", "1s", timedelta(seconds=1), [2]])
def test_over_iterations_it_takes_a_whole_number(every):
    with pytest.raises(InvalidArgumentError, match="every, over iteration_number, takes a whole"):
        curves(SECONDS, "energy", every=every)


@pytest.mark.parametrize(
    "every", [True, "", "s", "10", "10 s", "10x", "1mo", "1y", "10s?", math.nan, math.inf, [1], 1j]
)
@pytest.mark.parametrize("x", ["timestamp", "elapsed"])
def test_over_time_it_takes_a_duration(every, x):
    with pytest.raises(InvalidArgumentError, match=f"every, over {x}, takes seconds, a timedelta"):
        curves(SECONDS, "energy", x=x, every=every)


@pytest.mark.parametrize("every", [0, -1, -0.5, 1e-9, "0s", timedelta(0), 1e300, "9" * 30 + "w"])
def test_a_window_is_neither_empty_nor_endless(every):
    with pytest.raises(InvalidArgumentError, match="1 microsecond or more"):
        curves(SECONDS, "energy", x="elapsed", every=every)


def test_a_window_of_more_iterations_than_there_can_be_holds_them_all():
    assert curves(SECONDS, "energy", every=2**200)["value"].to_list() == [15 / 4]
