"""Which values compare takes, into which groups it puts them, and which group is the baseline."""

import math

import comparison_strategies as own
import polars as pl
import pytest
from comparison_groups import jobs_of_groups, of_group
from comparison_reference import Row
from tables import at

from jobanalytics.comparison import compare, join_nodes, with_groups
from jobanalytics.errors import FrameSchemaError, InvalidArgumentError

JOBS = own.jobs_frame(h_layers=[1, 1, 2, None], h_n=[0.5, 0.5, 0.5, 0.5], t_team=list("xyxy"))


def metrics_of(*curves, pivot="iteration_number"):
    """The metrics of curves: job, node and values, of which None is not logged."""
    rows = [
        Row(*own.JOBS[job], place, at(place), node, {"energy": value})
        for job, node, values in curves
        for place, value in enumerate(values)
    ]
    return own.metrics_frame(rows, pivot)


METRICS = metrics_of(
    (0, None, [1.0, 5.0]), (1, None, [3.0, 7.0, None]), (2, None, [9.0, 4.0]), (3, None, [0.0])
)


def means(metrics=METRICS, **options):
    options = {"goal": "min", "jobs": JOBS, "by": "layers", **options}
    table = compare(metrics, "energy", **options)
    return {row[0]: row[1] for row in table.select(table.columns[0], "mean").rows()}


def test_the_last_value_is_the_one_at_the_largest_pivot_where_it_was_logged():
    assert means() == {1: 6.0, 2: 4.0, None: 0.0}


@pytest.mark.parametrize(
    ("goal", "expected"), [("min", {1: 2.0, 2: 4.0, None: 0.0}), ("MAX", {1: 6.0, 2: 9.0, None: 0})]
)
def test_the_best_value_is_so_by_the_goal(goal, expected):
    assert means(goal=goal, of="best") == expected


def test_a_last_value_that_is_nan_counts_as_nan_and_the_best_does_not():
    metrics = metrics_of((0, None, [1.0, math.nan]), (1, None, [math.nan]))
    last = of_group(
        compare(metrics, "energy", by="layers", goal="min", jobs=JOBS), 1, "hyperparameters.layers"
    )
    assert (last["n"], last["nan_count"], last["mean"]) == (0, 2, None)
    best = compare(metrics, "energy", by="layers", goal="min", jobs=JOBS, of="best")
    best = of_group(best, 1, "hyperparameters.layers")
    assert (best["n"], best["nan_count"], best["mean"]) == (1, 1, 1.0)


def test_the_groups_can_be_columns_of_the_metrics():
    metrics = with_groups(METRICS, JOBS, ["layers", "team"])
    assert means(metrics, jobs=None) == means()
    assert means(metrics, jobs=None, by="team") == means(by="team") == {"x": 4.5, "y": 3.5}
    assert means(by="job_name", jobs=None) == {"a": 5.0, "b": 5.5, "é": 0.0}


def test_a_hyperparameter_comes_before_a_metric_of_its_name():
    metrics = METRICS.with_columns(layers=METRICS["energy"])
    assert means(metrics) == means()
    assert means(METRICS.rename({"energy": "n"}).with_columns(energy="n"), by="n") == {0.5: 4.0}


def test_all_jobs_are_one_group_if_that_is_wanted():
    table = compare(METRICS, "energy", by=None, goal="min")
    assert table.select("node_id", "n", "mean", "is_baseline").rows() == [(None, 4, 4.0, True)]


def test_jobs_that_never_logged_the_metric_are_in_no_group():
    assert means(metrics_of((0, None, [1.0]), (2, None, [None]))) == {1: 1.0}


def test_every_node_is_compared_for_itself():
    metrics = metrics_of(
        (0, "p", [1.0]), (0, "q", [8.0]), (2, "p", [2.0]), (2, "q", [6.0]), (3, None, [5.0])
    )
    table = compare(metrics, "energy", by="layers", goal="min", jobs=JOBS)
    columns = ["hyperparameters.layers", "node_id", "mean", "is_baseline"]
    assert table.select(*columns, "probability_of_improvement").rows() == [
        (1, "p", 1.0, True, None),
        (2, "p", 2.0, False, 0.0),
        (None, None, 5.0, True, None),
        (2, "q", 6.0, True, None),
        (1, "q", 8.0, False, 0.0),
    ]
    named = compare(metrics, "energy", by="layers", goal="min", jobs=JOBS, baseline=1)
    assert named["is_baseline"].to_list() == [True, False, False, False, True]
    joined = compare(join_nodes(metrics, "max"), "energy", by="layers", goal="min", jobs=JOBS)
    assert joined["node_id"].null_count() == joined.height == 3


