"""Laws of merging that hold for all observations."""

import math

import strategies as own
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from reference import column_name
from tables import log_frame, observations_frame

from jobanalytics.merging import merge_metrics
from jobanalytics.observations import parse_log_events


def cells(rows, pivot, statistic):
    """The cells of the metrics frame, and the values that were logged in each."""
    frame = merge_metrics(observations_frame(rows), pivot, statistic)
    logged = {}
    for one in rows:
        cell = (one.job_arn, getattr(one, pivot), one.node_id, column_name(one.metric))
        logged.setdefault(cell, []).append(one.value)
    for row in frame.rows(named=True):
        for metric in frame.columns[4:]:
            cell = (row["job_arn"], row[pivot], row["node_id"], metric)
            yield row[metric], logged.get(cell)


@given(own.observations(own.exact_values), own.pivots, own.statistics, st.data())
def test_the_order_of_the_rows_does_not_matter(rows, pivot, statistic, data):
    shuffled = data.draw(st.permutations(rows))
    assert_frame_equal(
        merge_metrics(observations_frame(shuffled), pivot, statistic),
        merge_metrics(observations_frame(rows), pivot, statistic),
        check_exact=True,
    )


@given(own.observations(own.finite_values), own.pivots)
def test_an_average_lies_between_the_extremes(rows, pivot):
    for average, logged in cells(rows, pivot, "avg"):
        assert (average is None) == (logged is None)
        assert logged is None or min(logged) <= average <= max(logged)


@given(
    own.observations(own.any_values), own.pivots, st.sampled_from(["max", "min", "first", "last"])
)
def test_every_statistic_but_the_average_is_a_logged_value(rows, pivot, statistic):
    for value, logged in cells(rows, pivot, statistic):
        if logged is None:
            assert value is None
        elif math.isnan(value):
            assert all(map(math.isnan, logged))
        else:
            assert value in logged


@given(own.observations(own.exact_values), own.pivots, own.statistics)
def test_nan_never_beats_a_number(rows, pivot, statistic):
    for value, logged in cells(rows, pivot, statistic):
        numbers = [number for number in logged or [] if not math.isnan(number)]
        no_mean = statistic == "avg" and {math.inf, -math.inf} <= set(numbers)
        if numbers and not no_mean:
            assert not math.isnan(value)


@given(own.logs, own.pivots, own.statistics)
def test_a_log_that_was_read_twice_gives_the_same(log, pivot, statistic):
    once = parse_log_events(log_frame(log)).observations
    twice = parse_log_events(log_frame([event for event in log for _ in range(2)])).observations
    assert twice.height == 2 * once.height
    assert_frame_equal(
        merge_metrics(twice, pivot, statistic), merge_metrics(once, pivot, statistic)
    )
