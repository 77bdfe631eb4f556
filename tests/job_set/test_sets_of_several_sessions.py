"""Jobs of several regions, sessions and folders are one set, each read where it is."""

import boto3
import pytest
from job_logs import ago, energies

from jobanalytics import AwsQuantumJob, IncompleteMetricsWarning, JobSet

HERE, THERE = "us-west-2", "eu-west-2"


@pytest.fixture
def arns(aws, job_name):
    """Ten jobs, in turn in two regions; each logs one energy more than the one before."""
    made = []
    for number in range(10):
        region = (HERE, THERE)[number % 2]
        arn = aws.create_job(
            f"{job_name}-{number}",
            region=region,
            created_at=ago(hours=5),
            hyperparameters={"region": region},
        )
        aws.put_log_events(arn, energies(number + 1))
        made.append(arn)
    aws.reset_calls()
    return made


def counts(frame):
    return frame.group_by("job_arn", maintain_order=True).len()["len"].to_list()


def test_two_regions(aws, arns, folder):
    jobs = JobSet([*arns, folder("zz", *energies(11))])
    assert counts(jobs.metrics()) == list(range(1, 12))
    table = jobs.table()
    assert table["job_arn"].to_list() == [*arns, "local:job/zz"]
    assert table["hyperparameters.region"].to_list() == [HERE, THERE] * 5 + [None]
    assert jobs.completeness()["complete"].all()
    assert jobs.bands("energy", by="region")["n"].sum() == 66


def test_jobs_of_each_region_are_read_together(aws, arns):
    JobSet(arns).metrics()
    assert aws.calls["FilterLogEvents"] <= 4
    assert aws.calls["DescribeLogStreams"] <= 4


def test_a_region_that_fails_is_left_out_by_itself(aws, arns, missing):
    jobs = JobSet([*arns, missing(arns[1])])
    with pytest.warns(IncompleteMetricsWarning, match="1 of 11 jobs left out"):
        assert counts(jobs.metrics(on_error="collect")) == list(range(1, 11))


def test_each_session_is_its_own(aws, arns, monkeypatch):
    """In an environment without credentials, those of the sessions are used."""
    sessions = [boto3.Session("emulator", "emulator", region_name=HERE) for _ in range(2)]
    jobs = JobSet(AwsQuantumJob(arn, sessions[number % 2]) for number, arn in enumerate(arns[::2]))
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    assert counts(jobs.metrics()) == [1, 3, 5, 7, 9]
    assert len({job._source for job in jobs}) == 2


def test_an_account_that_sees_no_jobs(aws, arns):
    stranger = boto3.Session("210987654321", "secret", region_name=HERE)
    jobs = JobSet([*arns[:4], AwsQuantumJob(arns[4], stranger)])
    with pytest.warns(IncompleteMetricsWarning, match="1 of 5 jobs left out"):
        assert counts(jobs.metrics(on_error="collect")) == [1, 2, 3, 4]
