"""A large archive: opening it, reading one job and all of them, its upkeep and its size.

Side by side with DuckDB and pandas, who read the archive's files without this package. Of 2,000
jobs of 5,000 lines and four metrics, 40 million observations that were made up (see
generated_jobs.py), it prints how long these take:

* sync(), compact() and verify();
* best, last and mean of each metric of each job;
* opening it, and the curve of one job;

and the bytes of an observation, beside other formats.

What works on all observations has a process of its own, whose peak of memory is told. The number of
jobs can be given: ``archive.py 200``.
"""

from __future__ import annotations

import gzip
import json
import statistics
import subprocess
import sys
import time
from importlib import import_module
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import polars as pl
from generated_jobs import METRICS, GeneratedJob
from side_by_side import interleaved, peak_mib, print_times

import jobanalytics as ja

if TYPE_CHECKING:
    from collections.abc import Callable

RUNS = 3
RUNS_OF_SMALL = 9
JOBS, ITERATIONS = 2_000, 5_000
# Other formats are written of so many of the jobs: their size grows with the rows.
JOBS_OF_FORMATS = 50
KEYS = ["job_name", "metric"]


def make(root: Path, jobs: int) -> None:
    made_up = [GeneratedJob(number, ITERATIONS) for number in range(jobs)]
    ja.Archive(root).sync(made_up, progress=False)


def verify(root: Path) -> None:
    table = ja.Archive(root).verify()
    if not table["problem"].is_null().all():
        raise AssertionError(table)


UPKEEP: dict[str, Callable[[Path, int], object]] = {
    "sync(), of jobs that were made up": make,
    "compact()": lambda root, _: ja.Archive(root).compact(),
    "verify()": lambda root, _: verify(root),
}


def by_scan(root: Path) -> pl.DataFrame:
    value = pl.col("value")
    rows = ja.Archive(root).scan_observations().group_by(KEYS)
    return rows.agg(best=value.min(), mean=value.mean(), last=value.last()).collect()


def by_duckdb(root: Path) -> pl.DataFrame:
    import duckdb

    return duckdb.sql(
        "SELECT job_name, metric, min(value) AS best, avg(value) AS mean, "
        f"arg_max(value, record) AS last FROM '{root}/observations/*.parquet' GROUP BY ALL"
    ).pl()


def by_pandas(root: Path) -> pl.DataFrame:
    import pandas as pd

    frame = pd.read_parquet(root / "observations", columns=[*KEYS, "value"])
    table = frame.groupby(KEYS)["value"].agg(["min", "mean", "last"])
    return pl.from_pandas(table.reset_index()).rename({"min": "best"})


def by_summary(root: Path) -> pl.DataFrame:
    return ja.Archive(root).jobs().summary("energy", goal="min", progress=False)


OF_EACH_JOB: dict[str, Callable[[Path], pl.DataFrame]] = {
    "scan_observations().group_by(job_name, metric)": by_scan,
    "DuckDB": by_duckdb,
    "pandas": by_pandas,
}
SUMMARY = "jobs().summary('energy', goal='min')"


