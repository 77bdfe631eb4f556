"""Jobs and their checkpoints → which job went on from which."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from jobanalytics.errors import InvalidArgumentError
from jobanalytics.schema import JOBS, LINEAGE, check_frame

__all__ = ["line_of", "lineage"]

_OF_JOBS = {
    "job_name": JOBS["job_name"],
    "job_arn": JOBS["job_arn"],
    "created_at": JOBS["created_at"],
    "checkpoint_s3_uri": LINEAGE["checkpoint_s3_uri"],
}
_ITERATIONS = {name: LINEAGE[name] for name in ("job_arn", "first_iteration", "last_iteration")}


def lineage(
    jobs: pl.DataFrame,
    iterations: pl.DataFrame,
    parents: Mapping[str, str | None] | None = None,
) -> pl.DataFrame:
    """Find the jobs that went on from the checkpoints of others.

    Among the jobs of one checkpoint location, in the order of their creation, a job continues the
    latest earlier one whose iterations it goes on with: its first iteration comes after the first
    of that job, and not later than the one after its last. It may do again what came after the
    last checkpoint. A job that goes on with none begins a chain of its own.

    Parameters
    ----------
    jobs : polars.DataFrame
        ``job_name``, ``job_arn`` String, ``created_at`` Datetime(ms, UTC), ``checkpoint_s3_uri``
        String (null where there is none), one row per job, and any further columns. Locations are
        compared without a ``/`` at the end.
    iterations : polars.DataFrame
        ``job_arn`` String, ``first_iteration`` and ``last_iteration`` Int64, null where nothing was
        logged; a job may be missing. Of several rows of a job the outermost count.
    parents : mapping of str to str, optional
        What you know better, by ARN: the job that a job continued, or None for one that began
        anew. No record tells, for one, that checkpoints were copied to another location, as the
        Braket SDK's ``copy_checkpoints_from_job`` does.

    Returns
    -------
    polars.DataFrame
        One row per job: ``job_name``, ``job_arn``, ``continues`` String (the ARN of the job that it
        went on from, or null), ``chain`` String (the ARN of the job that this leads back to: its
        own, where it continues none), ``position`` UInt32 (the steps there), ``checkpoint_s3_uri``
        String, ``first_iteration``, ``last_iteration`` Int64. Ordered by the creation of the
        chain's first job, ``chain``, ``position`` and ``job_arn``.

    Raises
    ------
    FrameSchemaError
        If a column is missing or has another dtype.
    InvalidArgumentError
        If a job is in `jobs` twice, or `parents` is no mapping, names a job that is not in `jobs`,
        or makes a job continue itself, be it through others.

    Notes
    -----
    Where two jobs continue the same one, the chain branches: both have its ``chain``, and those
    at the same number of steps the same ``position``. ``continues`` tells the branches apart.

    A job without iterations, checkpoint location or time of creation is continued by none and
    continues none, unless `parents` says so. The order of the rows has no say: of jobs created at
    the same time the one with the smaller ARN counts as the earlier.
    """
    jobs = check_frame(jobs, _OF_JOBS, "jobs")
    if twice := jobs.filter(pl.col("job_arn").is_duplicated())["job_arn"].to_list():
        raise InvalidArgumentError(
            f"The jobs have {twice[0]} more than once. Leave the repetition out, as with "
            "jobs.unique('job_arn')."
        )
    logged = (
        check_frame(iterations, _ITERATIONS, "iterations")
        .group_by("job_arn")
        .agg(pl.col("first_iteration").min(), pl.col("last_iteration").max())
    )
    table = jobs.join(logged, on="job_arn", how="left")
    continues = _found(table) | _checked(parents, set(table["job_arn"]))
    lines = [line_of(arn, continues) for arn in table["job_arn"]]
    created = dict(table.select("job_arn", "created_at").iter_rows())
    return (
        table.with_columns(
            pl.Series("continues", [continues.get(arn) for arn in table["job_arn"]], pl.String),
            pl.Series("chain", [line[-1] for line in lines], pl.String),
            pl.Series("position", [len(line) - 1 for line in lines], LINEAGE["position"]),
            pl.Series("created_at", [created[line[-1]] for line in lines], JOBS["created_at"]),
        )
        .sort("created_at", "chain", "position", "job_arn")
        .select(list(LINEAGE))
    )


def line_of(job: str, continues: Mapping[str, str | None]) -> list[str]:
    """Return the ARNs of a job and of those that it leads back to, the first job last.

    Raises
    ------
    InvalidArgumentError
        If it leads back to itself.
    """
    line = {job: None}
    parent = continues.get(job)
    while parent is not None:
        if parent in line:
            raise InvalidArgumentError(
                f"Job {parent} would continue itself: it leads back over {', '.join(line)}. "
                "Say in parents which of these began anew: {arn: None}."
            )
        line[parent] = None
        parent = continues.get(parent)
    return list(line)


def _found(table: pl.DataFrame) -> dict[str, str | None]:
    """Say which job each continues, by the jobs of its checkpoint location."""
    columns = ["job_arn", "first_iteration", "last_iteration"]
    places = (
        table.drop_nulls([*columns, "created_at", "checkpoint_s3_uri"])
        .with_columns(pl.col("checkpoint_s3_uri").str.strip_chars_end("/"))
        .sort("created_at", "job_arn")
        .partition_by("checkpoint_s3_uri")
    )
    continues: dict[str, str | None] = {}
    for place in places:
        earlier: list[tuple[str, int, int]] = []
        for job, first, last in place.select(columns).iter_rows():
            for parent, parents_first, parents_last in reversed(earlier):
                if parents_first < first <= parents_last + 1:
                    continues[job] = parent
                    break
            earlier.append((job, first, last))
    return continues


def _checked(parents: Any, known: set[str]) -> dict[str, str | None]:
    if parents is None:
        return {}
    if not isinstance(parents, Mapping):
        raise InvalidArgumentError(
            f"parents is a {type(parents).__name__}; expected a mapping of a job's ARN to that of "
            "the job that it continued."
        )
    named = [*parents, *(parent for parent in parents.values() if parent is not None)]
    if unknown := [arn for arn in named if not isinstance(arn, str) or arn not in known]:
        raise InvalidArgumentError(
            f"parents names {unknown[0]!r}, which is none of these jobs; expected ARNs of theirs."
        )
    return dict(parents)
