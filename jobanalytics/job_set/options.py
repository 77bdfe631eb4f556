"""How metrics are merged for a comparison, and how the jobs are loaded for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from jobanalytics.job_set.gathering import LoadOptions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jobanalytics.merging import StatisticLike
    from jobanalytics.schema import MetricType

__all__ = ["ByPivotOptions", "LoadOptions", "MergeOptions", "loading"]


class MergeOptions(LoadOptions, total=False):
    """How the metrics are merged that a comparison works on, and how the jobs are loaded.

    Attributes
    ----------
    statistic : MetricStatistic, str, or mapping of metric name to either
        What several values of one cell become; MAX by default. Where nobody chose, and the goal is
        ``min``, a DefaultStatisticWarning tells of the cells in which that matters.
    across_nodes : MetricStatistic, str, mapping or None
        Joins a job's nodes by this statistic of their merged values. By default each node has a
        curve of its own.
    chains : bool or mapping
        Reads jobs that continue one another as one; see `JobSet.lineage`, whose `parents` a
        mapping is.
    """

    statistic: StatisticLike
    across_nodes: StatisticLike | None
    chains: bool | Mapping[Any, Any]


class ByPivotOptions(MergeOptions, total=False):
    """As MergeOptions, with the pivot: iteration_number by default."""

    metric_type: MetricType | str


def loading(options: MergeOptions) -> LoadOptions:
    """Return those of the options that say how to load."""
    kept = {name: options[name] for name in LoadOptions.__annotations__ if name in options}  # type: ignore[literal-required]
    return cast("LoadOptions", kept)
