"""conflicts(): the cells with more than one observation."""

import math

import polars as pl
import pytest
from tables import JOB, observation, observations_frame

from jobanalytics.merging import conflicts
from jobanalytics.schema import OBSERVATIONS, MetricType, conflicts_schema


def listed(*values, columns=("count", "min", "max", "spread")):
    rows = [observation("a", value, record=record) for record, value in enumerate(values)]
    return conflicts(observations_frame(rows)).select(columns).rows()


def test_a_single_observation_is_no_conflict():
    assert listed(1.0) == []


def test_equal_observations_are_a_conflict_without_spread():
    assert listed(1.0, 1.0) == [(2, 1.0, 1.0, 0.0)]
    assert listed(math.inf, math.inf) == [(2, math.inf, math.inf, 0.0)]


def test_different_observations_have_a_spread():
    assert listed(3.0, 1.0, 2.0) == [(3, 1.0, 3.0, 2.0)]
    assert listed(3.0, -math.inf) == [(2, -math.inf, 3.0, math.inf)]


def test_nan_is_counted_and_passed_over():
    columns = ("count", "nan_count", "min", "max", "spread")
    assert listed(math.nan, 1.0, 2.0, columns=columns) == [(3, 1, 1.0, 2.0, 1.0)]


def test_a_conflict_of_nan_only_has_nan_for_its_extremes():
    ((count, *extremes),) = listed(math.nan, math.nan)
    assert count == 2
    assert all(map(math.isnan, extremes))


def test_the_instances_are_named_once_and_sorted():
    rows = [
        observation("a", 1.0, record=record, instance=instance)
        for record, instance in enumerate(["algo-2", None, "algo-1", "algo-2"])
    ]
    table = conflicts(observations_frame(rows), "iteration_number")
    assert table["instances"].to_list() == [["algo-1", "algo-2"]]


def test_the_rows_are_sorted_and_name_their_cell():
    rows = [
        observation(metric, 1.0, record=record, node_id=node, iteration_number=number)
        for record in range(2)
        for metric in ("b", "a")
        for node in ("n", None)
        for number in (1, 0, None)
    ]
    table = conflicts(observations_frame(rows), "iteration_number")
    assert table.select("job_arn", "iteration_number", "node_id", "metric").rows() == [
        (JOB, number, node, metric)
        for number in (0, 1)
        for node in (None, "n")
        for metric in ("a", "b")
    ]


@pytest.mark.parametrize("metric_type", list(MetricType))
def test_no_observations_have_no_conflicts(metric_type):
    table = conflicts(pl.DataFrame(schema=OBSERVATIONS), metric_type)
    assert table.schema == conflicts_schema(metric_type)
    assert table.is_empty()
