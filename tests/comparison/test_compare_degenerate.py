"""Groups of which little can be said: one job, equal values, infinities, nothing but NaN."""

import math

import polars as pl
import pytest
from comparison_groups import jobs_of_groups, of_group

from jobanalytics.comparison import compare
from jobanalytics.schema import COMPARISON

GROUPS = {
    "one": [2.0],
    "equal": [0.1] * 5,
    "infinite": [1.0, 2.0, 3.0, math.inf],
    "both": [-math.inf, math.inf],
    "nan": [math.nan, math.nan],
    "some nan": [1.0, math.nan, 3.0],
    "huge": [1.7e308, 1.6e308],
    "tiny": [5e-324, 0.0],
}


@pytest.fixture(scope="module")
def table():
    metrics, jobs = jobs_of_groups(GROUPS)
    return compare(metrics, "energy", by="g", goal="min", jobs=jobs, baseline="equal")


def centers(row, suffix=""):
    return [row[name + suffix] for name in ("mean", "median", "iqm")]


def test_one_job_has_no_intervals(table):
    row = of_group(table, "one")
    assert centers(row) == [2.0] * 3
    assert centers(row, "_low") == centers(row, "_high") == [None] * 3
    assert row["probability_of_improvement"] == 0
    assert row["probability_low"] is None


def test_equal_values_have_an_interval_of_length_0(table):
    row = of_group(table, "equal")
    assert centers(row) == centers(row, "_low") == centers(row, "_high") == [0.1] * 3


def test_an_infinity_leaves_no_interval_but_that_of_the_probability(table):
    row = of_group(table, "infinite")
    assert centers(row) == [math.inf, 2.5, 2.5]
    assert centers(row, "_low") == centers(row, "_high") == [None] * 3
    assert row["probability_of_improvement"] == row["probability_high"] == 0


def test_both_infinities_have_no_center(table):
    row = of_group(table, "both")
    assert centers(row) == [None] * 3
    assert row["n"] == 2
    assert row["probability_of_improvement"] == 0.5
    assert (row["probability_low"], row["probability_high"]) == (0, 1)


def test_nothing_but_nan_has_no_statistics(table):
    row = of_group(table, "nan")
    assert (row["n"], row["nan_count"], row["is_baseline"]) == (0, 2, False)
    numbers = [name for name, dtype in COMPARISON.items() if dtype == pl.Float64]
    assert {row[name] for name in numbers} == {None}


def test_nan_has_no_say_beside_numbers(table):
    row = of_group(table, "some nan")
    assert (row["n"], row["nan_count"]) == (2, 1)
    assert centers(row) == [2.0] * 3
    assert centers(row, "_low") == [1.0] * 3


def test_sums_that_are_too_large_for_a_float(table):
    assert centers(of_group(table, "huge")) == pytest.approx([1.65e308] * 3)
    assert centers(of_group(table, "tiny"), "_low") == [0.0] * 3


def test_minus_zero_is_zero():
    first, second = (
        compare(metrics, "energy", by="g", goal="min", jobs=jobs)
        for metrics, jobs in (
            jobs_of_groups({"a": [0.0, 0.0, -0.0, 1.0], "b": [1.0, 1.0]}),
            jobs_of_groups({"a": [-0.0, 0.0, 0.0, 1.0], "b": [1.0, 1.0]}),
        )
    )
    assert first.equals(second)


def test_no_values_come_last(table):
    order = table["hyperparameters.g"].to_list()
    assert order == ["tiny", "equal", "one", "some nan", "infinite", "huge", "both", "nan"]


def test_a_baseline_of_nothing_but_nan_can_be_named_but_not_beaten():
    metrics, jobs = jobs_of_groups({"a": [1.0, 2.0], "b": [math.nan]})
    table = compare(metrics, "energy", by="g", goal="min", jobs=jobs, baseline="b")
    assert table["probability_of_improvement"].to_list() == [None, None]
    assert table["is_baseline"].to_list() == [False, True]


def test_where_there_is_nothing_but_nan_the_first_group_is_the_baseline():
    metrics, jobs = jobs_of_groups({"a": [math.nan], "b": [math.nan]})
    table = compare(metrics, "energy", by="g", goal="max", jobs=jobs)
    assert table.select("hyperparameters.g", "is_baseline").rows() == [("a", True), ("b", False)]


def test_no_jobs_give_the_columns_of_a_comparison():
    metrics, jobs = jobs_of_groups({"a": []})
    jobs = jobs.with_columns(pl.col("hyperparameters.g").cast(pl.Int64))
    table = compare(metrics, "energy", by="g", goal="min", jobs=jobs, baseline=3)
    assert table.schema == {"hyperparameters.g": pl.Int64, **COMPARISON}
    assert table.is_empty()
