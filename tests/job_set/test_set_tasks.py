"""tasks() and costs() of many jobs: one search a job, and none for what has ended and is known."""

from datetime import datetime, timedelta

import polars as pl
import pytest
from job_logs import FIRST
from small_sweep import ITERATIONS

from jobanalytics import IncompleteMetricsWarning, InvalidArgumentError, JobSet, search_jobs
from jobanalytics.schema import COSTS, TASKS
from jobanalytics.tables import costs

QPU = "arn:aws:braket:us-east-1::device/qpu/ionq/Aria-1"
PRICES = {QPU: {"per_task": 0.25, "per_shot": 0.5}, "ml.m5.large": {"per_hour": 2.0}}


def moment(seconds):
    return datetime.fromtimestamp(FIRST + seconds).astimezone()


@pytest.fixture
def tasks(aws, sweep):
    """Tasks of the first three jobs, put in backwards: job k has k + 1, a second apart."""
    for job in (2, 1, 0):
        aws.put_tasks(
            sweep[job],
            [
                {"shots": 10 * n, "device": QPU, "created_at": moment(60 * job + n - 0.5)}
                for n in range(job, -1, -1)
            ],
        )
    aws.reset_calls()


@pytest.mark.usefixtures("tasks")
def test_all_jobs_in_the_order_of_names_and_creation(aws, sweep, job_name, folder):
    jobs = JobSet([*sweep[::-1], folder("local")])
    frame = jobs.tasks()
    assert list(frame.schema.items()) == [("job_name", pl.String()), *TASKS.items()]
    assert frame.select("job_name", "job_arn", "shots").rows() == [
        (f"{job_name}-{job}", sweep[job], 10 * n) for job in range(3) for n in range(job + 1)
    ]
    assert aws.calls == {"GetJob": 6, "SearchQuantumTasks": 6}


@pytest.mark.usefixtures("tasks")
def test_of_a_search_no_record_is_asked_for(aws, sweep, job_name):
    jobs = search_jobs(name=f"{job_name}-*")
    aws.reset_calls()
    first = jobs.tasks()
    assert first.height == 6
    assert jobs.tasks().equals(first)
    assert aws.calls == {"SearchQuantumTasks": 6}


def test_a_job_that_runs_is_searched_again(aws, sweep):
    aws.update_job(sweep[0], status="RUNNING", ended_at=None)
    jobs = JobSet(sweep[:2])
    assert jobs.tasks().is_empty()
    aws.put_tasks(sweep[0], [{"shots": 5}])
    aws.reset_calls()
    assert jobs.tasks()["shots"].to_list() == [5]
    assert aws.calls == {"SearchQuantumTasks": 1}


@pytest.mark.usefixtures("tasks")
def test_on_iterations(sweep):
    frame = JobSet(sweep).tasks(on="iteration_number")
    assert frame.columns[-1] == "iteration_number"
    assert frame["iteration_number"].to_list() == [0, 0, 1, 0, 1, 2]
    late = frame.filter(pl.col("created_at") > moment(60 * 2 + ITERATIONS))
    assert late.is_empty()


def test_a_task_belongs_to_the_first_time_that_an_iteration_was_logged(aws, sweep):
    """Iteration 3 is logged twice; a task in between belongs to none that came later."""
    again = f"Metrics - timestamp={FIRST + 10}; energy=0; iteration_number=3;"
    aws.put_log_events(sweep[0], [again], instance="algo-2")
    aws.put_tasks(sweep[0], [{"created_at": moment(second)} for second in (2.5, 5)])
    frame = JobSet(sweep[0]).tasks(on="iteration_number")
    assert frame["iteration_number"].to_list() == [3, None]


def test_on_something_else(aws, sweep):
    with pytest.raises(
        InvalidArgumentError, match="on takes 'iteration_number' or nothing; got 'timestamp'"
    ):
        JobSet(sweep).tasks(on="timestamp")
    assert aws.calls.total() == 0


@pytest.mark.usefixtures("tasks")
def test_costs(aws, sweep, folder):
    jobs = JobSet([*sweep, folder("local")])
    frame = jobs.costs(PRICES)
    assert frame.schema == COSTS
    assert frame.equals(costs(jobs.table(), jobs.tasks().drop("job_name"), PRICES))
    of_tasks = frame.filter(kind="tasks")
    assert of_tasks["job_arn"].to_list() == sweep[:3]
    assert of_tasks["cost"].to_list() == [
        0.25 * (job + 1) + 0.5 * sum(10 * n for n in range(job + 1)) for job in range(3)
    ]
    assert frame.filter(kind="instance")["cost"].to_list() == [1.0] * 6
    assert aws.calls == {"GetJob": 6, "SearchQuantumTasks": 6}


def test_without_prices_nothing_is_free(aws, sweep):
    aws.put_tasks(sweep[0], [{"shots": 1}])
    frame = JobSet(sweep[:1]).costs()
    assert frame["cost"].to_list() == [None, None]
    assert frame["unpriced"].null_count() == 0


@pytest.mark.usefixtures("tasks")
def test_of_jobs_without_a_record_there_are_no_tasks(aws, sweep, missing):
    jobs = JobSet([*sweep, missing(sweep[0])])
    for ask in (jobs.tasks, jobs.costs):
        with pytest.warns(IncompleteMetricsWarning, match=r"1 of 7 jobs left out \(re") as caught:
            assert set(ask(on_error="collect")["job_arn"]) <= set(sweep)
        assert len(caught) == 1
    assert aws.calls["SearchQuantumTasks"] == 6
    assert moment(1) - moment(0) == timedelta(seconds=1)
