"""What jobs cost, and what is said where that is not known."""

import polars as pl
import pytest
from job_tables_frames import GARNET, QPU, SV1, arn_of, jobs_frame, record, tasks_frame

from jobanalytics.errors import FrameSchemaError, InvalidArgumentError
from jobanalytics.schema import COSTS, JOBS, TASKS
from jobanalytics.tables import costs, jobs_table

NO_JOBS, NO_TASKS = pl.DataFrame(schema=JOBS), pl.DataFrame(schema=TASKS)
PER_HOUR = {"ml.m5.large": {"per_hour": 0.36}}


def instance_row(prices=None, **job):
    job = {"instance": "ml.m5.large", "instance_count": 1, "billable_seconds": 60.0} | job
    (row,) = costs(jobs_frame(job), NO_TASKS, prices).rows(named=True)
    return row


def task_row(*tasks, prices=None):
    table = costs(jobs_frame({}), tasks_frame(*tasks), prices).filter(kind="tasks")
    (row,) = table.rows(named=True)
    return row


def test_tasks_are_counted_by_device():
    tasks = [{"device": GARNET, "shots": 1000}, {"shots": 100}, {"shots": 50}]
    table = costs(jobs_frame({}), tasks_frame(*tasks)).filter(kind="tasks")
    assert table.schema == COSTS
    assert table.select("item", "tasks", "shots", "cost").rows() == [
        (GARNET, 1, 1000, 0.3 + 1.45),
        (QPU, 2, 150, 0.6 + 150 * 0.08),
    ]
    assert table.select("price_per_task", "price_per_shot", "price_per_hour").rows() == [
        (0.3, 0.00145, None),
        (0.3, 0.08, None),
    ]
    assert table["unpriced"].to_list() == [None, None]
    assert table["seconds"].to_list() == [None, None]


@pytest.mark.parametrize("state", ["FAILED", "CANCELLED", "RUNNING", "QUEUED", "CREATED"])
def test_only_completed_tasks_cost(state):
    row = task_row({"shots": 10}, {"shots": 1000, "state": state})
    assert (row["tasks"], row["tasks_not_completed"], row["shots"]) == (1, 1, 10)
    assert row["cost"] == 0.3 + 10 * 0.08
    row = task_row({"state": state})
    assert (row["tasks"], row["tasks_not_completed"], row["shots"], row["cost"]) == (0, 1, 0, 0.0)


def test_instances_cost_by_the_time_of_all_of_them():
    row = instance_row(PER_HOUR, instance_count=3)
    assert (row["kind"], row["item"], row["seconds"]) == ("instance", "ml.m5.large", 180.0)
    assert row["cost"] == 180 / 3600 * 0.36
    assert (row["price_per_hour"], row["price_per_task"], row["tasks"]) == (0.36, None, None)
    assert row["unpriced"] is None
    assert instance_row(PER_HOUR, instance_count=None)["seconds"] == 60.0


def test_simulators_are_unpriced():
    row = task_row({"device": SV1})
    assert row["cost"] is None
    assert row["unpriced"] == f"{SV1} is billed by its minutes of run time, which are not known"
    priced = task_row({"device": SV1}, prices={"*simulator*": {"per_task": 0.01, "per_shot": 0}})
    assert (priced["cost"], priced["unpriced"]) == (0.01, None)


def test_what_has_no_price_is_named():
    other = "arn:aws:braket:us-east-1::device/qpu/new/One"
    row = task_row({"device": other})
    assert (row["cost"], row["unpriced"]) == (
        None,
        f"{other} has no price per_task and no per_shot",
    )
    row = task_row({"device": other}, prices={other: {"per_task": 1}})
    assert (row["cost"], row["unpriced"]) == (None, f"{other} has no price per_shot")
    assert (row["tasks"], row["price_per_task"]) == (1, 1.0)
    row = instance_row()
    assert (row["cost"], row["unpriced"]) == (None, "ml.m5.large has no price per_hour")
    assert row["seconds"] == 60.0


def test_what_is_not_known_is_said():
    row = instance_row(PER_HOUR, billable_seconds=None)
    assert (row["cost"], row["unpriced"]) == (None, "the billable time is not known")
    row = instance_row(instance=None)
    assert (row["item"], row["unpriced"]) == (None, "the instance type is not known")
    row = task_row({"device": None})
    assert (row["item"], row["unpriced"]) == (None, "the device is not known")
    row = task_row({"shots": None}, {"shots": 5})
    assert (row["shots"], row["cost"]) == (None, None)
    assert row["unpriced"] == f"{QPU} has completed tasks whose shots are not known"


def test_nothing_is_zero_where_the_price_is():
    assert instance_row({"ml.*": {"per_hour": 0}})["cost"] == 0.0
    assert instance_row(PER_HOUR, billable_seconds=0.0)["cost"] == 0.0


def test_local_jobs_have_no_instance():
    local = {"job_name": "x", "job_arn": "local:job/x"}
    assert costs(jobs_frame(local, local), NO_TASKS).is_empty()
    tasks = tasks_frame({"job_arn": "local:job/x"})
    assert costs(jobs_frame(local, local), tasks)["tasks"].to_list() == [1]


def test_tasks_of_other_jobs_are_left_out():
    assert costs(NO_JOBS, tasks_frame({})).is_empty()
    table = costs(jobs_frame({}), tasks_frame({"job_arn": arn_of("b")}))
    assert table["kind"].to_list() == ["instance"]


def test_rows_are_in_order():
    jobs = jobs_table([record("b"), record("a"), record("B")])
    tasks = tasks_frame(
        *({"job_arn": arn_of(job), "device": device} for job in "ab" for device in (QPU, GARNET))
    )
    table = costs(jobs, tasks)
    assert table.select("job_name", "kind", "item").rows() == [
        ("B", "instance", "ml.m5.large"),
        *(
            (job, *item)
            for job in "ab"
            for item in [("instance", "ml.m5.large"), ("tasks", GARNET), ("tasks", QPU)]
        ),
    ]


@pytest.mark.parametrize("prices", [None, PER_HOUR])
def test_no_jobs_give_the_empty_table(prices):
    table = costs(NO_JOBS, NO_TASKS, prices)
    assert table.schema == COSTS
    assert table.is_empty()


def test_a_job_on_aws_twice_is_refused():
    with pytest.raises(InvalidArgumentError, match=r"job/a more than once.*unique\('job_arn'\)"):
        costs(jobs_frame({}, {}), NO_TASKS)


def test_other_frames_are_refused():
    with pytest.raises(FrameSchemaError, match="jobs lack the column"):
        costs(NO_JOBS.drop("instance"), NO_TASKS)
    with pytest.raises(FrameSchemaError, match="tasks lack the column"):
        costs(NO_JOBS, NO_TASKS.drop("shots"))
