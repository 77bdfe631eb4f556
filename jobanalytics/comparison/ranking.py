"""Metrics frame → the jobs in the order of their best."""

from __future__ import annotations

import polars as pl

from jobanalytics.comparison.arguments import GOALS, one_of, whole_number
from jobanalytics.comparison.best import best_rows
from jobanalytics.comparison.groups import HYPERPARAMETER, check_jobs
from jobanalytics.comparison.numbered import NumberedMetrics, number_metrics
from jobanalytics.merging import column_of
from jobanalytics.schema import leaderboard_schema

__all__ = ["leaderboard"]


def leaderboard(
    metrics: pl.DataFrame,
    metric: str,
    *,
    goal: str,
    k: int | None = None,
    jobs: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Rank jobs by their best value of a metric, over all their rows and nodes.

    Parameters
    ----------
    metrics : polars.DataFrame
        A metrics frame of many jobs; see `jobanalytics.comparison`.
    metric : str
        The metric that decides.
    goal : str
        ``min`` or ``max``, in any case: which value is the best.
    k : int, optional
        How many rows to return, from the first on; all if not given.
    jobs : polars.DataFrame, optional
        The table of jobs, whose states and hyperparameters are joined.

    Returns
    -------
    polars.DataFrame
        One row per job that logged the metric: ``rank`` UInt32 from 1, ``job_name``, ``job_arn``,
        the metric Float64, ``iteration_number`` Int64, ``timestamp`` Datetime(us, UTC),
        ``node_id``, then the other metrics *of that very row* of `metrics`, sorted by name, then
        ``state`` and ``hyperparameters.<name>`` in the order of `jobs`: a job that FAILED may
        have had a good value before. Of equal values of a job it is the row
        with the smallest pivot, and then the smallest node (null first). Jobs with equal values
        share the smaller rank, as in sports, and stand in the order of ``job_name`` and
        ``job_arn``. A job with nothing but NaN comes last. A metric named like another column of
        this table is called ``metrics.<name>``.

    Raises
    ------
    FrameSchemaError
        If `metrics` is no metrics frame of many jobs, or `jobs` no table with one row a job.
    InvalidArgumentError
        If there is no such metric, `goal` is neither ``min`` nor ``max``, or `k` is less than 1.
    """
    goal = one_of("goal", goal, GOALS)
    if k is not None:
        k = whole_number("k", k, least=1)
    numbered = number_metrics(metrics)
    best = _best_of_jobs(numbered, metric, goal)
    number = pl.col("value").fill_nan(None)
    rank = number.rank("min", descending=goal == "max").fill_null(number.count() + 1)
    best = best.with_columns(rank=rank.cast(pl.UInt32)).sort("rank", "job")
    if k is not None:
        best = best.head(k)
    return _lay_out(numbered, metric, best, _joined(best, jobs))


def _best_of_jobs(numbered: NumberedMetrics, metric: str, goal: str) -> pl.DataFrame:
    values = numbered.logged(metric)
    values = values.with_columns(job=numbered.curves["job"].gather(values["curve"]))
    best = best_rows(values, goal, of="job")
    nothing_but_nan = values.join(best.select("job").unique(), on="job", how="anti")
    return (
        pl.concat([best, nothing_but_nan])
        .sort("job", numbered.metric_type.value, "curve")
        .unique("job", keep="first", maintain_order=True)
        .join(numbered.curves.drop("job"), on="curve", how="left", maintain_order="left")
    )


def _joined(best: pl.DataFrame, jobs: pl.DataFrame | None) -> pl.DataFrame:
    """Return the states and hyperparameters of the jobs of `best`, in its order."""
    if jobs is None:
        return pl.DataFrame()
    jobs = check_jobs(jobs)
    names = [name for name in jobs.columns if name == "state" or name.startswith(HYPERPARAMETER)]
    return (
        best.select("job_arn")
        .join(jobs.select("job_arn", *names), on="job_arn", how="left", maintain_order="left")
        .drop("job_arn")
    )


def _lay_out(
    numbered: NumberedMetrics, metric: str, best: pl.DataFrame, joined: pl.DataFrame
) -> pl.DataFrame:
    taken = {"rank", *joined.columns}
    first = best.select(list(leaderboard_schema("value")))
    first = first.rename({"value": column_of(metric, taken)})
    others = [numbered.frame[name][best["row"]] for name in numbered.metrics if name != metric]
    renamed = [other.alias(column_of(other.name, taken)) for other in others]
    return first.hstack([*sorted(renamed, key=lambda s: s.name), *joined.get_columns()])
