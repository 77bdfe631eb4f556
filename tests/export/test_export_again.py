"""Writing an export again replaces the former one, and nothing else."""

import os
import time

import polars as pl
import pytest
from exported import assert_same, files_in, sweep_of

from jobanalytics.export import read_parquet, write_parquet

COLUMN = "hyperparameters.n_layers"


def test_the_same_tables_give_the_same_files(tmp_path):
    for place in "ab":
        write_parquet(tmp_path / place, sweep_of(["1", "2"]), partition_by=COLUMN)
    for name in files_in(tmp_path / "a"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_however_they_came_about(tmp_path):
    tables = sweep_of(["1", "2"])
    parts = [frame.head(1) for frame in tables], [frame.tail(-1) for frame in tables]
    chunks = [pl.concat(both, rechunk=False) for both in zip(*parts, strict=True)]
    assert chunks[0].n_chunks() == 2
    write_parquet(tmp_path / "a", tables)
    write_parquet(tmp_path / "b", type(tables)(*chunks))
    for name in files_in(tmp_path / "a"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


@pytest.mark.parametrize("before", [None, COLUMN, "job_name"])
@pytest.mark.parametrize("after", [None, COLUMN])
def test_nothing_of_the_former_one_is_left(tmp_path, before, after):
    write_parquet(tmp_path / "out", sweep_of(["1", "2", "3"]), partition_by=before)
    new = sweep_of(["3", "4"])
    write_parquet(tmp_path / "out", new, partition_by=after)
    write_parquet(tmp_path / "alone", new, partition_by=after)
    assert_same(read_parquet(tmp_path / "out"), new)
    there = [path.relative_to(tmp_path / "out") for path in (tmp_path / "out").rglob("*")]
    alone = [path.relative_to(tmp_path / "alone") for path in (tmp_path / "alone").rglob("*")]
    assert sorted(there) == sorted(alone)


def test_files_of_others_are_left_alone(tmp_path):
    write_parquet(tmp_path, sweep_of(["1", "2"]), partition_by=COLUMN)
    others = ["figure.pdf", "notes/jobs.parquet", "observations/README", "observations/x/data.csv"]
    others += [f"observations/{COLUMN}=2/part-0.parquet", "observations/y=1/data.parquet"]
    for name in others:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"mine")
    tables = sweep_of(["1"])
    for partition_by in (COLUMN, None):
        write_parquet(tmp_path, tables, partition_by=partition_by)
        assert_same(read_parquet(tmp_path), tables)
        assert all((tmp_path / name).read_bytes() == b"mine" for name in others)
    whole = ["jobs.parquet", "observations.parquet", "results.parquet"]
    assert files_in(tmp_path) == sorted([*others, *whole])


def test_what_a_killed_process_left_goes_when_it_is_old(tmp_path):
    write_parquet(tmp_path, sweep_of(["1"]), partition_by=COLUMN)
    left = [
        tmp_path / f".{0:016x}.tmp",
        tmp_path / "observations" / f"{COLUMN}=1" / f".{1:016x}.tmp",
    ]
    fresh = tmp_path / f".{2:016x}.tmp"
    for path in [*left, fresh]:
        path.write_bytes(b"half")
    for path in left:
        os.utime(path, times=(time.time() - 4000,) * 2)
    write_parquet(tmp_path, sweep_of(["1"]), partition_by=COLUMN)
    assert fresh.exists()
    assert not any(path.exists() for path in left)


def test_the_last_write_is_read_also_where_the_folder_was_moved(tmp_path):
    tables = sweep_of(["1", None])
    write_parquet(tmp_path / "out", tables, partition_by=COLUMN)
    (tmp_path / "out").rename(tmp_path / "paper")
    assert_same(read_parquet(str(tmp_path / "paper") + os.sep), tables)
