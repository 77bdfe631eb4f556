"""Jobs are found by place, name and ARN; slices and sums are sets again."""

import numpy as np
import pytest

from jobanalytics import AwsQuantumJob, InvalidArgumentError, JobSet, LocalQuantumJob, search_jobs


def test_by_place(aws, sweep):
    jobs = JobSet(sweep)
    assert [jobs[0].arn, jobs[-1].arn, jobs[np.int64(2)].arn] == [sweep[0], sweep[-1], sweep[2]]
    assert [job.arn for job in jobs[1:3]] == sweep[1:3]
    assert [job.arn for job in jobs[::-2]] == sweep[::-2]
    assert isinstance(jobs[:1], JobSet)
    assert jobs[2:][0] is jobs[2]
    assert aws.calls.total() == 0


@pytest.mark.parametrize("place", [6, -7])
def test_no_such_place(sweep, place):
    with pytest.raises(IndexError, match=rf"The set has 6 jobs; there is no \[{place}\]"):
        JobSet(sweep)[place]


def test_by_arn_nobody_is_asked(aws, sweep, missing):
    jobs = JobSet(sweep)
    assert jobs[sweep[4]] is jobs[4]
    assert sweep[4] in jobs
    assert missing(sweep[4]) not in jobs
    with pytest.raises(InvalidArgumentError, match=r"no job 'arn:aws:braket:.*; expected one of"):
        jobs[missing(sweep[4])]
    assert aws.calls.total() == 0


def test_by_name_each_job_is_asked_once(aws, sweep, job_name):
    jobs = JobSet(sweep)
    assert jobs[f"{job_name}-4"] is jobs[4]
    assert jobs[f"{job_name}-0"] is jobs[0]
    assert f"{job_name}-5" in jobs
    assert f"{job_name}-6" not in jobs
    assert aws.calls == {"GetJob": 6}


def test_by_name_of_a_search_nobody_is_asked(aws, sweep, job_name):
    jobs = search_jobs(name=f"{job_name}-*")
    aws.reset_calls()
    assert jobs[f"{job_name}-4"].arn == sweep[4]
    assert aws.calls.total() == 0


def test_an_unknown_name(sweep, job_name):
    with pytest.raises(
        InvalidArgumentError,
        match=rf"no job '{job_name}-77'; expected .* place, name or ARN; did you mean '{job_name}",
    ):
        JobSet(sweep)[f"{job_name}-77"]
    with pytest.raises(InvalidArgumentError, match=r"no job 2\.5; expected"):
        JobSet(sweep)[2.5]


def test_a_name_that_several_have(aws, job_name):
    arns = [aws.create_job(job_name) for _ in range(2)]
    jobs = JobSet([*arns, aws.create_job(f"{job_name}-other")])
    with pytest.raises(
        InvalidArgumentError, match=f"2 jobs are called '{job_name}'; take one of.*{arns[1]}"
    ):
        jobs[job_name]
    assert job_name in jobs
    assert jobs[arns[1]].arn == arns[1]


def test_in(sweep, folder):
    path = folder("vqe")
    jobs = JobSet([*sweep[:2], path])
    assert AwsQuantumJob(sweep[1]) in jobs
    assert AwsQuantumJob(sweep[2]) not in jobs
    assert LocalQuantumJob(path) in jobs
    assert "vqe" in jobs
    assert "local:job/vqe" in jobs
    assert LocalQuantumJob(folder("elsewhere/vqe")) not in jobs
    assert 0 not in jobs
    assert None not in jobs


def test_a_job_of_the_sdk_is_in_it(aws, sweep):
    sdk = pytest.importorskip("braket.aws")
    theirs = sdk.AwsQuantumJob(sweep[1])
    assert theirs in JobSet(sweep)
    assert theirs not in JobSet(sweep[2:])


def test_sums(sweep, folder):
    path = folder("vqe")
    jobs = JobSet(sweep[:2]) + sweep[1:4] + path + LocalQuantumJob(path)
    assert isinstance(jobs, JobSet)
    assert [job.arn for job in jobs] == [*sweep[:4], "local:job/vqe"]
    assert jobs + JobSet() == jobs
    assert (jobs + [])[3] is jobs[3]  # noqa: RUF005 - a list is what is added
    with pytest.raises(InvalidArgumentError, match="5 is no job"):
        jobs + 5


def test_equality_is_of_the_jobs_in_their_order(sweep):
    jobs = JobSet(sweep)
    assert jobs == JobSet(map(AwsQuantumJob, sweep))
    assert jobs != JobSet(sweep[::-1])
    assert jobs != JobSet(sweep[1:])
    assert jobs != list(jobs)
    with pytest.raises(TypeError, match="unhashable"):
        hash(jobs)


def test_as_a_sequence(sweep):
    jobs = JobSet(sweep)
    assert [job.arn for job in reversed(jobs)] == sweep[::-1]
    assert jobs.index(AwsQuantumJob(sweep[3])) == 3
    assert jobs
    assert not JobSet()
    assert not jobs[6:]
