"""Jobs of the first years have an ARN that ends in their name, and streams without a UUID."""

import pytest
from job_logs import energies

from jobanalytics import AwsQuantumJob


@pytest.fixture
def job(aws, job_name):
    arn = aws.create_job(job_name, old_arn=True, instance_count=2)
    aws.put_log_events(arn, energies(5))
    aws.put_log_events(arn, ["no metrics here"], instance="algo-2")
    return AwsQuantumJob(arn)


def test_it_reads_as_any_other(job, job_name):
    assert job.name == job_name
    assert job.metrics()["energy"] == [0.0, 1.0, 2.0, 3.0, 4.0]
    assert job.observations()["instance"].unique().to_list() == ["algo-1"]
    assert job.completeness()["streams"].item() == 2
    assert len(job.log_events()) == 6


def test_a_job_whose_name_begins_alike_is_another(aws, job, job_name):
    aws.put_log_events(aws.create_job(f"{job_name}-2", old_arn=True), energies(7))
    aws.put_log_events(aws.create_job(f"{job_name}"), energies(9))
    assert len(job.observations()) == 5
