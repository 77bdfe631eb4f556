"""Observations of many jobs, merged some jobs at a time.

What is worked on then stays in the processor's cache, and only what came of it is held: of millions
of rows that takes half the time and half the memory of all at once. No cell has observations of two
jobs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from jobanalytics.merging.rows import check_size
from jobanalytics.schema import METRICS_KEYS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["parts_of_jobs", "side_by_side"]

# Measured with benchmarks/parse_and_merge.py and archive.py; it matters little from 100,000 to a
# million.
_ROWS_AT_ONCE = 250_000


def parts_of_jobs(observations: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Cut observations into parts of whole jobs, sorted by job; one part at least."""
    if observations.height <= _ROWS_AT_ONCE:
        yield observations
        return
    runs = observations["job_arn"].rle().struct.unnest()
    if runs["value"].is_duplicated().any():
        observations = observations.sort("job_arn", maintain_order=True)
        runs = observations["job_arn"].rle().struct.unnest()
    starts = runs["len"].cum_sum() - runs["len"]
    waiting: list[pl.DataFrame] = []
    rows = 0
    for _, start, length in sorted(zip(runs["value"], starts, runs["len"], strict=True)):
        if waiting and rows + length > _ROWS_AT_ONCE:
            yield pl.concat(waiting, rechunk=True)
            waiting, rows = [], 0
        waiting.append(observations.slice(start, length))
        rows += length
    yield pl.concat(waiting, rechunk=True)


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
