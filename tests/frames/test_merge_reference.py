"""merge_metrics, conflicts and metrics_dict against the rules in plain Python."""

import polars as pl
import pytest
import strategies as own
from hypothesis import given
from reference import conflicts as reference_conflicts
from reference import merge
from tables import comparable, observations_frame

from jobanalytics.merging import conflicts, merge_metrics
from jobanalytics.schema import MetricType, conflicts_schema, metrics_schema

# Statistics are drawn for metrics that the rows may not have.
pytestmark = pytest.mark.filterwarnings("ignore::jobanalytics.merging.UnknownMetricWarning")


def agrees(rows, pivot, statistic):
    columns, expected = merge(rows, pivot, statistic)
    frame = merge_metrics(observations_frame(rows), pivot, statistic)
    keys = metrics_schema(MetricType.of(pivot))
    assert frame.columns == columns
    assert frame.select(list(keys)).schema == keys
    assert all(frame[name].dtype == pl.Float64 for name in columns[len(keys) :])
    assert comparable(frame.rows()) == comparable(expected)


@given(own.observations(own.exact_values), own.pivots, own.statistics)
def test_observations_are_merged_as_the_rules_say(rows, pivot, statistic):
    agrees(rows, pivot, statistic)


@given(own.observations(own.exact_values), own.pivots, own.mappings)
def test_a_statistic_for_each_metric_is_taken_as_the_rules_say(rows, pivot, statistic):
    agrees(rows, pivot, statistic)


@given(own.observations(own.any_values), own.pivots, own.statistics.filter(lambda s: s != "avg"))
def test_any_value_is_merged_as_the_rules_say(rows, pivot, statistic):
    agrees(rows, pivot, statistic)


@given(own.observations(own.any_values), own.pivots)
def test_conflicts_are_listed_as_the_rules_say(rows, pivot):
    table = conflicts(observations_frame(rows), pivot)
    assert table.schema == conflicts_schema(MetricType.of(pivot))
    assert comparable(table.rows()) == comparable(reference_conflicts(rows, pivot))
