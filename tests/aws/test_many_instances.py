"""A job of more instances than DescribeLogStreams has on a page is read, and counted, whole."""

import pytest

from jobanalytics import AwsQuantumJob

INSTANCES = 60


@pytest.fixture
def job(aws, job_name):
    arn = aws.create_job(job_name, instance_count=INSTANCES)
    for number in range(1, INSTANCES + 1):
        lines = ["Training starts"]
        if number != INSTANCES // 2:
            lines.append(f"Metrics - loss={number}; iteration_number=0;")
        aws.put_log_events(arn, lines, instance=f"algo-{number}")
    return AwsQuantumJob(arn)


def test_every_instance_is_in_the_metrics(job):
    observations = job.observations()
    assert sorted(observations["instance"], key=lambda name: int(name[5:])) == [
        f"algo-{number}" for number in range(1, INSTANCES + 1) if number != INSTANCES // 2
    ]
    assert job.metrics("iteration_number", "max")["loss"] == [60.0]
    assert job.conflicts("iteration_number")["count"].to_list() == [59]


def test_all_pages_of_streams_are_counted(aws, job):
    certificate = job.completeness().row(0, named=True)
    assert (certificate["streams"], certificate["instance_count"]) == (INSTANCES, INSTANCES)
    assert certificate["complete"]
    assert aws.calls["DescribeLogStreams"] == 2


def test_every_instance_is_in_the_log(job):
    assert job.log_events()["log_stream"].n_unique() == INSTANCES
