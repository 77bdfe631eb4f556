"""Which metrics are summarised, by which goals, and what of odd values."""

import math

import comparison_strategies as own
import polars as pl
import pytest
from comparison_reference import Row
from tables import at

from jobanalytics.comparison import summary
from jobanalytics.errors import InvalidArgumentError


def metrics_of(values, **others):
    rows = [
        Row("a", "arn", place, at(100 + place), None, {"energy": value, **others})
        for place, value in enumerate(values)
    ]
    return own.metrics_frame(rows)


BOTH = metrics_of([3.0, 1.0, 1.0, math.nan], **{"train/loss": 2.0})


def test_all_metrics_or_those_named_each_once():
    assert summary(BOTH)["metric"].to_list() == ["energy", "train/loss"]
    assert summary(BOTH, "train/loss")["metric"].to_list() == ["train/loss"]
    assert summary(BOTH, "train/loss", "energy", "energy").equals(summary(BOTH))


def test_the_first_of_equal_bests():
    row = summary(BOTH, "energy", goal="MIN").row(0, named=True)
    best = {name: value for name, value in row.items() if name.startswith("best")}
    assert list(best.values()) == [1.0, 1, at(101), 1.0]
    assert math.isnan(row["last"])


def test_the_time_to_the_best_counts_from_the_jobs_first_row_of_any_node_and_metric():
    rows = [
        Row("a", "arn", 0, at(7), "p", {"energy": None, "loss": 1.0}),
        Row("a", "arn", 1, at(9.25), "q", {"energy": 4.0, "loss": None}),
        Row("b", "other", 0, None, None, {"energy": 4.0, "loss": None}),
    ]
    table = summary(own.metrics_frame(rows), "energy", goal="max")
    assert table["best_seconds"].to_list() == [2.25, None]


def test_a_goal_for_each_metric():
    table = summary(BOTH, goal={"train/loss": "max"})
    assert table["best"].to_list() == [None, 2.0]
    assert table["best_seconds"].to_list() == [None, 0.0]


def test_of_fewer_than_two_numbers_there_is_no_deviation():
    for values in ([1.0], [1.0, math.nan], [math.nan]):
        assert summary(metrics_of(values))["std"].to_list() == [None]


def test_the_mean_of_equal_values_is_that_value():
    assert summary(metrics_of([0.1] * 3))["mean"].to_list() == [0.1]


def test_columns_that_are_no_metrics_are_passed_over():
    further = BOTH.with_columns(team=pl.lit("x"), layers=pl.lit(3))
    assert summary(further).equals(summary(BOTH))


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["enrgy"], r"no metric 'enrgy'; did you mean 'energy'\? The metrics are 'energy', 'train"),
        (["energy", "zzz"], r"no metric 'zzz'\. The metrics are"),
        (["timestamp"], "no metric 'timestamp'"),
        ([["energy"]], r"no metric \['energy'\]"),
    ],
)
def test_a_misspelt_metric_is_refused_with_those_that_there_are(names, words):
    with pytest.raises(InvalidArgumentError, match=words):
        summary(BOTH, *names)


def test_of_very_many_metrics_not_all_are_listed():
    many = metrics_of([1.0], **{f"m{number}": 0.0 for number in range(5000)})
    with pytest.raises(InvalidArgumentError, match="'m18' and 4,981 others"):
        summary(many, "nothing of the kind")


def test_a_frame_without_metrics_says_so():
    with pytest.raises(InvalidArgumentError, match="The metrics are none"):
        summary(BOTH.select("job_name", "job_arn", "iteration_number", "timestamp", "node_id"), "e")


@pytest.mark.parametrize(
    ("goal", "words"),
    [
        ("least", "goal takes one of 'min', 'max'; got 'least'"),
        ({"energy": "least"}, "goal of 'energy' takes one of 'min', 'max'; got 'least'"),
        ({"enrgy": "min"}, r"no metric 'enrgy'; did you mean 'energy'\?"),
        (["min"], r"got \['min'\]"),
    ],
)
def test_other_goals_are_refused(goal, words):
    with pytest.raises(InvalidArgumentError, match=words):
        summary(BOTH, goal=goal)