@pytest.mark.parametrize(
    ("by", "baseline"),
    [
        ("layers", 2),
        ("layers", (2,)),
        ("layers", {"layers": 2}),
        ("layers", {"hyperparameters.layers": 2}),
        (["layers", "team"], (2, "x")),
        (["layers", "team"], {"team": "x", "layers": 2}),
    ],
)
def test_the_baseline_by_value_by_tuple_and_by_name(by, baseline):
    table = compare(METRICS, "energy", by=by, goal="min", jobs=JOBS, baseline=baseline)
    chosen = table.filter("is_baseline")
    assert chosen["hyperparameters.layers"].to_list() == [2]


def test_the_group_without_a_value_as_the_baseline():
    table = compare(METRICS, "energy", by="layers", goal="max", jobs=JOBS, baseline=(None,))
    assert table.filter("is_baseline")["hyperparameters.layers"].to_list() == [None]


@pytest.mark.parametrize(
    ("by", "baseline"),
    [("layers", 7), ("layers", "1"), ("layers", (1, "x")), ("layers", {}), (["layers", "team"], 1)],
)
def test_another_baseline_is_refused_with_the_groups(by, baseline):
    with pytest.raises(InvalidArgumentError, match=r"no group .* for a baseline. The groups, by"):
        compare(METRICS, "energy", by=by, goal="min", jobs=JOBS, baseline=baseline)
    with pytest.raises(InvalidArgumentError, match=r"by hyperparameters.layers, are None, 1, 2"):
        compare(METRICS, "energy", by="layers", goal="min", jobs=JOBS, baseline=7)


@pytest.mark.parametrize("by", ["energy", "iteration_number"])
def test_what_varies_within_a_job_makes_no_group(by):
    with pytest.raises(InvalidArgumentError, match=r"the rows of job .*job/1 have several values"):
        compare(METRICS, "energy", by=by, goal="min")


def test_a_column_named_like_one_of_the_comparison_is_refused():
    jobs = JOBS.with_columns(mean=1)
    with pytest.raises(InvalidArgumentError, match="by the column 'mean'"):
        compare(METRICS, "energy", by="mean", goal="min", jobs=jobs)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"goal": "less"}, "goal takes one of 'min', 'max'; got 'less'"),
        ({"of": "first"}, "of takes one of 'last', 'best'; got 'first'"),
        ({"seed": -1}, "seed takes a whole number, 0 or more; got -1"),
        ({"seed": 0.5}, "seed takes a whole number"),
        ({"resamples": 1}, "resamples takes a whole number, 2 or more; got 1"),
        ({"by": "layer"}, "There is no column 'layer' to group by.*did you mean 'layers'"),
    ],
)
def test_other_arguments_are_refused(options, words):
    with pytest.raises(InvalidArgumentError, match=words):
        means(**options)


def test_a_job_in_two_rows_of_the_table_is_refused():
    with pytest.raises(FrameSchemaError, match="more than one row"):
        means(jobs=JOBS.vstack(JOBS))


def test_jobs_that_have_not_completed_are_counted():
    metrics, jobs = jobs_of_groups({"a": [1.0, 2.0, math.nan], "b": [3.0]})
    states = ["COMPLETED", "FAILED", "RUNNING", "COMPLETED"]
    jobs = jobs.with_columns(state=pl.Series(states))
    table = compare(metrics, "energy", by="g", goal="min", jobs=jobs)
    assert table["not_completed"].to_list() == [2, 0]
    logged = metrics.filter(pl.col("job_name") != metrics["job_name"][1])
    table = compare(logged, "energy", by="g", goal="min", jobs=jobs)
    assert table["not_completed"].to_list() == [2, 0]
    assert compare(metrics, "energy", by=[], goal="min", jobs=jobs)["not_completed"].item() == 2
    unknown = compare(metrics, "energy", by="g", goal="min", jobs=jobs.drop("state"))
    assert unknown["not_completed"].to_list() == [None, None]
