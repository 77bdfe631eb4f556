"""metadata() asks unless told not to, and keeps what it was told."""

from datetime import datetime

import pytest

from jobanalytics import AwsQuantumJob


def test_by_default_braket_is_always_asked(aws, ended):
    job = AwsQuantumJob(ended)
    for calls in (1, 2, 3):
        job.metadata()
        assert aws.calls["GetJob"] == calls


def test_a_cached_value_is_fetched_once(aws, ended):
    job = AwsQuantumJob(ended)
    job.metadata(use_cached_value=True)
    job.metadata(use_cached_value=True)
    assert job.name == job.metadata(use_cached_value=True)["jobName"]
    assert job.state(use_cached_value=True) == "COMPLETED"
    assert aws.calls["GetJob"] == 1


def test_asking_refreshes_the_cache(aws, job_name):
    arn = aws.create_job(job_name, "QUEUED")
    job = AwsQuantumJob(arn)
    assert job.state() == "QUEUED"
    aws.update_job(arn, status="RUNNING")
    assert job.state(use_cached_value=True) == "QUEUED"
    assert job.state() == "RUNNING"
    assert job.state(use_cached_value=True) == "RUNNING"


def test_changing_what_was_returned_changes_no_cache(ended):
    job = AwsQuantumJob(ended)
    job.metadata()["status"] = "FAILED"
    assert job.state(use_cached_value=True) == "COMPLETED"


def test_it_is_the_record_of_get_job(aws, job_name):
    arn = aws.create_job(job_name, hyperparameters={"n": "4"}, tags={"who": "me"})
    metadata = AwsQuantumJob(arn).metadata()
    assert metadata["jobArn"] == arn
    assert metadata["jobName"] == job_name
    assert metadata["hyperParameters"] == {"n": "4"}
    assert metadata["tags"] == {"who": "me"}
    assert isinstance(metadata["createdAt"], datetime)
    assert metadata["createdAt"].utcoffset().total_seconds() == 0
    assert "ResponseMetadata" not in metadata


@pytest.mark.parametrize(
    "status", ["QUEUED", "RUNNING", "COMPLETED", "FAILED", "CANCELLING", "CANCELLED"]
)
def test_every_state(aws, job_name, status):
    assert AwsQuantumJob(aws.create_job(job_name, status)).state() == status


def test_making_a_job_asks_nothing(aws, ended):
    job = AwsQuantumJob(ended)
    assert job.arn == ended
    assert repr(job) == f"AwsQuantumJob('{ended}')"
    assert job == AwsQuantumJob(ended)
    assert hash(job) == hash(AwsQuantumJob(ended))
    assert sum(aws.calls.values()) == 0


def test_in_words(ended):
    job = AwsQuantumJob(ended)
    assert str(job).startswith(f"{job.name}, COMPLETED, started 20")
    assert str(job).endswith("UTC, ran 1,800 s")
