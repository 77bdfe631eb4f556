"""The tables of a set's report."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import polars as pl

from jobanalytics import comparison, merging, tables
from jobanalytics.comparison.arguments import GOALS, did_you_mean, list_of, one_of
from jobanalytics.comparison.groups import find_group_column, group_names
from jobanalytics.completeness import counted
from jobanalytics.errors import InvalidArgumentError
from jobanalytics.job_set.gathering import IncompleteMetricsWarning
from jobanalytics.job_set.groups import check_groups, of_jobs
from jobanalytics.job_set.options import loading
from jobanalytics.merging import column_of, metric_of
from jobanalytics.report import MetricTables, ReportTables, render, write_page
from jobanalytics.report.writing import check_path
from jobanalytics.schema import CURVE_X, METRICS_KEYS

if TYPE_CHECKING:
    import os
    from datetime import timedelta
    from pathlib import Path

    from jobanalytics.comparison.best import GoalLike
    from jobanalytics.comparison.groups import GroupsLike
    from jobanalytics.job_set.job_set import JobSet
    from jobanalytics.job_set.options import LoadOptions, MergeOptions

__all__ = ["report"]

_MOST_METRICS = 4
_ITERATION = "iteration_number"
# What else could not be read of the jobs, such as results, is no matter of the page.
_READINGS = ("records", "metrics", "tasks")


def report(
    jobs: JobSet,
    path: str | os.PathLike[str],
    *,
    metrics: str | Sequence[str] | None,
    by: GroupsLike,
    goal: GoalLike,
    title: str | None,
    x: str,
    every: float | str | timedelta | None,
    prices: Mapping[str, Mapping[str, float]] | None,
    options: MergeOptions,
) -> Path:
    """Gather the tables of a report and write its page; see `JobSet.report`."""
    check_path(path)
    x = one_of("x", x, tuple(CURVE_X))
    named = _names(metrics)
    goals = _goals(goal)
    if title is not None and not isinstance(title, str):
        raise InvalidArgumentError(f"title takes a string; got {title!r}.")
    load = loading(options)
    table = jobs.table(**load)
    groups = _groups(table, by)
    frames, merged, completeness = _frames(jobs, x, options)
    logged = {name: over for over, frame in frames.items() for name in _metrics_of(frame)}
    chosen = _choose(named, goals, logged, frames)
    # Not all of the table: where chains are joined, none of what others went on from.
    last = jobs._jobs_of_curves(**options)  # noqa: SLF001 - of this package
    of_curves = of_jobs(last, table)
    sections = [
        _metric(name, frames, logged.get(name, x), of_curves, groups, goals, every)
        for name in chosen
    ]
    # What only some accounts may ask for shall not cost the rest of the page: it is named there.
    collecting: LoadOptions = {**load, "on_error": "collect"}
    tasks = jobs.tasks(**collecting)
    costs = tables.costs(table, of_jobs(table, tasks.drop("job_name")), prices)
    page = render(
        ReportTables(
            title=title if title is not None else f"Sweep of {counted(len(jobs), 'hybrid job')}",
            made_at=datetime.now(UTC),
            count=len(jobs),
            jobs=table,
            completeness=completeness,
            errors=jobs.errors().filter(pl.col("reading").is_in(_READINGS)),
            merged=_in_order(merged, chosen),
            varying=comparison.varying(table),
            groups=groups,
            are_groups_given=by is not None,
            metrics=sections,
            other_metrics=sorted(logged.keys() - set(chosen)),
            tasks=tables.task_totals(tasks.drop("job_name")),
            costs=costs,
            cost_totals=tables.cost_totals(costs),
        )
    )
    return write_page(path, page)


def _names(metrics: Any) -> list[str] | None:
    if metrics is None:
        return None
    names = [metrics] if isinstance(metrics, str) else metrics
    if not isinstance(names, Sequence) or not all(isinstance(name, str) for name in names):
        raise InvalidArgumentError(
            f"metrics takes the name of a metric, or a sequence of names; got {metrics!r}."
        )
    return list(dict.fromkeys(names))


def _goals(goal: Any) -> Mapping[str, str] | str | None:
    if goal is None:
        return None
    if isinstance(goal, Mapping):
        return {name: one_of(f"goal of {name!r}", one, GOALS) for name, one in goal.items()}
    return one_of("goal", goal, GOALS)


def _groups(table: pl.DataFrame, by: GroupsLike) -> list[str]:
    if by is None:
        return comparison.swept_groups(table)
    check_groups(table, by)
    return list(dict.fromkeys(find_group_column(name, table.columns) for name in group_names(by)))


def _frames(
    jobs: JobSet, x: str, options: MergeOptions
) -> tuple[dict[str, pl.DataFrame], pl.DataFrame, pl.DataFrame]:
    """Return metrics frames by what their curves go over, merged cells, and certificates.

    Metrics that were never logged with an iteration number can only go over time.
    """
    pivot = _ITERATION if x == _ITERATION else "timestamp"
    merge = partial(jobs._merged, counts_all=True, **options)  # noqa: SLF001 - of this package
    frames = {x: merge(metric_type=pivot)}
    merged = _merged(jobs, options)
    completeness = jobs.completeness(**loading(options))
    joined = options.get("chains") not in (None, False)
    if x == _ITERATION and not joined and completeness["without_iteration_number"].sum():
        # Of the metrics that go by iteration none is missing because it has no times.
        with warnings.catch_warnings(action="ignore", category=IncompleteMetricsWarning):
            by_time = merge(metric_type="timestamp")
        known = _metrics_of(frames[x])
        frames["elapsed"] = by_time.drop(map(column_of, known), strict=False)
        others = _merged(jobs, options).filter(~pl.col("metric").is_in(known))
        merged = pl.concat([merged, others])
        completeness = jobs.completeness(**loading(options))
    return frames, merged, completeness


def _in_order(merged: pl.DataFrame, chosen: Sequence[str]) -> pl.DataFrame:
    return pl.concat([merged.clear(), *(merged.filter(metric=metric) for metric in chosen)])


def _merged(jobs: JobSet, options: MergeOptions) -> pl.DataFrame:
    """Return the merged cells of the last frame, with how they were merged."""
    statistics = merging.Statistics(options.get("statistic", "max"))
    cells = jobs._loader.merged_cells  # noqa: SLF001 - of this package
    names = jobs._loader.names(**loading(options))  # noqa: SLF001 - of this package
    taken = [statistics[metric].value for metric in cells["metric"]]
    return cells.select(
        job_name=pl.col("job_arn").replace_strict(names, return_dtype=pl.String),
        job_arn="job_arn",
        metric="metric",
        pivot="pivot",
        statistic=pl.Series(taken, dtype=pl.String),
        count="count",
    )


def _metrics_of(frame: pl.DataFrame) -> list[str]:
    """Return the metrics of a frame by the names that were logged."""
    return [metric_of(name) for name in frame.columns if name not in METRICS_KEYS]


def _choose(
    named: list[str] | None,
    goals: Mapping[str, str] | str | None,
    logged: Mapping[str, str],
    frames: Mapping[str, pl.DataFrame],
) -> list[str]:
    """Return the metrics to show: those named, else those with a goal and of the most jobs."""
    wanted = list(goals) if isinstance(goals, Mapping) else []
    for name in [*(named or []), *wanted]:
        if logged and name not in logged:
            raise InvalidArgumentError(
                f"No job of the set logged a metric {name!r}; logged were "
                f"{list_of(sorted(logged))}{did_you_mean(name, logged)}"
            )
    if named is not None:
        return named if logged else []
    counts = {name: _jobs_with(name, frames[over]) for name, over in logged.items()}
    first = [name for name in wanted if name in logged]
    others = sorted(logged.keys() - set(first), key=lambda name: (-counts[name], name))
    return [*first, *others][: max(_MOST_METRICS, len(first))]


def _jobs_with(metric: str, frame: pl.DataFrame) -> int:
    return frame.filter(pl.col(column_of(metric)).is_not_null())["job_arn"].n_unique()


def _metric(
    metric: str,
    frames: Mapping[str, pl.DataFrame],
    x: str,
    jobs: pl.DataFrame,
    groups: list[str],
    goals: Mapping[str, str] | str | None,
    every: float | str | timedelta | None,
) -> MetricTables:
    frame, column = of_jobs(jobs, frames[x]), column_of(metric)
    goal = goals.get(metric) if isinstance(goals, Mapping) else goals
    curves = comparison.curves(frame, column, x=x)
    bands = compared = None
    if x == _ITERATION or every is not None:
        windows = comparison.curves(frame, column, x=x, every=every)
        bands = comparison.bands(comparison.with_groups(windows, jobs, groups), by=groups)
    if groups:
        compared = comparison.compare(frame, column, by=groups, goal=goal or "min", jobs=jobs)
        if goal is None:  # no group is said to be the better one
            compared = compared.sort([*groups, "node_id"])
    board = comparison.leaderboard(frame, column, goal=goal, jobs=jobs) if goal else None
    summary = comparison.summary(frame, column, goal={column: goal} if goal else None)
    return MetricTables(metric, goal, x, curves, bands, summary, compared, board)
