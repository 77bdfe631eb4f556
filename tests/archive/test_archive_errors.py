"""What is wrong with an archive, or a job, is said, and costs nothing else."""

import contextlib
import json
import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from forging import forge_jobs
from logs_on_disk import files

from jobanalytics import (
    AccessDeniedError,
    Archive,
    ArchiveDamagedError,
    ArchiveFormatError,
    ArchiveNotFoundError,
    IncompleteMetricsWarning,
    StorageWriteError,
)

ASKS = {
    "jobs": lambda archive: archive.jobs(),
    "scan_jobs": lambda archive: archive.scan_jobs(),
    "scan_observations": lambda archive: archive.scan_observations(),
    "compact": lambda archive: archive.compact(),
    "verify": lambda archive: archive.verify(),
    "sync": lambda archive: archive.sync(),
}


@pytest.mark.parametrize("ask", ASKS)
def test_there_is_none(archive, ask):
    with pytest.raises(ArchiveNotFoundError, match=r"There is no archive at .*\.sync\(jobs\)"):
        ASKS[ask](archive)
    assert not Path(archive.root).exists()


@pytest.mark.parametrize("ask", ASKS)
def test_of_a_newer_format(archive, sweep, ask):
    archive.sync(sweep)
    path = Path(archive.root) / "jobs" / "0000000001.parquet"
    table = pq.read_table(path)
    own = json.loads(table.schema.metadata[b"jobanalytics"])
    own |= {"format": 2, "written_by": "jobanalytics 9.0"}
    pq.write_table(table.replace_schema_metadata({"jobanalytics": json.dumps(own)}), path)
    before = files(archive)
    with pytest.raises(
        ArchiveFormatError, match=r"format 2, written by jobanalytics 9\.0; .*up to 1"
    ):
        ASKS[ask](archive)
    with pytest.raises(ArchiveFormatError):
        archive.sync(sweep)
    assert files(archive) == before


@pytest.mark.parametrize("ask", sorted(ASKS.keys() - {"verify"}))
def test_a_table_of_jobs_that_is_damaged(archive, sweep, ask):
    archive.sync(sweep)
    path = Path(archive.root) / "jobs" / "0000000001.parquet"
    path.write_bytes(path.read_bytes()[:-100])
    before = files(archive)
    with pytest.raises(ArchiveDamagedError, match=r"0000000001\.parquet, which says .* damaged"):
        ASKS[ask](archive)
    assert files(archive) == before
    assert "is damaged" in archive.verify()["problem"][0]


@pytest.fixture
def observations_file(archive, sweep):
    archive.sync(sweep)
    (path,) = (Path(archive.root) / "observations").iterdir()
    return path


def test_a_file_that_is_gone(archive, observations_file):
    observations_file.unlink()
    with pytest.raises(ArchiveDamagedError, match=r"is missing .* refresh=True"):
        archive.jobs().observations()
    assert archive.jobs().table().height == 6


def test_a_file_that_is_damaged(archive, observations_file):
    observations_file.write_bytes(b"PAR1 nothing PAR1")
    with pytest.raises(ArchiveDamagedError, match=f"{observations_file.name} cannot be read"):
        archive.jobs().metrics()


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_bytes(b"nothing")])
def test_reading_anew_mends_it(archive, sweep, observations_file, damage):
    damage(observations_file)
    archive.sync(sweep[:2], refresh=True)
    archive.sync(sweep[2:], refresh=True)
    assert archive.jobs().observations().height == 48
    assert archive.verify()["problem"].null_count() == archive.verify().height


def test_a_job_that_is_not_there(archive, sweep):
    missing = sweep[0][:-12] + "000000000000"
    with pytest.warns(IncompleteMetricsWarning, match="1 of 7 jobs could not be synced whole"):
        table = archive.sync([*sweep, missing])
    assert table["new_observations"].to_list() == [8] * 6 + [0]
    assert "metrics: JobNotFoundError" in table["error"][-1]
    assert table.row(-1)[:1] == (missing.rpartition("/")[2],)
    assert len(archive.jobs()) == 6


