"""Costs and quantum tasks added up: a sum never makes a zero of what is not known."""

from datetime import UTC, datetime

import polars as pl
import pytest

from jobanalytics import FrameSchemaError
from jobanalytics.schema import COST_TOTALS, COSTS, TASK_TOTALS, TASKS
from jobanalytics.tables import cost_totals, task_totals

NO_PRICE = "q has no price per_shot"


def costs(*rows):
    return pl.DataFrame([dict(row) for row in rows], schema=COSTS)


def tasks(*rows):
    return pl.DataFrame([dict(row) for row in rows], schema=TASKS)


def at(minute):
    return datetime(2026, 9, 1, 12, minute, tzinfo=UTC)


def test_costs_by_device_and_instance():
    on_device = {"kind": "tasks", "item": "q", "tasks_not_completed": 1}
    totals = cost_totals(
        costs(
            {"job_arn": "a", **on_device, "tasks": 2, "shots": 200, "cost": 0.5},
            {"job_arn": "b", **on_device, "tasks": 3, "shots": 300, "unpriced": NO_PRICE},
            {"job_arn": "a", "kind": "instance", "item": "m", "seconds": 60.0, "cost": 0.25},
        )
    )
    assert totals.schema == COST_TOTALS
    assert totals.rows() == [
        ("instance", "m", 1, None, None, None, 60.0, 0.25, 0, None),
        ("tasks", "q", 2, 5, 2, 500, None, 0.5, 1, NO_PRICE),
    ]


def test_what_has_no_price_has_no_sum():
    totals = cost_totals(
        costs({"job_arn": "b", "kind": "tasks", "item": "q", "unpriced": NO_PRICE})
    )
    assert totals.select("cost", "unpriced_jobs").row(0) == (None, 1)


def test_tasks_by_device_and_state():
    done = {"device": "q", "state": "COMPLETED", "shots": 100}
    totals = task_totals(
        tasks(
            {"job_arn": "a", **done, "created_at": at(2), "ended_at": at(3)},
            {"job_arn": "b", **done, "created_at": at(1), "ended_at": at(9)},
            {"job_arn": "b", "device": "q", "state": "QUEUED", "created_at": at(5)},
        )
    )
    assert totals.schema == TASK_TOTALS
    assert totals.rows() == [
        ("q", "COMPLETED", 2, 2, 200, at(1), at(9)),
        ("q", "QUEUED", 1, 1, None, at(5), None),
    ]


def test_of_nothing():
    assert cost_totals(COSTS.to_frame()).schema == COST_TOTALS
    assert task_totals(TASKS.to_frame()).schema == TASK_TOTALS


@pytest.mark.parametrize("total", [cost_totals, task_totals])
def test_another_table(total):
    with pytest.raises(FrameSchemaError, match="job_arn"):
        total(pl.DataFrame({"a": [1]}))
