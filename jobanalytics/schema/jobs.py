"""Tables of jobs and of what belongs to them."""

from __future__ import annotations

import polars as pl

from jobanalytics.schema.log import EVENT_TIME

__all__ = [
    "COSTS",
    "COST_TOTALS",
    "JOBS",
    "LINEAGE",
    "PRICES",
    "RESULTS",
    "TASKS",
    "TASK_TOTALS",
]

JOBS = pl.Schema(
    {
        "job_name": pl.String(),
        "job_arn": pl.String(),
        "state": pl.String(),
        "device": pl.String(),
        "instance": pl.String(),
        "instance_count": pl.Int64(),
        "created_at": EVENT_TIME,
        "started_at": EVENT_TIME,
        "ended_at": EVENT_TIME,
        "queue_seconds": pl.Float64(),
        "run_seconds": pl.Float64(),
        "billable_seconds": pl.Float64(),
        "failure_reason": pl.String(),
    }
)
"""Jobs, one row each; ``hyperparameters.<name>`` and ``tags.<name>`` follow, sorted by name.

``device`` is the device's ARN, or what the job gave for it; ``instance`` the instance type
(``ml.m5.large``), of which it ran on ``instance_count``. ``queue_seconds`` is from creation to
start, ``run_seconds`` from start to end, ``billable_seconds`` the time that is billed. Null: the
job's record does not say.
"""

RESULTS = pl.Schema(
    {
        "job_name": pl.String(),
        "job_arn": pl.String(),
        "state": pl.String(),
        "has_result": pl.Boolean(),
    }
)
"""What jobs stored, one row each; ``results.<name>`` follow, sorted by name.

``has_result`` is null where it was not asked for.
"""

TASKS = pl.Schema(
    {
        "job_arn": pl.String(),
        "task_arn": pl.String(),
        "state": pl.String(),
        "device": pl.String(),
        "shots": pl.Int64(),
        "created_at": EVENT_TIME,
        "ended_at": EVENT_TIME,
        "output_s3_path": pl.String(),
    }
)
"""Quantum tasks, one row each, ordered by ``created_at`` and ``task_arn``.

``device`` is the device's ARN; ``ended_at`` is null while the task has not ended.
"""

PRICES = pl.Schema(
    {
        "item": pl.String(),
        "per_task": pl.Float64(),
        "per_shot": pl.Float64(),
        "per_hour": pl.Float64(),
        "region": pl.String(),
        "source": pl.String(),
        "date": pl.Date(),
    }
)
"""On-demand prices in USD, one row per item, which is a device's ARN or an instance type.

``date`` is the day on which ``source`` was known to say so. A null is no price, not a price of 0.
"""

COSTS = pl.Schema(
    {
        "job_name": pl.String(),
        "job_arn": pl.String(),
        "kind": pl.String(),
        "item": pl.String(),
        "tasks": pl.Int64(),
        "tasks_not_completed": pl.Int64(),
        "shots": pl.Int64(),
        "seconds": pl.Float64(),
        "price_per_task": pl.Float64(),
        "price_per_shot": pl.Float64(),
        "price_per_hour": pl.Float64(),
        "cost": pl.Float64(),
        "unpriced": pl.String(),
    }
)
"""What jobs cost, one row per job and item, ordered by job, ``kind`` and ``item``.

``kind`` is ``tasks``, with a device's ARN as ``item`` and counts of tasks and shots, or
``instance``, with an instance type as ``item`` and instance seconds. Prices and ``cost`` are in
USD. ``unpriced`` says why ``cost`` is null, and is null where it is not.
"""

COST_TOTALS = pl.Schema(
    {
        "kind": COSTS["kind"],
        "item": COSTS["item"],
        "jobs": pl.UInt32(),
        "tasks": COSTS["tasks"],
        "tasks_not_completed": COSTS["tasks_not_completed"],
        "shots": COSTS["shots"],
        "seconds": COSTS["seconds"],
        "cost": COSTS["cost"],
        "unpriced_jobs": pl.UInt32(),
        "unpriced": COSTS["unpriced"],
    }
)
"""What jobs cost together, one row per kind and item, ordered by these.

``cost`` is in USD and of the jobs that have a price; ``unpriced_jobs`` is the number of the others,
and ``unpriced`` says why, of one of them.
"""

TASK_TOTALS = pl.Schema(
    {
        "device": TASKS["device"],
        "state": TASKS["state"],
        "jobs": pl.UInt32(),
        "tasks": pl.UInt32(),
        "shots": TASKS["shots"],
        "first_created_at": EVENT_TIME,
        "last_ended_at": EVENT_TIME,
    }
)
"""Quantum tasks counted, one row per device and state, ordered by these."""

LINEAGE = pl.Schema(
    {
        "job_name": pl.String(),
        "job_arn": pl.String(),
        "continues": pl.String(),
        "chain": pl.String(),
        "position": pl.UInt32(),
        "checkpoint_s3_uri": pl.String(),
        "first_iteration": pl.Int64(),
        "last_iteration": pl.Int64(),
    }
)
"""Which job went on from the checkpoints of which, one row per job.

``continues`` is the ARN of the job that it went on from, null where it began anew; ``chain`` the
ARN of the job where that leads back to, and ``position`` the number of steps there: 0 for the
first job of a chain.
"""
