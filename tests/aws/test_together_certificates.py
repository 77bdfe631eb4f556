"""The certificates of jobs that were read together: instances, streams, retention."""

import pytest
from job_logs import ago, energies
from sweeps import by_arn, by_search, own_region, put_sweep, readings

from jobanalytics import AwsQuantumJob, IncompleteMetricsWarning, JobSet


@pytest.fixture
def region():
    return own_region()


def put_job(aws, region, name, instances, *, silent=(), **members):
    """Put a job in of which some instances log metrics, and some only other lines."""
    arn = aws.create_job(name, region=region, **{"created_at": ago(hours=2), **members})
    for number in instances:
        aws.put_log_events(arn, energies(3), instance=f"algo-{number}")
    for number in silent:
        aws.put_log_events(arn, ["Training starts"], instance=f"algo-{number}")
    return arn


def certificates(jobs):
    return {row["job_arn"]: row for row in JobSet(jobs).completeness().iter_rows(named=True)}


def test_instances_are_not_known_until_they_are_asked_for(aws, region):
    arns = put_sweep(aws, 3, region=region)
    jobs = by_search(region)
    read = readings(jobs)
    assert {reading.facts.instance_count for reading in read.values()} == {None}
    assert all(reading.is_complete for reading in read.values())
    assert aws.calls["GetJob"] == 0
    found = certificates(jobs)
    assert [found[arn]["instance_count"] for arn in arns] == [1, 1, 1]
    assert all(row["complete"] for row in found.values())
    assert aws.calls["GetJob"] == 3
    certificates(jobs)
    assert aws.calls["GetJob"] == 3


@pytest.mark.filterwarnings("ignore::jobanalytics.IncompleteMetricsWarning")
def test_an_instance_that_is_missing(aws, region):
    whole = put_job(aws, region, "vqe-1", [1, 2], instance_count=2)
    lacking = put_job(aws, region, "vqe-2", [1], instance_count=2)
    jobs = by_search(region)
    # Without its record it looks like any job.
    assert all(reading.is_complete for reading in readings(jobs).values())
    found = certificates(jobs)
    assert (found[whole]["complete"], found[lacking]["complete"]) == (True, False)
    assert (found[lacking]["streams"], found[lacking]["instance_count"]) == (1, 2)
    assert found[lacking]["notes"] == "The job has 2 instances, the log 1."


def test_an_instance_that_is_missing_in_a_job_by_itself(aws, region):
    lacking = put_job(aws, region, "vqe-2", [1], instance_count=2)
    (job,) = by_search(region)
    assert job.arn == lacking
    job.observations()
    row = job.completeness().row(0, named=True)
    assert (row["complete"], row["streams"], row["instance_count"]) == (False, 1, 2)


def test_what_lacks_an_instance_is_read_again(aws, region):
    arn = put_job(aws, region, "vqe-2", [1], instance_count=2)
    (job,) = by_search(region)
    job.observations()
    job.metadata()
    aws.put_log_events(arn, energies(3), instance="algo-2")
    assert job.observations().height == 6
    assert job.completeness()["complete"].item()


@pytest.mark.parametrize("others", [0, 2])
def test_instances_that_log_no_metrics_are_counted(aws, region, others):
    arn = put_job(aws, region, "vqe-1", [2], silent=[1, 3], instance_count=3)
    put_sweep(aws, others, name="vqe-2", region=region)
    jobs = by_search(region)
    readings(jobs)
    row = certificates(jobs)[arn]
    assert (row["complete"], row["streams"], row["instance_count"]) == (True, 3, 3)
    job = next(job for job in jobs if job.arn == arn)
    assert job.completeness()["notes"].item() == ""


def test_instances_are_told_by_a_record_that_was_asked_for_otherwise(aws, region):
    put_job(aws, region, "vqe-1", [2], silent=[1], instance_count=2)
    (job,) = by_search(region)
    job.observations()
    assert aws.calls["DescribeLogStreams"] == 0
    job.metadata()
    row = job.completeness().row(0, named=True)
    assert (row["complete"], row["streams"], row["instance_count"]) == (True, 2, 2)
    job.metadata()
    assert aws.calls["DescribeLogStreams"] == 1


