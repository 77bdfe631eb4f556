"""The log of a job that runs is read on, and late lines are neither lost nor doubled."""

from datetime import timedelta

import pytest
from job_logs import ago, energies, milliseconds
from logs_on_disk import files, observations
from polars.testing import assert_frame_equal

from jobanalytics import AwsQuantumJob, IncompleteMetricsWarning, JobSet
from jobanalytics.aws.job_state import OVERLAP


@pytest.fixture
def running(aws, job_name):
    """A job that has run for two days."""
    return aws.create_job(job_name, "RUNNING", created_at=ago(days=2))


def log(aws, arn, values, **times):
    """Log values at a moment, a millisecond apart."""
    first = milliseconds(ago(**times))
    aws.put_log_events(
        arn,
        [
            (first + place, f"Metrics - energy={value}; iteration_number={value};")
            for place, value in enumerate(values)
        ],
    )


def values(archive):
    return archive.jobs()[0].observations()["value"].to_list()


def test_it_goes_on_behind_what_it_has(aws, archive, running):
    aws.configure(page_events=10)
    log(aws, running, range(100), hours=20)
    table = archive.sync(running)
    assert table.row(0)[2:] == (100, "RUNNING", False, None)
    log(aws, running, range(100, 105), hours=13)
    aws.reset_calls()
    assert archive.sync(running)["new_observations"].item() == 5
    # The hundred are the latest that it knew, and lie within the overlap.
    assert aws.calls["FilterLogEvents"] == 11
    log(aws, running, range(105, 108), hours=2)
    aws.reset_calls()
    assert archive.sync(running)["new_observations"].item() == 3
    assert aws.calls["FilterLogEvents"] == 1
    assert values(archive) == [*map(float, range(108))]


def test_it_equals_what_is_read_at_once(aws, archive, running):
    for hour in range(40, 0, -5):
        log(aws, running, range(hour, hour + 3), hours=hour)
        archive.sync(running)
        job = AwsQuantumJob(running)
        archived = archive.jobs()[0]
        assert_frame_equal(archived.observations(), job.observations())
        assert archived.completeness()["lines_matched"].equals(job.completeness()["lines_matched"])


def test_a_late_line_comes_in_its_place(aws, archive, running):
    log(aws, running, [1, 3], hours=3)
    archive.sync(running)
    log(aws, running, [2], hours=3, minutes=30)
    assert archive.sync(running)["new_observations"].item() == 1
    assert values(archive) == [2.0, 1.0, 3.0]
    assert archive.jobs()[0].observations()["record"].to_list() == [0, 1, 2]


def test_two_alike_are_two(aws, archive, running):
    log(aws, running, [7], hours=3)
    archive.sync(running)
    log(aws, running, [7], hours=3)
    assert archive.sync(running)["new_observations"].item() == 1
    log(aws, running, [7, 7], hours=2)
    archive.sync(running)
    assert values(archive) == [7.0] * 4


def test_a_line_later_than_the_overlap_is_there_in_the_end(aws, archive, running):
    log(aws, running, [1], hours=2)
    archive.sync(running)
    late = timedelta(hours=2) + OVERLAP + timedelta(minutes=5)
    log(aws, running, [0], seconds=late.total_seconds())
    assert archive.sync(running)["new_observations"].item() == 0
    aws.update_job(running, status="COMPLETED", ended_at=ago(hours=1))
    table = archive.sync(running)
    assert (table["new_observations"].item(), table["final"].item()) == (1, True)
    assert values(archive) == [0.0, 1.0]


def test_what_cloudwatch_forgets_stays(aws, archive, running):
    log(aws, running, [1, 2], hours=5)
    archive.sync(running)
    aws.delete_log_streams(running)
    log(aws, running, [3], hours=1)
    archive.sync(running)
    assert values(archive) == [1.0, 2.0, 3.0]
    aws.update_job(running, status="COMPLETED", ended_at=ago(minutes=30))
    with pytest.warns(IncompleteMetricsWarning, match="CloudWatch has removed 2 lines since"):
        assert archive.sync(running)["final"].item()
    assert values(archive) == [1.0, 2.0, 3.0]
    assert not archive.jobs()[0].completeness()["complete"].item()
    assert AwsQuantumJob(running).observations().height == 1


def test_its_files_go_when_it_is_final(aws, archive, running, sweep):
    aws.put_log_events(running, energies(5))
    archive.sync([running, *sweep])
    assert [name.partition("/")[0] for name in files(archive)].count("log_events") == 1
    aws.update_job(running, status="COMPLETED", ended_at=ago(minutes=30))
    archive.sync([running, *sweep])
    folders = [name.partition("/")[0] for name in files(archive)]
    assert folders == ["README.md", "jobs", "observations", "observations"]
    assert_frame_equal(observations(archive), JobSet([running, *sweep]).observations())


def test_a_job_in_the_queue(aws, archive, job_name):
    queued = aws.create_job(job_name, "QUEUED")
    assert archive.sync(queued).row(0)[2:] == (0, "QUEUED", False, None)
    (job,) = archive.jobs()
    assert job.tasks().is_empty()
    assert job.observations().is_empty()
    with pytest.raises(TimeoutError, match="was QUEUED when it was synced"):
        job.result()


def test_instances_seen_in_earlier_lines_count(aws, archive, job_name):
    arn = aws.create_job(job_name, "RUNNING", created_at=ago(hours=9), instance_count=2)
    then, now = (milliseconds(ago(hours=hours)) for hours in (6, 1))
    line = "Metrics - energy=1; iteration_number=0;"
    aws.put_log_events(arn, [(then, line)], instance="algo-2")
    aws.put_log_events(arn, [(now, line)])
    archive.sync(arn)
    archive.sync(arn)
    assert archive.jobs().completeness()["streams"].item() == 2
