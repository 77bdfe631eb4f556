"""timestamp and iteration_number are keys (rule 6)."""

import pytest
from reference import LogEvent
from tables import JOB, STREAM, at, log_frame, log_of

from jobanalytics.observations import parse_log_events

EVENT_TIME = at(1000)


def read(message):
    return parse_log_events(log_of(message))


def keys(message):
    return read(message).observations.select("timestamp", "iteration_number").row(0)


def test_keys_are_no_metrics():
    observations = read("Metrics - timestamp=5; a=1; iteration_number=2;").observations
    assert observations.select("metric", "timestamp", "iteration_number").rows() == [
        ("a", at(5), 2)
    ]


def test_a_record_of_keys_only_gives_no_observation():
    assert read("Metrics - timestamp=5; iteration_number=2;").observations.is_empty()


def test_without_a_timestamp_the_time_is_that_of_the_event():
    assert keys("Metrics - a=1;") == (EVENT_TIME, None)


def test_without_any_time_the_timestamp_is_null():
    log = log_frame([LogEvent(JOB, STREAM, None, "Metrics - a=1;")])
    assert parse_log_events(log).observations["timestamp"].to_list() == [None]


@pytest.mark.parametrize("seconds", ["nan", "inf", "-Infinity", "1e400"])
def test_a_timestamp_that_is_not_finite_falls_back_in_silence(seconds):
    message = f"Metrics - timestamp={seconds}; a=1;"
    assert keys(message) == (EVENT_TIME, None)
    assert read(message).malformed.is_empty()


@pytest.mark.parametrize("seconds", ["253402300800", "-62135596800.1", "1e300"])
def test_a_timestamp_outside_the_calendar_is_malformed(seconds):
    message = f"Metrics - timestamp={seconds}; a=1;"
    assert keys(message) == (EVENT_TIME, None)
    assert read(message).malformed.select("item", "reason").rows() == [
        (f"timestamp={seconds}", "timestamp is outside the years 1 to 9999")
    ]


@pytest.mark.parametrize("seconds", [-62135596800, 253402300799, 1628019160.123456, -0.5])
def test_a_timestamp_is_kept_to_the_microsecond(seconds):
    assert keys(f"Metrics - timestamp={seconds}; a=1;") == (at(seconds), None)


def test_half_microseconds_are_rounded_to_even():
    log = log_of(*(f"Metrics - timestamp={half}e-7; a=1;" for half in (5, 15, 25, 35)))
    expected = [at(0), at(2e-6), at(2e-6), at(4e-6)]
    assert parse_log_events(log).observations["timestamp"].to_list() == expected


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3", 3),
        ("3.0", 3),
        ("-2", -2),
        ("1e3", 1000),
        ("-0.0", 0),
        ("-9223372036854774784", 1024 - 2**63),
    ],
)
def test_an_integral_iteration_number_is_taken(text, number):
    assert keys(f"Metrics - a=1; iteration_number={text};") == (EVENT_TIME, number)


@pytest.mark.parametrize("text", ["1.5", "nan", "inf", "-inf", "9223372036854775808", "-1e19"])
def test_any_other_iteration_number_is_malformed_and_the_record_goes_on(text):
    message = f"Metrics - a=1; iteration_number={text};"
    assert keys(message) == (EVENT_TIME, None)
    assert read(message).malformed.select("item", "reason").rows() == [
        (f"iteration_number={text}", "iteration number is not an integer")
    ]


def test_the_last_of_a_key_wins_before_it_is_judged():
    assert keys("Metrics - iteration_number=1; a=1; iteration_number=1.5;") == (EVENT_TIME, None)
    assert keys("Metrics - iteration_number=1.5; a=1; iteration_number=2;") == (EVENT_TIME, 2)
    assert keys("Metrics - iteration_number=1; a=1; iteration_number=x;") == (EVENT_TIME, 1)
    assert keys("Metrics - timestamp=5; a=1; timestamp=nan;") == (EVENT_TIME, None)


def test_keys_hold_for_their_own_record_only():
    log = log_of(
        "Metrics - iteration_number=1; a=1;", "Metrics - a=2;", "Metrics - timestamp=7; a=3;"
    )
    assert parse_log_events(log).observations.select("timestamp", "iteration_number").rows() == [
        (at(1000), 1),
        (at(1001), None),
        (at(7), None),
    ]
