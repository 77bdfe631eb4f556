"""queue_position() is a number while the job is QUEUED, and an explanation otherwise."""

from jobanalytics import AwsQuantumJob, QueuePosition


def test_a_queued_job(aws, job_name):
    job = AwsQuantumJob(aws.create_job(job_name, "QUEUED", queue_position=7))
    assert job.queue_position() == QueuePosition("7", None)
    assert job.queue_position().queue_position == "7"


def test_a_job_that_is_not_queued(aws, job_name):
    job = AwsQuantumJob(aws.create_job(job_name, "RUNNING"))
    position, message = job.queue_position()
    assert position is None
    assert "RUNNING status" in message
