"""Metrics of jobs that went on from one another → one curve for each chain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from jobanalytics.errors import InvalidArgumentError
from jobanalytics.schema import LINEAGE, OBSERVATIONS, check_frame
from jobanalytics.tables.lineage_table import line_of

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["join_chains"]

_KEYS = {name: OBSERVATIONS[name] for name in ("job_arn", "iteration_number", "node_id")}
_PARTS = {
    "job_arn": pl.String(),
    "leaf_name": pl.String(),
    "leaf_arn": pl.String(),
    "before": pl.Int64(),
}


def join_chains(metrics: pl.DataFrame, lineage: pl.DataFrame) -> pl.DataFrame:
    """Read every chain of jobs as one job.

    The rows of a chain stand under the name and the ARN of its last job. From the first iteration
    of each job on, they are those of that job and the later ones, on all nodes: it went on from
    the checkpoint, and what an earlier job logged beyond was done again.

    Parameters
    ----------
    metrics : polars.DataFrame
        A metrics frame of many jobs, merged by iteration: ``job_arn`` String, ``iteration_number``
        Int64 without nulls, ``node_id`` String; ``job_name`` and any further columns.
    lineage : polars.DataFrame
        Of `lineage`. Jobs that are not in it stay as they are.

    Returns
    -------
    polars.DataFrame
        The columns of `metrics`, with the rows that are left, sorted by ``job_name`` (if there),
        ``job_arn``, ``iteration_number`` and ``node_id`` (nulls first).

    Raises
    ------
    FrameSchemaError
        If a column is missing or has another dtype.
    InvalidArgumentError
        If an ``iteration_number`` is null, as in frames merged by timestamp, or `lineage` leads
        from a job back to itself.

    Notes
    -----
    Where a chain branches, each of its last jobs gives a curve of its own, along the line of jobs
    that leads to it: all of them share the rows of the trunk, and none has rows of another branch.

    The first iteration of a job is the smaller one of what `lineage` says and what `metrics` has,
    so that a frame from which rows were left out is cut at the same places.
    """
    keys = check_frame(metrics, _KEYS, "metrics")
    if nulls := keys["iteration_number"].null_count():
        raise InvalidArgumentError(
            f"The metrics have {nulls:,} row(s) without iteration_number; chains are joined by "
            "iteration. Merge by MetricType.ITERATION_NUMBER."
        )
    lineage = check_frame(lineage, LINEAGE, "rows of the lineage")
    numbered = keys.with_row_index("row")
    logged = keys.group_by("job_arn").agg(logged=pl.col("iteration_number").min())
    first = lineage.join(logged, on="job_arn", how="left").select(
        "job_arn", pl.min_horizontal("first_iteration", "logged")
    )
    parts = pl.DataFrame(_parts(lineage, dict(first.iter_rows())), schema=_PARTS, orient="row")
    kept = numbered.join(parts, on="job_arn").filter(
        pl.col("before").is_null() | (pl.col("iteration_number") < pl.col("before"))
    )
    others = numbered.join(lineage, on="job_arn", how="anti")
    joined = metrics[kept["row"]].with_columns(kept["leaf_arn"].alias("job_arn"))
    if "job_name" in metrics.columns:
        joined = joined.with_columns(kept["leaf_name"].alias("job_name"))
    order = [name for name in ("job_name", *_KEYS) if name in metrics.columns]
    return pl.concat([joined, metrics[others["row"]]]).sort(order, maintain_order=True)


def _parts(
    lineage: pl.DataFrame, first: dict[str, int | None]
) -> Iterator[tuple[str, str, str, int | None]]:
    """Say of which jobs each curve is made, and before which iteration each of them counts."""
    names = dict(lineage.select("job_arn", "job_name").iter_rows())
    continues = {
        job: parent
        for job, parent in lineage.select("job_arn", "continues").iter_rows()
        if parent in names
    }
    lines = {job: line_of(job, continues) for job in names}
    for leaf in names.keys() - set(continues.values()):
        before = None
        for job in lines[leaf]:
            yield job, names[leaf], leaf, before
            begins = first.get(job)
            before = min((each for each in (before, begins) if each is not None), default=None)
