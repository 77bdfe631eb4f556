"""Leaderboard and table of jobs → places, with the seeds of a configuration in one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from jobanalytics.comparison.arguments import whole_number
from jobanalytics.comparison.groups import (
    HYPERPARAMETER,
    TAG,
    check_jobs,
    find_group_column,
    group_names,
)
from jobanalytics.comparison.sweeping import without_seeds
from jobanalytics.comparison.varying_table import varying
from jobanalytics.job_names import names_apart
from jobanalytics.printable import given
from jobanalytics.schema import STANDINGS, check_frame, leaderboard_schema

if TYPE_CHECKING:
    from jobanalytics.comparison.groups import GroupsLike

__all__ = ["standings"]

_METRIC_PLACE = 3


def standings(
    leaderboard: pl.DataFrame, jobs: pl.DataFrame, *, by: GroupsLike = None, k: int | None = None
) -> pl.DataFrame:
    """Put jobs that differ in their seed alone on one place of a leaderboard.

    Parameters
    ----------
    leaderboard : polars.DataFrame
        What `jobanalytics.comparison.leaderboard` returned, of all jobs.
    jobs : polars.DataFrame
        The table of jobs, one row a job.
    by : str or sequence of str, optional
        The columns of `jobs` whose values make a place, by short or full names. By default all
        hyperparameters that vary, but those that are seeds by their names (such as ``seed``,
        ``data_seed``, ``random_state``, ``rng``, ``repeat``, ``trial_id``). Where no seed varies
        each job has a place of its own.
    k : int, optional
        How many places to return; all if not given.

    Returns
    -------
    polars.DataFrame
        As `jobanalytics.schema.STANDINGS`, one row per job of `jobs`: ``place`` UInt32 from 1,
        ``configuration`` String (``n_layers=2, lr=0.1``, or the job's name, with the end of its ARN
        where others have it), ``job_name``, ``job_arn``, ``metric``, ``value`` Float64 in the
        metric's unit (null for a job that is not on the leaderboard) and ``state``. Places are in
        the order of the best of their jobs, those without a number last; then by
        ``configuration``. Within a place in the order of the leaderboard.

    Raises
    ------
    FrameSchemaError
        If `leaderboard` is none, or `jobs` no table with one row a job.
    InvalidArgumentError
        If there is no column of a name in `by`, or `k` is less than 1.
    """
    if k is not None:
        k = whole_number("k", k, least=1)
    own = leaderboard_schema("value")
    keys = {name: dtype for name, dtype in own.items() if name != "value"}
    check_frame(leaderboard, keys, "rows of the leaderboard")
    metric = leaderboard.columns[_METRIC_PLACE]
    values = check_frame(
        leaderboard, {"job_arn": own["job_arn"], metric: own["value"], "rank": own["rank"]}, "rows"
    ).rename({metric: "value"})
    jobs = check_jobs(jobs)
    names = {"job_name", "state"} - set(jobs.columns)
    jobs = jobs.with_columns(pl.lit(None, pl.String).alias(name) for name in names)
    number = pl.col("value").is_not_nan()
    first = pl.when(number).then(pl.col("rank")).min().over("configuration", "key")
    order: list[pl.Expr | str] = [first.fill_null(pl.col("rank").max() + 1), "configuration", "key"]
    return (
        jobs.select("job_name", "job_arn", "state", *_configuration(jobs, by))
        .join(values, on="job_arn", how="left", maintain_order="left")
        .sort(*order, "rank", "job_name", "job_arn", nulls_last=True)
        .with_columns(metric=pl.lit(metric), place=pl.struct("configuration", "key").rle_id() + 1)
        .filter(True if k is None else pl.col("place") <= k)
        .select(pl.col(name).cast(to) for name, to in STANDINGS.items())
    )


def _configuration(jobs: pl.DataFrame, by: GroupsLike) -> tuple[pl.Expr, pl.Expr]:
    """Return ``configuration`` and ``key``, which tells jobs of one name apart."""
    if by is None:
        swept = varying(jobs)["hyperparameter"].to_list()
        others = without_seeds(swept)
        if len(others) == len(swept):
            return pl.lit(names_apart(jobs)).alias("configuration"), pl.col("job_arn").alias("key")
        columns = [HYPERPARAMETER + name for name in others]
    else:
        columns = [find_group_column(name, jobs.columns) for name in group_names(by)]
    if not columns:
        return pl.lit("all jobs").alias("configuration"), pl.lit("").alias("key")
    words = [
        pl.concat_str(
            pl.lit(f"{name.removeprefix(HYPERPARAMETER).removeprefix(TAG)}="),
            pl.Series(list(map(given, jobs[name].cast(pl.String))), dtype=pl.String),
        )
        for name in columns
    ]
    return pl.concat_str(words, separator=", ").alias("configuration"), pl.lit("").alias("key")
