"""On lines that both understand, metrics equal those of the Braket SDK."""

import pytest
import strategies as own
from hypothesis import given
from hypothesis import strategies as st
from reference import sdk_metrics
from tables import log_of

from jobanalytics.merging import merge_metrics, metrics_dict
from jobanalytics.observations import parse_log_events

logs = st.lists(own.sdk_lines(), max_size=10)
statistics = st.sampled_from(["max", "min"])


def unordered(metrics, pivot):
    """Metrics with columns by name, rows by key, and times to the microsecond."""
    times = [None if time is None else round(time * 1e6) for time in metrics.get("timestamp", [])]
    columns = {**metrics, "timestamp": times} if times else metrics
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    return sorted(rows, key=lambda row: (row[pivot], row.get("node_id") or ""))


def ours(lines, pivot, statistic):
    observations = parse_log_events(log_of(*lines)).observations
    return unordered(metrics_dict(merge_metrics(observations, pivot, statistic)), pivot)


@given(logs, own.pivots, statistics)
def test_metrics_equal_those_by_the_rules_of_the_sdk(lines, pivot, statistic):
    theirs = sdk_metrics(lines, pivot, statistic)
    assert ours(lines, pivot, statistic) == unordered(theirs, pivot)


@given(logs, own.pivots, statistics)
def test_metrics_equal_those_of_the_sdk_itself(lines, pivot, statistic):
    parsing = pytest.importorskip("braket.jobs.metrics_data.log_metrics_parser")
    definitions = pytest.importorskip("braket.jobs.metrics_data.definitions")
    parser = parsing.LogMetricsParser()
    for line in lines:
        parser.parse_log_message(None, line)
    theirs = parser.get_parsed_metrics(
        definitions.MetricType[pivot.upper()], definitions.MetricStatistic[statistic.upper()]
    )
    assert ours(lines, pivot, statistic) == unordered(theirs, pivot)
