"""Metrics frame → the performance of groups of jobs, beside each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import polars as pl

from jobanalytics.comparison.arguments import GOALS, list_of, one_of, whole_number
from jobanalytics.comparison.best import best_value
from jobanalytics.comparison.bootstrap import (
    Estimate,
    Resampling,
    estimates_of_centers,
    probability_of_being_larger,
)
from jobanalytics.comparison.groups import (
    GroupsLike,
    check_jobs,
    find_group_column,
    group_columns,
)
from jobanalytics.comparison.numbered import NumberedMetrics, number_metrics
from jobanalytics.errors import InvalidArgumentError
from jobanalytics.schema import COMPARISON

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

__all__ = ["compare"]

_STATISTICS = ("mean", "median", "iqm")
_ESTIMATES = [
    *(f"{name}{end}" for name in _STATISTICS for end in ("", "_low", "_high")),
    *("probability_of_improvement", "probability_low", "probability_high", "is_baseline"),
]


def compare(
    metrics: pl.DataFrame,
    metric: str,
    *,
    by: GroupsLike,
    goal: str,
    jobs: pl.DataFrame | None = None,
    of: str = "last",
    baseline: Any = None,
    seed: int = 0,
    resamples: int = 2000,
) -> pl.DataFrame:
    """Compare the performance of groups of jobs: how well, how sure, how likely better.

    Parameters
    ----------
    metrics : polars.DataFrame
        A metrics frame of many jobs; see `jobanalytics.comparison`.
    metric : str
        The metric.
    by : str or sequence of str or None
        The columns whose values make a group; all jobs are one if None. A name is that of a
        column of `jobs`, else of ``hyperparameters.<name>``, else of ``tags.<name>``; and else
        of a column of `metrics` found in the same way.
    goal : str
        ``min`` or ``max``, in any case: which value is better.
    jobs : polars.DataFrame, optional
        The table of jobs, if `metrics` does not have the columns of the groups.
    of : str
        Which value counts for a job and node: ``last``, the one at the largest pivot where the
        metric was logged, or ``best``, by `goal`.
    baseline : value, tuple or dict, optional
        The group to beat: the value of its column; of several columns a tuple in the order of
        `by`, or a dict. ``(None,)`` is the group without a value. By default the best group by
        ``iqm``, of each node.
    seed : int
        Where resampling begins; the same seed gives the same intervals.
    resamples : int
        How often to resample.

    Returns
    -------
    polars.DataFrame
        One row per group and node: the columns of the groups under their full names, then as in
        `jobanalytics.schema.COMPARISON`. ``n`` UInt32 is the number of jobs with a number and
        ``nan_count`` UInt32 that of jobs whose value is NaN, which are in no statistic.
        ``not_completed`` UInt32 is how many jobs of the group are not COMPLETED by `jobs`, whose
        values may not be final, if they have any: filter them out where that matters. It is null
        without `jobs`. ``iqm``, ``mean`` and ``median`` Float64, each with ``_low`` and ``_high``,
        are in the metric's unit; ``iqm`` is the interquartile mean: that of the values left when
        ``int(n / 4)`` are cut from either end. ``probability_of_improvement`` Float64, with
        ``probability_low`` and ``probability_high``, is that of a job of this group to be better
        than one of the baseline group with the same node, equal ones counting half; null for the
        baseline itself, which ``is_baseline`` Boolean marks. Best ``iqm`` first, null last; equals
        by group and node.

    Raises
    ------
    FrameSchemaError
        If `metrics` is no metrics frame of many jobs, or `jobs` no table with one row a job.
    InvalidArgumentError
        If there is no such metric, column or baseline, a job is in several groups, or another
        argument is none of those above.

    Notes
    -----
    Interquartile mean, probability of improvement and the percentile bootstrap of 95 % intervals
    are those of Agarwal et al. [1]_, the probability by the U of Mann and Whitney. They stratify
    by task; here nothing is stratified: the jobs of a group are its sample. There are no intervals
    for fewer than two jobs, nor, for mean, median and ``iqm``, where a value is infinite. What has
    no value, such as the mean of both infinities, is null. The order of rows and jobs has no say,
    nor have further groups. Two groups' probabilities against each other add up to exactly 1, and
    the intervals are mirror images.

    References
    ----------
    .. [1] R. Agarwal, M. Schwarzer, P. S. Castro, A. C. Courville and M. G. Bellemare, "Deep
       Reinforcement Learning at the Edge of the Statistical Precipice", NeurIPS 34 (2021).
    """
    goal = one_of("goal", goal, GOALS)
    of = one_of("of", of, ("last", "best"))
    how = Resampling(whole_number("seed", seed, 0), whole_number("resamples", resamples, 2))
    numbered = number_metrics(metrics)
    tables = [metrics.columns]
    if jobs is not None:
        jobs = check_jobs(jobs)
        tables.insert(0, jobs.columns)
    columns = group_columns(by, COMPARISON, ["node_id"], *tables)
    # Columns of groups may have any name, that of a column of ours too.
    keys = [f"by{place}" for place in range(len(columns))]
    values = _value_of_each_curve(numbered, metric, goal if of == "best" else None)
    # Of all jobs, those without a value too, where a table says of them how they ended.
    states = pl.DataFrame(schema={"job_arn": pl.String, "state": pl.String})
    if jobs is not None and "state" in jobs.columns:
        states = jobs.select("job_arn", pl.col("state").cast(pl.String))
    for column, key in zip(columns, keys, strict=True):
        one_each = _value_of_each_job(numbered.frame, jobs, column)
        one_each = one_each.select("job_arn", pl.col(column).alias(key))
        values = values.join(one_each, on="job_arn", how="left", nulls_equal=True)
        states = states.join(one_each, on="job_arn", how="inner")
    groups = (
        values.group_by(*keys, "node_id")
        .agg(
            numbers=pl.col("value").fill_nan(None).drop_nulls().sort(),
            nan_count=pl.col("value").is_nan().sum(),
        )
        .pipe(_with_not_completed, states, keys)
        .sort(*keys, "node_id")
        .with_columns(n=pl.col("numbers").list.len(), metric=pl.lit(metric))
    )
    wanted = _wanted(baseline, columns, groups.select(keys).rows())
    return (
        groups.hstack(_estimates(groups, wanted, goal, how))
        .sort(
            pl.col("iqm") if goal == "min" else -pl.col("iqm"),
            *keys,
            "node_id",
            nulls_last=[True, *[False] * len(keys), False],
        )
        .rename(dict(zip(keys, columns, strict=True)))
        .select(*columns, *(pl.col(name).cast(to) for name, to in COMPARISON.items()))
    )


def _with_not_completed(
    groups: pl.DataFrame, states: pl.DataFrame, keys: Sequence[str]
) -> pl.DataFrame:
    """Add how many jobs of each group are not COMPLETED; null where no state is known."""
    count = pl.when(pl.col("state").is_not_null().any()).then(
        (pl.col("state") != "COMPLETED").sum()
    )
    if not keys:
        return groups.join(states.select(not_completed=count), how="cross")
    counts = states.group_by(keys).agg(not_completed=count)
    return groups.join(counts, on=keys, how="left", nulls_equal=True)


def _value_of_each_curve(
    numbered: NumberedMetrics, metric: str, best_by: str | None
) -> pl.DataFrame:
    """Return ``job_arn``, ``node_id`` and ``value`` of each curve: the best, or the last."""
    value = best_value(best_by).fill_null(float("nan")) if best_by else pl.col("value").last()
    return (
        numbered.logged(metric)
        .group_by("curve")
        .agg(value=value)
        .join(numbered.curves, on="curve")
        .select("job_arn", "node_id", "value")
    )


def _value_of_each_job(
    metrics: pl.DataFrame, jobs: pl.DataFrame | None, column: str
) -> pl.DataFrame:
    """Return a table with one row a job that has `column`: `jobs`, or made of `metrics`."""
    if jobs is not None and column in jobs.columns:
        return jobs
    values = metrics.select(list(dict.fromkeys(["job_arn", column]))).unique()
    several = values.filter(values["job_arn"].is_duplicated())["job_arn"]
    if len(several):
        raise InvalidArgumentError(
            f"Jobs cannot be grouped by {column!r}: the rows of job {several.sort()[0]} have "
            "several values of it. Group by what is one for each job, such as a hyperparameter."
        )
    return values


def _wanted(
    baseline: Any, columns: Sequence[str], groups: Sequence[tuple[Any, ...]]
) -> tuple[Any, ...] | None:
    """Return the group that `baseline` names, or raise if there is none such."""
    if baseline is None or not groups:
        return None
    wanted = baseline if isinstance(baseline, tuple) else (baseline,)
    if isinstance(baseline, Mapping):
        named = {find_group_column(name, columns): value for name, value in baseline.items()}
        wanted = tuple(named[column] for column in columns if column in named)
    if wanted in groups:
        return wanted
    known = [group[0] if len(columns) == 1 else group for group in dict.fromkeys(groups)]
    raise InvalidArgumentError(
        f"There is no group {baseline!r} for a baseline. The groups, by {', '.join(columns)}, are "
        f"{list_of(known)}."
    )


def _estimates(
    groups: pl.DataFrame, wanted: tuple[Any, ...] | None, goal: str, how: Resampling
) -> pl.DataFrame:
    """Return the statistics of each group, in the order of the groups."""
    # Adding 0.0 makes every -0.0 a 0.0, which is equal and yet would be resampled otherwise.
    numbers = [one.to_numpy() + 0.0 for one in groups["numbers"]]
    centers = [estimates_of_centers(one, how) for one in numbers]
    baselines = _baselines(groups, wanted, [iqm.value for _, _, iqm in centers], goal)
    rows = []
    for place, (mean, median, iqm) in enumerate(centers):
        other = baselines.get(groups["node_id"][place])
        is_baseline = place == other
        improvement = Estimate(None, None, None)
        if other is not None and not is_baseline:
            improvement = _improvement(numbers, place, other, goal, how)
        rows.append((*mean, *median, *iqm, *improvement, is_baseline))
    return pl.DataFrame(rows, {name: COMPARISON[name] for name in _ESTIMATES}, orient="row")


def _baselines(
    groups: pl.DataFrame, wanted: tuple[Any, ...] | None, iqms: list[float | None], goal: str
) -> dict[str | None, int]:
    """Return the place of each node's baseline group: the one wanted, else the best."""
    sign = 1 if goal == "min" else -1
    if wanted is None:
        first = [(iqm is None, sign * (iqm or 0)) for iqm in iqms]
        places = sorted(range(len(iqms)), key=first.__getitem__)
    else:
        names = [name for name in groups.columns if name.startswith("by")]
        places = [place for place, one in enumerate(groups.select(names).rows()) if one == wanted]
    return {groups["node_id"][place]: place for place in reversed(places)}


def _improvement(
    numbers: list[NDArray[np.float64]], group: int, baseline: int, goal: str, how: Resampling
) -> Estimate:
    """Estimate the probability that one of a group is better than one of the baseline.

    Each two groups are compared in one order, and the result turned round where needed.
    """
    first, second = sorted((group, baseline))
    larger = probability_of_being_larger(numbers[first], numbers[second], how)
    if (group == first) == (goal == "max"):
        return larger
    return larger.mirrored()
