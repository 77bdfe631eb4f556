"""Observations of jobs → the row groups of a file, by whose bounds readers pass over the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from jobanalytics.distinct import runs_of
from jobanalytics.schema import ARCHIVED_OBSERVATIONS, OBSERVATIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["archived", "logged", "row_groups"]

# Measured with benchmarks/archive.py: groups of 5,000 rows make files and their reading twice as
# large, groups of 60,000 bring three jobs where one is wanted.
_FEWEST_ROWS = 20_000
# A job with so many rows has row groups of its own, by metric.
_MANY_ROWS = 100_000
_MOST_ROWS = 1_000_000


def archived(observations: pl.DataFrame, name: str, arn: str) -> pl.DataFrame:
    """Return a job's observations as the archive keeps them.

    Columns are those of `jobanalytics.schema.ARCHIVED_OBSERVATIONS`; ordered by metric and record.
    """
    row = pl.col("row")
    return (
        observations.with_row_index("row")
        .with_columns(
            pl.lit(name).alias("job_name"),
            pl.lit(arn).alias("job_arn"),
            place=row - row.first().over("record"),
        )
        .select(list(ARCHIVED_OBSERVATIONS))
        .sort("metric", "record")
    )


def logged(rows: pl.DataFrame) -> pl.DataFrame:
    """Undo `archived` for jobs whose rows stand together: return what they logged, in that order.

    Columns are those of `jobanalytics.schema.OBSERVATIONS`.
    """
    job, record = rows["job_arn"].rle_id(), rows["record"]
    goes_back = (job == job.shift()) & (record <= record.shift())
    observations = rows.select(list(OBSERVATIONS))
    if not goes_back.any():  # as where only one metric was read
        return observations
    # One number instead of two columns, job after job, in one piece: a fifth of the time.
    key = (record.cast(pl.UInt64) * 2**32 + rows["place"]).rechunk()
    order = [
        key.slice(start, length).arg_sort() + start for _, start, length in runs_of(rows["job_arn"])
    ]
    return observations.rechunk()[pl.concat(order)]


def row_groups(jobs: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """Give the row groups of jobs that are in order, each as `archived` returns it.

    Small jobs share a group; a large one has groups of its own, which its small metrics share.
    """
    small: list[pl.DataFrame] = []
    for job in jobs:
        if job.height < _MANY_ROWS:
            small.append(job)
            continue
        yield from _shared(small)
        small = []
        yield from _shared(job.partition_by("metric", maintain_order=True))
    yield from _shared(small)


def _shared(pieces: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """Put small pieces together, and cut up very large ones."""
    waiting: list[pl.DataFrame] = []
    rows = 0
    for piece in pieces:
        if rows >= _FEWEST_ROWS or (waiting and piece.height >= _FEWEST_ROWS):
            yield pl.concat(waiting)
            waiting, rows = [], 0
        if piece.height > _MOST_ROWS:
            yield from piece.iter_slices(_MOST_ROWS)
            continue
        waiting.append(piece)
        rows += piece.height
    if waiting:
        yield pl.concat(waiting)
