"""Threads may read the same jobs and others at once: each has what it would have alone."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sweeps import (
    by_arn,
    by_search,
    energies_of,
    expected_energies,
    own_region,
    put_sweep,
    readings,
)

from jobanalytics import JobSet

JOBS, THREADS = 30, 8


@pytest.fixture
def region():
    return own_region()


@pytest.fixture
def arns(aws, region):
    found = put_sweep(aws, JOBS, region=region)
    aws.configure(page_events=20, partial_pages_every=2)
    return found


def together(function, *arguments):
    """Call a function with each argument, all at once."""
    with ThreadPoolExecutor(len(arguments)) as pool:
        return list(pool.map(function, arguments))


def test_the_same_jobs(aws, arns, region):
    jobs = by_search(region)
    aws.configure(latency=0.05)
    aws.reset_calls()
    for read in together(readings, *[jobs] * THREADS):
        assert [energies_of(read[arn]) for arn in arns] == expected_energies(JOBS)
        assert all(reading.is_complete for reading in read.values())


def test_whoever_comes_later_reads_nothing_twice(aws, arns, region):
    jobs = by_search(region)
    # Three scans of ten streams; the first has been planned when the others are.
    alone = JobSet(by_search(region))
    aws.reset_calls()
    alone.observations()
    once = aws.calls["FilterLogEvents"]
    begun = jobs[0]._source.read_metrics(jobs, lambda _: None)
    aws.configure(latency=0.1)
    aws.reset_calls()
    next(begun)
    together(readings, *[jobs] * THREADS)
    assert aws.calls["FilterLogEvents"] == once
    assert len(list(begun)) == JOBS - 1


def test_sets_that_overlap(arns, region):
    jobs = {job.arn: job for job in by_search(region)}
    parts = [[jobs[arn] for arn in arns[first : first + 12]] for first in range(0, 18, 3)]
    expected = expected_energies(JOBS)
    for part, read in zip(parts, together(readings, *parts), strict=True):
        assert read.keys() == {job.arn for job in part}
        assert all(energies_of(read[arn]) == expected[arns.index(arn)] for arn in read)


def test_sets_and_their_jobs(arns, region):
    jobs = by_search(region)
    asked = [JobSet(jobs).observations, *[job.observations for job in jobs[:7]]]
    whole, *frames = together(lambda ask: ask(), *asked)
    assert whole.height == JOBS * 10
    assert [frame.height for frame in frames] == [10] * 7
    assert JobSet(jobs).observations().equals(whole)
    assert whole.equals(JobSet(by_arn(arns)).observations())


def test_readings_and_records(arns, region):
    jobs = by_search(region)
    # What a record tells of the instances is not lost, whether the reading ends before or after.
    together(
        lambda ask: ask(),
        lambda: readings(jobs),
        lambda: [job.metadata() for job in jobs],
        lambda: JobSet(jobs).completeness(progress=False),
    )
    found = JobSet(jobs).completeness()
    assert found["complete"].all()
    assert found["instance_count"].to_list() == [1] * JOBS
