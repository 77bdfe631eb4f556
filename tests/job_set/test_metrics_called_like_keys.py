"""Metrics may be called like keys, and like what such metrics are called in frames."""

import pytest

from jobanalytics import Archive, DefaultStatisticWarning, JobSet
from jobanalytics.archive import source

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


def test_goals_and_statistics_across_nodes_are_of_columns(folder, monkeypatch):
    lines = [f"Metrics - node_id={n}; metrics.node_id=1; iteration_number=0;" for n in (1, 5)]
    jobs = JobSet(folder("a", *lines))
    with pytest.warns(DefaultStatisticWarning, match="of 'node_id' in 1 job"):
        jobs.summary("node_id", goal={"metrics.node_id": "min"})
    jobs.summary(goal={"metrics.metrics.node_id": "min"})
    archive = Archive(folder("b").parent.parent / "archive")
    archive.sync(jobs)
    monkeypatch.setattr(source, "_ROWS_KEPT", 0)
    for name in ("node_id", "metrics.node_id"):
        across = {NAMES[name]: "min"}
        archive.jobs().metrics("metrics.node_id", across_nodes=across, statistic="max")
