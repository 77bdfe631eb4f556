"""Small frames and records for the tests of the tables of jobs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl

from jobanalytics.schema import JOBS, LINEAGE, TASKS

BEGIN = datetime(2026, 9, 1, tzinfo=UTC)
QPU = "arn:aws:braket:us-east-1::device/qpu/ionq/Forte-1"
GARNET = "arn:aws:braket:eu-north-1::device/qpu/iqm/Garnet"
SV1 = "arn:aws:braket:::device/quantum-simulator/amazon/sv1"


def second(number):
    """The moment that many seconds after the beginning."""
    return None if number is None else BEGIN + timedelta(seconds=number)


def arn_of(name):
    return f"arn:aws:braket:us-east-1:123456789012:job/{name}"


def record(name="a", **members):
    """What GetJob says of a job, as far as the tables look at it."""
    return {
        "jobName": name,
        "jobArn": arn_of(name),
        "status": "COMPLETED",
        "deviceConfig": {"device": QPU},
        "instanceConfig": {"instanceType": "ml.m5.large", "instanceCount": 1, "volumeSizeInGb": 30},
        "createdAt": second(0),
        "startedAt": second(10),
        "endedAt": second(70),
        "billableDuration": 60_000,
        "hyperParameters": {},
    } | members


def jobs_frame(*jobs):
    """A table of jobs, of mappings with any of its columns."""
    return pl.DataFrame(
        [{"job_name": "a", "job_arn": arn_of(job.get("job_name", "a"))} | job for job in jobs],
        schema=JOBS,
    )


def tasks_frame(*tasks):
    """A table of quantum tasks, of mappings with any of its columns."""
    return pl.DataFrame(
        [
            {
                "job_arn": arn_of("a"),
                "task_arn": str(number),
                "state": "COMPLETED",
                "device": QPU,
                "shots": 100,
                "created_at": BEGIN,
            }
            | task
            for number, task in enumerate(tasks)
        ],
        schema=TASKS,
    )


def chain_jobs(*rows):
    """Jobs and their iterations, of rows (name, created, uri, first, last)."""
    jobs = pl.DataFrame(
        [(name, arn_of(name), second(created), uri) for name, created, uri, _, _ in rows],
        schema={name: JOBS[name] for name in ("job_name", "job_arn", "created_at")}
        | {"checkpoint_s3_uri": pl.String},
        orient="row",
    )
    iterations = pl.DataFrame(
        [(arn_of(name), first, last) for name, _, _, first, last in rows],
        schema={name: LINEAGE[name] for name in ("job_arn", "first_iteration", "last_iteration")},
        orient="row",
    )
    return jobs, iterations
