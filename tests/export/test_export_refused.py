"""Where an export would write over something else it is refused, before any log is read."""

import polars as pl
import pytest
from exported import assert_same, files_in, sweep_of
from job_logs import energies

from jobanalytics import JobSet
from jobanalytics.errors import InvalidArgumentError, StorageWriteError
from jobanalytics.export import read_parquet, write_parquet

COLUMN = "hyperparameters.n_layers"
FRAME = pl.DataFrame({"a": [1]})


@pytest.mark.parametrize(
    ("name", "partition_by"),
    [
        ("jobs.parquet", None),
        ("results.parquet", COLUMN),
        ("observations.parquet", None),
        (f"observations/{COLUMN}=1/data.parquet", COLUMN),
    ],
)
def test_a_file_of_somebody_else(tmp_path, name, partition_by):
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    FRAME.write_parquet(tmp_path / name)
    with pytest.raises(InvalidArgumentError, match=f"{name} is not of an export.*Move it away"):
        write_parquet(tmp_path, sweep_of(["1"]), partition_by=partition_by)
    assert files_in(tmp_path) == [name]
    assert pl.read_parquet(tmp_path / name).equals(FRAME)


def test_one_that_is_not_in_the_way(tmp_path):
    FRAME.write_parquet(tmp_path / "observations.parquet")
    tables = sweep_of(["1"])
    write_parquet(tmp_path, tables, partition_by=COLUMN)
    assert_same(read_parquet(tmp_path), tables)
    assert pl.read_parquet(tmp_path / "observations.parquet").equals(FRAME)


def test_an_archive(tmp_path):
    (tmp_path / "jobs").mkdir()
    (tmp_path / "jobs" / "0000000001.parquet").write_bytes(b"")
    with pytest.raises(InvalidArgumentError, match=r"There is an archive in .*another place"):
        write_parquet(tmp_path, sweep_of(["1"]))


def test_a_file(tmp_path):
    place = tmp_path / "jobs.csv"
    place.write_text("a")
    with pytest.raises(InvalidArgumentError, match=r"jobs\.csv is a file, or lies below one"):
        write_parquet(place, sweep_of(["1"]))
    assert place.read_text() == "a"


def test_before_any_log_is_read(aws, job_name, tmp_path):
    arn = aws.create_job(job_name)
    aws.put_log_events(arn, energies(3))
    FRAME.write_parquet(tmp_path / "jobs.parquet")
    aws.reset_calls()
    with pytest.raises(InvalidArgumentError, match="is not of an export"):
        JobSet(arn).write_parquet(tmp_path)
    with pytest.raises(InvalidArgumentError, match="no column 'x'"):
        JobSet(arn).write_parquet(tmp_path / "out", partition_by="x")
    assert aws.calls["FilterLogEvents"] == 0


def test_a_name_that_arrow_does_not_take(tmp_path):
    with pytest.raises(InvalidArgumentError, match=r"jobs have a column 'hyperparameters\.a\\x00'"):
        write_parquet(tmp_path, sweep_of(["1"], "a\0"))
    assert files_in(tmp_path) == []


@pytest.fixture
def full_disk():
    """No file takes more than some bytes."""
    resource = pytest.importorskip("resource")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def test_a_full_disk(tmp_path, request):
    write_parquet(tmp_path, sweep_of(["1"]))
    request.getfixturevalue("full_disk")
    with pytest.raises(StorageWriteError, match="File too large") as caught:
        write_parquet(tmp_path, sweep_of(["2"]))
    assert "broke off" in caught.value.__notes__[0]
    assert_same(read_parquet(tmp_path), sweep_of(["1"]))
    assert files_in(tmp_path) == ["jobs.parquet", "observations.parquet", "results.parquet"]


def test_a_folder_in_the_way_of_a_file(tmp_path):
    (tmp_path / "results.parquet").mkdir()
    with pytest.raises(StorageWriteError, match=r"results\.parquet failed") as caught:
        write_parquet(tmp_path, sweep_of(["1"]))
    assert "broke off" in caught.value.__notes__[0]
    assert "jobs.parquet" not in files_in(tmp_path)
