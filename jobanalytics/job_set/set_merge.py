"""SetMerge: the observations of a set, merged some jobs at a time, and what is to be said of all.

A set may have more observations than can be held together with what merging makes of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

import polars as pl

from jobanalytics import merging
from jobanalytics.job_set.merged_cells import MERGED_CELLS, count_merged
from jobanalytics.job_set.selection import logged_metrics
from jobanalytics.schema import MetricStatistic

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jobanalytics.merging import StatisticLike
    from jobanalytics.schema import MetricType

__all__ = ["Others", "SetMerge"]

Others: TypeAlias = Literal["left out", "in rows", "merged"]
"""What becomes of metrics that are not named: nothing, as if they had not been logged; or rows and
their times are those of all metrics; or they have columns too."""


class SetMerge:
    """Merges the observations of a set.

    Parameters
    ----------
    names : sequence of str
        The metrics that are asked for; all, if there are none.
    others : str
        What becomes of the others; see `Others`.
    metric_type, statistic
        As `merge_metrics` takes them.
    counts_all : bool
        Count merged cells whatever the statistic, and not only where it is MAX: it takes as long as
        merging, and only what nobody chose is told.
    """

    def __init__(
        self,
        names: Sequence[str],
        others: Others,
        metric_type: MetricType,
        statistic: StatisticLike,
        *,
        counts_all: bool = False,
    ) -> None:
        self._names = names
        self._others: Others = others if names else "merged"
        self._metric_type = metric_type
        self._statistics = merging.Statistics(statistic)
        self._frames: list[pl.DataFrame] = []
        self._unmerged: list[pl.DataFrame] = []
        self.logged: dict[str, bool] = {}
        """Each metric that was logged, sorted, and whether ever with the pivot."""
        self._counts_all = counts_all
        self._merged_cells = [pl.DataFrame(schema=MERGED_CELLS)]

    def add(self, observations: pl.DataFrame) -> None:
        """Merge all observations of some jobs."""
        counts = self.learn_metrics(observations)
        columns = None if self._others == "merged" else self._names
        if self._others == "left out":
            if counts.keys() - self._names:
                observations = observations.filter(pl.col("metric").is_in(self._names))
            columns = None
        self._unmerged.append(self._without_pivot(observations))
        observations = merging.with_pivot(observations, self._metric_type)
        frames = merging.merged_parts(observations, self._metric_type, self._statistics, columns)
        self._frames += frames
        counts = {
            name: count
            for name, count in counts.items()
            if (not self._names or name in self._names)
            and (self._counts_all or self._statistics[name] is MetricStatistic.MAX)
        }
        self._merged_cells.append(count_merged(observations, frames, counts, self._metric_type))

    def learn_metrics(self, observations: pl.DataFrame) -> dict[str, int]:
        """Count the metrics of observations, also of some that are not merged."""
        counts = logged_metrics(observations, self._metric_type)
        names = sorted({*self.logged, *counts})
        self.logged = {
            name: self.logged.get(name, False) or counts.get(name, 0) > 0 for name in names
        }
        return counts

    def warn_of_unknown(self, *, knows_all: bool) -> None:
        """Warn of a statistic for a metric that was not logged; name all that were, if known."""
        logged = pl.Series(list(self.logged), dtype=pl.String)
        self._statistics.warn_of_unknown(logged, self._metric_type, knows_all=knows_all)

    @property
    def merged(self) -> list[str]:
        """The metrics that have columns."""
        return list(self.logged) if self._others == "merged" else list(self._names)

    def frame(self) -> pl.DataFrame:
        """Return what came of all; as `merge_metrics` does, but for the order of the jobs."""
        return merging.side_by_side(self._frames)

    @property
    def merged_cells(self) -> pl.DataFrame:
        """The cells that hold several different values, by job and metric; sorted by these."""
        return pl.concat(self._merged_cells).sort("job_arn", "metric")

    def without_pivot(self) -> pl.DataFrame:
        """Return the ``job_arn`` and ``metric`` of what drops out of the frame unseen; sorted.

        That is a metric that a job logged only without the pivot, while other jobs have it in the
        frame, or while the job itself has nothing in it.
        """
        in_frame = [name for name, has_pivot in self.logged.items() if has_pivot]
        return (
            pl.concat(self._unmerged)
            .filter(pl.col("metric").is_in(in_frame) | ~pl.col("job_is_in"))
            .select("job_arn", "metric")
            .sort(pl.all())
        )

    def _without_pivot(self, observations: pl.DataFrame) -> pl.DataFrame:
        """Find metrics that a job logged only without the pivot, and whether it has others."""
        pivot = pl.col(self._metric_type.value)
        if observations[self._metric_type.value].null_count() == 0:
            observations = observations.clear()
        return (
            observations.group_by("job_arn", "metric")
            .agg(is_in=pivot.is_not_null().any())
            .with_columns(job_is_in=pl.col("is_in").any().over("job_arn"))
            .filter(~pl.col("is_in"))
        )
