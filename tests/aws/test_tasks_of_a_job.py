"""tasks() finds every quantum task of a job, and none of another."""

from datetime import UTC, datetime, timedelta

from jobanalytics import AwsQuantumJob
from jobanalytics.schema import TASKS

BEGIN = datetime(2026, 9, 1, tzinfo=UTC)
QPU = "arn:aws:braket:us-east-1::device/qpu/ionq/Aria-1"


def test_all_pages_in_the_order_of_creation(aws, job_name):
    arn = aws.create_job(job_name)
    aws.configure(empty_pages_every=1)
    aws.put_tasks(aws.create_job(f"{job_name}-other"), [{"shots": 1}])
    tasks = [
        {"shots": number, "created_at": BEGIN + timedelta(seconds=number), "device": QPU}
        for number in range(250)
    ]
    tasks[-1]["status"] = "RUNNING"
    arns = aws.put_tasks(arn, tasks)
    frame = AwsQuantumJob(arn).tasks()
    assert frame.schema == TASKS
    assert frame["task_arn"].to_list() == arns
    assert frame["shots"].to_list() == list(range(250))
    assert frame["job_arn"].unique().to_list() == [arn]
    assert frame.row(0, named=True)["device"] == QPU
    assert frame.row(0, named=True)["created_at"] == BEGIN
    assert frame.row(0, named=True)["output_s3_path"].startswith("s3://amazon-braket-us-west-2-")
    assert frame.row(249, named=True)["state"] == "RUNNING"
    assert frame.row(249, named=True)["ended_at"] is None


def test_none(ended):
    frame = AwsQuantumJob(ended).tasks()
    assert frame.is_empty()
    assert frame.schema == TASKS
