"""Jobs and their quantum tasks → what they cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from jobanalytics.errors import InvalidArgumentError
from jobanalytics.schema import COSTS, JOBS, TASKS, check_frame
from jobanalytics.tables.price_table import KINDS, own_prices

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["costs"]

_JOB = ["job_name", "job_arn"]
_OF_JOBS = [*_JOB, "instance", "instance_count", "billable_seconds"]
_COMPLETED = pl.col("state").eq_missing("COMPLETED")


def costs(
    jobs: pl.DataFrame,
    tasks: pl.DataFrame,
    prices: Mapping[str, Mapping[str, Any]] | None = None,
) -> pl.DataFrame:
    """Estimate what jobs cost: their quantum tasks by device, and their instances.

    Parameters
    ----------
    jobs : polars.DataFrame
        Of `jobs_table`: ``job_name``, ``job_arn``, ``instance`` String, ``instance_count`` Int64,
        ``billable_seconds`` Float64, and any further columns.
    tasks : polars.DataFrame
        Columns as in `jobanalytics.schema.TASKS`. Tasks of other jobs are left out.
    prices : mapping of str to mapping, optional
        Prices in USD, in the place of the shipped ones (`prices`) or beside them. A key is a
        device's ARN, an instance type, or a glob over them (``*/ionq/*``, ``ml.m5.*``); a value
        names any of ``per_task``, ``per_shot`` and ``per_hour``. What is not given keeps the
        shipped price. Of several globs that match an item the last counts, and its own name before
        any glob.

    Returns
    -------
    polars.DataFrame
        One row per job and item. ``job_name``, ``job_arn`` String; ``kind`` String, ``tasks`` or
        ``instance``; ``item`` String, the device's ARN or the instance type; ``tasks`` (completed
        ones), ``tasks_not_completed``, ``shots`` (of completed tasks) Int64, null for instances;
        ``seconds`` Float64 (billable ones times the number of instances), null for tasks;
        ``price_per_task``, ``price_per_shot``, ``price_per_hour`` Float64 in USD, null where there
        is none or it is of no concern; ``cost`` Float64 in USD; ``unpriced`` String, why there is
        no cost, else null. Ordered by job name, job ARN, kind and item. A job without tasks has no
        row of tasks; a local job has no row of instances.

    Raises
    ------
    FrameSchemaError
        If a column is missing or has another dtype.
    InvalidArgumentError
        If `jobs` has a job on AWS twice, or `prices` is no such mapping, names another kind of
        price, holds a price that is no number or negative, or a key matches none of the items
        nor of the shipped ones.

    Notes
    -----
    ``cost`` is ``tasks * price_per_task + shots * price_per_shot``, or
    ``seconds / 3600 * price_per_hour``. What has no price has no cost: null, never 0, and a sum is
    complete only where no row of it is ``unpriced``.

    An estimate, not a bill. The shipped prices are of the dates that `prices` gives, whenever the
    job ran. Only COMPLETED tasks are counted; FAILED and CANCELLED ones, and those that still run,
    are in ``tasks_not_completed``. On-demand simulators have no price per task or shot: they are
    billed by their run time, which the search for tasks does not tell. Free tiers, discounts,
    credits, taxes, reservations, storage, S3, logs and transfer are not in it.

    GetJob does not say whether ``billableDuration`` is of one instance or of all. It is taken for
    wall-clock time, and multiplied by the number of instances, because SageMaker, whose instance
    types these are, documents its billable time so; a record without a number has one instance.
    """
    jobs = check_frame(jobs, {name: JOBS[name] for name in _OF_JOBS}, "jobs")
    tasks = check_frame(tasks, TASKS, "tasks")
    on_aws = jobs.filter(~pl.col("job_arn").str.starts_with("local:"))
    if twice := on_aws.filter(pl.col("job_arn").is_duplicated())["job_arn"].to_list():
        raise InvalidArgumentError(
            f"The jobs have {twice[0]} more than once, which would count its cost as often. "
            "Leave the repetition out, as with jobs.unique('job_arn')."
        )
    items = pl.concat([_of_tasks(jobs, tasks), _of_instances(on_aws)], how="diagonal")
    priced = own_prices(prices, items["item"].drop_nulls()).rename(
        {kind: f"price_{kind}" for kind in KINDS}
    )
    return (
        items.join(priced, on="item", how="left")
        .with_columns(_concerning("tasks", "price_per_task", "price_per_shot"))
        .with_columns(_concerning("instance", "price_per_hour"))
        .with_columns(unpriced=_unpriced())
        .with_columns(cost=pl.when(pl.col("unpriced").is_null()).then(_cost()))
        .select(list(COSTS))
        .sort("job_name", "job_arn", "kind", "item")
    )


def _of_tasks(jobs: pl.DataFrame, tasks: pl.DataFrame) -> pl.DataFrame:
    shots = pl.col("shots").filter(_COMPLETED)
    return (
        tasks.join(jobs.select(_JOB).unique(), on="job_arn", how="inner")
        .group_by(*_JOB, item=pl.col("device"))
        .agg(
            kind=pl.lit("tasks"),
            tasks=_COMPLETED.sum().cast(pl.Int64),
            tasks_not_completed=(~_COMPLETED).sum().cast(pl.Int64),
            # A sum passes nulls over, and would be too small.
            shots=pl.when(shots.null_count() == 0).then(shots.sum()),
        )
    )


def _of_instances(jobs: pl.DataFrame) -> pl.DataFrame:
    return jobs.select(
        *_JOB,
        item=pl.col("instance"),
        kind=pl.lit("instance"),
        seconds=pl.col("billable_seconds") * pl.col("instance_count").fill_null(1),
    )


def _concerning(kind: str, *columns: str) -> pl.Expr:
    return pl.when(pl.col("kind") == kind).then(pl.col(*columns))


def _unpriced() -> pl.Expr:
    """Say why a row has no cost."""
    item = pl.col("item")
    of_tasks = pl.col("kind") == "tasks"
    simulator = of_tasks & item.str.contains("quantum-simulator", literal=True)
    kinds = {kind: of_tasks if kind != "per_hour" else ~of_tasks for kind in KINDS}
    missing = pl.concat_str(
        [
            pl.when(concerned & pl.col(f"price_{kind}").is_null()).then(pl.lit(kind))
            for kind, concerned in kinds.items()
        ],
        separator=" and no ",
        ignore_nulls=True,
    )
    return (
        pl.when(item.is_null() & of_tasks)
        .then(pl.lit("the device is not known"))
        .when(item.is_null())
        .then(pl.lit("the instance type is not known"))
        .when((missing != "") & simulator)
        .then(pl.format("{} is billed by its minutes of run time, which are not known", item))
        .when(missing != "")
        .then(pl.format("{} has no price {}", item, missing))
        .when(of_tasks & pl.col("shots").is_null())
        .then(pl.format("{} has completed tasks whose shots are not known", item))
        .when(~of_tasks & pl.col("seconds").is_null())
        .then(pl.lit("the billable time is not known"))
    )


def _cost() -> pl.Expr:
    tasks = pl.col("tasks") * pl.col("price_per_task") + pl.col("shots") * pl.col("price_per_shot")
    # By a scalar Polars does not divide but multiplies with its inverse, which is an ulp off.
    hour = pl.repeat(3_600.0, pl.len())
    instance = pl.col("seconds") / hour * pl.col("price_per_hour")
    return pl.when(pl.col("kind") == "tasks").then(tasks).otherwise(instance)
