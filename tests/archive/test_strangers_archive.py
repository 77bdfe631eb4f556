"""An archive from anybody does nothing but be read, or be refused."""

import json
import shutil
from pathlib import Path
from uuid import uuid4

import pyarrow as pa
import pytest
from forging import forge_jobs
from job_logs import ago, energies

from jobanalytics import (
    Archive,
    ArchiveDamagedError,
    IncompleteMetricsWarning,
    InvalidArgumentError,
)


@pytest.fixture(scope="module")
def synced(emulator, tmp_path_factory):
    """The root of an archive of one job, with its bundle."""
    archive = Archive(tmp_path_factory.mktemp("synced") / "archive")
    with emulator.environment():
        arn = emulator.create_job(f"forged-{uuid4().hex[:12]}", created_at=ago(hours=2))
        emulator.put_log_events(arn, energies(30))
        emulator.put_bundle(arn, {"a.txt": b"a"})
        archive.sync(arn, bundles=True)
    return archive.root


@pytest.fixture
def forge(aws, archive, synced):
    """Change the table of jobs of an archive: its record, or what it says of itself."""
    shutil.copytree(synced, archive.root)
    path = Path(archive.root) / "jobs" / "0000000001.parquet"

    def change(said=None, **record):
        def rows(table):
            place = table.schema.get_field_index("record")
            field = table.schema.field(place)
            text = record.pop("text", None)
            text = text or json.dumps(json.loads(table["record"][0].as_py()) | record)
            return table.set_column(place, field, pa.array([text], field.type))

        forge_jobs(path, rows, **(said or {}))
        return archive

    return change


@pytest.mark.parametrize("name", ["../../evil", "/evil", "..", "a/b", "a\\b"])
def test_a_bundle_goes_nowhere_else(forge, tmp_path, name):
    archive = forge(jobName=name)
    with pytest.raises(InvalidArgumentError, match="a name that is no folder"):
        archive.jobs()[0].download_result(tmp_path / "x" / "y")
    assert not (tmp_path / "evil").exists()


@pytest.mark.parametrize(
    ("said", "record"),
    [
        ({"writers": 3}, {}),
        ({"files": {"observations/a.parquet": [1]}}, {}),
        ({"files": []}, {}),
        ({"columns": []}, {}),
        ({}, {"text": "[]"}),
        ({}, {"text": "{"}),
        ({}, {"text": "{}"}),
        ({}, {"text": "[" * 50_000}),
        ({}, {"jobName": None}),
        ({}, {"status": 3}),
        ({}, {"createdAt": "yesterday"}),
        ({}, {"events": [1]}),
        ({}, {"deviceConfig": "x"}),
        ({}, {"instanceConfig": [1]}),
        ({}, {"instanceConfig": {"instanceCount": "many"}}),
        ({}, {"tags": [1]}),
        ({}, {"billableDuration": 2**70}),
        ({}, {"createdAt": "0001-01-01T00:00:00+23:00"}),
        ({}, {"jobName": "\ud800"}),
        ({"files": {"observations/a.parquet": ["1", "x", 2]}}, {}),
    ],
)
def test_a_table_that_makes_no_sense_is_damaged(forge, said, record):
    archive = forge(said, **record)
    for ask in (archive.jobs, archive.sync, archive.scan_jobs, archive.compact):
        with pytest.raises(ArchiveDamagedError):
            ask()
    assert archive.verify()["problem"].null_count() == 0


def test_local_folders_are_not_looked_at(archive, tmp_path):
    folder = tmp_path / "vqe"
    folder.mkdir()
    (folder / "log.txt").write_text("Metrics - e=1;\n")
    archive.sync(folder)
    (folder / "log.txt").write_text("Metrics - e=1;\nMetrics - e=2;\n")
    assert Archive(archive.root).sync()["new_observations"].item() == 0
    assert archive.sync(folder)["new_observations"].item() == 1


@pytest.mark.parametrize("column", ["final", "completeness.observations", "completeness.complete"])
def test_a_table_with_nulls_where_there_are_none_is_damaged(archive, ended, column):
    archive.sync(ended)

    def without(table):
        place = table.schema.get_field_index(column)
        field = table.schema.field(place)
        return table.set_column(place, field, pa.nulls(1, field.type))

    forge_jobs(Path(archive.root) / "jobs" / "0000000001.parquet", without)
    with pytest.raises(ArchiveDamagedError, match=column):
        archive.jobs()


def test_a_job_that_is_none_of_aws_stops_no_sync(forge, tmp_path, sweep):
    forged = forge(jobArn="arn:job/1")
    archive = Archive(tmp_path / "mine")
    archive.sync(sweep[:1])
    archive.sync(forged.jobs())
    assert archive.sync()["error"].null_count() == 2
    with pytest.warns(IncompleteMetricsWarning, match="arn:job/1"):
        table = archive.sync(refresh=True)
    assert table["error"].null_count() == 1
    assert table["new_observations"].to_list() == [0, 0]
    assert archive.jobs().observations().height == 8 + 30
