"""The metrics of a set's jobs in one frame."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import polars as pl

from jobanalytics import comparison, merging, tables
from jobanalytics.completeness import counted
from jobanalytics.errors import InvalidArgumentError
from jobanalytics.job_set.gathering import IncompleteMetricsWarning
from jobanalytics.job_set.loading import warn_of_incomplete
from jobanalytics.job_set.selection import check_logged, check_names, statistic_of
from jobanalytics.job_set.set_merge import SetMerge
from jobanalytics.schema import MetricStatistic, MetricType

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Unpack

    from jobanalytics.job_set.loading import Loader
    from jobanalytics.job_set.members import Members
    from jobanalytics.job_set.options import LoadOptions
    from jobanalytics.job_set.set_merge import Others
    from jobanalytics.merging import StatisticLike

__all__ = ["iterations_of", "lineage_of", "merged_metrics"]


def merged_metrics(
    members: Members,
    loader: Loader,
    names: Sequence[str] = (),
    *,
    others: Others = "left out",
    counts_all: bool = False,
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
    others : str
        What becomes of metrics that are not named; see `Others`.
    counts_all : bool
        Count merged cells whatever the statistic, and not only where it is MAX, as by default.
    metric_type, statistic, across_nodes, chains, **options
        See `ByPivotOptions`.
    """
    check_names(names)
    metric_type = MetricType.of(metric_type)
    merging.check_statistic(statistic)
    if across_nodes is not None:
        merging.check_statistic(across_nodes)
    joined = chains not in (None, False)
    if joined and metric_type is not MetricType.ITERATION_NUMBER:
        raise InvalidArgumentError(
            "Chains of jobs are joined by iteration; leave out metric_type, or chains."
        )
    merge = SetMerge(names, others, metric_type, statistic, counts_all=counts_all)
    iterations = []
    wanted = None
    if names and others == "left out" and not joined:
        wanted = {*names, *_named_in(statistic), *map(merging.metric_of, _named_in(across_nodes))}

    def merge_part(observations: pl.DataFrame) -> None:
        merge.add(observations)
        if joined:
            iterations.append(iterations_of(observations))

    loader.read_parts(merge_part, wanted, **options)
    if loader.lacks_metrics and not merge.logged.keys() >= set(names):
        # Who says which ones are there has to know all.
        with warnings.catch_warnings(action="ignore", category=IncompleteMetricsWarning):
            loader.read_parts(merge.learn_metrics, **options)
    whose = "that could be read" if loader.has_left_out("metrics") else "of the set"
    check_logged(names, merge.logged, metric_type, whose)
    merge.warn_of_unknown(knows_all=not loader.lacks_metrics)
    _warn_of_jobs_without(merge.without_pivot(), metric_type, members)
    frame = loader.named(merge.frame())
    loader.merged_cells = merge.merged_cells
    if across_nodes is not None:
        columns, logged = (
            list(map(merging.column_of, some)) for some in (merge.merged, merge.logged)
        )
        across_nodes = statistic_of(across_nodes, columns, logged)
        frame = comparison.join_nodes(frame, across_nodes)
    if joined:
        parents = None if isinstance(chains, bool) else chains
        lineage = lineage_of(members, loader, pl.concat(iterations), parents, **options)
        frame = tables.join_chains(frame, lineage)
    # Where nothing was logged at all, the metrics that are asked for have no column yet.
    missing = sorted({merging.column_of(name) for name in names} - set(frame.columns))
    return frame.with_columns(pl.lit(None, pl.Float64).alias(name) for name in missing)


def _named_in(statistic: StatisticLike | None) -> Iterable[str]:
    names = statistic if isinstance(statistic, Mapping) else ()
    return [name for name in names if isinstance(name, str)]


def iterations_of(observations: pl.DataFrame) -> pl.DataFrame:
    """Return ``first_iteration`` and ``last_iteration`` of each ``job_arn``."""
    number = pl.col("iteration_number")
    return observations.group_by("job_arn").agg(
        first_iteration=number.min(), last_iteration=number.max()
    )


def lineage_of(
    members: Members,
    loader: Loader,
    iterations: pl.DataFrame,
    parents: Mapping[Any, Any] | None,
    **options: Unpack[LoadOptions],
) -> pl.DataFrame:
    """Find the jobs that went on from others, by what `iterations_of` says of each.

    See `JobSet.lineage`.
    """
    records = loader.records(**options)
    checkpoints = [(record.get("checkpointConfig") or {}).get("s3Uri") for record in records]
    jobs = tables.jobs_table(records).with_columns(
        checkpoint_s3_uri=pl.Series(checkpoints, dtype=pl.String)
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


def _warn_of_jobs_without(lost: pl.DataFrame, metric_type: MetricType, members: Members) -> None:
    """Warn of jobs whose values have no pivot, so that they are not in the frame at all."""
    if lost.is_empty():
        return
    arn, metric = lost.row(0)
    first = next(member for member in members if member.arn == arn)
    warn_of_incomplete(
        f"{lost['job_arn'].n_unique():,} of {counted(len(members), 'job')} logged metrics without "
        f"any {metric_type.value}, such as {metric!r} of {first.known_name!r}. Those are in no "
        f"frame by {metric_type.value}; metric_type={metric_type.companion!r} has them."
    )
