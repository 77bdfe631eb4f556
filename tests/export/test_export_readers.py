"""DuckDB, pandas, Polars and PyArrow read the three files as they stand."""

import duckdb
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest
from exported import sweep_of

from jobanalytics.export import write_parquet

TABLES = ["jobs", "observations", "results"]


@pytest.fixture
def root(tmp_path):
    write_parquet(tmp_path, sweep_of(["1", "2", None]))
    return tmp_path


def test_duckdb_joins_them(root):
    rows = duckdb.sql(
        f"""
        select job_name, "hyperparameters.n_layers" as n, min(value), any_value(r."results.best")
        from '{root}/observations.parquet'
        join '{root}/jobs.parquet' using (job_name, job_arn)
        join '{root}/results.parquet' r using (job_name, job_arn)
        where metric = 'energy'
        group by all order by job_name
        """
    ).fetchall()
    assert rows == [
        ("job-00", 1, -0.5, 0.0),
        ("job-01", 2, -0.5, 0.5),
        ("job-02", None, -0.5, 1.0),
    ]


def test_duckdb_has_the_types(root):
    types = dict(
        duckdb.sql(
            f"select column_name, column_type from (describe from '{root}/observations.parquet')"
        ).fetchall()
    )
    assert types == {
        "job_name": "VARCHAR",
        "job_arn": "VARCHAR",
        "instance": "VARCHAR",
        "node_id": "VARCHAR",
        "record": "UINTEGER",
        "timestamp": "TIMESTAMP WITH TIME ZONE",
        "iteration_number": "BIGINT",
        "metric": "VARCHAR",
        "value": "DOUBLE",
    }


def test_pandas(root):
    tables = sweep_of(["1", "2", None])
    for name, table in zip(TABLES, tables, strict=True):
        frame = pd.read_parquet(root / f"{name}.parquet")
        assert list(frame.columns) == table.columns
        assert len(frame) == table.height
    observations = pd.read_parquet(root / "observations.parquet")
    assert str(observations["timestamp"].dtype) == "datetime64[us, UTC]"
    assert observations["value"].tolist() == [0.0, -0.5] * 3
    assert observations.equals(tables.observations.to_pandas())


@pytest.mark.parametrize("name", TABLES)
def test_polars_and_pyarrow(root, name):
    table = getattr(sweep_of(["1", "2", None]), name)
    path = root / f"{name}.parquet"
    assert pl.read_parquet(path).equals(table)
    assert pl.from_arrow(pq.read_table(path)).equals(table)


def test_a_frame_goes_to_pandas_and_arrow_at_once(root):
    frame = pl.read_parquet(root / "observations.parquet")
    assert frame.to_pandas().shape == (6, 9)
    assert frame.to_arrow().num_rows == 6
