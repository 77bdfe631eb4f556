"""Which folder is meant, and what is said when it is none."""

import pytest

from jobanalytics import (
    InvalidArgumentError,
    JobAnalyticsError,
    LocalJobNotFoundError,
    LocalQuantumJob,
)


def test_a_folder_by_path_string_and_arn(folder, monkeypatch):
    job = folder("Metrics - timestamp=1; loss=1;\n")
    monkeypatch.chdir(job.path.parent)
    spellings = [job.path, str(job.path), "vqe-local", "local:job/vqe-local", "./vqe-local/"]
    for spelling in spellings:
        same = LocalQuantumJob(spelling)
        assert same == job
        assert hash(same) == hash(job)
        assert same.arn == "local:job/vqe-local"
        assert same.metrics()["loss"] == [1.0]


def test_it_stays_the_same_when_the_working_directory_changes(folder, monkeypatch, tmp_path):
    path = folder("Metrics - timestamp=1; loss=1;\n").path
    monkeypatch.chdir(path.parent)
    job = LocalQuantumJob("local:job/vqe-local")
    monkeypatch.chdir(tmp_path)
    assert job.metrics()["loss"] == [1.0]


def test_the_working_directory_itself(folder, monkeypatch):
    monkeypatch.chdir(folder("").path)
    assert LocalQuantumJob(".").name == "vqe-local"


def test_folders_of_one_name_are_two_jobs(folder, tmp_path):
    job = folder("")
    other = tmp_path / "elsewhere" / "vqe-local"
    other.mkdir(parents=True)
    (other / "log.txt").touch()
    assert LocalQuantumJob(other).arn == job.arn
    assert LocalQuantumJob(other) != job


def test_no_such_folder(tmp_path):
    with pytest.raises(LocalJobNotFoundError) as caught:
        LocalQuantumJob(tmp_path / "none")
    assert isinstance(caught.value, FileNotFoundError)
    assert isinstance(caught.value, JobAnalyticsError)
    assert str(caught.value) == (
        f"There is no folder {tmp_path / 'none'} of a local job. Braket's local mode leaves a "
        "folder of the job's name, with a log.txt, in the directory that it was started in."
    )


def test_a_folder_without_a_log(tmp_path):
    with pytest.raises(
        LocalJobNotFoundError, match=r"has no log\.txt, so it is not that of a local"
    ):
        LocalQuantumJob(tmp_path)


def test_a_job_on_aws():
    arn = "arn:aws:braket:us-west-2:123456789012:job/1"
    with pytest.raises(InvalidArgumentError, match=r"is a job on AWS; .* Use AwsQuantumJob\(arn\)"):
        LocalQuantumJob(arn)
