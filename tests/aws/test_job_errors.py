"""Each thing that AWS can refuse has its class, its builtin class, and a message to act on."""

import boto3
import pytest

from jobanalytics import (
    AccessDeniedError,
    AwsQuantumJob,
    CredentialsError,
    InvalidArgumentError,
    JobAnalyticsError,
    JobNotFoundError,
    MalformedResponseError,
    ServiceUnavailableError,
)

CALLS = {
    "GetJob": AwsQuantumJob.metadata,
    "FilterLogEvents": AwsQuantumJob.log_events,
    "SearchQuantumTasks": AwsQuantumJob.tasks,
}
FAULTS = [
    ("denied", AccessDeniedError, PermissionError, "lack the permission for {operation}"),
    ("expired-token", CredentialsError, PermissionError, "expired or invalid; renew them"),
    ("internal", ServiceUnavailableError, ConnectionError, "Try again later."),
    ("unavailable", ServiceUnavailableError, ConnectionError, "Try again later."),
    ("reset", ServiceUnavailableError, ConnectionError, "Check the network, the region and"),
    ("cut", MalformedResponseError, RuntimeError, "Try again; if it goes on, look at proxies"),
]


@pytest.mark.parametrize(
    ("operation", "kind", "error", "builtin", "advice"),
    [("GetJob", *fault) for fault in FAULTS]
    + [(operation, *fault) for operation in list(CALLS)[1:] for fault in (FAULTS[0], FAULTS[-1])],
)
def test_a_fault_that_stays(aws, ended, operation, kind, error, builtin, advice):
    job = AwsQuantumJob(ended)
    name = job.name
    aws.fail(operation, kind, times=None)
    with pytest.raises(error) as caught:
        CALLS[operation](job)
    assert isinstance(caught.value, builtin)
    assert isinstance(caught.value, JobAnalyticsError)
    message = str(caught.value)
    assert name in message or ended in message
    assert advice.format(operation=operation) in message


@pytest.mark.parametrize("kind", [kind for kind, *_ in FAULTS[2:]])
def test_a_fault_that_passes(aws, ended, kind):
    aws.fail("GetJob", kind, times=1)
    assert AwsQuantumJob(ended).state() == "COMPLETED"


@pytest.mark.parametrize("method", ["metadata", "state", "metrics", "logs", "result", "tasks"])
def test_an_arn_that_the_account_does_not_have(ended, method):
    arn = ended[:-12] + "0" * 12
    if method == "tasks":
        assert AwsQuantumJob(arn).tasks().is_empty()
        return
    with pytest.raises(JobNotFoundError) as caught:
        getattr(AwsQuantumJob(arn), method)()
    assert isinstance(caught.value, LookupError)
    assert str(caught.value) == (
        f"There is no job {arn} in this account and region (us-west-2). Check the ARN, and whose "
        "credentials are in use (`aws sts get-caller-identity`)."
    )


def test_an_arn_of_another_region(ended):
    with pytest.raises(JobNotFoundError, match=r"in this account and region \(eu-west-2\)"):
        AwsQuantumJob(ended.replace("us-west-2", "eu-west-2")).state()


def test_the_region_comes_from_the_arn(aws, job_name, monkeypatch):
    arn = aws.create_job(job_name, region="eu-west-2")
    aws.put_log_events(arn, ["Metrics - loss=1;"])
    assert AwsQuantumJob(arn).metrics()["loss"] == [1.0]
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    monkeypatch.delenv("AWS_REGION")
    assert AwsQuantumJob(arn).state() == "COMPLETED"


def test_another_accounts_job(ended, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "999999999999")
    with pytest.raises(AccessDeniedError, match="Account 999999999999 may not read"):
        AwsQuantumJob(ended).metrics()


@pytest.mark.parametrize("method", ["state", "metrics", "log_events", "result", "tasks"])
def test_no_credentials(ended, monkeypatch, method):
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with pytest.raises(CredentialsError) as caught:
        getattr(AwsQuantumJob(ended), method)()
    assert isinstance(caught.value, PermissionError)
    assert ended in str(caught.value)
    assert "Unable to locate credentials. Log in (`aws sso login`, `aws configure`)" in (
        str(caught.value)
    )


def test_a_profile_that_does_not_exist(ended, monkeypatch):
    monkeypatch.setenv("AWS_PROFILE", "midnight")
    with pytest.raises(CredentialsError, match=r"profile \(midnight\) could not be found"):
        AwsQuantumJob(ended)


@pytest.mark.parametrize(
    "arn",
    ["", "vqe-1", "local:job/vqe-1", "arn:aws:braket:us-west-2:123456789012:quantum-task/1", None],
)
def test_what_is_no_arn_of_a_job(arn):
    with pytest.raises(InvalidArgumentError, match="is not the ARN of a Braket job") as caught:
        AwsQuantumJob(arn)
    assert isinstance(caught.value, ValueError)


def test_what_is_no_session(ended):
    with pytest.raises(InvalidArgumentError, match=r"must be a boto3\.Session or .*; got module"):
        AwsQuantumJob(ended, boto3)
