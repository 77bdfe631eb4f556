"""Each file says what its columns mean, and which format it has."""

import json

import pyarrow.parquet as pq
import pytest
from exported import files_in, sweep_of

import jobanalytics
from jobanalytics.export import write_parquet
from jobanalytics.schema import describe_column


@pytest.fixture
def root(tmp_path):
    write_parquet(tmp_path / "whole", sweep_of(["1", "2"]))
    tables = sweep_of(["1", "2"])
    write_parquet(tmp_path / "parts", tables, partition_by="hyperparameters.n_layers")
    return tmp_path


def test_the_metadata(root):
    for name in files_in(root):
        table = name.split("/")[1].partition(".")[0]
        metadata = json.loads(pq.read_schema(root / name).metadata[b"jobanalytics"])
        assert metadata["format"] == 1
        assert metadata["written_by"] == f"jobanalytics {jobanalytics.__version__}"
        assert metadata["table"] == table
        columns = pq.read_schema(root / name).names
        assert metadata["columns"] == {each: describe_column(table, each) for each in columns}


def test_each_column_has_its_own(root):
    for name in files_in(root):
        for field in pq.read_schema(root / name):
            assert field.metadata[b"description"].decode()
    fields = pq.read_schema(root / "whole" / "results.parquet")
    assert b"'best'" in fields.field("results.best").metadata[b"description"]
    fields = pq.read_schema(root / "whole" / "jobs.parquet")
    assert fields.field("run_seconds").metadata[b"description"].endswith(b"in seconds")
    assert b"'n_layers'" in fields.field("hyperparameters.n_layers").metadata[b"description"]


def test_the_file_of_jobs_names_the_others(root):
    metadata = json.loads(pq.read_schema(root / "parts" / "jobs.parquet").metadata[b"jobanalytics"])
    assert metadata["export"]["partition_by"] == "hyperparameters.n_layers"
    assert ["jobs.parquet", *sorted(metadata["export"]["files"])] == files_in(root / "parts")
