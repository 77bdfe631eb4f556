"""Whatever becomes of a file: what is read of it is right, or it is said that it is damaged."""

from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from jobanalytics import ArchiveDamagedError, BundleError, IncompleteMetricsWarning
from jobanalytics.storage.parquet import encode


@pytest.fixture
def file(archive, sweep):
    """The file of observations of a sweep."""
    archive.sync(sweep)
    (path,) = (Path(archive.root) / "observations").iterdir()
    return path


def test_on_reading(archive, file):
    expected = archive.jobs().observations()
    data = file.read_bytes()
    noticed = 0
    for place in range(4, len(data), 61):
        damaged = bytearray(data)
        damaged[place] ^= 0x10
        file.write_bytes(damaged)
        try:
            assert_frame_equal(archive.jobs().observations(), expected)
        except (ArchiveDamagedError, ValueError):
            noticed += 1
    assert noticed > 20


def test_on_compacting(archive, file, sweep, aws, job_name):
    other = aws.create_job(f"{job_name}-other")
    aws.put_log_events(other, ["Metrics - energy=1;"])
    archive.sync(other)
    data = bytearray(file.read_bytes())
    data[len(data) // 4] ^= 1
    file.write_bytes(data)
    with pytest.raises(ArchiveDamagedError, match=file.name):
        archive.compact()
    assert file.name in archive.verify()["file"][0]


def test_rows_that_are_missing(archive, file):
    """Bounds that are damaged could have readers pass over rows."""
    rows = pl.read_parquet(file)
    file.write_bytes(encode([rows.head(-1)], "observations"))
    with pytest.raises(ArchiveDamagedError, match="has not the 8 values of"):
        archive.jobs().observations()


def test_jobs_whose_rows_are_whole_are_read(archive, tmp_path):
    folders = [tmp_path / "jobs" / name for name in "abc"]
    for folder in folders:
        folder.mkdir(parents=True)
        lines = "".join(f"Metrics - e={n * n / 7};\n" for n in range(30_000))
        (folder / "log.txt").write_text(lines)
    archive.sync(folders)
    (path,) = (Path(archive.root) / "observations").iterdir()
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    jobs = archive.jobs()
    with pytest.warns(IncompleteMetricsWarning, match="1 of 3 jobs left out"):
        found = jobs.observations(on_error="collect")
    assert found.group_by("job_name").len()["len"].to_list() == [30_000] * 2
    assert "sync(other.jobs(), refresh=True)" in jobs.errors()["reason"].item()


def test_a_bundle(aws, archive, ended, tmp_path):
    aws.put_bundle(ended, {"a.txt": b"a" * 1000})
    archive.sync(ended, bundles=True)
    (path,) = (Path(archive.root) / "bundles").iterdir()
    path.write_bytes(path.read_bytes()[:40])
    with pytest.raises(BundleError) as error:
        archive.jobs()[0].download_result(tmp_path)
    assert path.name in error.value.__notes__[0]
    assert "Archive.verify()" in error.value.__notes__[0]
