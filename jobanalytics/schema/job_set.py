"""What a JobSet says of its own loading."""

from __future__ import annotations

import polars as pl

__all__ = ["DOWNLOADS", "JOB_ERRORS"]

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
