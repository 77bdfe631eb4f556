"""Columns, dtypes and rows of a metrics frame."""

import polars as pl
import pytest
from tables import at, observation, observations_frame

from jobanalytics.merging import finish_partial_merge, merge_metrics, partial_merge
from jobanalytics.schema import OBSERVATIONS, MetricType, metrics_schema


def test_columns_are_the_keys_and_then_the_metrics_by_name():
    rows = observations_frame([observation(metric, 1.0) for metric in ("b", "Z", "a/c", "é", "a")])
    by_time, by_iteration = (merge_metrics(rows, key) for key in ("timestamp", "iteration_number"))
    metrics = ["Z", "a", "a/c", "b", "é"]
    assert by_time.columns == ["job_arn", "timestamp", "iteration_number", "node_id", *metrics]
    assert by_iteration.columns == ["job_arn", "iteration_number", "timestamp", "node_id", *metrics]


@pytest.mark.parametrize("metric_type", list(MetricType))
def test_an_empty_frame_gives_an_empty_frame_with_the_schema(metric_type):
    empty = pl.DataFrame(schema=OBSERVATIONS)
    assert merge_metrics(empty, metric_type).schema == metrics_schema(metric_type)
    assert merge_metrics(empty, metric_type).is_empty()
    finished = finish_partial_merge(partial_merge(empty, metric_type))
    assert finished.schema == metrics_schema(metric_type)


@pytest.mark.parametrize(
    ("metric", "column"),
    [
        ("job_name", "metrics.job_name"),
        ("job_arn", "metrics.job_arn"),
        ("timestamp", "metrics.timestamp"),
        ("iteration_number", "metrics.iteration_number"),
        ("node_id", "metrics.node_id"),
        ("metrics.node_id", "metrics.metrics.node_id"),
        ("metrics.metrics.node_id", "metrics.metrics.metrics.node_id"),
        ("metrics.energy", "metrics.energy"),
        ("metrics.", "metrics."),
        ("row", "row"),
        ("value", "value"),
    ],
)
def test_a_metric_named_like_a_key_is_set_apart(metric, column):
    frame = merge_metrics(observations_frame([observation(metric, 1.0), observation("a", 2.0)]))
    assert frame.schema[column] == pl.Float64
    assert frame[column].to_list() == [1.0]


def test_rows_are_sorted_by_job_pivot_and_node_with_nulls_first():
    places = [
        ("job-a", 1, None),
        ("job-a", 1, ""),
        ("job-a", 1, "n"),
        ("job-a", 10, None),
        ("job-b", -1, "n"),
        ("job-b", 0, "m"),
    ]
    rows = [
        observation("a", float(place), job_arn=job, iteration_number=number, node_id=node)
        for place, (job, number, node) in enumerate(places)
    ]
    frame = merge_metrics(observations_frame(rows[::-1]), "iteration_number")
    assert frame.select("job_arn", "iteration_number", "node_id").rows() == places
    assert frame["a"].to_list() == [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]


def test_observations_without_the_pivot_are_left_out():
    rows = [
        observation("a", 1.0, iteration_number=None, timestamp=1),
        observation("b", 2.0, iteration_number=1, timestamp=None),
    ]
    by_time = merge_metrics(observations_frame(rows), "timestamp")
    by_iteration = merge_metrics(observations_frame(rows), "iteration_number")
    assert by_time.columns[4:] == ["a"]
    assert by_time["timestamp"].to_list() == [at(1)]
    assert by_iteration.columns[4:] == ["b"]
    assert by_iteration["timestamp"].to_list() == [None]


def test_null_means_that_nothing_was_logged():
    rows = [observation("a", 1.0, iteration_number=0), observation("b", 2.0, iteration_number=1)]
    frame = merge_metrics(observations_frame(rows), "iteration_number")
    assert frame.select("a", "b").rows() == [(1.0, None), (None, 2.0)]


def test_nodes_have_rows_of_their_own():
    rows = [observation("a", 1.0, node_id="x"), observation("a", 2.0, node_id="y")]
    frame = merge_metrics(observations_frame(rows))
    assert frame.select("node_id", "a").rows() == [("x", 1.0), ("y", 2.0)]
