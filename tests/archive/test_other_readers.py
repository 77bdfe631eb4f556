"""DuckDB, pandas and pyarrow read an archive without this package."""

from pathlib import Path

import duckdb
import pandas as pd
import pyarrow.dataset as ds
import pytest
from job_logs import energies
from small_sweep import ITERATIONS, JOBS, LAYERS, energy

BEST = {job: min(energy(job, iteration) for iteration in range(ITERATIONS)) for job in range(JOBS)}


@pytest.fixture
def root(aws, archive, sweep, job_name):
    """The root of an archive of the sweep, one of whose jobs runs."""
    running = aws.create_job(f"{job_name}-running", "RUNNING")
    aws.put_log_events(running, energies(3))
    aws.put_tasks(sweep[0], [{"shots": 10}])
    archive.sync([*sweep, running])
    aws.put_log_events(running, energies(5)[3:])
    archive.sync([*sweep, running])
    return Path(archive.root)


def test_duckdb(root, job_name):
    rows = duckdb.sql(
        f"SELECT job_name, min(value) FROM '{root}/observations/*.parquet' "
        f"WHERE metric = 'energy' GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    assert rows == [
        *((f"{job_name}-{job}", BEST[job]) for job in range(JOBS)),
        (f"{job_name}-running", 0.0),
    ]


def test_duckdb_joins_hyperparameters(root):
    rows = duckdb.sql(
        f'SELECT "hyperparameters.n_layers" AS layers, min(value) '
        f"FROM '{root}/observations/*.parquet' JOIN '{root}/jobs/*.parquet' USING (job_arn) "
        f"WHERE metric = 'energy' AND final GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    assert rows == [
        (layers, min(BEST[job] for job in range(JOBS) if LAYERS[job] == layers))
        for layers in (1, 2)
    ]


def test_duckdb_reads_the_record(root, job_name):
    query = f"SELECT record::JSON->>'jobName' FROM '{root}/jobs/*.parquet' ORDER BY ALL"
    names = [name for (name,) in duckdb.sql(query).fetchall()]
    assert names == [*(f"{job_name}-{job}" for job in range(JOBS)), f"{job_name}-running"]


def test_duckdb_knows_the_times_as_utc(root):
    kinds = duckdb.sql(
        f"SELECT DISTINCT typeof(timestamp) FROM '{root}/observations/*.parquet'"
    ).fetchall()
    assert kinds == [("TIMESTAMP WITH TIME ZONE",)]


def test_pandas(root, job_name):
    observations = pd.read_parquet(root / "observations")
    assert len(observations) == JOBS * ITERATIONS * 2 + 5
    assert str(observations["timestamp"].dt.tz) == "UTC"
    assert observations["record"].dtype == "uint32"
    best = observations[observations.metric == "energy"].groupby("job_name")["value"].min()
    assert best[f"{job_name}-0"] == BEST[0]
    jobs = pd.read_parquet(root / "jobs")
    assert list(jobs["hyperparameters.n_layers"])[:JOBS] == LAYERS
    assert len(pd.read_parquet(root / "tasks")) == 1


def test_pandas_passes_over_other_jobs(root, job_name):
    wanted = [("job_name", "==", f"{job_name}-3"), ("metric", "==", "energy")]
    frame = pd.read_parquet(root / "observations", filters=wanted)
    assert frame["value"].tolist() == [energy(3, iteration) for iteration in range(ITERATIONS)]


def test_a_dataset_of_pyarrow(root):
    assert ds.dataset(root / "observations").count_rows() == JOBS * ITERATIONS * 2 + 5


def test_duckdb_finds_what_diverged(aws, archive, job_name):
    arn = aws.create_job(job_name)
    values = ["1", "nan", "2", "inf"]
    aws.put_log_events(arn, [f"Metrics - energy={value};" for value in values])
    archive.sync(arn)
    query = f"SELECT count(*) FROM '{archive.root}/observations/*.parquet' WHERE isnan(value)"
    assert duckdb.sql(query).fetchall() == [(1,)]
