"""What is no export, or one of a newer version, says so, and what to do."""

import json

import polars as pl
import pyarrow.parquet as pq
import pytest
from exported import sweep_of

from jobanalytics.errors import (
    ArchiveDamagedError,
    ArchiveFormatError,
    ArchiveNotFoundError,
    InvalidArgumentError,
)
from jobanalytics.export import read_parquet, write_parquet


def test_nothing_is_there(tmp_path):
    for place in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(
            ArchiveNotFoundError,
            match=r"There is no export in .*: it has no jobs\.parquet\. JobSet",
        ):
            read_parquet(place)
    with pytest.raises(FileNotFoundError):
        read_parquet(tmp_path)


def test_an_archive_is_there(tmp_path):
    (tmp_path / "jobs").mkdir()
    (tmp_path / "jobs" / "0000000012.parquet").write_bytes(b"")
    with pytest.raises(ArchiveNotFoundError, match=r"but an archive: .*jobanalytics\.Archive\("):
        read_parquet(tmp_path)


def test_files_of_others_are_there(tmp_path):
    frame = pl.DataFrame({"a": [1]})
    frame.write_parquet(tmp_path / "observations.parquet")
    with pytest.raises(ArchiveNotFoundError):
        read_parquet(tmp_path)
    frame.write_parquet(tmp_path / "jobs.parquet")
    with pytest.raises(ArchiveFormatError, match=r"jobs\.parquet was not written by jobanalytics"):
        read_parquet(tmp_path)


def with_metadata(path, **members):
    """Change what a file says of itself."""
    table = pq.read_table(path)
    metadata = json.loads(table.schema.metadata[b"jobanalytics"]) | members
    pq.write_table(table.replace_schema_metadata({"jobanalytics": json.dumps(metadata)}), path)


def test_a_newer_format(tmp_path):
    write_parquet(tmp_path, sweep_of(["1"]))
    with_metadata(tmp_path / "jobs.parquet", format=2, written_by="jobanalytics 9.0")
    with pytest.raises(
        ArchiveFormatError, match=r"has format 2, written by jobanalytics 9\.0.*newer version"
    ):
        read_parquet(tmp_path)
    with pytest.raises(InvalidArgumentError, match=r"jobs\.parquet is not of an export that this"):
        write_parquet(tmp_path, sweep_of(["1"]))


@pytest.mark.parametrize(
    "export",
    [
        None,
        {"files": 1, "other": 2},
        {"files": {}, "partition_by": None},
        {"files": ["results.parquet", "observations.parquet"], "partition_by": None},
    ],
)
def test_a_file_of_ours_that_is_of_no_export(tmp_path, export):
    write_parquet(tmp_path, sweep_of(["1"]))
    with_metadata(tmp_path / "jobs.parquet", export=export)
    with pytest.raises(ArchiveDamagedError, match=r"jobs\.parquet cannot be read"):
        read_parquet(tmp_path)


@pytest.mark.parametrize("place", ["jobs.parquet", "jobs.parquet/below"])
def test_a_file_instead_of_its_folder(tmp_path, place):
    write_parquet(tmp_path, sweep_of(["1"]))
    with pytest.raises(
        InvalidArgumentError, match=r"is a file, or lies below one.*Name the folder"
    ):
        read_parquet(tmp_path / place)


def test_a_folder_instead_of_a_file(tmp_path):
    (tmp_path / "jobs.parquet").mkdir()
    with pytest.raises(InvalidArgumentError, match=r"jobs\.parquet is a folder"):
        read_parquet(tmp_path)


def test_a_place_of_another_kind():
    with pytest.raises(InvalidArgumentError, match="neither a local folder nor s3://bucket/prefix"):
        read_parquet("gs://bucket/prefix")
