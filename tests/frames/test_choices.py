"""Where an enum is taken, its names and values in any case are, and the SDK's members."""

from enum import Enum

import pytest
from tables import observation, observations_frame

from jobanalytics.errors import InvalidArgumentError
from jobanalytics.merging import conflicts, merge_metrics, partial_merge
from jobanalytics.schema import MetricStatistic, MetricType


@pytest.mark.parametrize(
    "choice",
    [
        MetricType.ITERATION_NUMBER,
        "ITERATION_NUMBER",
        "iteration_number",
        "Iteration_Number",
        "IterationNumber",
        "iterationnumber",
    ],
)
def test_a_metric_type_is_taken_in_any_spelling(choice):
    assert MetricType.of(choice) is MetricType.ITERATION_NUMBER


@pytest.mark.parametrize("statistic", list(MetricStatistic))
def test_a_statistic_is_taken_in_any_spelling(statistic):
    for choice in (statistic, statistic.name, statistic.value, statistic.value.title()):
        assert MetricStatistic.of(choice) is statistic


def test_the_members_of_the_sdk_are_taken():
    definitions = pytest.importorskip("braket.jobs.metrics_data.definitions")
    for theirs in definitions.MetricType:
        assert MetricType.of(theirs) is MetricType[theirs.name]
    for theirs in definitions.MetricStatistic:
        assert MetricStatistic.of(theirs) is MetricStatistic[theirs.name]
    rows = observations_frame([observation("a", 1.0), observation("a", 2.0, record=1)])
    frame = merge_metrics(
        rows, definitions.MetricType.ITERATION_NUMBER, definitions.MetricStatistic.MIN
    )
    assert frame["a"].to_list() == [1.0]


class Median(Enum):
    MEDIAN = "max"


@pytest.mark.parametrize("choice", ["median", "", None, 3, Median.MEDIAN, MetricType.TIMESTAMP])
def test_another_statistic_is_refused_with_those_that_there_are(choice):
    rows = observations_frame([])
    with pytest.raises(InvalidArgumentError) as error:
        merge_metrics(rows, "timestamp", choice)
    assert isinstance(error.value, ValueError)
    assert "'max', 'min', 'avg', 'first', 'last'" in str(error.value)
    assert repr(choice) in str(error.value)


def test_a_bad_statistic_in_a_mapping_is_refused():
    with pytest.raises(InvalidArgumentError, match="'median'"):
        merge_metrics(observations_frame([]), "timestamp", {"a": "median"})


@pytest.mark.parametrize("function", [merge_metrics, partial_merge, conflicts])
def test_another_metric_type_is_refused_with_those_that_there_are(function):
    with pytest.raises(InvalidArgumentError, match="'timestamp', 'iteration_number'; got 'epoch'"):
        function(observations_frame([]), "epoch")
