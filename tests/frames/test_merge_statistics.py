"""What a cell with several observations becomes."""

import math

import pytest
from tables import at, observation, observations_frame

from jobanalytics.merging import merge_metrics

NAN, INF = math.nan, math.inf


def merged(values, statistic, pivot="iteration_number"):
    rows = [observation("a", value, record=record) for record, value in enumerate(values)]
    return merge_metrics(observations_frame(rows), pivot, statistic)["a"].item()


@pytest.mark.parametrize("pivot", ["timestamp", "iteration_number"])
@pytest.mark.parametrize(
    ("statistic", "value"),
    [("max", 9.0), ("min", 1.0), ("avg", 4.0), ("first", 2.0), ("last", 4.0)],
)
def test_each_statistic(pivot, statistic, value):
    assert merged([2.0, 9.0, 1.0, 4.0], statistic, pivot) == value


@pytest.mark.parametrize(("statistic", "value"), [("first", 2.0), ("last", 3.0)])
def test_first_and_last_go_by_time_before_record(statistic, value):
    rows = [
        observation("a", 1.0, record=1, timestamp=5),
        observation("a", 2.0, record=9, timestamp=4),
        observation("a", 3.0, record=2, timestamp=5),
    ]
    frame = merge_metrics(observations_frame(rows), "iteration_number", statistic)
    assert frame["a"].to_list() == [value]


@pytest.mark.parametrize(("statistic", "value"), [("first", 1.0), ("last", 2.0)])
def test_first_and_last_go_by_record_at_the_same_time(statistic, value):
    rows = [observation("a", 2.0, record=8), observation("a", 1.0, record=7)]
    frame = merge_metrics(observations_frame(rows), "timestamp", statistic)
    assert frame["a"].to_list() == [value]


@pytest.mark.parametrize(("statistic", "value"), [("first", 1.0), ("last", 2.0)])
def test_an_observation_without_time_comes_before_all_others(statistic, value):
    rows = [
        observation("a", 2.0, record=0, timestamp=-1e9),
        observation("a", 1.0, record=1, timestamp=None),
    ]
    frame = merge_metrics(observations_frame(rows), "iteration_number", statistic)
    assert frame["a"].to_list() == [value]


@pytest.mark.parametrize("statistic", ["max", "min", "avg", "first", "last"])
@pytest.mark.parametrize("values", [[NAN, 1.0], [1.0, NAN], [NAN, 1.0, NAN]])
def test_nan_never_wins_over_a_number(statistic, values):
    assert merged(values, statistic) == 1.0


@pytest.mark.parametrize("statistic", ["max", "min", "avg", "first", "last"])
def test_a_cell_of_nan_only_is_nan(statistic):
    assert math.isnan(merged([NAN, NAN], statistic))
    assert math.isnan(merged([NAN], statistic))


def test_an_average_with_an_infinity_is_infinite_and_with_both_is_nan():
    assert merged([INF, 1.0], "avg") == INF
    assert merged([-INF, 1.0], "avg") == -INF
    assert math.isnan(merged([INF, -INF], "avg"))


def test_an_average_of_equal_values_is_that_value():
    assert merged([0.1] * 10, "avg") == 0.1


def test_an_average_of_huge_values_stays_between_them():
    assert merged([1.7e308, 1.7e308], "avg") == 1.7e308


def test_the_average_is_over_the_raw_observations():
    rows = [observation("a", value, record=record) for record, value in enumerate([0.0, 0.0, 6.0])]
    rows[2] = rows[2]._replace(timestamp=at(1))
    frame = merge_metrics(observations_frame(rows), "iteration_number", "avg")
    assert frame["a"].to_list() == [2.0]


def test_a_mapping_gives_a_statistic_per_metric_and_the_rest_take_max():
    rows = [
        observation(metric, value, record=record)
        for metric in ("energy", "accuracy", "other")
        for record, value in enumerate([1.0, 3.0, 2.0])
    ]
    statistic = {"energy": "min", "accuracy": "LAST"}
    frame = merge_metrics(observations_frame(rows), "iteration_number", statistic)
    assert frame.select("energy", "accuracy", "other").row(0) == (1.0, 2.0, 3.0)


@pytest.mark.parametrize(
    ("statistic", "seconds"),
    [
        ("min", 1),
        ("first", 1),
        ("max", 3),
        ("last", 3),
        ("avg", 3),
        ({"a": "min"}, 3),
        ({"timestamp": "first"}, 1),
        ({}, 3),
    ],
)
def test_the_companion_key_takes_an_extreme(statistic, seconds):
    rows = [observation("a", 0.0, record=time, timestamp=time) for time in (2, 1, 3)]
    frame = merge_metrics(observations_frame(rows), "iteration_number", statistic)
    assert frame["timestamp"].to_list() == [at(seconds)]


def test_the_companion_key_passes_over_nulls():
    rows = [
        observation("a", 0.0, record=record, iteration_number=iteration)
        for record, iteration in enumerate([None, 4, None, 2])
    ]
    for statistic, expected in [("min", 2), ("max", 4)]:
        frame = merge_metrics(observations_frame(rows), "timestamp", statistic)
        assert frame["iteration_number"].to_list() == [expected]
