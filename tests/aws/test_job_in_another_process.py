"""A job crosses to another process small: as its ARN or its folder."""

import pickle
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import boto3
import pytest

from jobanalytics import AwsQuantumJob, IncompleteMetricsError, LocalQuantumJob


def count(job):
    return job.observations().height


def test_a_job_on_aws(ended):
    job = AwsQuantumJob(ended)
    job.observations()
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert pool.submit(count, job).result() == 30
    assert len(pickle.dumps(job)) < 300


def test_a_local_job(tmp_path):
    (tmp_path / "log.txt").write_text("Metrics - energy=1;\n" * 1000)
    job = LocalQuantumJob(tmp_path)
    assert count(job) == 1000
    assert len(pickle.dumps(job)) < 500
    assert pickle.loads(pickle.dumps(job)) == job


def test_a_session_does_not_cross(ended):
    with pytest.raises(TypeError, match="sessions do not cross to another process"):
        pickle.dumps(AwsQuantumJob(ended, boto3.Session()))


def test_an_error_keeps_what_was_read(aws, ended):
    aws.configure(page_events=10)
    aws.fail("FilterLogEvents", "denied", after=1, times=None)
    with pytest.raises(IncompleteMetricsError) as caught:
        AwsQuantumJob(ended).metrics()
    copy = pickle.loads(pickle.dumps(caught.value))
    assert str(copy) == str(caught.value)
    assert copy.observations.equals(caught.value.observations)
    assert copy.completeness.equals(caught.value.completeness)
