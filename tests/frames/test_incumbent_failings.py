"""What the Braket SDK gets wrong in parsing and merging, and this package must not."""

import math
from itertools import permutations

import polars as pl
from tables import log_of

from jobanalytics.merging import merge_metrics, metrics_dict
from jobanalytics.observations import parse_log_events


def merged(*lines, pivot="iteration_number", statistic="max"):
    return merge_metrics(parse_log_events(log_of(*lines)).observations, pivot, statistic)


def test_train_loss_and_val_loss_stay_apart():
    frame = merged("Metrics - train/loss=1; val/loss=2; iteration_number=0;")
    assert frame.select("train/loss", "val/loss").rows() == [(1.0, 2.0)]
    assert "loss" not in frame.columns


def test_lines_with_and_without_timestamp_meet_in_one_iteration():
    frame = merged(
        "Metrics - timestamp=7.5; a=1; iteration_number=0;", "Metrics - b=2; iteration_number=0;"
    )
    assert metrics_dict(frame) == {
        "iteration_number": [0],
        "timestamp": [1001.0],  # the second line has the time of its event
        "a": [1.0],
        "b": [2.0],
    }


def test_strings_and_floats_never_mix_in_a_column():
    lines = ["Metrics - timestamp=7.5; a=1;", "Metrics - a=2;", "Metrics - a=x; b=3;"]
    frame = merged(*lines, pivot="timestamp")
    assert frame.schema["timestamp"] == pl.Datetime("us", "UTC")
    assert all(isinstance(time, float) for time in metrics_dict(frame)["timestamp"])
    assert frame.select("a", "b").rows() == [(1.0, None), (2.0, None), (None, 3.0)]


def test_the_maximum_does_not_depend_on_where_nan_stands():
    for values in permutations(["nan", "1", "2"]):
        lines = [f"Metrics - a={value}; iteration_number=0;" for value in values]
        assert merged(*lines)["a"].to_list() == [2.0]
        assert merged(*lines, statistic="min")["a"].to_list() == [1.0]


def test_a_tag_of_a_node_drops_no_line():
    frame = merged("[nodeA]<stdout>:Metrics - a=nan; iteration_number=0;")
    assert frame["node_id"].to_list() == ["nodeA"]
    assert math.isnan(frame["a"].item())


def test_numbers_before_the_marker_are_no_metrics():
    assert merged("epoch=3; Metrics - a=1; iteration_number=0;").columns[4:] == ["a"]


def test_more_than_ten_thousand_lines_are_all_there():
    frame = merged(*(f"Metrics - a={i}; iteration_number={i};" for i in range(12_000)))
    assert frame["iteration_number"].to_list() == list(range(12_000))
