"""Without a log there are no metrics: an empty frame with its columns, and a certificate why."""

import boto3
import pytest
from job_logs import ago

from jobanalytics import AwsQuantumJob
from jobanalytics.schema import LOG_EVENTS, OBSERVATIONS, MetricType, conflicts_schema

pytestmark = pytest.mark.usefixtures("aws")

NEVER_USED = "eu-north-1"


@pytest.fixture
def without_log_group(job_name):
    """The first job of an account in a region, still in the queue: there is no log group yet."""
    braket = boto3.Session().client("braket", region_name=NEVER_USED)
    answer = braket.create_job(
        jobName=job_name,
        clientToken=job_name,
        roleArn="arn:aws:iam::123456789012:role/service-role/AmazonBraketJobsExecutionRole",
        algorithmSpecification={
            "scriptModeConfig": {
                "entryPoint": "a",
                "s3Uri": "s3://amazon-braket-a/a.tar.gz",
                "compressionType": "GZIP",
            }
        },
        instanceConfig={"instanceType": "ml.m5.large", "volumeSizeInGb": 30},
        outputDataConfig={"s3Path": "s3://amazon-braket-a/out"},
        deviceConfig={"device": "local:none/none"},
    )
    braket.close()
    return AwsQuantumJob(answer["jobArn"])


def assert_empty(job):
    assert job.observations().is_empty()
    assert job.observations().schema == OBSERVATIONS
    assert job.log_events().is_empty()
    assert job.log_events().schema == LOG_EVENTS
    assert list(job.metrics_frame().columns) == ["timestamp", "iteration_number", "node_id"]
    columns = conflicts_schema(MetricType.TIMESTAMP)
    assert job.conflicts().schema == {name: columns[name] for name in columns if name != "job_arn"}
    assert job.metrics() == {}


def test_no_log_group(without_log_group, capsys):
    job = without_log_group
    assert_empty(job)
    job.logs()
    assert capsys.readouterr().out == ""
    assert job.completeness()["notes"].item() == (
        "The job is QUEUED: more lines can come. There is no log group /aws/braket/jobs in "
        f"{NEVER_USED}. No metric line was found."
    )


def test_a_queued_job(aws, job_name):
    job = AwsQuantumJob(aws.create_job(job_name, "QUEUED"))
    assert_empty(job)
    row = job.completeness().row(0, named=True)
    assert (row["state"], row["terminal"], row["complete"]) == ("QUEUED", False, False)
    assert row["notes"] == "The job is QUEUED: more lines can come. No metric line was found."


def test_a_job_cancelled_in_the_queue_is_complete(aws, job_name):
    arn = aws.create_job(job_name, "QUEUED", created_at=ago(hours=2))
    aws.update_job(arn, status="CANCELLED", ended_at=ago(hours=1))
    job = AwsQuantumJob(arn)
    assert_empty(job)
    row = job.completeness().row(0, named=True)
    assert row["complete"]
    assert row["notes"] == "No metric line was found."


def test_lines_but_none_of_metrics(aws, job_name):
    arn = aws.create_job(job_name)
    aws.put_log_events(arn, ["Training starts", "Metrics are on their way"])
    job = AwsQuantumJob(arn)
    assert job.metrics() == {}
    assert len(job.log_events()) == 2
    row = job.completeness().row(0, named=True)
    assert (row["streams"], row["lines_matched"], row["complete"]) == (1, 0, True)
