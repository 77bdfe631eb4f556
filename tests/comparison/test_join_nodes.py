"""join_nodes against the rules in plain Python, and its laws."""

import comparison_strategies as own
import polars as pl
import pytest
from comparison_reference import Row
from comparison_reference import join_nodes as reference_join
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from tables import at

from jobanalytics import MetricStatistic, UnknownMetricWarning, merge_metrics
from jobanalytics.comparison import join_nodes
from jobanalytics.errors import InvalidArgumentError
from jobanalytics.schema import OBSERVATIONS, MetricType, metrics_of_jobs_schema


def tuples(rows):
    return [(*row[:-1], *row.metrics.values()) for row in rows]


def as_rows(frame):
    keys = list(Row._fields[:-1])
    return frame.select(*keys, pl.exclude(keys)).rows()


@given(st.data(), own.pivots, own.statistics)
def test_every_cell_is_as_the_rules_say(data, pivot, statistic):
    rows = data.draw(own.metrics_rows(pivot))
    frame = join_nodes(own.metrics_frame(rows, pivot), statistic)
    keys = metrics_of_jobs_schema(MetricType.of(pivot))
    assert frame.schema == {**keys, **dict.fromkeys(own.names_of(rows), pl.Float64)}
    own.assert_same(as_rows(frame), tuples(reference_join(rows, pivot, statistic)))


@given(st.data(), own.pivots, own.statistics)
def test_of_one_node_only_its_name_is_lost(data, pivot, statistic):
    rows = data.draw(own.metrics_rows(pivot, own.any_values, nodes=("p",)))
    metrics = own.metrics_frame(rows, pivot)
    expected = metrics.with_columns(node_id=pl.lit(None, pl.String))
    expected = expected.sort("job_name", "job_arn", pivot)
    assert_frame_equal(join_nodes(metrics, statistic), expected, check_exact=True)


@given(st.data(), own.pivots, own.statistics)
def test_joined_once_is_joined(data, pivot, statistic):
    rows = data.draw(own.metrics_rows(pivot))
    once = join_nodes(own.metrics_frame(rows, pivot), statistic)
    assert_frame_equal(join_nodes(once, statistic), once, check_exact=True)


@given(st.data(), own.pivots, st.sampled_from(["max", "min"]))
def test_joining_what_was_merged_is_merging_what_was_joined(data, pivot, statistic):
    """The largest of the nodes' largest values is the largest of all observations."""
    rows = data.draw(own.metrics_rows(pivot, min_size=1))
    observations = pl.DataFrame(
        [
            (row.job_arn, None, row.node_id, 0, row.timestamp, row.iteration_number, "e", value)
            for row in rows
            for value in row.metrics.values()
        ],
        schema=OBSERVATIONS,
        orient="row",
    )
    merged, expected = (
        merge_metrics(one, pivot, statistic).select(pl.lit("a").alias("job_name"), pl.all())
        for one in (observations, observations.with_columns(node_id=pl.lit(None, pl.String)))
    )
    assert_frame_equal(join_nodes(merged, statistic), expected)


ROWS = [
    Row("a", "arn", 0, at(5), "p", {"energy": 1.0, "loss": 4.0}),
    Row("a", "arn", 0, at(3), "q", {"energy": 2.0, "loss": 2.0}),
]


@pytest.mark.parametrize(
    ("statistic", "expected"),
    [
        ({"energy": "min"}, (at(5), 1.0, 4.0)),
        ({"energy": "avg", "loss": MetricStatistic.LAST}, (at(5), 1.5, 4.0)),
        ({"loss": "first", "timestamp": "min"}, (at(3), 2.0, 2.0)),
        (MetricStatistic.FIRST, (at(3), 2.0, 2.0)),
    ],
)
def test_a_statistic_for_each_metric_and_for_the_other_key(statistic, expected):
    joined = join_nodes(own.metrics_frame(ROWS), statistic)
    assert joined.select("timestamp", "energy", "loss").rows() == [expected]


def test_columns_that_are_no_metrics_are_left_out():
    metrics = own.metrics_frame(ROWS)
    further = metrics.with_columns(team=pl.lit("x"), place=pl.lit(3))
    assert join_nodes(further, "max").equals(join_nodes(metrics, "max"))


def test_a_misspelt_metric_is_warned_of():
    with pytest.warns(UnknownMetricWarning, match="'enregy' is not used.*'energy', 'loss'"):
        join_nodes(own.metrics_frame(ROWS), {"enregy": "min"})


@pytest.mark.parametrize("statistic", ["sum", None, {"energy": "median"}])
def test_another_statistic_is_refused(statistic):
    with pytest.raises(InvalidArgumentError, match="MetricStatistic takes one of"):
        join_nodes(own.metrics_frame(ROWS), statistic)
