"""What a JobSet says of its own loading."""

from __future__ import annotations

import polars as pl

__all__ = ["DOWNLOADS", "JOB_ERRORS", "WATCHED"]

JOB_ERRORS = pl.Schema(
    {
        "job_name": pl.String(),
        "job_arn": pl.String(),
        "reading": pl.String(),
        "error": pl.String(),
        "reason": pl.String(),
    }
)
"""Jobs that were left out, one row per job and what was read of it, sorted.

``reading`` is ``records``, ``metrics``, ``results``, ``bundles`` or ``tasks``; ``error`` the name
of the error's class, ``reason`` its message.
"""

DOWNLOADS = pl.Schema(
    {
        "job_name": pl.String(),
        "job_arn": pl.String(),
        "state": pl.String(),
        "path": pl.String(),
    }
)
"""Bundles that were downloaded, one row per job in the order of the set.

``path`` is the folder, and null where there is none: the job has not COMPLETED, or stored nothing.
"""

WATCHED = pl.Schema(
    {
        "job_name": pl.String(),
        "job_arn": pl.String(),
        "state": pl.String(),
        "queue_position": pl.String(),
        "queue_seconds": pl.Float64(),
        "run_seconds": pl.Float64(),
        "metric": pl.String(),
        "count": pl.UInt32(),
        "iteration_number": pl.Int64(),
        "last": pl.Float64(),
        "best": pl.Float64(),
        "best_iteration_number": pl.Int64(),
        "complete": pl.Boolean(),
    }
)
"""Jobs that were watched, one row per job and metric, in the order of the set.

``queue_position`` is Braket's word for the place in the queue, such as ``3`` or ``>15``; null
unless the job is QUEUED. ``queue_seconds`` is from creation to start, ``run_seconds`` from start to
end, or to the last look where the job had not come so far. ``count`` is the number of merged
values, ``last`` the last of them, at ``iteration_number`` (null where the metric was logged without
any), ``best`` the smallest or largest number, as the goal says, first reached at
``best_iteration_number``. Where a metric was not logged, these are null; ``metric`` too, where none
was named and the job logged none. ``complete`` says whether this is all that there will ever be.
"""
