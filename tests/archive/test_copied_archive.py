"""An archive's jobs can be synced to another archive."""

from pathlib import Path

import pytest
from job_logs import energies
from polars.testing import assert_frame_equal

from jobanalytics import Archive


@pytest.fixture
def copy(tmp_path):
    return Archive(tmp_path / "copy")


def test_everything_of_final_jobs(aws, archive, copy, sweep, offline, tmp_path):
    document = b'{"dataDictionary": {"a": 1}, "dataFormat": "plaintext"}'
    aws.put_bundle(sweep[0], {"results.json": document})
    aws.put_tasks(sweep[0], [{"shots": 10}])
    archive.sync(sweep, bundles=True)
    offline()
    table = copy.sync(archive.jobs(), bundles=True)
    assert table["final"].all()
    assert table["new_observations"].to_list() == [8] * 6
    ours, theirs = copy.jobs(), archive.jobs()
    assert_frame_equal(ours.observations(), theirs.observations())
    assert_frame_equal(ours.completeness(), theirs.completeness())
    assert_frame_equal(ours.tasks(), theirs.tasks())
    assert_frame_equal(ours.results(), theirs.results())
    assert ours.download_results(tmp_path / "bundles")["path"].null_count() == 5


def test_a_running_job_goes_on_from_the_copy(aws, archive, copy, job_name):
    arn = aws.create_job(job_name, "RUNNING")
    aws.put_log_events(arn, energies(3))
    archive.sync(arn)
    aws.delete_log_streams(arn)
    copy.sync(archive.jobs())
    aws.put_log_events(arn, ["Metrics - energy=9;"])
    assert copy.sync(copy.jobs())["new_observations"].item() == 1
    assert copy.jobs()[0].observations().height == 4


def test_a_folder_that_was_moved(archive, copy, sweep, offline, tmp_path):
    archive.sync(sweep)
    offline()
    Path(archive.root).rename(tmp_path / "elsewhere")
    assert Archive(tmp_path / "elsewhere").jobs().observations().height == 48
