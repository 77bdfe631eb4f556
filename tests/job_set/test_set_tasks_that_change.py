"""Tasks are kept once they and their job have ended, and not before."""

import pytest

from jobanalytics import search_jobs

DEVICE = "arn:aws:braket:us-east-1::device/qpu/ionq/Aria-1"


def task(state):
    return {"device": DEVICE, "shots": 100, "status": state}


@pytest.mark.filterwarnings("ignore::jobanalytics.IncompleteMetricsWarning")
def test_tasks_that_came_after_a_look_at_a_running_job(aws, job_name):
    arn = aws.create_job(job_name, "RUNNING")
    aws.put_tasks(arn, [task("COMPLETED")])
    jobs = search_jobs(name=job_name)
    assert jobs.tasks().height == 1
    aws.put_tasks(arn, [task("COMPLETED")] * 2)
    aws.update_job(arn, status="COMPLETED")
    assert jobs.table()["state"].to_list() == ["COMPLETED"]
    assert jobs.tasks().height == 3


def test_a_task_that_ends_after_its_job(aws, job_name):
    arn = aws.create_job(job_name)
    aws.put_tasks(arn, [task("RUNNING")])
    jobs = search_jobs(name=job_name)
    assert jobs.tasks()["state"].to_list() == ["RUNNING"]
    jobs.tasks()
    assert aws.calls["SearchQuantumTasks"] == 2


def test_what_has_ended_is_searched_once(aws, job_name):
    arn = aws.create_job(job_name)
    aws.put_tasks(arn, [task("COMPLETED"), task("FAILED")])
    jobs = search_jobs(name=job_name)
    assert jobs.tasks().equals(jobs.tasks())
    assert aws.calls["SearchQuantumTasks"] == 1
