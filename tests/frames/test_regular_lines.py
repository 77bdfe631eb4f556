"""Lines that look like their neighbours are read together, and odd ones among them by all rules."""

import polars as pl
import pytest
from reference import LogEvent, parse
from tables import JOB, STREAM, at, comparable, log_frame

from jobanalytics.observations import parse_log_events
from jobanalytics.observations.metric_lines import metric_lines
from jobanalytics.observations.regular_lines import read_regular_lines


def log_metric(number, name="energy"):
    return f"Metrics - timestamp={1.7e9 + number}; {name}={number / 8}; iteration_number={number};"


def events(*messages):
    return [LogEvent(JOB, STREAM, at(place), message) for place, message in enumerate(messages)]


def left_over(*messages):
    """The lines of which reading by layout makes nothing."""
    lines = metric_lines(log_frame(events(*messages))).with_row_index("row")
    read, rest = read_regular_lines(lines)
    assert set(read["row"]) | set(rest["row"]) == set(lines["row"])
    assert set(read["row"]).isdisjoint(rest["row"])
    return rest["message"].to_list()


def is_read_by_the_rules(*messages):
    log = events(*messages)
    observations, malformed = parse(log)
    parsed = parse_log_events(log_frame(log))
    assert comparable(parsed.observations.rows()) == comparable(observations)
    assert parsed.malformed.rows() == malformed


@pytest.mark.parametrize(
    "messages",
    [
        [log_metric(i) for i in range(100)],
        [log_metric(i, f"loss_{i % 3}") for i in range(100)],
        [f"[node{i % 4}]<stdout>:{log_metric(i)} b={i};" for i in range(100)],
        [f"step {i} {log_metric(i)}\r\n" for i in range(100)],
        [f"Metrics - val loss = {i}; a = -{i}e-3;" for i in range(100)],
        ["Metrics -a=nan;"],
    ],
    ids=["one metric", "metrics in turn", "nodes", "words before", "spaces", "one line"],
)
def test_lines_that_look_alike_leave_nothing_to_read_otherwise(messages):
    assert left_over(*messages) == []
    is_read_by_the_rules(*messages)


@pytest.mark.parametrize(
    "odd",
    [
        "Metrics - timestamp=1; energy=2; iteration_number=3;;",
        "Metrics - timestamp=1; energy=2; iteration_number=3;; a=1;",
        "Metrics - timestamp=1; energy=2; iteration_number=3",
        "Metrics - timestamp=1; energy=2; iteration_number=3; energy=1",
        "Metrics - timestamp=1; energy=2;",
        "Metrics - timestamp=1; energy=2; energy=3;",
        "Metrics - timestamp=1; timestamp=2; iteration_number=3;",
        "Metrics - timestamp=1; iteration_number=2; iteration_number=3;",
        "Metrics - timestamp=1; =2; iteration_number=3;",
        "Metrics - timestamp=1; energy=x; iteration_number=3;",
        "Metrics - timestamp=1; energy=1_0; iteration_number=3;",
        "Metrics - timestamp=nan; energy=2; iteration_number=3;",
        "Metrics - timestamp=1e300; energy=2; iteration_number=3;",
        "Metrics - timestamp=1; energy=2; iteration_number=3.5;",
        "Metrics - timestamp=1; energy=2; iteration_number=9007199254740993;",
        "Metrics - timestamp=1; energy=2; iteration_number=9223372036854775807;",
        "Metrics - Metrics - timestamp=1; energy=2; iteration_number=3;",
        "Metrics - timestamp=1; Metrics - energy=2; iteration_number=3;",
        "Metrics - timestamp=1; energy=2; iteration_number=3;Metrics - a=1;",
        "Metrics - timestamp=1; energy=2; iteration_number=3;Metrics -",
        "a=1; Metrics - timestamp=1; energy=2; iteration_number=3;",
        "Metrics - energy=2; timestamp=1; iteration_number=3;",
    ],
)
@pytest.mark.parametrize("name", ["energy", None], ids=["one name", "names in turn"])
def test_an_odd_line_is_read_by_all_rules(odd, name):
    usual = [log_metric(i, name or f"loss_{i % 3}") for i in range(200)]
    messages = [*usual[:101], odd, *usual[101:]]
    assert left_over(*messages) == [odd]
    is_read_by_the_rules(*messages)


def test_names_that_change_places_are_told_apart():
    is_read_by_the_rules(
        *(f"Metrics - {'ab'[i % 2]}={i}; {'ba'[i % 2]}={-i};" for i in range(40)),
        "Metrics - a=1; a=2;",
    )


def test_a_name_or_a_tag_of_the_same_length_is_another():
    odd = "Metrics - timestamp=1; enerhy=2; iteration_number=3;"
    usual = [f"[n0]{log_metric(i)}" for i in range(200)]
    assert left_over(*usual, odd, f"[n1]{log_metric(9)}") == [odd, f"[n1]{log_metric(9)}"]
    is_read_by_the_rules(*usual, f"[n0]{odd}", f"[n1]{log_metric(9)}")


@pytest.mark.parametrize("key", ["timestamp", "iteration_number"])
def test_a_key_among_names_in_turn_is_no_metric(key):
    usual = [f"Metrics - loss_{i % 3}={i};" for i in range(200)]
    odd = f"Metrics - {key}=5;"
    assert left_over(*usual, odd) == [odd]
    is_read_by_the_rules(*usual, odd)


def test_several_layouts_in_turn_are_read_in_the_order_of_the_log():
    is_read_by_the_rules(
        *(log_metric(i) if i % 3 else f"[n]Metrics - a={i}; b={i};c={i};" for i in range(90))
    )


def test_further_records_of_a_line_count_in_the_lines_behind_it():
    messages = [log_metric(0), "Metrics - a=1;Metrics - b=2;Metrics - c=3;", log_metric(1)]
    log = [
        LogEvent(job, STREAM, at(place), message)
        for job in ("job-a", "job-b")
        for place, message in enumerate(messages * 2)
    ]
    parsed = parse_log_events(log_frame(log))
    assert comparable(parsed.observations.rows()) == comparable(parse(log)[0])
    of_one_job = parsed.observations.filter(pl.col("job_arn") == "job-b")
    assert of_one_job["record"].to_list() == list(range(10))
