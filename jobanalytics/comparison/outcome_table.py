"""Summary and table of jobs → where each job ended, beside what it was given."""

from __future__ import annotations

import polars as pl

from jobanalytics.comparison.arguments import did_you_mean, list_of, one_of
from jobanalytics.comparison.groups import check_jobs
from jobanalytics.errors import InvalidArgumentError
from jobanalytics.schema import OUTCOMES, SUMMARY, check_frame

__all__ = ["outcomes"]


def outcomes(
    summary: pl.DataFrame, jobs: pl.DataFrame, metric: str, *, of: str = "last"
) -> pl.DataFrame:
    """Lay where each job ended beside what it was given: one row per job and node.

    Parameters
    ----------
    summary : polars.DataFrame
        What `jobanalytics.comparison.summary` returned; with a goal, for the best.
    jobs : polars.DataFrame
        The table of jobs, one row a job.
    metric : str
        The metric, by the name that it has in `summary`.
    of : str
        Which value counts: ``last``, ``first``, ``best``, ``min``, ``max`` or ``mean``.

    Returns
    -------
    polars.DataFrame
        As `jobanalytics.schema.OUTCOMES`: ``job_name``, ``job_arn``, ``node_id``, ``metric`` String
        and ``value`` Float64, in the metric's unit; then the other columns of `jobs`. ``value`` is
        null for a job that did not log the metric, which has one row all the same, and NaN where it
        logged nothing but NaN. In the order of `jobs`, then by node, null first. A job that is not
        in `jobs` is left out.

    Raises
    ------
    FrameSchemaError
        If `summary` is no summary, or `jobs` no table with one row a job.
    InvalidArgumentError
        If no job has such a metric though some have others, `of` is none of those above, or there
        is no best because the summary was made without a goal.
    """
    of = one_of("of", of, ("last", "first", "best", "min", "max", "mean"))
    summary = check_frame(summary, SUMMARY, "rows of the summary")
    jobs = check_jobs(jobs)
    logged = summary["metric"].unique().sort().to_list()
    if logged and metric not in logged:
        raise InvalidArgumentError(
            f"The summary has no metric {metric!r}; it has "
            f"{list_of(logged)}{did_you_mean(metric, logged)}"
        )
    own = summary.filter(pl.col("metric") == metric)
    numbers = own.filter(pl.col("count") > pl.col("nan_count"))
    if of == "best" and numbers.height and numbers["best"].null_count() == numbers.height:
        raise InvalidArgumentError(
            f"The summary has no best of {metric!r}: make it with a goal, 'min' or 'max'."
        )
    nothing_but_nan = pl.when(pl.col("nan_count") > 0).then(float("nan"))
    values = own.select(
        "job_arn", "node_id", "metric", value=pl.coalesce(pl.col(of), nothing_but_nan)
    )
    others = [name for name in jobs.columns if name not in OUTCOMES]
    names = jobs.select(
        "job_arn", *(name for name in ["job_name"] if name in jobs.columns), *others
    )
    if "job_name" not in names.columns:
        names = names.with_columns(job_name=pl.lit(None, pl.String))
    return (
        names.join(values, on="job_arn", how="left", maintain_order="left_right")
        .with_columns(pl.lit(metric).alias("metric"))
        .select(*(pl.col(name).cast(to) for name, to in OUTCOMES.items()), *others)
    )
