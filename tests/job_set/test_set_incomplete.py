"""Jobs whose metrics may not be all are named in a warning; complete ones are not."""

import inspect

import pytest
from job_logs import ago, energies
from matplotlib.figure import Figure

from jobanalytics import IncompleteMetricsWarning, JobSet
from jobanalytics.schema import COMPLETENESS


@pytest.fixture
def running(aws, sweep, job_name):
    """The small sweep, of which the third job runs."""
    aws.update_job(sweep[2], status="RUNNING", ended_at=None)
    return JobSet(sweep)


@pytest.mark.parametrize(
    "ask",
    [
        lambda jobs: jobs.observations(),
        lambda jobs: jobs.metrics(),
        lambda jobs: jobs.metrics("energy", chains=True),
        lambda jobs: jobs.summary("energy"),
        lambda jobs: jobs.leaderboard("energy", goal="min"),
        lambda jobs: jobs.curves("energy", x="elapsed"),
        lambda jobs: jobs.bands("energy", by="seed"),
        lambda jobs: jobs.compare("energy", by="seed", goal="min"),
        lambda jobs: jobs.lineage(),
        lambda jobs: jobs.tasks(on="iteration_number"),
        lambda jobs: jobs.plot.curves("energy", by="seed", ax=Figure().subplots()),
    ],
)
def test_a_job_that_runs_is_named_once(running, job_name, ask):
    with pytest.warns(
        IncompleteMetricsWarning,
        match=rf"metrics of 1 of 6 jobs may not be all, such as those of '{job_name}-2': The job is"
        r" RUNNING: more lines can come\. jobs\.completeness\(\) tells of each job\.",
    ) as caught:
        ask(running)
    assert [warning.filename for warning in caught] == [__file__]


def test_it_points_at_the_callers_line(running):
    line = inspect.currentframe().f_lineno + 2
    with pytest.warns(IncompleteMetricsWarning) as caught:
        running.metrics("energy")
    assert (caught[0].filename, caught[0].lineno) == (__file__, line)


def test_a_job_whose_log_has_not_settled(aws, job_name):
    arn = aws.create_job(job_name, created_at=ago(minutes=40), ended_at=ago(seconds=5))
    aws.put_log_events(arn, energies(3))
    with pytest.warns(IncompleteMetricsWarning, match="late lines can still arrive"):
        assert JobSet(arn).metrics().height == 3


def test_complete_ones_are_not_named(sweep):
    assert JobSet(sweep).metrics().height == 24


def test_what_runs_is_read_again_and_what_has_ended_is_not(aws, running, sweep):
    with pytest.warns(IncompleteMetricsWarning):
        assert running.metrics("energy").height == 24
    aws.update_job(sweep[2], status="COMPLETED", ended_at=ago(hours=1))
    aws.put_log_events(sweep[2], ["Metrics - energy=1; iteration_number=4;"], stream="late")
    aws.reset_calls()
    running.metrics("energy")
    assert aws.calls["FilterLogEvents"] == 1


def test_completeness_goes_with_the_last_frames(aws, running, sweep, job_name):
    with pytest.warns(IncompleteMetricsWarning):
        running.metrics()
    aws.reset_calls()
    frame = running.completeness()
    assert frame.columns == ["job_name", *COMPLETENESS]
    assert frame["job_arn"].to_list() == sweep
    assert frame["job_name"].to_list() == [f"{job_name}-{job}" for job in range(6)]
    assert frame["complete"].to_list() == [job != 2 for job in range(6)]
    assert frame["observations"].to_list() == [8] * 6
    assert aws.calls["FilterLogEvents"] == 0


def test_completeness_reads_where_nothing_was_read(aws, running, sweep):
    """It tells itself what is not complete: no warning says so too."""
    with pytest.warns(IncompleteMetricsWarning):
        running[2:4].metrics()
    frame = running.completeness()
    assert frame["state"].to_list() == ["COMPLETED"] * 2 + ["RUNNING"] + ["COMPLETED"] * 3
    assert frame["instance_count"].to_list() == [1] * 6


def test_completeness_of_a_reading_that_broke_off(aws, sweep):
    jobs = JobSet(sweep[:1])
    aws.fail("FilterLogEvents", "internal", times=None)
    with pytest.warns(IncompleteMetricsWarning, match="left out"):
        jobs.metrics(on_error="collect")
    aws.clear_faults()
    assert jobs.completeness()["complete"].to_list() == [False]
    jobs.metrics()
    assert jobs.completeness()["complete"].to_list() == [True]