def test_silent_instances_that_may_not_be_listed(aws, region):
    put_job(aws, region, "vqe-1", [2], silent=[1], instance_count=2)
    (job,) = by_search(region)
    job.observations()
    aws.fail("DescribeLogStreams", "denied")
    row = job.completeness().row(0, named=True)
    assert (row["complete"], row["streams"]) == (False, 1)
    assert "The log streams could not be listed" in row["notes"]


def test_an_instance_that_began_again_is_one(aws, region):
    arn = put_job(aws, region, "vqe-1", [1], instance_count=2)
    stream = aws.put_log_events(arn, [])
    aws.put_log_events(arn, energies(3), stream=f"{stream.rpartition('-')[0]}-1999999999")
    other = put_job(aws, region, "vqe-2", [1, 2], instance_count=2)
    read = readings(by_search(region))
    assert (read[arn].facts.streams, read[other].facts.streams) == (1, 2)
    assert read[arn].observations.height == 6


def test_a_job_whose_log_is_empty(aws, region):
    put_sweep(aws, 3, region=region)
    empty = put_job(aws, region, "vqe-9", [])
    never_ran = aws.create_job("vqe-8", "CANCELLED", region=region, created_at=ago(hours=2))
    aws.update_job(never_ran, started_at=None)
    read = readings(by_search(region))
    assert (read[empty].facts.streams, read[empty].is_complete) == (0, False)
    # Without ever having started it has no log to lack.
    assert (read[never_ran].facts.streams, read[never_ran].is_complete) == (0, True)


def test_retention_is_asked_for_once(aws, region):
    # Many scans are at their end at the same moment.
    old = {"created_at": ago(days=40), "ended_at": ago(days=35)}
    arns = put_sweep(aws, 60, region=region, **old)
    aws.set_retention(90, region=region)
    aws.configure(latency=0.1)
    read = readings(by_arn(arns))
    assert {reading.facts.retention_days for reading in read.values()} == {90}
    assert aws.calls["DescribeLogGroups"] == 1
    readings(by_arn(arns))
    assert aws.calls["DescribeLogGroups"] == 2


def test_retention_is_told_of_each_job_by_its_age(aws, region):
    old = put_sweep(aws, 30, region=region, created_at=ago(days=40), ended_at=ago(days=35))
    young = put_sweep(aws, 30, region=region, created_at=ago(days=4), ended_at=ago(days=3))
    aws.set_retention(30, region=region)
    aws.configure(latency=0.1)
    read = readings(by_arn([*old, *young]))
    for arns, gone in ((old, True), (young, False)):
        assert {read[arn].facts.retention_may_have_removed_events for arn in arns} == {gone}
        assert {read[arn].is_complete for arn in arns} == {not gone}


@pytest.mark.parametrize("kind", ["denied", "internal", "missing"])
def test_a_retention_that_cannot_be_had(aws, region, kind):
    old = put_sweep(aws, 12, region=region, created_at=ago(days=4), ended_at=ago(days=3))
    young = put_sweep(aws, 12, region=region)
    jobs = by_search(region)
    aws.fail("DescribeLogGroups", kind, times=None)
    read = readings(jobs)
    assert {read[arn].observations.height for arn in [*old, *young]} == {10}
    assert {read[arn].facts.retention_may_have_removed_events for arn in old} == {None}
    assert {read[arn].is_complete for arn in old} == {False}
    assert {read[arn].is_complete for arn in young} == {True}
    aws.clear_faults()
    assert all(reading.is_complete for reading in readings(jobs).values())


def test_a_set_warns_of_what_is_not_complete(aws, region):
    arns = put_sweep(aws, 12, region=region)
    aws.update_job(arns[4], status="RUNNING", ended_at=None)
    with pytest.warns(IncompleteMetricsWarning, match="1 of 12 jobs .* 'vqe-4'"):
        JobSet(AwsQuantumJob(arn) for arn in arns).observations()
