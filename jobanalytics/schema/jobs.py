"""Tables of jobs and of what belongs to them."""

from __future__ import annotations

import polars as pl

from jobanalytics.schema.log import EVENT_TIME

__all__ = ["TASKS"]

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
