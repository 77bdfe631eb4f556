"""Analysis of many jobs in memory: this package beside DuckDB and pandas, for the same answers.

Of jobs of 5,000 lines and four metrics that were made up (see generated_jobs.py): the best of each
job, its last value, and bands (mean and standard deviation by group and iteration). All three work
on the same merged frame; what they answer is compared. The number of jobs can be given:
``analysis.py 2000`` are 40 million observations.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import duckdb
import polars as pl
from generated_jobs import GeneratedJob
from side_by_side import interleaved, peak_mib, print_times

from jobanalytics import comparison, merge_metrics

if TYPE_CHECKING:
    from collections.abc import Callable

RUNS = 3
JOBS, ITERATIONS, GROUPS = 400, 5_000, 8


def metrics_of(jobs: int) -> pl.DataFrame:
    """Return the merged metrics of jobs, in parts: the whole takes several times the memory."""
    frames = []
    for number in range(jobs):
        job = GeneratedJob(number, ITERATIONS)
        merged = merge_metrics(job.observations(), "iteration_number", "max")
        frames.append(
            merged.select(
                pl.lit(job.name).alias("job_name"), pl.all(), layers=pl.lit(number % GROUPS)
            )
        )
    return pl.concat(frames)


def summaries(frame: pl.DataFrame) -> dict[str, Callable[[], pl.DataFrame]]:
    rows = frame.select("job_name", "iteration_number", "energy").to_pandas()
    query = (
        "SELECT job_name, min(energy) AS best, arg_max(energy, iteration_number) AS last, "
        "arg_min(iteration_number, energy) AS at FROM frame GROUP BY job_name"
    )

    def by_pandas() -> pl.DataFrame:
        groups = rows.sort_values("iteration_number").groupby("job_name")["energy"]
        at = rows.loc[groups.idxmin(), ["job_name", "iteration_number"]]
        table = groups.agg(best="min", last="last").reset_index()
        return pl.from_pandas(table.merge(at.rename(columns={"iteration_number": "at"})))

    return {
        "comparison.summary, with count, mean, std and more": lambda: comparison.summary(
            frame.drop("layers"), "energy", goal="min"
        ).select("job_name", "best", "last", at="best_iteration_number"),
        "DuckDB": lambda: _asked(frame, query),
        "pandas": by_pandas,
    }


def bands(frame: pl.DataFrame) -> dict[str, Callable[[], pl.DataFrame]]:
    rows = frame.select("layers", "iteration_number", "energy").to_pandas()
    query = (
        "SELECT layers, iteration_number, avg(energy) AS center, stddev_samp(energy) AS std "
        "FROM frame GROUP BY ALL"
    )

    def by_package() -> pl.DataFrame:
        curves = comparison.curves(frame.drop("layers"), "energy")
        groups = frame.select("job_arn", "layers").unique()
        table = comparison.bands(
            curves.join(groups, on="job_arn"), by="layers", center="mean", interval="std"
        )
        return table.select(
            "layers", "iteration_number", "center", std=pl.col("high") - pl.col("center")
        )

    def by_pandas() -> pl.DataFrame:
        table = rows.groupby(["layers", "iteration_number"])["energy"].agg(["mean", "std"])
        return pl.from_pandas(table.reset_index()).rename({"mean": "center"})

    return {
        "comparison.curves and .bands": by_package,
        "DuckDB": lambda: _asked(frame, query),
        "pandas": by_pandas,
    }


def _asked(frame: pl.DataFrame, query: str) -> pl.DataFrame:
    """Let DuckDB answer a query of a frame, which it reads where it lies."""
    with duckdb.connect() as connection:
        connection.register("frame", frame)
        return connection.sql(query).pl()


def compare(title: str, actions: dict[str, Callable[[], pl.DataFrame]], keys: list[str]) -> None:
    first, *others = (action().sort(keys) for action in actions.values())
    for other in others:
        same = first.equals(other.select(first.columns)) or _close(first, other)
        if not same:
            raise AssertionError(f"{title}: they do not agree")
    print_times(f"{title}; medians of {RUNS} interleaved runs", interleaved(actions, RUNS))


def _close(first: pl.DataFrame, other: pl.DataFrame) -> bool:
    numbers: Any = pl.selectors.numeric()
    difference = first.select(numbers) - other.select(first.select(numbers).columns)
    return bool((difference.max_horizontal().abs().max() or 0.0) < 1e-9)


def main(jobs: int) -> None:
    frame = metrics_of(jobs)
    title = f"{jobs:,} jobs, {4 * frame.height:,} observations in a merged frame"
    compare(f"{title}: best, where, and last of each job", summaries(frame), ["job_name"])
    compare(f"{title}: bands of {GROUPS} groups", bands(frame), ["layers", "iteration_number"])
    print(f"\nPeak of memory: {peak_mib():,.0f} MiB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) == 2 else JOBS)
