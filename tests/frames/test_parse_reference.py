"""parse_log_events against the rules in plain Python."""

import pytest
import strategies as own
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from reference import LogEvent, Observation, parse
from tables import JOB, STREAM, at, comparable, log_frame

from jobanalytics.observations import parse_log_events
from jobanalytics.schema import MALFORMED, OBSERVATIONS


def agrees(log: list[LogEvent]) -> None:
    observations, malformed = parse(log)
    parsed = parse_log_events(log_frame(log))
    assert parsed.observations.schema == OBSERVATIONS
    assert parsed.malformed.schema == MALFORMED
    assert comparable(parsed.observations.rows(), signed_zero=True) == comparable(
        observations, signed_zero=True
    )
    assert parsed.malformed.rows() == malformed


@given(own.logs)
def test_a_log_is_read_as_the_rules_say(log):
    agrees(log)


@settings(max_examples=settings.default.max_examples // 2)
@given(own.alike_logs())
def test_a_log_of_lines_that_look_alike_is_read_as_the_rules_say(log):
    agrees(log)


@given(own.messages)
def test_a_single_line_is_read_as_the_rules_say(message):
    agrees([LogEvent(JOB, STREAM, at(5), message)])


@given(own.simple_logs, st.data())
def test_the_order_of_pages_does_not_matter(log, data):
    other = data.draw(own.reordered(log))
    expected, parsed = parse_log_events(log_frame(log)), parse_log_events(log_frame(other))
    assert_frame_equal(parsed.observations, expected.observations)
    assert_frame_equal(parsed.malformed, expected.malformed)


@given(st.lists(own.logged_metrics, max_size=10))
def test_what_log_metric_writes_is_read_back(logged):
    log = [LogEvent(JOB, STREAM, at(5), own.log_metric(*metric)) for metric in logged]
    parsed = parse_log_events(log_frame(log))
    expected = [
        Observation(JOB, "algo-1", None, record, at(timestamp), iteration_number, name, value)
        for record, (name, value, timestamp, iteration_number) in enumerate(logged)
    ]
    assert comparable(parsed.observations.rows(), signed_zero=True) == comparable(
        expected, signed_zero=True
    )
    assert parsed.malformed.is_empty()


@pytest.mark.slow
def test_a_log_of_300_000_lines_is_read_as_the_rules_say():
    lines = [
        "[nodeA]<stdout>:Metrics - timestamp={i}.25; energy=-{i}e-3; iteration_number={i};",
        "INFO nothing to see in line {i}",
        "Metrics - train/loss = {i} ; val/loss= 1_{i};\tname without value; x=;",
        "Metrics - a={i};Metrics - b={i}; iteration_number={i}.5; c",
        "Metrics - " + " ".join(f"m{j}={{i}};" for j in range(25)),
    ]
    agrees(
        [
            LogEvent(
                f"{JOB}{i % 7}",
                f"j/algo-{i % 3}-9",
                at((i * 7919) % 1000),
                lines[i % 5].format(i=i),
            )
            for i in range(300_000)
        ]
    )
