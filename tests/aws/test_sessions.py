"""Sessions of boto3 and of the SDK are taken; clients are made once, for all jobs and threads."""

from concurrent.futures import ThreadPoolExecutor

import boto3
import pytest
from job_logs import energies

from jobanalytics import AwsQuantumJob, search_jobs
from jobanalytics.aws.session import clients


@pytest.fixture
def foreign(aws, job_name, monkeypatch):
    """A job, and a session for it in an environment without credentials."""
    arn = aws.create_job(job_name)
    aws.put_log_events(arn, energies(3))
    aws.put_bundle(
        arn, {"results.json": b'{"dataDictionary": {"a": 1}, "dataFormat": "plaintext"}'}
    )
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    session = boto3.Session("emulator", "emulator", region_name="us-west-2")
    return arn, session


def test_a_boto3_session(foreign):
    arn, session = foreign
    job = AwsQuantumJob(arn, session)
    assert job.metrics()["energy"] == [0.0, 1.0, 2.0]
    assert job.result() == {"a": 1}
    assert job in search_jobs(session=session)


def test_a_session_of_the_sdk(foreign):
    aws_session = pytest.importorskip("braket.aws").AwsSession
    arn, session = foreign
    job = AwsQuantumJob(arn, session=aws_session(session))
    assert job.metrics()["energy"] == [0.0, 1.0, 2.0]
    assert job.result() == {"a": 1}


def test_jobs_share_their_clients(ended):
    one, other = AwsQuantumJob(ended)._clients, AwsQuantumJob(ended)._clients
    assert one is other
    assert one.braket is other.braket
    assert one.logs is not one.braket
    assert clients(None, "eu-west-2") is not one


def test_threads_share_their_clients(ended):
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: AwsQuantumJob(ended)._clients.logs, range(32)))
    assert len(set(map(id, made))) == 1


def test_many_threads_read_many_jobs(aws, job_name):
    arns = [aws.create_job(f"{job_name}-{number}") for number in range(16)]
    for number, arn in enumerate(arns):
        aws.put_log_events(arn, [f"Metrics - loss={number};"] * 50)
    with ThreadPoolExecutor(16) as pool:
        read = list(pool.map(lambda arn: AwsQuantumJob(arn).observations(), arns))
    assert [frame["value"].to_list() for frame in read] == [[float(n)] * 50 for n in range(16)]
    assert [frame["job_arn"].unique().to_list() for frame in read] == [[arn] for arn in arns]


def test_the_clients_retry_adaptively_and_say_who_they_are(ended):
    config = AwsQuantumJob(ended)._clients.braket.meta.config
    assert config.retries["mode"] == "adaptive"
    assert config.max_pool_connections == 32
    assert "jobanalytics/" in config.user_agent_extra
