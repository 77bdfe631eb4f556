"""Table of jobs → the hyperparameters that differ among them."""

from __future__ import annotations

import polars as pl

from jobanalytics.comparison.groups import HYPERPARAMETER, check_jobs
from jobanalytics.schema import VARYING

__all__ = ["varying"]


def varying(jobs: pl.DataFrame) -> pl.DataFrame:
    """List the hyperparameters that differ among jobs: what a sweep swept.

    Parameters
    ----------
    jobs : polars.DataFrame
        The table of jobs, one row a job, with ``hyperparameters.<name>`` columns.

    Returns
    -------
    polars.DataFrame
        One row per hyperparameter with more than one value, or one that not all jobs have:
        ``hyperparameter`` String, its name; ``n_values`` UInt32, the number of different values;
        ``missing`` UInt32, the number of jobs without it; ``values`` List(String), the values in
        their order as numbers, booleans or text, written as text. Sorted by ``hyperparameter``.

    Raises
    ------
    FrameSchemaError
        If `jobs` is no table with one row a job.
    """
    rows = []
    for name in check_jobs(jobs).columns:
        if name.startswith(HYPERPARAMETER):
            values = jobs[name].drop_nulls().unique().sort()
            missing = jobs[name].null_count()
            if len(values) > 1 or (len(values) == 1 and missing):
                text = values.cast(pl.String).to_list()
                rows.append((name.removeprefix(HYPERPARAMETER), len(values), missing, text))
    return pl.DataFrame(rows, schema=VARYING, orient="row").sort("hyperparameter")