def test_raised_it_keeps_what_came(aws, archive, sweep):
    missing = sweep[0][:-12] + "000000000000"
    with pytest.raises(LookupError) as caught:
        archive.sync([missing, *sweep], on_error="raise")
    assert "until then is in the archive" in caught.value.__notes__[0]
    assert len(archive.jobs()) == 6


def test_a_job_whose_log_cannot_be_read_stays_as_it_was(aws, archive, job_name):
    arn = aws.create_job(job_name, "RUNNING")
    aws.put_log_events(arn, ["Metrics - energy=1;"])
    archive.sync(arn)
    aws.put_log_events(arn, ["Metrics - energy=2;"])
    aws.fail("FilterLogEvents", "denied", times=None)
    with pytest.raises(AccessDeniedError):
        archive.sync(arn, on_error="raise")
    assert archive.jobs()[0].observations()["value"].to_list() == [1.0]


def test_a_place_that_is_a_file(tmp_path, sweep):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(StorageWriteError, match="file"):
        Archive(tmp_path / "file").sync(sweep)
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize(
    "root",
    [
        *("gs://bucket/x", "https://example.org/x", "s3://", "s3:///x", "s3:/x", Path("s3://x/y")),
        *("", "s3://bucket/a/../b", "s3://bucket/."),
    ],
)
def test_another_kind_of_place(aws, root):
    with pytest.raises(ValueError, match="s3://bucket/prefix"):
        Archive(root)


def test_a_place_that_is_no_text():
    with pytest.raises(ValueError, match="is not text in UTF-8"):
        Archive(os.fsdecode(b"/tmp/\xff"))


def test_a_bucket_that_is_not_there(aws, sweep):
    with pytest.raises(RuntimeError, match="the bucket nobodys-bucket does not exist"):
        Archive("s3://nobodys-bucket/x").sync(sweep)


def test_an_export_is_no_place_for_an_archive(archive, sweep, tmp_path):
    archive.sync(sweep)
    archive.jobs().write_parquet(tmp_path / "paper")
    with pytest.raises(ValueError, match=r"is an export: it has a jobs\.parquet"):
        Archive(tmp_path / "paper").sync(sweep)
    assert sorted(path.name for path in (tmp_path / "paper").iterdir() if path.name != ".lock") == [
        "jobs.parquet", "observations.parquet", "results.parquet",
    ]  # fmt: skip


def test_own_files_in_its_folders_are_left_alone(aws, archive, sweep):
    archive.sync(sweep[:3])
    mine = Path(archive.root) / "observations" / "mine.parquet"
    mine.write_bytes(b"mine")
    archive.sync(sweep)
    archive.compact()
    assert mine.read_bytes() == b"mine"
    assert archive.jobs().observations().height == 48
    assert (
        "is not of this archive"
        in archive.verify().filter(file="observations/mine.parquet")["problem"].item()
    )


@pytest.mark.parametrize(
    "name",
    ["../mine.parquet", "observations/../../mine.parquet", "/mine.parquet", "mine.parquet"],
)
def test_names_that_lead_elsewhere(archive, sweep, name):
    """Whoever made the archive could have files removed or read that are none of it."""
    archive.sync(sweep)
    path = Path(archive.root) / "jobs" / "0000000001.parquet"
    own = json.loads(pq.read_schema(path).metadata[b"jobanalytics"])
    (facts,) = own["files"].values()

    def renamed(table):
        place = table.schema.get_field_index("observations_file")
        field = table.schema.field(place)
        return table.set_column(place, field, pa.array([name] * len(table), field.type))

    forge_jobs(path, renamed, files={name: facts})
    for ask in ASKS.values():
        with contextlib.suppress(ArchiveDamagedError):
            ask(archive)
            assert ask is ASKS["verify"]
    assert "is no file of" in archive.verify()["problem"][0]
