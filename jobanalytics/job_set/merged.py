"""The metrics of a set's jobs in one frame."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import polars as pl

from jobanalytics import comparison, merging, tables
from jobanalytics.completeness import counted
from jobanalytics.errors import InvalidArgumentError
from jobanalytics.job_set.loading import warn_of_incomplete
from jobanalytics.job_set.selection import (
    check_logged,
    column_of,
    statistic_of,
    without_pivot,
)
from jobanalytics.job_set.shared_cells import count_shared
from jobanalytics.schema import MetricStatistic, MetricType

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Unpack

    from jobanalytics.job_set.loading import Loader
    from jobanalytics.job_set.members import Members
    from jobanalytics.job_set.options import LoadOptions
    from jobanalytics.merging import StatisticLike

__all__ = ["lineage_of", "merged_metrics"]


def merged_metrics(
    members: Members,
    loader: Loader,
    names: Sequence[str] = (),
    *,
    with_others: bool = False,
    metric_type: MetricType | str = MetricType.ITERATION_NUMBER,
    statistic: StatisticLike = MetricStatistic.MAX,
    across_nodes: StatisticLike | None = None,
    chains: bool | Mapping[Any, Any] = False,
    **options: Unpack[LoadOptions],
) -> pl.DataFrame:
    """Load the metrics of jobs and merge them; see `JobSet.metrics`.

    Parameters
    ----------
    members : Members
        The jobs.
    loader : Loader
        Loads them.
    names : sequence of str
        Metrics that have to be there; all, if there are none.
    with_others : bool
        Merge the other metrics too.
    metric_type, statistic, across_nodes, chains, **options
        See `ByPivotOptions`.
    """
    metric_type = MetricType.of(metric_type)
    merging.check_statistic(statistic)
    if across_nodes is not None:
        merging.check_statistic(across_nodes)
    joined = chains not in (None, False)
    if joined and metric_type is not MetricType.ITERATION_NUMBER:
        raise InvalidArgumentError(
            "Chains of jobs are joined by iteration; leave out metric_type, or chains."
        )
    if names and not with_others and not joined:
        of = (one for one in (statistic, across_nodes) if isinstance(one, Mapping))
        wanted = [*names, *(name for one in of for name in one)]
        everything = _observations_of(loader, wanted, **options)
    else:
        everything = loader.observations(**options)
    whose = "that could be read" if loader.has_left_out("metrics") else "of the set"
    logged = check_logged(everything, names, metric_type, whose)
    observations, kept = everything, logged
    if names and not with_others:
        observations, kept = everything.filter(pl.col("metric").is_in(names)), list(names)
        statistic = statistic_of(statistic, kept, logged)
    _warn_of_jobs_without(observations, metric_type, members)
    frame = loader.named(merging.merge_metrics(observations, metric_type, statistic))
    loader.shared_cells = count_shared(observations, frame, names or logged, metric_type)
    if across_nodes is not None:
        columns, others = ([column_of(name) for name in some] for some in (kept, logged))
        across_nodes = statistic_of(across_nodes, columns, others)
        frame = comparison.join_nodes(frame, across_nodes)
    if joined:
        parents = None if isinstance(chains, bool) else chains
        frame = tables.join_chains(
            frame, lineage_of(members, loader, everything, parents, **options)
        )
    # Where nothing was logged at all, the metrics that are asked for have no column yet.
    missing = sorted({column_of(name) for name in names} - set(frame.columns))
    return frame.with_columns(pl.lit(None, pl.Float64).alias(name) for name in missing)


def _observations_of(
    loader: Loader, wanted: Sequence[str], /, **options: Unpack[LoadOptions]
) -> pl.DataFrame:
    """Load the observations of some metrics at least; all of them, where one is not there.

    Who says then which ones are there has to know all.
    """
    names = {name for name in wanted if isinstance(name, str)}
    some = loader.observations(names, **options)
    if names <= set(some["metric"].unique()):
        return some
    return loader.observations(**options)


def lineage_of(
    members: Members,
    loader: Loader,
    observations: pl.DataFrame,
    parents: Mapping[Any, Any] | None,
    **options: Unpack[LoadOptions],
) -> pl.DataFrame:
    """Find the jobs that went on from others; see `JobSet.lineage`."""
    records = loader.records(**options)
    checkpoints = [(record.get("checkpointConfig") or {}).get("s3Uri") for record in records]
    jobs = tables.jobs_table(records).with_columns(
        checkpoint_s3_uri=pl.Series(checkpoints, dtype=pl.String)
    )
    number = pl.col("iteration_number")
    iterations = observations.group_by("job_arn").agg(
        first_iteration=number.min(), last_iteration=number.max()
    )
    known = set(jobs["job_arn"])
    named = None if parents is None else _by_arn(members, loader, parents)
    # A job whose record was left out is no job of this table.
    left = named and {
        child: parent if parent in known else None
        for child, parent in named.items()
        if child in known
    }
    return tables.lineage(jobs, iterations, left)


def _by_arn(members: Members, loader: Loader, parents: Any) -> dict[str, str | None]:
    if not isinstance(parents, Mapping):
        raise InvalidArgumentError(
            "The parents of jobs are given as a mapping of each job to the one that it continued, "
            f"by places, names, ARNs or the jobs themselves; got {parents!r}."
        )

    def arn(which: Any) -> str:
        return members.find(which, loader.names).arn

    return {
        arn(child): None if parent is None else arn(parent) for child, parent in parents.items()
    }


def _warn_of_jobs_without(
    observations: pl.DataFrame, metric_type: MetricType, members: Members
) -> None:
    """Warn of jobs whose values have no pivot, so that they are not in the frame at all."""
    lost = without_pivot(observations, metric_type)
    if lost.is_empty():
        return
    arn, metric = lost.row(0)
    first = next(member for member in members if member.arn == arn)
    warn_of_incomplete(
        f"{lost['job_arn'].n_unique():,} of {counted(len(members), 'job')} logged metrics without "
        f"any {metric_type.value}, such as {metric!r} of {first.known_name!r}. Those are in no "
        f"frame by {metric_type.value}; metric_type={metric_type.companion!r} has them."
    )
