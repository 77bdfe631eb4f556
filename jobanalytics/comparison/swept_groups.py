"""Table of jobs → the swept hyperparameters that put its jobs into a few groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jobanalytics.comparison.groups import HYPERPARAMETER, check_jobs
from jobanalytics.comparison.sweeping import swept_hyperparameters, without_seeds

if TYPE_CHECKING:
    import polars as pl

__all__ = ["swept_groups"]


def swept_groups(jobs: pl.DataFrame, most: int = 8) -> list[str]:
    """Choose the hyperparameters to compare jobs by, where nobody said which.

    Parameters
    ----------
    jobs : polars.DataFrame
        The table of jobs, one row a job, with ``hyperparameters.<name>`` columns.
    most : int
        How many groups there may be.

    Returns
    -------
    list of str
        Columns of `jobs`: all hyperparameters with several values, without those called a seed,
        if they make no more than `most` groups, fewer than there are jobs; else the one of them
        with the fewest values that does, the first by name of equals; else none.

    Raises
    ------
    FrameSchemaError
        If `jobs` is no table with one row a job.
    """
    jobs = check_jobs(jobs)
    columns = [HYPERPARAMETER + name for name in without_seeds(swept_hyperparameters(jobs))]
    if not columns:
        return []
    if _is_few(jobs.n_unique(columns), jobs, most):
        return columns
    count, first = min((jobs.n_unique([column]), column) for column in columns)
    return [first] if _is_few(count, jobs, most) else []


def _is_few(groups: int, jobs: pl.DataFrame, most: int) -> bool:
    return groups <= most and groups < jobs.height
