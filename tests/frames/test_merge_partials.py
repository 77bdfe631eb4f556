"""Merging is a monoid: parts combine to the whole, in any order and grouping."""

import pytest
import strategies as own
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from tables import observation, observations_frame

from jobanalytics.errors import FrameSchemaError, InvalidArgumentError
from jobanalytics.merging import (
    combine_partial_merges,
    finish_partial_merge,
    merge_metrics,
    partial_merge,
)
from jobanalytics.schema import MetricType, partial_schema

any_statistic = own.statistics | own.mappings


# Statistics are drawn for metrics that the rows may not have.
pytestmark = pytest.mark.filterwarnings("ignore::jobanalytics.merging.UnknownMetricWarning")


def partials(rows, pivot, data):
    return [partial_merge(observations_frame(part), pivot) for part in data.draw(own.splits(rows))]


@given(own.observations(own.exact_values), own.pivots, own.mappings, st.data())
def test_the_parts_of_any_split_combine_to_the_whole(rows, pivot, mapping, data):
    combined = combine_partial_merges(partials(rows, pivot, data))
    assert combined.schema == partial_schema(MetricType.of(pivot))
    for statistic in (*own.STATISTICS, mapping):
        assert_frame_equal(
            finish_partial_merge(combined, statistic),
            merge_metrics(observations_frame(rows), pivot, statistic),
            check_exact=True,
        )


@given(own.observations(own.finite_values), own.pivots, st.data())
def test_averages_of_the_parts_combine_up_to_rounding(rows, pivot, data):
    combined = combine_partial_merges(partials(rows, pivot, data))
    averages = finish_partial_merge(combined, "avg")
    magnitude = max((abs(row.value) for row in rows), default=0.0)
    assert_frame_equal(
        averages,
        merge_metrics(observations_frame(rows), pivot, "avg"),
        rel_tol=1e-12,
        abs_tol=1e-12 * magnitude,
    )


@given(own.observations(own.exact_values), own.pivots, any_statistic, st.data())
def test_combining_is_associative_and_commutative(rows, pivot, statistic, data):
    parts = partials(rows, pivot, data)
    at_once = finish_partial_merge(combine_partial_merges(parts), statistic)
    whole = parts[0]
    for part in parts[1:]:
        whole = combine_partial_merges([part, whole])
    assert_frame_equal(finish_partial_merge(whole, statistic), at_once, check_exact=True)
    shuffled = combine_partial_merges(data.draw(st.permutations(parts)))
    assert_frame_equal(finish_partial_merge(shuffled, statistic), at_once, check_exact=True)


@given(own.observations(own.exact_values), own.pivots)
def test_an_empty_part_changes_nothing(rows, pivot):
    some = partial_merge(observations_frame(rows), pivot)
    none = partial_merge(observations_frame([]), pivot)
    order = some.columns[:4]
    combined = combine_partial_merges([none, some, none])
    assert_frame_equal(combined.sort(order), some.sort(order), check_exact=True)


@pytest.mark.parametrize("pivot", own.PIVOTS)
def test_a_part_that_holds_only_nan_does_not_win(pivot):
    nan = observations_frame([observation("a", float("nan"), record=0)])
    number = observations_frame([observation("a", 1.0, record=1)])
    more_nan = observations_frame([observation("a", float("nan"), record=2)])
    combined = combine_partial_merges(
        partial_merge(part, pivot) for part in (nan, number, more_nan)
    )
    for statistic in own.STATISTICS:
        assert finish_partial_merge(combined, statistic)["a"].to_list() == [1.0]


def test_an_average_of_parts_weighs_every_observation_alike():
    rows = [observation("a", value, record=record) for record, value in enumerate([0.0, 1.0, 8.0])]
    parts = [partial_merge(observations_frame(part)) for part in (rows[:2], rows[2:])]
    assert finish_partial_merge(combine_partial_merges(parts), "avg")["a"].to_list() == [3.0]


@pytest.mark.parametrize(("statistic", "value"), [("first", 2.0), ("last", 3.0)])
def test_within_a_part_first_and_last_go_by_time_before_record(statistic, value):
    rows = [
        observation("a", 3.0, record=0, timestamp=5),
        observation("a", 2.0, record=1, timestamp=4),
    ]
    partial = partial_merge(observations_frame(rows), "iteration_number")
    assert finish_partial_merge(partial, statistic)["a"].to_list() == [value]


@pytest.mark.parametrize(("statistic", "value"), [("first", 1.0), ("last", 2.0)])
def test_an_observation_without_time_comes_before_those_of_other_parts(statistic, value):
    rows = [
        observation("a", 2.0, record=0, timestamp=-1e9),
        observation("a", 1.0, record=1, timestamp=None),
    ]
    parts = [partial_merge(observations_frame([row]), "iteration_number") for row in rows]
    finished = finish_partial_merge(combine_partial_merges(parts), statistic)
    assert finished["a"].to_list() == [value]


def test_nothing_to_combine_is_said():
    with pytest.raises(InvalidArgumentError, match="at least one"):
        combine_partial_merges([])


def test_different_pivots_do_not_combine():
    rows = observations_frame([observation("a", 1.0)])
    with pytest.raises(InvalidArgumentError, match=r"different pivots.*same metric_type"):
        combine_partial_merges([partial_merge(rows, pivot) for pivot in own.PIVOTS])


@pytest.mark.parametrize("frame", [observations_frame([]), None, observations_frame([]).lazy()])
def test_what_is_no_partial_merge_is_refused(frame):
    with pytest.raises(FrameSchemaError, match="partial merges"):
        finish_partial_merge(frame)
    with pytest.raises(FrameSchemaError, match="partial merges"):
        combine_partial_merges([frame])
