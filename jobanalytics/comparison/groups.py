"""The columns that put jobs into groups, found by their short names and joined to a frame."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

import polars as pl

from jobanalytics.comparison.arguments import did_you_mean, list_of
from jobanalytics.errors import FrameSchemaError, InvalidArgumentError
from jobanalytics.schema import CURVE_X, check_frame

__all__ = [
    "HYPERPARAMETER",
    "TAG",
    "GroupsLike",
    "check_jobs",
    "find_group_column",
    "group_columns",
    "group_names",
    "with_groups",
]

HYPERPARAMETER = "hyperparameters."
TAG = "tags."

# Columns of frames of values. Jobs may have hyperparameters of these names, which go before them.
_VALUE = "value"
_OF_FRAMES = {"node_id", "metric", _VALUE, *CURVE_X}

GroupsLike: TypeAlias = str | Sequence[str] | None
"""One column, or several, or none, by full or by short names."""


def with_groups(frame: pl.DataFrame, jobs: pl.DataFrame, by: GroupsLike) -> pl.DataFrame:
    """Join columns of the table of jobs to a frame that has ``job_arn``.

    Parameters
    ----------
    frame : polars.DataFrame
        Any table with ``job_arn``: curves, a metrics frame, a summary.
    jobs : polars.DataFrame
        The table of jobs, one row a job.
    by : str or sequence of str or None
        The columns. A name is that of a column of `jobs`, else of ``hyperparameters.<name>``,
        else of ``tags.<name>``; and else of a column that `frame` has already, but its values.

    Returns
    -------
    polars.DataFrame
        `frame` with the columns, under their full names, behind its own; rows as they were. Null
        for a job that is not in `jobs`. A column that the frame has already stays as it is.

    Raises
    ------
    FrameSchemaError
        If `frame` lacks ``job_arn``, or `jobs` is no table with one row a job.
    InvalidArgumentError
        If neither has such a column, or `frame` has another one under the name of one of `jobs`.
    """
    frame = frame.with_columns(check_frame(frame, {"job_arn": pl.String()}, "rows")["job_arn"])
    jobs = check_jobs(jobs)
    found = {find_group_column(name, jobs.columns, frame.columns) for name in group_names(by)}
    joined = [name for name in jobs.columns if name in found - {"job_arn"}]
    for name in joined:
        if name in frame.columns:
            _check_equal(frame, jobs, name)
    new = [name for name in joined if name not in frame.columns]
    return frame.join(jobs.select("job_arn", *new), on="job_arn", how="left", maintain_order="left")


def group_names(by: GroupsLike) -> list[str]:
    """Return the names in `by`, or raise if it holds anything else."""
    names = [] if by is None else [by] if isinstance(by, str) else by
    if not isinstance(names, Iterable) or not all(isinstance(name, str) for name in names):
        raise InvalidArgumentError(
            f"by takes the name of a column, or a sequence of names; got {by!r}."
        )
    return list(names)


def find_group_column(name: str, *tables: Sequence[str]) -> str:
    """Return the column that a name means, of the first of the tables where it means one.

    It means the column of that name, else that hyperparameter, else that tag. Columns that frames
    have beside their values, such as ``metric``, come last, and the values make no groups.
    """
    meant = [HYPERPARAMETER + name, TAG + name]
    if name != _VALUE:
        meant.insert(len(meant) if name in _OF_FRAMES else 0, name)
    for columns in tables:
        for column in meant:
            if column in columns:
                return column
    every = dict.fromkeys(one for columns in tables for one in columns if one != _VALUE)
    # Hyperparameters, which are what one mostly groups by, are in the list in any case.
    columns = sorted(every, key=lambda column: not column.startswith(HYPERPARAMETER))
    short = [one.removeprefix(HYPERPARAMETER).removeprefix(TAG) for one in columns]
    raise InvalidArgumentError(
        f"There is no column {name!r} to group by, no hyperparameter and no tag of that "
        f"name{did_you_mean(name, [*columns, *short])} There are {list_of(columns)}. "
        "with_groups joins columns of the table of jobs to a frame."
    )


def group_columns(
    by: GroupsLike, own: Iterable[str], anyhow: Iterable[str], *tables: Sequence[str]
) -> list[str]:
    """Return the columns that a table has to get for its groups, each once.

    `own` are those that it has for other ends, whose names are taken; `anyhow` are those by which
    it tells its rows apart already.
    """
    found = dict.fromkeys(find_group_column(name, *tables) for name in group_names(by))
    columns = [name for name in found if name not in anyhow]
    for name in columns:
        if name in own:
            raise InvalidArgumentError(
                f"There cannot be groups by the column {name!r}: the table of the groups has one "
                "of its own of that name. Rename it first."
            )
    return columns


def check_jobs(jobs: pl.DataFrame) -> pl.DataFrame:
    """Return `jobs` if it is a table with one row a job, else raise."""
    arns = check_frame(jobs, {"job_arn": pl.String()}, "jobs")["job_arn"]
    if not arns.is_unique().all():
        twice = arns.filter(arns.is_duplicated())[0]
        raise FrameSchemaError(
            f"The jobs have more than one row with the job_arn {twice!r}; expected one row a job. "
            "Drop the others."
        )
    return jobs.with_columns(arns)


def _check_equal(frame: pl.DataFrame, jobs: pl.DataFrame, name: str) -> None:
    """Raise if `frame` has another column under the name of a column of `jobs`."""
    own = frame.select("job_arn", frame=pl.col(name))
    if frame.schema[name] == jobs.schema[name]:
        both = own.join(jobs.select("job_arn", jobs=pl.col(name)), on="job_arn")
        if both["frame"].eq_missing(both["jobs"]).all():
            return
    raise InvalidArgumentError(
        f"The frame has a column {name!r} of its own, with other values than the jobs' "
        f"{name!r}. Rename or drop it, or group by another column."
    )
