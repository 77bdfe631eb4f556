"""The tables that an archive keeps, and those that it says of itself."""

from __future__ import annotations

import polars as pl

from jobanalytics.schema.jobs import JOBS, TASKS
from jobanalytics.schema.log import COMPLETENESS, EVENT_TIME, LOG_EVENTS, OBSERVATIONS

__all__ = [
    "ARCHIVED_JOBS",
    "ARCHIVED_LINES",
    "ARCHIVED_OBSERVATIONS",
    "ARCHIVED_RESULTS",
    "ARCHIVED_TASKS",
    "COMPACTED",
    "SYNCED",
    "VERIFIED",
]

ARCHIVED_OBSERVATIONS = pl.Schema(
    {"job_name": pl.String(), **OBSERVATIONS, "place": pl.UInt32()},
)
"""Observations, ordered by ``job_name``, ``job_arn``, ``metric``, ``record``.

``place`` counts the values of a record from 0: (``record``, ``place``) is the order in which the
job logged them.
"""

ARCHIVED_LINES = pl.Schema({**LOG_EVENTS, "event_id": pl.String()})
"""Metric lines of a job that is not final, in the order they were read.

``event_id`` is CloudWatch's, and no two events have the same.
"""

ARCHIVED_RESULTS = pl.Schema(
    {
        "job_name": pl.String(),
        "job_arn": pl.String(),
        "data_format": pl.String(),
        "values": pl.String(),
    }
)
"""What jobs stored with ``save_job_result``, one row each; jobs that stored nothing have none.

``values`` is a JSON object. Where ``data_format`` is ``pickled_v4``, each of its values is a pickle
in base64, as the job stored it; else it is ``plaintext``.
"""

ARCHIVED_TASKS = pl.Schema({"job_name": pl.String(), **TASKS})
"""Quantum tasks, ordered by ``job_name``, ``job_arn``, ``created_at`` and ``task_arn``."""

_CERTIFICATE = {
    f"completeness.{name}": dtype for name, dtype in COMPLETENESS.items() if name != "job_arn"
}

ARCHIVED_JOBS = pl.Schema(
    {
        **JOBS,
        "final": pl.Boolean(),
        "synced_at": EVENT_TIME,
        **_CERTIFICATE,
        "has_tasks": pl.Boolean(),
        "has_result": pl.Boolean(),
        "has_bundle": pl.Boolean(),
        "version": pl.String(),
        "observations_file": pl.String(),
        "log_events_file": pl.String(),
        "results_file": pl.String(),
        "tasks_file": pl.String(),
        "bundle_file": pl.String(),
        "record": pl.String(),
    }
)
"""Jobs, one row each, ordered by ``job_name`` and ``job_arn``.

``hyperparameters.<name>`` and ``tags.<name>``, sorted by name, stand behind the columns of `JOBS`,
before the archive's own. ``final`` is true once
nothing of the job can change any more: it has ended, its log has settled, so have its tasks.
``completeness.…`` is the certificate of the reading of its metrics. The files are where its rows
are, below the archive's root; null where it has none. ``record`` is what Braket's GetJob said, as
JSON. ``has_tasks``, ``has_result`` and ``has_bundle`` are null where that was not asked for, or not
to be had. ``version`` tells whether a local job is still the one that was read.
"""

SYNCED = pl.Schema(
    {
        "job_name": pl.String(),
        "job_arn": pl.String(),
        "new_observations": pl.Int64(),
        "state": pl.String(),
        "final": pl.Boolean(),
        "error": pl.String(),
    }
)
"""What a sync did, one row a job, in the order of the set.

``new_observations`` is how many more of them the archive has than before. ``error`` says what of
the job could not be read, and is null where nothing went wrong.
"""

COMPACTED = pl.Schema(
    {
        "kind": pl.String(),
        "files_before": pl.Int64(),
        "bytes_before": pl.Int64(),
        "files": pl.Int64(),
        "bytes": pl.Int64(),
    }
)
"""What a compaction did, one row for each kind of table."""

VERIFIED = pl.Schema(
    {
        "file": pl.String(),
        "jobs": pl.Int64(),
        "rows": pl.Int64(),
        "bytes": pl.Int64(),
        "problem": pl.String(),
    }
)
"""The files of an archive, one row each, those with a problem first, then by name.

``jobs`` is how many jobs have rows in it, ``rows`` how many rows; a bundle has none. ``problem`` is
null where the file is whole.
"""
