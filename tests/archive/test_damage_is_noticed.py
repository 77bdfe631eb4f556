"""Whatever becomes of a file: what is read of it is right, or it is said that it is damaged."""

from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from jobanalytics import ArchiveDamagedError
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
