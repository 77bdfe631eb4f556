"""Which lines are metric lines, and which record, instance and node they come from (rule 1)."""

import polars as pl
import pytest
from reference import LogEvent
from tables import JOB, at, log_frame, log_of

from jobanalytics.observations import parse_log_events


def observed(log, *columns):
    return parse_log_events(log).observations.select(columns).rows()


def test_a_line_without_the_marker_is_no_metric_line():
    log = log_of("energy=1;", "metrics - energy=2;", "Metrics: energy=3;", None, "")
    parsed = parse_log_events(log)
    assert parsed.observations.is_empty()
    assert parsed.malformed.is_empty()


def test_what_stands_before_the_marker_is_no_data():
    assert observed(log_of("epoch=7; Metrics - a=1;"), "metric", "value") == [("a", 1.0)]


@pytest.mark.parametrize(
    ("prefix", "node"),
    [
        ("", None),
        ("[nodeA]<stdout>:", "nodeA"),
        ("[]", ""),
        ("\x1b[34m[nodeB]<stdout>:", "nodeB"),
        ("\x1b[1;31m\x1b[m[nodeC]", "nodeC"),
        ("12:00 [INFO] ", None),
        ("[never closed ", None),
    ],
)
def test_a_leading_tag_names_the_node(prefix, node):
    assert observed(log_of(f"{prefix}Metrics - a=1;"), "node_id") == [(node,)]


def test_a_tag_behind_the_marker_names_no_node():
    assert observed(log_of("Metrics - [nodeA] a=1;"), "node_id", "metric") == [(None, "[nodeA] a")]


def test_each_further_marker_starts_a_record():
    log = log_of("[n]Metrics - a=1; iteration_number=1;Metrics - a=2;Metrics - a=3;")
    assert observed(log, "record", "node_id", "iteration_number", "value") == [
        (0, "n", 1, 1.0),
        (1, "n", None, 2.0),
        (2, "n", None, 3.0),
    ]


def test_records_count_all_lines_of_the_job_and_each_further_marker():
    log = log_of("noise", "Metrics - a=1;Metrics - a=2;", None, "noise", "Metrics - a=3;")
    assert observed(log, "record", "value") == [(1, 1.0), (2, 2.0), (5, 3.0)]


def test_records_are_counted_for_each_job():
    log = pl.concat(
        [
            log_of("noise", "Metrics - a=1;Metrics - a=2;", "Metrics - a=3;", job="z"),
            log_of("Metrics - a=4;Metrics - a=5;", job="b"),
        ]
    )
    assert observed(log, "job_arn", "record", "value") == [
        ("b", 0, 4.0),
        ("b", 1, 5.0),
        ("z", 1, 1.0),
        ("z", 2, 2.0),
        ("z", 3, 3.0),
    ]


def test_records_are_in_the_order_of_time_stream_and_position():
    log = log_frame(
        LogEvent(JOB, stream, time, f"Metrics - a={value};")
        for stream, time, value in [
            ("s/algo-2", at(2), 5),
            ("s/algo-2", at(1), 3),
            ("s/algo-1", at(1), 1),
            ("s/algo-2", at(1), 4),
            ("s/algo-1", at(1), 2),
            ("s/algo-2", None, 0),
        ]
    )
    assert observed(log, "value") == [(value,) for value in range(6)]


@pytest.mark.parametrize(
    ("stream", "instance"),
    [
        ("job/0a1b-2c/algo-1-1700000000", "algo-1"),
        ("job/algo-12-1600000000", "algo-12"),
        ("algo-3", "algo-3"),
        ("job/algo-1-2/other", None),
        ("job/algo-x-1", None),
        ("", None),
        (None, None),
    ],
)
def test_the_stream_names_the_instance(stream, instance):
    assert observed(log_of("Metrics - a=1;", stream=stream), "instance") == [(instance,)]


def test_each_line_has_the_instance_of_its_own_stream():
    log = log_frame(
        LogEvent(JOB, f"s/algo-{second % 2}-9", at(second), f"Metrics - a={second};")
        for second in range(4)
    )
    assert observed(log, "instance") == [("algo-0",), ("algo-1",)] * 2


def test_a_parsed_log_shows_itself_in_one_line():
    parsed = parse_log_events(log_of("Metrics - energy=1.0; loss=x;"))
    assert repr(parsed) == "<ParsedLog: 1 observation, 1 malformed item>"
    assert str(parsed) == repr(parsed)
