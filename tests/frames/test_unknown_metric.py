"""A statistic for a metric that nobody logged is a misspelt name, and does not go unsaid."""

import polars as pl
import pytest

from jobanalytics import (
    UnknownMetricWarning,
    finish_partial_merge,
    merge_metrics,
    parse_log_events,
    partial_merge,
)
from jobanalytics.schema import LOG_EVENTS, OBSERVATIONS


@pytest.fixture
def observations():
    message = "Metrics - energy=1; loss=2; iteration_number=0;"
    events = {"job_arn": "job", "log_stream": "n/algo-1-1", "timestamp": 0, "message": message}
    return parse_log_events(pl.DataFrame([events], schema=LOG_EVENTS)).observations


def test_a_misspelt_metric(observations):
    with pytest.warns(UnknownMetricWarning, match="'enregy' is not used.*'energy', 'loss'"):
        merge_metrics(observations, "iteration_number", {"enregy": "min"})


def test_of_a_partial_merge(observations):
    partial = partial_merge(observations, "iteration_number")
    with pytest.warns(UnknownMetricWarning, match="'enregy'"):
        finish_partial_merge(partial, {"enregy": "min"})


def test_no_word_where_all_are_known_or_nothing_was_logged(observations):
    merge_metrics(observations, "iteration_number", {"energy": "min", "timestamp": "min"})
    merge_metrics(OBSERVATIONS.to_frame(), "iteration_number", {"energy": "min"})
