"""Many jobs are read in the fewest calls that the quotas allow."""

import pytest
from job_logs import energies
from sweeps import (
    by_arn,
    by_search,
    energies_of,
    expected_energies,
    outcomes,
    own_region,
    put_sweep,
    readings,
)

from jobanalytics import AwsQuantumJob, JobSet

LOGS = ("FilterLogEvents", "DescribeLogStreams", "DescribeLogGroups")


@pytest.fixture
def region():
    return own_region()


def test_jobs_that_a_search_found_and_that_have_ended(aws, region):
    arns = put_sweep(aws, 120, region=region)
    aws.configure(page_events=100)
    jobs = by_search(region)
    aws.reset_calls()
    read = readings(jobs)
    assert [energies_of(read[arn]) for arn in arns] == expected_energies(120)
    calls = aws.calls
    assert calls["DescribeLogStreams"] == 3
    assert 12 <= calls["FilterLogEvents"] <= 12 + 8
    assert calls.keys() == {"DescribeLogStreams", "FilterLogEvents"}


def test_a_scan_holds_a_hundred_streams(aws, region):
    put_sweep(aws, 1000, lines=1, region=region)
    jobs = by_search(region)
    aws.reset_calls()
    read = readings(jobs)
    assert sum(energies_of(reading)[0] for reading in read.values()) == sum(range(1000))
    assert aws.calls == {"DescribeLogStreams": 20, "FilterLogEvents": 10}


def test_a_job_of_many_instances_among_others(aws, region):
    arns = put_sweep(aws, 3, region=region)
    large = aws.create_job("vqe-large", region=region, instance_count=120)
    for number in range(120):
        aws.put_log_events(large, [f"Metrics - loss={number};"], instance=f"algo-{number + 1}")
    jobs = by_search(region)
    aws.reset_calls()
    read = readings(jobs)
    assert sorted(energies_of(read[large])) == [float(number) for number in range(120)]
    assert [energies_of(read[arn]) for arn in arns] == expected_energies(3)
    assert read[large].facts.streams == 120
    assert aws.calls["FilterLogEvents"] == 2


def test_a_single_job(aws, region):
    (arn,) = put_sweep(aws, 1, region=region)
    assert energies_of(readings(by_arn([arn]))[arn]) == expected_energies(1)[0]
    assert aws.calls == {"GetJob": 1, "FilterLogEvents": 1}


def test_a_single_job_that_a_search_found(aws, region):
    (arn,) = put_sweep(aws, 1, region=region)
    assert energies_of(readings(by_search(region))[arn]) == expected_energies(1)[0]
    assert aws.calls == {"SearchJobs": 1, "FilterLogEvents": 1}


@pytest.mark.parametrize(
    ("count", "calls"),
    [(8, {"GetJob": 8}), (9, {"SearchJobs": 1}), (30, {"SearchJobs": 1})],
)
def test_jobs_of_which_only_the_arn_is_known(aws, region, count, calls):
    arns = put_sweep(aws, count, region=region)
    read = readings(by_arn(arns))
    assert [energies_of(read[arn]) for arn in arns] == expected_energies(count)
    assert {name: n for name, n in aws.calls.items() if name not in LOGS} == calls


def test_jobs_that_ran_when_they_were_found(aws, region):
    arns = put_sweep(aws, 20, region=region)
    for arn in arns[:15]:
        aws.update_job(arn, status="RUNNING", ended_at=None)
    jobs = by_search(region)
    for arn in arns[:12]:
        aws.update_job(arn, status="COMPLETED")
    aws.reset_calls()
    read = readings(jobs)
    states = [read[arn].facts.state for arn in arns]
    assert states == ["COMPLETED"] * 12 + ["RUNNING"] * 3 + ["COMPLETED"] * 5
    assert aws.calls["SearchJobs"] == 1
    assert aws.calls["GetJob"] == 0


def test_a_search_looks_only_where_the_jobs_can_be(aws, region):
    put_sweep(aws, 250, lines=0, region=region)
    old = {"created_at": "2026-03-01T12:00:00Z", "started_at": "2026-03-01T12:01:00Z"}
    put_sweep(aws, 12, lines=0, name="old", region=region, status="RUNNING", **old)
    jobs = [job for job in by_search(region) if job.name.startswith("old")]
    aws.reset_calls()
    outcomes(jobs)
    assert aws.calls["SearchJobs"] == 1
    assert aws.calls["GetJob"] == 0


def test_jobs_behind_too_many_others_are_asked_for_one_by_one(aws, region):
    arns = put_sweep(aws, 12, region=region)
    put_sweep(aws, 450, lines=0, name="newer", region=region, created_at=None)
    read = readings(by_arn(arns))
    assert [energies_of(read[arn]) for arn in arns] == expected_energies(12)
    assert aws.calls["SearchJobs"] == 3
    assert aws.calls["GetJob"] == 12


def test_what_is_complete_is_never_read_again(aws, region):
    arns = put_sweep(aws, 12, region=region)
    jobs = by_arn(arns)
    read = readings(jobs)
    aws.reset_calls()
    assert readings(jobs) == read
    assert jobs[3].observations().equals(read[arns[3]].observations)
    assert JobSet(jobs).observations().height == 120
    assert aws.calls == {}


def test_only_what_is_not_complete_is_read_again(aws, region):
    arns = put_sweep(aws, 12, region=region)
    aws.update_job(arns[5], status="RUNNING", ended_at=None)
    jobs = by_arn(arns)
    readings(jobs)
    aws.put_log_events(arns[5], energies(1))
    aws.reset_calls()
    read = readings(jobs)
    assert len(energies_of(read[arns[5]])) == 11
    assert aws.calls == {"GetJob": 1, "FilterLogEvents": 1}


def test_a_job_read_alone_is_not_read_again_with_the_others(aws, region):
    arns = put_sweep(aws, 12, region=region)
    jobs = [AwsQuantumJob(arn) for arn in arns]
    jobs[0].observations()
    aws.reset_calls()
    readings(jobs)
    assert "GetJob" not in aws.calls
    assert aws.calls["FilterLogEvents"] == 2
