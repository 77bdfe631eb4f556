"""Questions about a whole archive: this package beside DuckDB, pandas and Polars by hand.

Of 2,000 jobs of 5,000 lines and four metrics, 40 million observations that were made up (see
generated_jobs.py), each is asked the same, from the archive's files to the answer:

* summary: the count, mean, standard deviation, best and last energy of each job;
* leaderboard: the row of each job's best energy, with the other metrics of that row;
* bands: mean and standard deviation of the energy by number of layers and iteration;
* curves: the energies of all jobs, in order.

All merge first, as the values of a job with several instances have to be; what they answer is
compared. The limit of them all is a bare scan: Polars adds up the column of values. Each works in
a process of its own, whose peak of memory is told. The number of jobs can be given:
``analysis.py 200``.
"""

from __future__ import annotations

import json
import sys
import time
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import polars as pl
from generated_jobs import METRICS, GeneratedJob
from side_by_side import apart, peak_mib, print_times

import jobanalytics as ja

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

JOBS, ITERATIONS = 2_000, 5_000
MAKE = "make"
POINT = ["n_layers", "iteration_number"]
CELL = ["job_name", "iteration_number", "node_id"]

# ---------------------------------------------------------------------------------- this package


def summary(root: Path) -> pl.DataFrame:
    table = ja.Archive(root).jobs().summary("energy", goal="min", progress=False)
    return table.select("job_name", "count", "mean", "std", "best", "last")


def leaderboard(root: Path) -> pl.DataFrame:
    table = ja.Archive(root).jobs().leaderboard("energy", goal="min", progress=False)
    return table.select("job_name", "iteration_number", *METRICS)


def bands(root: Path) -> pl.DataFrame:
    jobs = ja.Archive(root).jobs()
    table = jobs.bands("energy", by="n_layers", center="mean", interval="std", progress=False)
    std = pl.col("high") - pl.col("center")
    return table.select(
        pl.col("hyperparameters.n_layers").alias("n_layers"), "iteration_number", "center", std=std
    )


def curves(root: Path) -> pl.DataFrame:
    table = ja.Archive(root).jobs().curves("energy", progress=False)
    return table.select("job_name", "iteration_number", "value")


# ------------------------------------------------------------------------------- Polars by hand


def energies(root: Path) -> pl.LazyFrame:
    rows = ja.Archive(root).scan_observations().filter(metric="energy")
    return rows.group_by(CELL).agg(pl.col("value").max())


def summary_by_polars(root: Path) -> pl.DataFrame:
    value = pl.col("value")
    last = value.sort_by("iteration_number").last()
    groups = energies(root).group_by("job_name")
    return groups.agg(
        count=pl.len(), mean=value.mean(), std=value.std(), best=value.min(), last=last
    ).collect()


def leaderboard_by_polars(root: Path) -> pl.DataFrame:
    rows = ja.Archive(root).scan_observations()
    cells = rows.group_by(*CELL, "metric").agg(pl.col("value").max())
    wide = cells.group_by(CELL).agg(
        pl.col("value").filter(metric=metric).first().alias(metric) for metric in METRICS
    )
    return wide.sort("energy").group_by("job_name").first().drop("node_id").collect()


def bands_by_polars(root: Path) -> pl.DataFrame:
    value = pl.col("value")
    layers = pl.col("hyperparameters.n_layers").alias("n_layers")
    jobs = ja.Archive(root).scan_jobs().select("job_name", layers)
    groups = energies(root).join(jobs, on="job_name").group_by(POINT)
    return groups.agg(center=value.mean(), std=value.std()).sort(POINT).collect()


def curves_by_polars(root: Path) -> pl.DataFrame:
    return energies(root).drop("node_id").sort("job_name", "iteration_number").collect()


# ----------------------------------------------------------------------------------------- DuckDB


def by_duckdb(query: str) -> Callable[[Path], pl.DataFrame]:
    def ask(root: Path) -> pl.DataFrame:
        import duckdb

        cells = (
            f"SELECT {', '.join(CELL)}, metric, max(value) AS value "
            f"FROM '{root}/observations/*.parquet' GROUP BY ALL"
        )
        jobs = f"""SELECT job_name, "hyperparameters.n_layers" AS n_layers
            FROM '{root}/jobs/*.parquet'"""
        return duckdb.sql(f"WITH cells AS ({cells}), jobs AS ({jobs}) {query}").pl()

    return ask


SUMMARY = """SELECT job_name, count(*) AS count, avg(value) AS mean, stddev_samp(value) AS std,
    min(value) AS best, arg_max(value, iteration_number) AS last
    FROM cells WHERE metric = 'energy' GROUP BY job_name"""
LEADERBOARD = f""", wide AS (SELECT {", ".join(CELL)},
    {", ".join(f"max(value) FILTER (metric = '{each}') AS {each}" for each in METRICS)}
    FROM cells GROUP BY ALL)
    SELECT job_name, iteration_number, {", ".join(METRICS)} FROM wide
    QUALIFY row_number() OVER (PARTITION BY job_name ORDER BY energy, iteration_number) = 1"""
BANDS = """SELECT n_layers, iteration_number, avg(value) AS center, stddev_samp(value) AS std
    FROM cells JOIN jobs USING (job_name) WHERE metric = 'energy' GROUP BY ALL ORDER BY ALL"""
CURVES = """SELECT job_name, iteration_number, value
    FROM cells WHERE metric = 'energy' ORDER BY job_name, iteration_number"""

# ----------------------------------------------------------------------------------------- pandas


