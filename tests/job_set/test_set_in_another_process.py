"""A set crosses to other processes, and is copied, as its jobs."""

import copy
import multiprocessing
import pickle
from concurrent.futures import ProcessPoolExecutor

import boto3
import pytest
from job_logs import energies

from jobanalytics import AwsQuantumJob, IncompleteMetricsWarning, JobSet


def heights(jobs):
    """What the child does; it is imported there by its name."""
    frame = jobs.metrics("energy", progress=False)
    return dict(frame.group_by("job_name").len().iter_rows())


def test_to_a_new_interpreter(sweep, folder, job_name):
    local = [folder("a/vqe", *energies(2)), folder("b/vqe", *energies(3))]
    jobs = JobSet([*sweep, *local])
    jobs.metrics()
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=spawn) as pool:
        whole, part = pool.map(heights, [jobs, jobs[-1:]])
    assert whole == heights(jobs)
    assert part == {"b/vqe": 3}


def test_pickled_it_is_equal_and_has_no_errors(sweep, missing):
    jobs = JobSet([*sweep, missing(sweep[0])])
    with pytest.warns(IncompleteMetricsWarning):
        jobs.table(on_error="collect")
    crossed = pickle.loads(pickle.dumps(jobs))
    assert crossed == jobs
    assert crossed.errors().is_empty()
    assert jobs.errors().height == 1


def test_a_set_with_a_session_says_why_it_does_not_cross(aws, sweep):
    session = boto3.Session("emulator", "emulator", region_name=aws.environ["AWS_REGION"])
    jobs = JobSet([AwsQuantumJob(sweep[0], session)])
    with pytest.raises(TypeError, match=r"sessions do not cross to another process\. Send the ARN"):
        pickle.dumps(jobs)
    assert copy.copy(jobs)[0] is jobs[0]


def test_a_copy_has_the_same_jobs_and_errors_of_its_own(aws, sweep, missing):
    jobs = JobSet([*sweep, missing(sweep[0])])
    twin = copy.copy(jobs)
    assert twin == jobs
    assert all(one is other for one, other in zip(twin, jobs, strict=True))
    with pytest.warns(IncompleteMetricsWarning):
        jobs.table(on_error="collect")
    assert twin.errors().is_empty()
    assert copy.deepcopy(jobs) == jobs
