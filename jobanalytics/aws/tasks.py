"""The quantum tasks of a job."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from jobanalytics.aws.errors import translated
from jobanalytics.aws.responses import pages
from jobanalytics.schema import TASKS

if TYPE_CHECKING:
    from jobanalytics.aws.session import AwsClients

__all__ = ["search_tasks"]


def search_tasks(clients: AwsClients, job_arn: str) -> pl.DataFrame:
    """Find the quantum tasks that a job created; columns as in `jobanalytics.schema.TASKS`."""
    what = f"searching the quantum tasks of job {job_arn}"
    rows = []
    with translated(what):
        for page in pages(
            clients.braket.search_quantum_tasks,
            required=["quantumTasks"],
            what=what,
            filters=[{"name": "jobArn", "operator": "EQUAL", "values": [job_arn]}],
            maxResults=100,
        ):
            rows += [
                {
                    "job_arn": job_arn,
                    "task_arn": task["quantumTaskArn"],
                    "state": task["status"],
                    "device": task["deviceArn"],
                    "shots": task["shots"],
                    "created_at": task["createdAt"],
                    "ended_at": task.get("endedAt"),
                    "output_s3_path": f"s3://{task['outputS3Bucket']}/{task['outputS3Directory']}",
                }
                for task in page["quantumTasks"]
            ]
    return pl.DataFrame(rows, schema=TASKS).sort("created_at", "task_arn")
