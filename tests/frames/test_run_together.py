"""Prints that ran together on one line."""

import polars as pl

from jobanalytics import merge_metrics, parse_log_events
from jobanalytics.schema import LOG_EVENTS


def observations(message):
    event = {"job_arn": "job", "log_stream": "n/algo-1-1", "timestamp": 0, "message": message}
    return parse_log_events(pl.DataFrame([event], schema=LOG_EVENTS)).observations


def test_each_record_has_the_tag_before_its_marker():
    read = observations(
        "[n1] Metrics - iteration_number=0; e=1;[n2] Metrics - iteration_number=0; e=2;"
        "Metrics - iteration_number=0; e=3;"
    )
    assert read.select("node_id", "value").rows() == [("n1", 1.0), ("n2", 2.0), ("n2", 3.0)]
    assert merge_metrics(read, "iteration_number").select("node_id", "e").rows() == [
        ("n1", 1.0),
        ("n2", 3.0),
    ]


def test_without_a_tag_of_its_own_a_record_has_that_of_the_line():
    read = observations("[n1]<stdout>:Metrics - e=1; Metrics - e=2;")
    assert read["node_id"].to_list() == ["n1", "n1"]


def test_iteration_numbers_that_a_float_does_not_tell_apart():
    for number in (2**53, 2**53 + 1, -(2**60) - 1):
        assert observations(f"Metrics - iteration_number={number}; e=1;")[
            "iteration_number"
        ].to_list() == [number]


def test_the_tag_of_the_line_with_the_marker_tells_first():
    read = observations(
        "[1]Metrics - e=1; iteration_number=1;\nWARN\n [2]Metrics - e=2; iteration_number=1;"
    )
    assert read["node_id"].to_list() == ["1", "2"]
    assert observations("10%|#\r[3] Metrics - e=1;")["node_id"].to_list() == ["3"]
    assert observations("\ufeff [4] Metrics - e=1;")["node_id"].to_list() == ["4"]


def test_numbers_past_64_bits_are_no_iteration():
    for number in (2**63, -(2**63) - 1):
        assert observations(f"Metrics - iteration_number={number}; e=1;")[
            "iteration_number"
        ].to_list() == [None]
