"""Metrics may be called like keys, and like what such metrics are called in frames."""

import pytest

from jobanalytics import JobSet

NAMES = {
    "node_id": "metrics.node_id",
    "metrics.node_id": "metrics.metrics.node_id",
    "metrics.metrics.timestamp": "metrics.metrics.metrics.timestamp",
    "metrics.energy": "metrics.energy",
}


@pytest.fixture
def jobs(folder):
    items = [f"{name}={value};" for value, name in enumerate(NAMES)]
    return JobSet(folder("a", f"Metrics - {' '.join(items)} iteration_number=0;"))


@pytest.mark.parametrize("name", NAMES)
def test_each_question_is_answered_with_its_own_values(jobs, name):
    value, column = float(list(NAMES).index(name)), NAMES[name]
    assert jobs.metrics()[column].to_list() == [value]
    assert jobs.metrics(name)[column].to_list() == [value]
    assert jobs.curves(name)["value"].to_list() == [value]
    assert jobs.summary(name, goal="min")["best"].to_list() == [value]
    assert jobs.summary().filter(metric=column)["last"].to_list() == [value]
    assert jobs.leaderboard(name, goal="min")[column].to_list() == [value]
