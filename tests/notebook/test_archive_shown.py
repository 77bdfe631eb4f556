"""An archive shows what was seen of it last; no bucket is asked for it."""

from uuid import uuid4

import pytest
from job_logs import ago, energies

from jobanalytics import Archive, ArchiveNotFoundError


@pytest.fixture
def job(aws, job_name):
    arn = aws.create_job(job_name, created_at=ago(hours=2))
    aws.put_log_events(arn, energies(30))
    return arn


@pytest.fixture
def place(aws):
    bucket = f"archive-{uuid4().hex[:12]}"
    aws.put_object(f"s3://{bucket}/other", b"")
    return f"s3://{bucket}/a"


def test_a_bucket_that_nobody_has_looked_at(aws, place):
    archive = Archive(place)
    aws.reset_calls()
    assert repr(archive) == f"<Archive at {place!r}: not looked at yet>"
    assert "<code>.jobs()</code> looks what is there" in archive._repr_html_()
    assert aws.calls.total() == 0


def test_a_bucket_as_it_was_seen_last(aws, place, job):
    archive = Archive(place)
    archive.sync([job])
    aws.reset_calls()
    assert repr(archive).startswith(
        f"<Archive at {place!r}: 1 job, 1 of them final, 30 observations, "
    )
    html = Archive(place)._repr_html_()
    assert "1, 1 of them final" in html
    assert "last synced" in html
    assert "as of 20" in html
    assert aws.calls.total() == 0


def test_a_bucket_in_which_there_was_nothing(aws, place):
    archive = Archive(place)
    with pytest.raises(ArchiveNotFoundError):
        archive.jobs()
    assert repr(archive) == f"<Archive at {place!r}: nothing there yet>"


def test_a_folder_is_looked_at(aws, tmp_path, job):
    root = tmp_path / "a<b>"
    archive = Archive(root)
    assert "nothing there yet" in archive._repr_html_()
    Archive(root).sync([job])
    assert ": 1 job, 1 of them final, 30 observations, " in repr(archive)
    assert "a&lt;b&gt;" in archive._repr_html_()


def test_what_is_damaged_raises_nothing(aws, tmp_path, job):
    archive = Archive(tmp_path / "a")
    archive.sync([job])
    (table,) = (tmp_path / "a" / "jobs").glob("*.parquet")
    table.write_bytes(b"nothing")
    assert repr(archive) == f"<Archive at {str(tmp_path / 'a')!r}: ArchiveDamagedError>"
    assert "ArchiveDamagedError" in archive._repr_html_()


def test_a_job_of_it_shows_its_metrics_once_they_are_loaded(aws, tmp_path, job, job_name):
    archive = Archive(tmp_path / "a")
    archive.sync([job])
    (kept,) = archive.jobs()
    assert kept._repr_html_().startswith(f"<b>{job_name}</b> COMPLETED (ArchivedQuantumJob)")
    assert "reads the metrics" in kept._repr_html_()
    kept.observations()
    assert "<svg" in kept._repr_html_()
