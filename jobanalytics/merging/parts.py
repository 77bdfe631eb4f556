"""Observations of many jobs, merged some jobs at a time.

Only what came of the others is held meanwhile, and not all that merging works on. No cell has
observations of two jobs.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import polars as pl

from jobanalytics.concurrently import concurrently
from jobanalytics.distinct import runs_of, stand_together
from jobanalytics.merging.rows import check_size
from jobanalytics.schema import METRICS_KEYS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

__all__ = ["of_each_part", "parts_of_jobs", "side_by_side"]

# What is worked on for so many are some tens of megabytes.
_ROWS_AT_ONCE = 250_000
_WORKERS = os.cpu_count() or 1


def parts_of_jobs(observations: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Cut observations into parts of whole jobs, sorted by job; one part at least."""
    if observations.height <= _ROWS_AT_ONCE:
        yield observations
        return
    if not stand_together(observations["job_arn"]):
        observations = observations.sort("job_arn", maintain_order=True)
    runs = runs_of(observations["job_arn"])
    waiting: list[pl.DataFrame] = []
    rows = 0
    for _, start, length in sorted(runs, key=lambda run: (run[0] is not None, run)):
        if waiting and rows + length > _ROWS_AT_ONCE:
            yield pl.concat(waiting)
            waiting, rows = [], 0
        waiting.append(observations.slice(start, length))
        rows += length
    yield pl.concat(waiting)


def of_each_part(
    observations: pl.DataFrame, function: Callable[[pl.DataFrame], pl.DataFrame]
) -> list[pl.DataFrame]:
    """Return what a function makes of each part of observations, in the order of the parts.

    It is called in several threads: most of what Polars does for a column takes one core.
    """
    parts = list(parts_of_jobs(observations))  # nothing is copied yet
    if len(parts) == 1:
        return [function(parts[0])]
    calls = concurrently(
        lambda place: function(parts[place].rechunk()), range(len(parts)), workers=_WORKERS
    )
    found = {place: outcome.result() for place, outcome in calls}
    return [found[place] for place in range(len(parts))]


def side_by_side(frames: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Put metrics frames of different jobs together, with the columns that any of them has."""
    parts = list(frames)
    if len(parts) == 1:
        return parts[0]
    whole = {name for part in parts for name in part.columns}
    keys = [name for name in parts[0].columns if name in METRICS_KEYS]
    metrics = sorted(whole.difference(keys))
    check_size(sum(part.height for part in parts), len(metrics))
    return pl.concat(parts, how="diagonal", rechunk=True).select(*keys, *metrics)
