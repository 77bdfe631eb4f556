"""The leaderboard's ranks, its columns beside the metrics, and what it refuses."""

import math

import comparison_strategies as own
import polars as pl
import pytest
from comparison_reference import Row
from tables import at

from jobanalytics.comparison import leaderboard
from jobanalytics.errors import FrameSchemaError, InvalidArgumentError
from jobanalytics.schema import leaderboard_schema


def metrics_of(values, name="energy", **others):
    rows = [
        Row(*job, 0, at(number), None, {name: value, **others})
        for number, (job, value) in enumerate(zip(own.JOBS, values, strict=True))
    ]
    return own.metrics_frame(rows)


@pytest.mark.parametrize(
    ("values", "ranks", "names"),
    [
        ([3.0, 2.0, 1.0, 0.0], [1, 2, 3, 4], "ébba"),
        ([1.0, 0.0, -0.0, 1.0], [1, 1, 3, 3], "bbaé"),
        ([0.0, 0.0, 0.0, math.nan], [1, 1, 1, 4], "abbé"),
        ([math.nan, math.inf, -math.inf, math.nan], [1, 2, 3, 3], "bbaé"),
        ([math.nan] * 4, [1] * 4, "abbé"),
        ([None, 5.0, None, 5.0], [1, 1], "bé"),
    ],
)
def test_equal_values_share_a_rank_and_nan_comes_last(values, ranks, names):
    table = leaderboard(metrics_of(values), "energy", goal="min")
    assert table["rank"].to_list() == ranks
    assert "".join(table["job_name"]) == names


def test_the_other_metrics_are_of_the_row_of_the_best():
    rows = [
        Row("a", "arn", 0, at(0), None, {"energy": 1.0, "loss": 9.0, "grad": None}),
        Row("a", "arn", 1, at(5), "p", {"energy": -1.0, "loss": None, "grad": 3.0}),
        Row("a", "arn", 2, at(9), None, {"energy": None, "loss": -7.0, "grad": 0.0}),
    ]
    table = leaderboard(own.metrics_frame(rows), "energy", goal="min")
    assert table.rows() == [(1, "a", "arn", -1.0, 1, at(5), "p", 3.0, None)]
    assert table.columns[-2:] == ["grad", "loss"]


def test_states_and_hyperparameters_come_last_in_the_order_of_the_jobs():
    jobs = own.jobs_frame(state=["DONE"] * 4, h_z=[1, 2, 3, None], t_t=["x"] * 4, h_a=list("pqrs"))
    table = leaderboard(metrics_of([4.0, 3.0, 2.0, 1.0]), "energy", goal="max", jobs=jobs.head(3))
    assert table.columns == [
        *leaderboard_schema("energy"),
        "state",
        "hyperparameters.z",
        "hyperparameters.a",
    ]
    assert table["state"].to_list() == ["DONE", "DONE", "DONE", None]
    assert table.select("^hyper.*$").rows() == [(1, "p"), (2, "q"), (3, "r"), (None, None)]


def test_a_metric_with_the_name_of_another_column_gets_a_prefix():
    jobs = own.jobs_frame(h_x=[1, 2, 3, 4])
    names = ["rank", "metrics.rank", "hyperparameters.x", "hyperparameters.y", "metrics.timestamp"]
    metrics = metrics_of([1.0] * 4, **dict(zip(names, range(5), strict=True)))
    table = leaderboard(metrics, "energy", goal="min", jobs=jobs)
    assert table.columns == [
        *leaderboard_schema("energy"),
        "hyperparameters.y",
        "metrics.hyperparameters.x",
        "metrics.metrics.rank",
        "metrics.rank",
        "metrics.timestamp",
        "hyperparameters.x",
    ]
    assert table.row(0)[7:] == (3.0, 2.0, 1.0, 0.0, 4.0, 1)
    table = leaderboard(metrics, "rank", goal="min", jobs=jobs)
    assert table.columns[3] == "metrics.rank"
    without = leaderboard(metrics, "hyperparameters.x", goal="min")
    assert without.columns[3] == "hyperparameters.x"


def test_columns_that_are_no_metrics_are_passed_over():
    metrics = metrics_of([1.0] * 4).with_columns(team=pl.lit("x"))
    assert leaderboard(metrics, "energy", goal="min").columns == [*leaderboard_schema("energy")]


@pytest.mark.parametrize("jobs", [None, own.jobs_frame(h_x=[1, 2, 3, 4])])
def test_no_rows_give_the_columns_of_a_leaderboard(jobs):
    table = leaderboard(own.metrics_frame([]), "energy", goal="min", jobs=jobs)
    further = {} if jobs is None else {"hyperparameters.x": pl.Int64}
    assert table.schema == {**leaderboard_schema("energy"), **further}


@pytest.mark.parametrize("k", [0, -1, 1.5, "3", True])
def test_k_is_a_whole_number_from_1_on(k):
    with pytest.raises(InvalidArgumentError, match="k takes a whole number, 1 or more; got"):
        leaderboard(metrics_of([1.0] * 4), "energy", goal="min", k=k)


@pytest.mark.parametrize("goal", ["best", "", None, 1])
def test_the_goal_is_min_or_max(goal):
    with pytest.raises(InvalidArgumentError, match="goal takes one of 'min', 'max'; got"):
        leaderboard(metrics_of([1.0] * 4), "energy", goal=goal)


def test_two_jobs_of_one_arn_in_the_table_are_refused():
    jobs = own.jobs_frame(h_x=[1, 2, 3, 4])
    with pytest.raises(FrameSchemaError, match="more than one row with the job_arn"):
        leaderboard(metrics_of([1.0] * 4), "energy", goal="min", jobs=jobs.vstack(jobs))
