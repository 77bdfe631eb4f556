"""The cells of a set's metrics that were merged of several different values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from jobanalytics import merging
from jobanalytics.merging.statistics import Statistics
from jobanalytics.schema import OBSERVATIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jobanalytics.job_set.job_set import JobSet
    from jobanalytics.merging import StatisticLike

__all__ = ["merged_cells"]

_COLUMNS = {
    "job_name": pl.String,
    "job_arn": pl.String,
    "metric": pl.String,
    "pivot": pl.String,
    "statistic": pl.String,
    "count": pl.UInt32,
}


def merged_cells(jobs: JobSet, pivots: Mapping[str, str], statistic: StatisticLike) -> pl.DataFrame:
    """Count the cells with several different values; equal ones are the same however merged.

    Parameters
    ----------
    jobs : JobSet
        Jobs that were read: what their last readings hold is counted, and nothing read once more.
    pivots : mapping
        The metrics, with the pivot of each.
    statistic : str or mapping
        By which they were merged.

    Returns
    -------
    polars.DataFrame
        ``job_name``, ``job_arn``, ``metric``, ``pivot``, ``statistic`` and ``count`` of what has
        such cells.
    """
    readings = {
        member: reading
        for member in jobs._members  # noqa: SLF001 - of this package
        if (reading := member.job._last_reading()) is not None  # noqa: SLF001 - of this package
    }
    # Only of jobs that log twice at one pivot: to look at every cell takes as long as merging.
    observations = pl.concat(
        [OBSERVATIONS.to_frame()]
        + [
            reading.observations.with_columns(job_arn=pl.lit(member.arn))
            for member, reading in readings.items()
            if _has_twice(reading.observations, set(pivots.values()))
        ]
    )
    names = {member.arn: member.known_name for member in readings}
    statistics = Statistics(statistic)
    counts = [
        _count(observations.filter(pl.col("metric") == metric), pivot).select(
            job_name=pl.col("job_arn").replace_strict(names, return_dtype=pl.String),
            job_arn="job_arn",
            metric=pl.lit(metric),
            pivot=pl.lit(pivot),
            statistic=pl.lit(statistics[metric].value),
            count="len",
        )
        for metric, pivot in pivots.items()
    ]
    return pl.concat([pl.DataFrame(schema=_COLUMNS), *counts])


def _has_twice(observations: pl.DataFrame, pivots: set[str]) -> bool:
    """Whether a metric has several values at one pivot, of one node or of several."""
    twice = [pl.col(pivot).drop_nulls().is_duplicated().any().alias(pivot) for pivot in pivots]
    found = observations.group_by("metric").agg(twice).drop("metric")
    return any(any(column) for column in found.get_columns())


def _count(observations: pl.DataFrame, pivot: str) -> pl.DataFrame:
    found = merging.conflicts(observations, pivot).filter(pl.col("spread").fill_nan(0) > 0)
    return found.group_by("job_arn", maintain_order=True).len()
