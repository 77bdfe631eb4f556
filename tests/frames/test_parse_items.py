"""What an item is: names, values, white space, and what counts as malformed (rules 2 to 5, 7)."""

import math

import pytest
from tables import log_of

from jobanalytics.observations import parse_log_events


def metrics(*messages):
    return parse_log_events(log_of(*messages)).observations.select("metric", "value").rows()


def malformed(*messages):
    return parse_log_events(log_of(*messages)).malformed.select("item", "reason").rows()


@pytest.mark.parametrize("space", [" ", "\t", "\r\n", "\x1c", "\x85", "\xa0", "\u2003", "\u3000"])
def test_white_space_round_names_and_values_is_dropped(space):
    line = f"Metrics -{space}a{space}={space}1{space};{space}b{space}={space}2{space};{space}"
    assert metrics(line) == [("a", 1.0), ("b", 2.0)]
    assert malformed(line) == []


def test_an_item_without_its_semicolon_is_dropped_and_counted():
    assert metrics("Metrics - a=1; b=2.7") == [("a", 1.0)]
    assert malformed("Metrics - a=1; b=2.7") == [("b=2.7", "no closing ';'")]


@pytest.mark.parametrize("tail", ["", " ", " ener", "\x1b[0m", "\r\n"])
def test_text_behind_the_last_semicolon_is_no_item(tail):
    assert malformed(f"Metrics - a=1;{tail}") == []


@pytest.mark.parametrize(
    "name",
    ["train/loss", "val-loss", "mean energy", "Δφ", "名前", "a:b", "a\nb", "[x]", "a" * 5000],
)
def test_a_name_is_kept_whole(name):
    assert metrics(f"Metrics - {name} = 1;") == [(name, 1.0)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1_000", 1000.0),
        ("\u0663.\u0665", 3.5),
        ("+1", 1.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("1E5", 1e5),
        ("1e400", math.inf),
        ("-Infinity", -math.inf),
        ("5e-324", 5e-324),
        ("9" * 400, math.inf),
        ("0.1", 0.1),
    ],
)
def test_a_value_is_what_float_accepts(text, value):
    assert metrics(f"Metrics - a={text};") == [("a", value)]


@pytest.mark.parametrize("text", ["nan", "NaN", "-nan", "+NAN"])
def test_nan_is_a_value(text):
    assert math.isnan(metrics(f"Metrics - a={text};")[0][1])


@pytest.mark.parametrize(
    "text", ["", "abc", "1 2", "1,5", "0x10", "1__0", "True", "1j", "1\x00", "=1"]
)
def test_a_value_that_float_refuses_is_malformed_and_costs_nothing_else(text):
    line = f"Metrics - a=1; b={text}; c=3;"
    assert metrics(line) == [("a", 1.0), ("c", 3.0)]
    assert malformed(line) == [(f"b={text}", "not a number")]


def test_an_item_without_equals_or_name_is_malformed_and_a_blank_one_is_not():
    assert malformed("Metrics - word; ; =5;;\x1c; a=1;") == [
        ("word", "no '=' between name and value"),
        ("=5", "no name before '='"),
    ]


def test_malformed_items_are_in_the_order_of_the_log():
    line = "Metrics - iteration_number=0.5; timestamp=1e300; b=x; c"
    parsed = parse_log_events(log_of("noise", f"{line};", f"{line}=1"))
    assert parsed.malformed.select("record", "item").rows() == [
        (1, "iteration_number=0.5"),
        (1, "timestamp=1e300"),
        (1, "b=x"),
        (1, "c"),
        (2, "iteration_number=0.5"),
        (2, "timestamp=1e300"),
        (2, "b=x"),
        (2, "c=1"),
    ]


def test_malformed_items_of_a_single_line_are_in_its_order():
    line = "Metrics - iteration_number=0.5; timestamp=1e300; b=x; c;"
    assert [item for item, _ in malformed(line)] == [
        "iteration_number=0.5",
        "timestamp=1e300",
        "b=x",
        "c",
    ]


def test_of_a_name_twice_in_a_record_the_last_wins():
    assert metrics("Metrics - a=1; b=2; a=3;") == [("b", 2.0), ("a", 3.0)]


def test_the_last_that_is_a_number_wins():
    assert metrics("Metrics - a=1; a=x;") == [("a", 1.0)]


def test_a_name_may_come_again_in_the_next_record():
    assert metrics("Metrics - a=1;Metrics - a=2;", "Metrics - a=3;") == [
        ("a", 1.0),
        ("a", 2.0),
        ("a", 3.0),
    ]


@pytest.mark.parametrize("count", [1, 15, 16, 17, 18, 3000])
def test_a_line_may_have_any_number_of_metrics(count):
    line = "Metrics - " + " ".join(f"m{number}={number};" for number in range(count))
    expected = [(f"m{number}", float(number)) for number in range(count)]
    assert metrics(line) == expected
    assert metrics("Metrics - a=1;", line, "Metrics - b=2;") == [("a", 1.0), *expected, ("b", 2.0)]
