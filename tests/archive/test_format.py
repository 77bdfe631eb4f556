"""Archives that were written by former versions stay readable, and every file says its format."""

import json
import shutil
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
import pytest

from jobanalytics import Archive
from jobanalytics.storage.parquet import FORMAT

STORED = Path(__file__).parent / "stored"


@pytest.fixture(params=sorted(path.name for path in STORED.iterdir()))
def stored(request, tmp_path):
    """A copy of an archive of each format that there has been."""
    return Archive(shutil.copytree(STORED / request.param, tmp_path / "archive"))


def test_there_is_one_of_todays():
    assert (STORED / f"format_{FORMAT}").is_dir()


def test_it_is_whole(stored):
    assert stored.verify()["problem"].null_count() == stored.verify().height


@pytest.mark.filterwarnings("ignore::jobanalytics.IncompleteMetricsWarning")
def test_it_says_what_it_said(stored, tmp_path):
    jobs = stored.jobs()
    assert [job.name for job in jobs] == ["vqe-1", "vqe-2", "vqe-3"]
    assert [job.state() for job in jobs] == ["COMPLETED", "FAILED", "RUNNING"]
    assert jobs.table()["hyperparameters.n_layers"].to_list() == [1, 2, 3]
    metrics = jobs.metrics("energy", statistic="min")
    assert metrics.select("job_name", "iteration_number", "energy").rows() == [
        ("vqe-1", 0, -1.0),
        ("vqe-1", 1, -1.5),
        ("vqe-2", 0, -2.0),
        ("vqe-3", 0, -3.0),
    ]
    assert jobs.completeness()["complete"].to_list() == [True, True, False]
    assert jobs[0].result() == {"energy": -1.5, "parameters": [0.1, 0.2]}
    assert jobs.tasks()["shots"].to_list() == [100]
    jobs[0].download_result(tmp_path)
    assert (tmp_path / "vqe-1" / "notes.txt").read_text() == "kept"
    assert stored.scan_observations().filter(pl.col("metric") == "energy").collect().height == 5
    assert stored.scan_jobs().collect()["final"].to_list() == [True, True, False]


def test_it_can_be_written_to(stored, sweep):
    stored.sync(sweep)
    stored.compact()
    assert len(stored.jobs()) == 9
    assert stored.verify()["problem"].null_count() == stored.verify().height


def test_every_file_says_its_format_and_columns(aws, archive, sweep, job_name):
    running = aws.create_job(job_name, "RUNNING")
    aws.put_log_events(running, ["Metrics - energy=1;"])
    aws.put_tasks(sweep[0], [{"shots": 10}])
    document = b'{"dataDictionary": {"a": 1}, "dataFormat": "plaintext"}'
    aws.put_bundle(sweep[0], {"results.json": document})
    archive.sync([*sweep, running])
    paths = sorted(Path(archive.root).rglob("*.parquet"))
    assert {path.parent.name for path in paths} == {
        "jobs", "observations", "log_events", "results", "tasks",
    }  # fmt: skip
    for path in paths:
        schema = pq.read_schema(path)
        said = json.loads(schema.metadata[b"jobanalytics"])
        assert (said["format"], said["table"]) == (FORMAT, path.parent.name)
        assert list(said["columns"]) == schema.names
        for field in schema:
            assert field.metadata[b"description"].decode() == said["columns"][field.name]
            assert len(said["columns"][field.name]) > 8


def test_its_root_says_what_it_is(archive, sweep):
    archive.sync(sweep)
    text = (Path(archive.root) / "README.md").read_text()
    for folder in ("jobs/", "observations/", "results/", "tasks/", "log_events/", "bundles/"):
        assert f"| {folder} |" in text
