"""summary against the rules in plain Python."""

import comparison_strategies as own
import pytest
from comparison_reference import summary as reference_summary
from hypothesis import given
from hypothesis import strategies as st

from jobanalytics.comparison import summary
from jobanalytics.schema import SUMMARY


@given(st.data(), own.pivots)
def test_every_statistic_is_as_the_rules_say(data, pivot):
    rows = data.draw(own.metrics_rows(pivot))
    goals = {name: data.draw(st.sampled_from(["min", "max", None])) for name in own.names_of(rows)}
    given_goals = {name: goal for name, goal in goals.items() if goal}
    table = summary(own.metrics_frame(rows, pivot), goal=given_goals)
    assert table.schema == SUMMARY
    own.assert_same(table.rows(), reference_summary(rows, pivot, goals), tolerance=1e-12)


@given(st.data(), own.pivots, own.goals)
def test_the_best_is_the_extreme_of_the_column(data, pivot, goal):
    rows = data.draw(own.metrics_rows(pivot, own.any_values))
    table = summary(own.metrics_frame(rows, pivot), goal=goal)
    own.assert_same(table.select("best").rows(), table.select(goal).rows())


@given(st.data(), own.pivots)
def test_a_mean_lies_between_the_extremes(data, pivot):
    rows = data.draw(own.metrics_rows(pivot, own.finite_values))
    for line in summary(own.metrics_frame(rows, pivot)).rows(named=True):
        assert line["min"] <= line["mean"] <= line["max"]


@pytest.mark.parametrize("pivot", ["iteration_number", "timestamp"])
def test_nothing_gives_the_columns_of_something(pivot):
    assert summary(own.metrics_frame([], pivot), "energy", goal="min").schema == SUMMARY
    assert summary(own.metrics_frame([], pivot)).schema == SUMMARY
