"""A job of an archive has the contract's members, and says what the archive does not hold."""

import pickle

import pytest
from job_logs import ago, energies
from polars.testing import assert_frame_equal

from jobanalytics import (
    Archive,
    ArchiveDamagedError,
    ArchivedQuantumJob,
    AwsQuantumJob,
    JobSet,
    NotArchivedError,
    QuantumJob,
)


@pytest.fixture
def job(archive, ended, offline):
    archive.sync(ended)
    offline()
    return archive.jobs()[0]


def test_it_is_a_quantum_job(job, ended, job_name):
    assert isinstance(job, QuantumJob)
    assert isinstance(job, ArchivedQuantumJob)
    assert (job.arn, job.name, job.state()) == (ended, job_name, "COMPLETED")
    assert str(job).startswith(f"{job_name}, COMPLETED, started ")
    assert job_name in repr(job)


@pytest.mark.filterwarnings("ignore:Jobs are final:jobanalytics.IncompleteMetricsWarning")
def test_its_record_is_what_getjob_said(aws, archive, job_name, offline):
    members = {
        "tags": {"who": "me"},
        "hyperparameters": {"createdAt": "2026-01-01", "umlaut": "ä", "n": 3},
        "events": [
            {"eventType": "STARTED", "timeOfEvent": ago(hours=1).isoformat(), "message": "m"}
        ],
        "billable_duration": 90_000,
    }
    arn = aws.create_job(job_name, "FAILED", failure_reason="why", **members)
    record = AwsQuantumJob(arn).metadata()
    archive.sync(arn)
    offline()
    job = archive.jobs()[0]
    assert job.metadata() == record
    job.metadata()["hyperParameters"].clear()
    assert job.metadata() == record
    with pytest.raises(RuntimeError, match="is FAILED: why"):
        job.result()


def test_its_metrics(job):
    assert job.metrics("iteration_number")["energy"] == [*map(float, range(30))]
    assert job.metrics_frame().height == 30
    assert job.conflicts().is_empty()
    assert job.completeness()["complete"].item()


def test_its_frames_are_the_callers(job):
    first = job.observations()
    first.insert_column(0, first["value"].alias("mine"))
    assert "mine" not in job.observations().columns


@pytest.mark.parametrize("ask", ["logs", "log_events", "cancel"])
def test_what_is_not_kept_is_said(job, ask):
    with pytest.raises(NotArchivedError, match=rf"AwsQuantumJob\(.*\)\.{ask}\(\)"):
        getattr(job, ask)()


def test_a_job_that_stored_nothing(job, tmp_path):
    assert job.result() == {}
    with pytest.raises(NotArchivedError, match="sync it with bundles=True"):
        job.download_result(tmp_path)


def test_a_bundle(aws, archive, ended, offline, tmp_path):
    aws.put_bundle(ended, {"a.txt": b"a"})
    archive.sync(ended, bundles=True)
    offline()
    job = archive.jobs()[0]
    job.download_result(tmp_path)
    assert (tmp_path / job.name / "a.txt").read_bytes() == b"a"
    assert job.result() == {}


def test_no_bundle(archive, ended, offline, tmp_path):
    archive.sync(ended, bundles=True)
    offline()
    with pytest.raises(FileNotFoundError, match="has stored no result bundle"):
        archive.jobs()[0].download_result(tmp_path)
    assert archive.jobs().download_results(tmp_path)["path"].to_list() == [None]


def test_two_of_one_archive_are_one_job(archive, job):
    again = Archive(archive.root).jobs()[0]
    assert again == job
    assert hash(again) == hash(job)
    assert len(JobSet([again, job])) == 1
    assert job in archive.jobs()
    assert job.arn in archive.jobs()


def test_it_crosses_to_another_process(job):
    again = pickle.loads(pickle.dumps(job))
    assert again == job
    assert_frame_equal(again.observations(), job.observations())
    jobs = pickle.loads(pickle.dumps(JobSet([job])))
    assert jobs[0] == job


def test_it_crosses_nowhere_when_it_is_gone(archive, job, tmp_path):
    sent = pickle.dumps(job)
    for path in (tmp_path / "archive" / "jobs").iterdir():
        path.unlink()
    with pytest.raises(ArchiveDamagedError, match="table of jobs, jobs/, is gone"):
        pickle.loads(sent)


def test_a_job_that_moved_on_is_found_again(aws, archive, job_name):
    arn = aws.create_job(job_name, "RUNNING", created_at=ago(hours=2))
    aws.put_log_events(arn, energies(2))
    archive.sync(arn)
    job = archive.jobs()[0]
    aws.update_job(arn, status="COMPLETED", ended_at=ago(hours=1))
    archive.sync(arn)
    assert job.observations().height == 2
    assert job.state() == "COMPLETED"


def test_a_set_takes_a_job_once_from_wherever_it_is_read(archive, sweep):
    archive.sync(sweep[:2])
    archived = archive.jobs()
    both = archived + JobSet(sweep[1:3])
    assert [job.arn for job in both] == [*(job.arn for job in archived), sweep[2]]
    assert [type(job).__name__ for job in both] == ["ArchivedQuantumJob"] * 2 + ["AwsQuantumJob"]
    assert list(JobSet([sweep[0], archived[sweep[0]]])) == list(JobSet(sweep[0]))


def test_what_is_done_to_its_record_changes_no_other(archive, sweep):
    archive.sync(sweep)
    job = archive.jobs()[0]
    job.metadata()["hyperParameters"].clear()
    for again in (job, archive.jobs()[0]):
        assert again.metadata()["hyperParameters"]
