"""A handle made while the job was QUEUED reads all that the job logs later, and no more often."""

from datetime import UTC, datetime

from job_logs import ago, energies, energy, milliseconds

from jobanalytics import AwsQuantumJob


def test_a_handle_from_the_queue_reads_all_that_comes(aws, job_name):
    arn = aws.create_job(job_name, "QUEUED", created_at=ago(hours=9))
    job = AwsQuantumJob(arn)
    assert job.state() == "QUEUED"
    assert job.metrics() == {}
    aws.update_job(arn, status="RUNNING", started_at=ago(hours=8))
    aws.put_log_events(arn, [(milliseconds(ago(hours=8)), energy(0))])
    assert job.metrics()["energy"] == [0.0]
    aws.put_log_events(arn, [(milliseconds(ago(hours=4)), energy(1))])
    assert job.metrics()["energy"] == [0.0, 1.0]
    aws.update_job(arn, status="COMPLETED")
    aws.put_log_events(arn, [(milliseconds(datetime.now(UTC)), energy(2))])
    assert job.metrics()["energy"] == [0.0, 1.0, 2.0]


def test_a_job_that_ended_a_moment_ago_is_read_again(aws, job_name):
    arn = aws.create_job(job_name, created_at=ago(hours=1), ended_at=ago(minutes=1))
    aws.put_log_events(arn, energies(2))
    job = AwsQuantumJob(arn)
    assert len(job.observations()) == 2
    aws.put_log_events(arn, [(milliseconds(ago(minutes=2)), energy(2))])
    assert len(job.observations()) == 3


def test_what_is_complete_is_read_once(aws, ended):
    job = AwsQuantumJob(ended)
    first = job.observations()
    aws.reset_calls()
    assert job.observations().equals(first)
    job.metrics()
    job.conflicts()
    job.completeness()
    assert sum(aws.calls.values()) == 0


def test_late_lines_after_the_end_are_within_the_window(aws, job_name):
    arn = aws.create_job(job_name, created_at=ago(hours=3), ended_at=ago(hours=2))
    aws.put_log_events(arn, [(milliseconds(ago(minutes=90)), energy(0))])
    assert AwsQuantumJob(arn).metrics()["energy"] == [0.0]
