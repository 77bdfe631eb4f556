"""Quantum tasks → the iterations that they were run for."""

from __future__ import annotations

import polars as pl

from jobanalytics.schema import OBSERVATIONS, TASKS, check_frame

__all__ = ["tasks_on_iterations"]

_LOGGED = {
    "job_arn": OBSERVATIONS["job_arn"],
    "iteration_number": OBSERVATIONS["iteration_number"],
    "timestamp": OBSERVATIONS["timestamp"],
}


def tasks_on_iterations(tasks: pl.DataFrame, metrics: pl.DataFrame) -> pl.DataFrame:
    """Say for which iteration of its job each quantum task was run.

    A job logs an iteration when it is done, so a task belongs to the first iteration that was
    logged at or after the task's creation.

    Parameters
    ----------
    tasks : polars.DataFrame
        Columns as in `jobanalytics.schema.TASKS`, and any further ones.
    metrics : polars.DataFrame
        A metrics frame of the jobs, merged by iteration: ``job_arn`` String, ``iteration_number``
        Int64, ``timestamp`` Datetime(us, UTC), and any further columns. Rows in which one of these
        is null have no say.

    Returns
    -------
    polars.DataFrame
        The rows and columns of `tasks`, in their order, and ``iteration_number`` Int64: null where
        the job logged no iteration at or after the task's creation, or the task has no time.

    Raises
    ------
    FrameSchemaError
        If a column is missing or has another dtype.

    Notes
    -----
    An iteration is logged at the earliest ``timestamp`` that it has, of whatever node. Of several
    logged at the same time the smallest counts. Time alone decides, not the order of the numbers:
    where a job began anew and a later iteration carries an earlier time, a task still belongs to
    what was logged next. A statistic that keeps an iteration's last time (``max``) takes a
    repeated iteration for its last repetition, ``min`` or ``first`` for its first.
    """
    tasks = tasks.with_columns(check_frame(tasks, TASKS, "tasks").get_columns())
    iterations = (
        check_frame(metrics, _LOGGED, "metrics")
        .drop_nulls()
        .group_by("job_arn", "iteration_number")
        .agg(pl.col("timestamp").min())
        .group_by("job_arn", "timestamp")
        .agg(pl.col("iteration_number").min())
        .sort("timestamp")
    )
    created = tasks.select("job_arn", timestamp=pl.col("created_at").dt.cast_time_unit("us"))
    found = (
        created.with_row_index("row")
        .drop_nulls()
        .sort("timestamp")
        # Both are sorted by time, which cannot be checked where there is a `by`.
        .join_asof(
            iterations, on="timestamp", by="job_arn", strategy="forward", check_sortedness=False
        )
    )
    number = pl.repeat(None, tasks.height, dtype=iterations["iteration_number"].dtype, eager=True)
    return tasks.with_columns(
        number.scatter(found["row"], found["iteration_number"]).alias("iteration_number")
    )