def frame_of(root: Path, **filters: str) -> pd.DataFrame:
    import pandas as pd

    frame = pd.read_parquet(
        root / "observations",
        columns=["job_name", "iteration_number", "metric", "value"],
        filters=[(name, "==", value) for name, value in filters.items()] or None,
    )
    keys = ["job_name", "iteration_number", "metric"]
    return frame.groupby(keys, sort=False)["value"].max().reset_index()


def summary_by_pandas(root: Path) -> pl.DataFrame:
    frame = frame_of(root, metric="energy").sort_values("iteration_number")
    table = frame.groupby("job_name")["value"].agg(["count", "mean", "std", "min", "last"])
    return pl.from_pandas(table.reset_index()).rename({"min": "best"})


def leaderboard_by_pandas(root: Path) -> pl.DataFrame:
    frame = frame_of(root)
    keys = ["job_name", "iteration_number"]
    wide = frame.pivot_table("value", keys, "metric", sort=False).reset_index()
    best = wide.loc[wide.groupby("job_name")["energy"].idxmin()]
    return pl.from_pandas(best.reset_index(drop=True))


def bands_by_pandas(root: Path) -> pl.DataFrame:
    import pandas as pd

    layers = "hyperparameters.n_layers"
    jobs = pd.read_parquet(root / "jobs", columns=["job_name", layers])
    frame = frame_of(root, metric="energy").merge(jobs.rename(columns={layers: "n_layers"}))
    table = frame.groupby(POINT)["value"].agg(["mean", "std"]).reset_index()
    return pl.from_pandas(table).rename({"mean": "center"})


def curves_by_pandas(root: Path) -> pl.DataFrame:
    frame = frame_of(root, metric="energy").sort_values(["job_name", "iteration_number"])
    return pl.from_pandas(frame[["job_name", "iteration_number", "value"]])


def bare_scan(root: Path) -> pl.DataFrame:
    return (
        pl.scan_parquet(root / "observations" / "*.parquet").select(pl.col("value").sum()).collect()
    )


OURS = "jobanalytics"
LIMIT = "a bare scan of the values"
QUESTIONS: dict[str, dict[str, Callable[[Path], pl.DataFrame]]] = {
    "jobs().summary('energy', goal='min')": {
        OURS: summary,
        "DuckDB": by_duckdb(SUMMARY),
        "Polars by hand": summary_by_polars,
        "pandas": summary_by_pandas,
    },
    "jobs().leaderboard('energy', goal='min')": {
        OURS: leaderboard,
        "DuckDB": by_duckdb(LEADERBOARD),
        "Polars by hand": leaderboard_by_polars,
        "pandas": leaderboard_by_pandas,
    },
    "jobs().bands('energy', by='n_layers', center='mean', interval='std')": {
        OURS: bands,
        "DuckDB": by_duckdb(BANDS),
        "Polars by hand": bands_by_polars,
        "pandas": bands_by_pandas,
    },
    "jobs().curves('energy')": {
        OURS: curves,
        "DuckDB": by_duckdb(CURVES),
        "Polars by hand": curves_by_polars,
        "pandas": curves_by_pandas,
    },
    LIMIT: {"Polars": bare_scan},
}


def make(jobs: int, root: Path) -> None:
    made_up = [GeneratedJob(number, ITERATIONS) for number in range(jobs)]
    ja.Archive(root).sync(made_up, progress=False)
    print("{}")


def child(question: str, who: str, root: Path) -> None:
    """Ask one of them, and print its seconds, the peak of memory, and a checksum of the answer."""
    # What is imported is none of the work.
    if who in {"DuckDB", "pandas"}:
        import_module(who.lower())
    else:
        ja.Archive(root).scan_jobs().collect()
    start = time.perf_counter()
    table = QUESTIONS[question][who](root)
    seconds = time.perf_counter() - start
    columns = sorted(table.columns)
    # They add up in different orders.
    numbers = pl.selectors.float().round(9)
    checked = table.select(columns).with_columns(pl.selectors.integer().cast(pl.Int64), numbers)
    checksum = sum(checked.hash_rows().to_list()[:: max(1, len(checked) // 1_000)])
    if "curves" not in question:
        checksum = int(checked.hash_rows().sum())
    print(json.dumps({"seconds": seconds, "peak": peak_mib(), "checksum": checksum}))


def ask(question: str, root: Path) -> None:
    done = {who: apart(__file__, question, who, str(root)) for who in QUESTIONS[question]}
    checksums = {who: own["checksum"] for who, own in done.items()}
    if len(set(checksums.values())) != 1:
        raise AssertionError(f"{question}: they do not agree: {checksums}")
    print_times(
        question,
        {who: own["seconds"] for who, own in done.items()},
        {who: f"peak {own['peak']:6,.0f} MiB" for who, own in done.items()},
    )


def main(jobs: int) -> None:
    with TemporaryDirectory() as name:
        root = Path(name, "archive")
        # In a process of its own: the peak of a child begins with what its parent has.
        apart(__file__, MAKE, str(jobs), str(root))
        observations = jobs * ITERATIONS * len(METRICS)
        print(
            f"An archive of {jobs:,} jobs, {observations:,} observations, from its files to the "
            "answer; one run\neach, in a new process"
        )
        for question in QUESTIONS:
            ask(question, root)


if __name__ == "__main__":
    if sys.argv[1:2] == [MAKE]:
        make(int(sys.argv[2]), Path(sys.argv[3]))
    elif len(sys.argv) > 2:
        child(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) == 2 else JOBS)
