"""Of many observations only those of the metrics that are asked for are read, and not kept."""

from pathlib import Path

import pytest
from polars.testing import assert_frame_equal

from jobanalytics import ArchiveDamagedError, InvalidArgumentError, JobSet
from jobanalytics.archive import source


@pytest.fixture
def many(monkeypatch):
    """Let the few observations of a test be many."""
    monkeypatch.setattr(source, "_ROWS_KEPT", 0)


@pytest.fixture
def synced(archive, sweep):
    archive.sync(sweep)
    return archive


def is_kept(jobs):
    return {job._known_observations() is not None for job in jobs}


def test_they_are_those_of_the_log(synced, sweep, many):
    jobs = synced.jobs()
    assert_frame_equal(jobs.metrics("energy"), JobSet(sweep).metrics("energy"))
    assert_frame_equal(
        jobs.metrics("energy", metric_type="timestamp", statistic="last"),
        JobSet(sweep).metrics("energy", metric_type="timestamp", statistic="last"),
    )
    assert is_kept(jobs) == {False}


def test_all_of_few_are_kept(synced):
    jobs = synced.jobs()
    jobs.metrics("energy")
    assert is_kept(jobs) == {True}


def test_many_are_not_kept_though_all_are_asked_for(synced, sweep, many):
    jobs = synced.jobs()
    assert_frame_equal(jobs.metrics(), JobSet(sweep).metrics())
    assert_frame_equal(jobs.observations(), JobSet(sweep).observations())
    assert is_kept(jobs) == {False}


def test_what_is_kept_is_not_read_again(synced, tmp_path, monkeypatch):
    jobs = synced.jobs()
    metrics = jobs.metrics()
    monkeypatch.setattr(source, "_ROWS_KEPT", 0)
    for path in Path(tmp_path, "archive", "observations").iterdir():
        path.unlink()
    assert_frame_equal(jobs.metrics("energy"), metrics.select(jobs.metrics("energy").columns))


def test_a_metric_that_is_not_there_is_said_with_those_that_are(synced, many):
    with pytest.raises(InvalidArgumentError, match="were 'accuracy', 'energy'"):
        synced.jobs().metrics("enrgy")
    with pytest.raises(InvalidArgumentError, match="by a string"):
        synced.jobs().metrics(["energy"])


def test_a_statistic_for_another_metric_is_no_misspelt_one(synced, sweep, many):
    statistic = {"energy": "min", "accuracy": "last"}
    metrics = synced.jobs().metrics("energy", statistic=statistic)
    assert_frame_equal(metrics, JobSet(sweep).metrics("energy", statistic=statistic))


def test_lost_rows_of_other_metrics_are_noticed(synced, many, monkeypatch):
    entries = [job._entry for job in synced.jobs()]
    for entry in entries:
        entry.certificate["observations"] += 1
    jobs = synced.jobs()
    for job, entry in zip(jobs, entries, strict=True):
        job._take(entry)
    with pytest.raises(ArchiveDamagedError, match="has not the"):
        jobs.metrics("energy")


@pytest.mark.filterwarnings("ignore::jobanalytics.IncompleteMetricsWarning")
def test_a_report_keeps_nothing_of_many(synced, tmp_path, many):
    jobs = synced.jobs()
    jobs.report(tmp_path / "report.html")
    assert is_kept(jobs) == {False}


@pytest.mark.parametrize("kept", [True, False])
def test_nobody_is_told_that_the_same_call_goes_on_where_nothing_is_kept(synced, monkeypatch, kept):
    if not kept:
        monkeypatch.setattr(source, "_ROWS_KEPT", 0)
    jobs = synced.jobs()
    entry = jobs[0]._entry
    entry.certificate["observations"] += 1
    with pytest.raises(ArchiveDamagedError) as caught:
        jobs.metrics("energy")
    assert ("the same call goes on from there" in caught.value.__notes__[0]) is kept
