"""Where each metric of each job stands: what merging says, its last, and its best."""

import math

import polars as pl
import pytest
from tables import JOB, observation, observations_frame

from jobanalytics import InvalidArgumentError, comparison, merge_metrics
from jobanalytics.schema import LATEST


def latest(*observations, names=(), **options):
    return comparison.latest(observations_frame(observations), *names, **options)


def of(metric, *values, **members):
    return [
        observation(metric, value, record=place, timestamp=float(place), iteration_number=place)
        for place, value in enumerate(values)
    ]


def test_the_last_the_best_and_the_way_there():
    table = latest(*of("e", 3.0, 1.0, 2.0), *of("loss", 5.0), goal={"e": "MIN"})
    assert table.schema == LATEST
    e, loss = table.rows(named=True)
    assert (e["count"], e["last"], e["iteration_number"]) == (3, 2.0, 2)
    assert (e["best"], e["best_iteration_number"]) == (1.0, 1)
    assert e["values"] == [3.0, 1.0, 2.0]
    assert (loss["last"], loss["best"]) == (5.0, None)


def test_one_goal_for_all_and_the_first_of_equals():
    table = latest(*of("e", 2.0, 2.0, 1.0), *of("f", 1.0, 4.0), goal="max")
    assert table["best"].to_list() == [2.0, 4.0]
    assert table["best_iteration_number"].to_list() == [0, 1]


def test_a_nan_is_never_the_best():
    (row,) = latest(*of("e", math.nan, 1.0, math.nan), goal="min").rows(named=True)
    assert math.isnan(row["last"])
    assert (row["best"], row["best_iteration_number"]) == (1.0, 1)
    (row,) = latest(*of("e", math.nan), goal="min").rows(named=True)
    assert (row["best"], row["best_iteration_number"]) == (None, None)


@pytest.mark.parametrize("statistic", ["max", "min", "avg", "first", "last", {"e": "min"}])
def test_it_is_what_merging_says(statistic):
    frame = observations_frame(
        [*of("e", 3.0, 1.0), *of("e", 4.0, 0.0), *of("timestamp", 7.0), *of("metric 0", 1.0)]
    )
    merged = merge_metrics(frame, "iteration_number", statistic)
    table = comparison.latest(frame, statistic=statistic)
    by_metric = dict(table.select("metric", "values").iter_rows())
    assert by_metric["e"] == merged["e"].drop_nulls().to_list()
    assert by_metric["timestamp"] == merged["metrics.timestamp"].drop_nulls().to_list()
    assert by_metric["metric 0"] == [1.0]


def test_the_nodes_of_a_job_are_one():
    nodes = [
        observation("e", value, node_id=f"n{value}", iteration_number=0) for value in (1.0, 2.0)
    ]
    assert latest(*nodes)["values"].to_list() == [[2.0]]
    assert latest(*nodes, statistic="avg")["values"].to_list() == [[1.5]]


def test_without_iterations_it_goes_by_time():
    times = [
        observation("e", v, timestamp=t, iteration_number=None) for t, v in [(2.0, 5.0), (1.0, 6.0)]
    ]
    others = of("loss", 1.0)
    table = latest(*times, *others, goal="max")
    e, loss = table.rows(named=True)
    assert (e["values"], e["last"], e["iteration_number"]) == ([6.0, 5.0], 5.0, None)
    assert (e["best"], e["best_iteration_number"]) == (6.0, None)
    assert loss["iteration_number"] == 0


def test_only_what_is_named_and_each_job_for_itself():
    other = [observation("e", 9.0, job_arn=JOB + "b", iteration_number=4)]
    table = latest(*of("e", 1.0), *of("loss", 2.0), *other, names=["e"], statistic={"f": "min"})
    assert table.select("job_arn", "metric", "last").rows() == [
        (JOB, "e", 1.0),
        (JOB + "b", "e", 9.0),
    ]


def test_of_nothing_there_is_nothing():
    assert latest(goal="min").equals(LATEST.to_frame())
    assert latest(*of("e", 1.0), names=["f"]).is_empty()


def test_what_is_no_goal_is_refused():
    with pytest.raises(InvalidArgumentError, match="goal takes one of 'min', 'max'; got 'down'"):
        latest(goal={"e": "down"})
    with pytest.raises(InvalidArgumentError, match="MetricStatistic"):
        latest(statistic="median")


def test_the_frame_is_left_as_it_was():
    frame = observations_frame(of("e", 1.0, 2.0))
    before = frame.clone()
    comparison.latest(frame, goal="min")
    assert frame.equals(before)
    assert pl.Series(["e", "e"]).equals(frame["metric"])
