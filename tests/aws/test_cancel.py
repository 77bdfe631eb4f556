"""cancel() returns what Braket says, and lets its refusal through."""

import pytest
from botocore.exceptions import ClientError

from jobanalytics import AwsQuantumJob


@pytest.mark.parametrize(
    ("status", "becomes"),
    [("QUEUED", "CANCELLED"), ("RUNNING", "CANCELLING"), ("CANCELLING", "CANCELLING")],
)
def test_the_cancellation_status(aws, job_name, status, becomes):
    job = AwsQuantumJob(aws.create_job(job_name, status))
    assert job.cancel() == becomes
    assert job.state() == becomes


@pytest.mark.parametrize("status", ["COMPLETED", "FAILED", "CANCELLED"])
def test_a_job_that_ended_is_a_conflict(aws, job_name, status):
    job = AwsQuantumJob(aws.create_job(job_name, status))
    with pytest.raises(ClientError) as caught:
        job.cancel()
    assert caught.value.response["Error"]["Code"] == "ConflictException"


def test_a_job_that_does_not_exist(ended):
    with pytest.raises(ClientError) as caught:
        AwsQuantumJob(ended[:-12] + "0" * 12).cancel()
    assert caught.value.response["Error"]["Code"] == "ResourceNotFoundException"