def apart(what: str, root: Path, jobs: int) -> dict[str, Any]:
    """Do something with an archive in a process of its own; see `child`."""
    command = [sys.executable, __file__, what, str(root), str(jobs)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def child(what: str, root: Path, jobs: int) -> dict[str, Any]:
    """Do it, and give its seconds, the peak of memory, and a checksum of what came of it."""
    # What is imported is none of the work.
    if what in {"DuckDB", "pandas"}:
        import_module(what.lower())
    elif what not in UPKEEP:
        ja.Archive(root).scan_jobs().collect()
    checksum = 0
    start = time.perf_counter()
    if what in UPKEEP:
        UPKEEP[what](root, jobs)
        seconds = time.perf_counter() - start
    else:
        table = by_summary(root) if what == SUMMARY else OF_EACH_JOB[what](root)
        seconds = time.perf_counter() - start
        energy = table.filter(metric="energy").sort("job_name")
        checksum = int(energy.select("best", "last").hash_rows().sum())
    return {"seconds": seconds, "peak": peak_mib(), "checksum": checksum}


def upkeep(root: Path, jobs: int) -> None:
    times, notes = {}, {}
    for name in UPKEEP:
        done = apart(name, root, jobs)
        files = len(list(root.glob("observations/*.parquet")))
        times[name] = done["seconds"]
        notes[name] = f"peak {done['peak']:6,.0f} MiB, {files:3} files of observations"
    observations = jobs * ITERATIONS * len(METRICS)
    title = f"An archive of {jobs:,} jobs, {observations:,} observations; one run"
    print_times(title, times, notes)


def statistics_of_each_job(root: Path, jobs: int) -> None:
    runs: dict[str, list[dict[str, Any]]] = {name: [] for name in (*OF_EACH_JOB, SUMMARY)}
    for _ in range(RUNS):
        for name in OF_EACH_JOB:
            runs[name].append(apart(name, root, jobs))
    runs[SUMMARY].append(apart(SUMMARY, root, jobs))
    checksums = {done["checksum"] for own in runs.values() for done in own}
    if len(checksums) != 1:
        raise AssertionError(f"they do not agree: {checksums}")
    print_times(
        f"Best, mean and last of each metric of each job; medians of {RUNS} interleaved runs, each "
        "in a new process\n(summary: one run; of one metric, with times and more, from the merged "
        "frame of all)",
        {name: statistics.median(done["seconds"] for done in own) for name, own in runs.items()},
        {name: f"peak {max(each['peak'] for each in own):6,.0f} MiB" for name, own in runs.items()},
    )


def opening(root: Path) -> None:
    (table,) = root.glob("jobs/*.parquet")
    actions: dict[str, Callable[[], object]] = {
        "its table of jobs, by Polars alone": lambda: pl.read_parquet(table),
        "len(Archive(root).jobs())": lambda: len(ja.Archive(root).jobs()),
        "Archive(root).jobs().table()": lambda: ja.Archive(root).jobs().table(progress=False),
    }
    title = f"Opening it; medians of {RUNS_OF_SMALL} interleaved runs"
    print_times(title, interleaved(actions, RUNS_OF_SMALL), in_ms=True)


def one_curve(root: Path, jobs: int) -> None:
    import duckdb
    import pandas as pd

    archive = ja.Archive(root)
    turns = count()

    def name() -> str:
        """Name another job each time."""
        return GeneratedJob(37 * next(turns) % jobs, 0).name

    def scan() -> pl.DataFrame:
        rows = archive.scan_observations()
        return rows.filter(job_name=name(), metric="energy").collect()

    def with_duckdb() -> Any:
        where = f"job_name = '{name()}' AND metric = 'energy'"
        return duckdb.sql(f"FROM '{root}/observations/*.parquet' WHERE {where}").to_arrow_table()

    def with_pandas() -> pd.DataFrame:
        filters = [("job_name", "==", name()), ("metric", "==", "energy")]
        return pd.read_parquet(root / "observations", filters=filters)

    def merged() -> pl.DataFrame:
        return archive.jobs()[name()].metrics_frame("iteration_number")

    actions: dict[str, Callable[[], Any]] = {
        "scan_observations().filter(job_name=…, metric=…)": scan,
        "DuckDB": with_duckdb,
        "pandas.read_parquet(…, filters=…)": with_pandas,
        "jobs()[name].metrics_frame(…), of all its metrics": merged,
    }
    heights = {text: len(action()) for text, action in actions.items()}
    if set(heights.values()) != {ITERATIONS}:
        raise AssertionError(heights)
    print_times(
        f"The curve of one job; medians of {RUNS_OF_SMALL} interleaved runs, another job each time",
        interleaved(actions, RUNS_OF_SMALL),
        in_ms=True,
    )


def sizes(root: Path, jobs: int, folder: Path) -> None:
    """Compare with what the same observations take elsewhere, in the order they were logged."""
    some = [GeneratedJob(number, ITERATIONS) for number in range(JOBS_OF_FORMATS)]
    rows = pl.concat(
        job.observations().select(pl.lit(job.name).alias("job_name"), pl.all()) for job in some
    )
    plain = folder / "plain"
    rows.write_ndjson(plain)
    found = {"JSON lines": plain.stat().st_size}
    rows.write_csv(plain)
    found |= {
        "CSV": plain.stat().st_size,
        "CSV, gzip": len(gzip.compress(plain.read_bytes(), 6)),
    }
    for codec in ("snappy", "zstd"):
        rows.write_parquet(plain, compression=codec)
        found[f"Parquet by Polars, unsorted, {codec}"] = plain.stat().st_size
    total = sum(path.stat().st_size for path in root.rglob("*") if path.is_file())
    ours = total / (jobs * ITERATIONS * len(METRICS))
    print(
        "\nBytes of an observation: of four metrics, two noisy to the last digit (the others, of "
        f"{JOBS_OF_FORMATS} of the jobs)\n  {'the archive, compacted, with all that is in it':56}"
        f"{ours:8,.2f}   {1:8.2f} x"
    )
    for name, size in found.items():
        print(f"  {name:56}{size / rows.height:8,.2f}   {size / rows.height / ours:8.2f} x")


def main(jobs: int) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        root = folder / "archive"
        # First, while this process is small: a child's peak begins with what its parent has.
        upkeep(root, jobs)
        statistics_of_each_job(root, jobs)
        opening(root)
        one_curve(root, jobs)
        sizes(root, jobs, folder)


if __name__ == "__main__":
    if len(sys.argv) > 2:
        print(json.dumps(child(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))))
    else:
        main(int(sys.argv[1]) if len(sys.argv) == 2 else JOBS)
