"""DuckDB, Polars and pandas read a partitioned export as one table with the column."""

import duckdb
import pandas as pd
import polars as pl
import pytest
from exported import files_in, sweep_of

from jobanalytics.export import write_parquet

COLUMN = "hyperparameters.x"
TEXTS = ["a/b", "a=b", "50%", "A", "a", "é x", "*?[0]", "a\\b", "{a,b}", "dot.", '"', "'", "n\nl"]


def written(tmp_path, values, column=COLUMN):
    write_parquet(tmp_path, sweep_of(values, "x"), partition_by=column)
    return tmp_path / "observations"


def by_duckdb(folder):
    """Job, value and whatever column is last."""
    relation = duckdb.sql(f"from read_parquet('{folder}/*/*.parquet', hive_partitioning=true)")
    place = [relation.columns.index(name) for name in ("job_name", "value")]
    rows = [tuple(row[each] for each in [*place, -1]) for row in relation.fetchall()]
    return relation.columns[-1], sorted(rows)


def by_polars(folder):
    frame = pl.read_parquet(folder)
    return frame.columns[-1], sorted(frame.select("job_name", "value", frame.columns[-1]).rows())


def by_pandas(folder):
    frame = pd.read_parquet(folder)
    last = frame.columns[-1]
    return last, sorted(zip(frame["job_name"], frame["value"], frame[last], strict=True))


def expected(values):
    return sorted(
        (f"job-{place:02}", number, value)
        for place, value in enumerate(values)
        for number in (0.0, -0.5)
    )


@pytest.mark.parametrize("read", [by_duckdb, by_polars, by_pandas])
def test_texts_of_any_kind(tmp_path, read):
    folder = written(tmp_path, TEXTS)
    assert read(folder) == (COLUMN, expected(TEXTS))


@pytest.mark.parametrize("read", [by_duckdb, by_polars, by_pandas])
def test_whole_numbers(tmp_path, read):
    folder = written(tmp_path, ["1", "-2", "10"])
    assert read(folder) == (COLUMN, expected([1, -2, 10]))


@pytest.mark.parametrize("read", [by_duckdb, by_polars])
def test_null(tmp_path, read):
    folder = written(tmp_path, ["a", None])
    assert (folder / f"{COLUMN}=__HIVE_DEFAULT_PARTITION__" / "data.parquet").is_file()
    column, rows = read(folder)
    assert (column, {row[2] for row in rows}) == (COLUMN, {"a", None})


def test_pandas_reads_nulls_without_the_column(tmp_path):
    """With it, pandas cannot read what it writes itself."""
    frame = pd.read_parquet(written(tmp_path, ["a", None]), partitioning=None)
    assert len(frame) == 4
    assert COLUMN not in frame


def test_booleans_and_floats_in_polars(tmp_path):
    assert by_polars(written(tmp_path / "a", ["true", "False"])) == (
        COLUMN,
        expected([True, False]),
    )
    assert by_polars(written(tmp_path / "b", ["0.1", "1e-5", "2"])) == (
        COLUMN,
        expected([0.1, 1e-5, 2.0]),
    )


@pytest.mark.parametrize("read", [by_duckdb, by_polars, by_pandas])
@pytest.mark.parametrize("column", ["job_name", "job_arn", "instance"])
def test_a_column_that_observations_have_too(tmp_path, read, column):
    """The readers disagree on whose values to take, so the folders call it otherwise."""
    tables = sweep_of(["1", "2"])
    jobs = tables.jobs.with_columns(instance=pl.lit("ml.m5.large"))
    write_parquet(tmp_path, tables._replace(jobs=jobs), partition_by=column)
    values = jobs[column].to_list()
    assert read(tmp_path / "observations") == (f"jobs.{column}", expected(values))


def test_every_file_has_all_columns(tmp_path):
    folder = written(tmp_path, ["1", "2"], "job_name")
    for name in files_in(folder):
        frame = pl.read_parquet(folder / name, hive_partitioning=False)
        assert frame.schema == sweep_of([]).observations.schema


@pytest.mark.parametrize("read", [by_duckdb, by_polars, by_pandas])
def test_no_observations(tmp_path, read):
    tables = sweep_of(["1"], "x")
    nothing = tables._replace(observations=tables.observations.clear())
    write_parquet(tmp_path, nothing, partition_by=COLUMN)
    assert read(tmp_path / "observations") == (COLUMN, [])
