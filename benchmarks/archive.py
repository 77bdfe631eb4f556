"""A large archive: opening it, reading one job, its upkeep and its size.

Side by side with DuckDB and pandas, who read the archive's files without this package. Of 2,000
jobs of 5,000 lines and four metrics, 40 million observations that were made up (see
generated_jobs.py), it prints how long these take:

* sync(), compact() and verify();
* opening it, and the curve of one job;

and the bytes of an observation, beside other formats.

What works on all observations has a process of its own, whose peak of memory is told; what is asked
of all of them is in analysis.py. The number of jobs can be given: ``archive.py 200``.
"""

from __future__ import annotations

import gzip
import json
import sys
import time
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import polars as pl
from generated_jobs import METRICS, GeneratedJob
from side_by_side import apart, interleaved, peak_mib, print_times

import jobanalytics as ja
from jobanalytics.archive.versions import _of_bytes

if TYPE_CHECKING:
    from collections.abc import Callable

RUNS = 9
JOBS, ITERATIONS = 2_000, 5_000
# Other formats are written of so many of the jobs: their size grows with the rows.
JOBS_OF_FORMATS = 50


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


def child(what: str, root: Path, jobs: int) -> None:
    """Do it, and print its seconds and the peak of memory."""
    start = time.perf_counter()
    UPKEEP[what](root, jobs)
    print(json.dumps({"seconds": time.perf_counter() - start, "peak": peak_mib()}))


def upkeep(root: Path, jobs: int) -> None:
    times, notes = {}, {}
    for name in UPKEEP:
        done = apart(__file__, name, str(root), str(jobs))
        files = len(list(root.glob("observations/*.parquet")))
        times[name] = done["seconds"]
        notes[name] = f"peak {done['peak']:6,.0f} MiB, {files:3} files of observations"
    observations = jobs * ITERATIONS * len(METRICS)
    title = f"An archive of {jobs:,} jobs, {observations:,} observations; one run"
    print_times(title, times, notes)


def opening(root: Path) -> None:
    (table,) = root.glob("jobs/*.parquet")

    def jobs() -> ja.JobSet:
        return ja.Archive(root).jobs()

    def first(action: Callable[[], object]) -> None:
        """Do something as in a new process, which has read no table of jobs yet."""
        _of_bytes.cache_clear()
        action()

    def table_of(found: ja.JobSet) -> pl.DataFrame:
        return found.table(progress=False)

    actions: dict[str, Callable[[], object]] = {
        "its table of jobs, by Polars alone": lambda: pl.read_parquet(table),
        "len(Archive(root).jobs()), the first time": lambda: first(lambda: len(jobs())),
        "Archive(root).jobs().table(), the first time": lambda: first(lambda: table_of(jobs())),
        "len(Archive(root).jobs()), again": lambda: len(jobs()),
        "Archive(root).jobs().table(), again": lambda: table_of(jobs()),
    }
    title = f"Opening it; medians of {RUNS} interleaved runs"
    print_times(title, interleaved(actions, RUNS), in_ms=True)


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
        f"The curve of one job; medians of {RUNS} interleaved runs, another job each time",
        interleaved(actions, RUNS),
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
        opening(root)
        one_curve(root, jobs)
        sizes(root, jobs, folder)


if __name__ == "__main__":
    if len(sys.argv) > 2:
        child(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) == 2 else JOBS)
