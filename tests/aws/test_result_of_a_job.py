"""What a job stored is streamed from S3, and nothing of it is left on this machine."""

import base64
import pickle

import pytest

from jobanalytics import AwsError, AwsQuantumJob, PickleNotAllowedError, ResultNotFoundError

PLAIN = b'{"dataDictionary": {"energy": -1.5}, "dataFormat": "plaintext"}'


@pytest.fixture
def job(aws, job_name):
    return AwsQuantumJob(aws.create_job(job_name))


def test_a_stored_result(aws, job, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    aws.put_bundle(job.arn, {"results.json": PLAIN})
    assert job.result() == {"energy": -1.5}
    assert list(tmp_path.iterdir()) == []


def test_reading_stops_once_the_result_has_come(aws, job):
    aws.put_bundle(job.arn, {"results.json": PLAIN, "weights": bytes(range(256)) * 200_000})
    assert job.result() == {"energy": -1.5}
    assert aws.calls["S3.GetObject"] == 1


def test_no_bundle(job):
    assert job.result() == {}


def test_a_bundle_without_a_result(aws, job):
    aws.put_bundle(job.arn, {"weights.bin": b"123"})
    assert job.result() == {}


def test_a_result_that_comes_later_is_seen(aws, job):
    assert job.result() == {}
    aws.put_bundle(job.arn, {"results.json": PLAIN})
    assert job.result() == {"energy": -1.5}


def test_nothing_is_unpickled_unasked(aws, job):
    value = base64.b64encode(pickle.dumps({1, 2})).decode()
    document = f'{{"dataDictionary": {{"sets": "{value}"}}, "dataFormat": "pickled_v4"}}'
    aws.put_bundle(job.arn, {"results.json": document.encode()})
    with pytest.raises(
        PickleNotAllowedError, match=f"Job '{job.name}'.*allow_pickle=True"
    ) as caught:
        job.result()
    assert isinstance(caught.value, RuntimeError)
    assert job.result(allow_pickle=True) == {"sets": {1, 2}}


def test_download_to_the_working_directory(aws, job, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    aws.put_bundle(job.arn, {"results.json": PLAIN, "model/weights.bin": b"123"})
    assert job.download_result() is None
    folder = tmp_path / job.name
    assert (folder / "results.json").read_bytes() == PLAIN
    assert (folder / "model" / "weights.bin").read_bytes() == b"123"
    assert [path.name for path in tmp_path.iterdir()] == [job.name]


def test_download_to_another_folder_and_again(aws, job, tmp_path):
    aws.put_bundle(job.arn, {"a": b"1"})
    job.download_result(tmp_path / "new" / "folder")
    job.download_result(str(tmp_path / "new" / "folder"))
    assert (tmp_path / "new" / "folder" / job.name / "a").read_bytes() == b"1"


def test_download_of_no_bundle(job, tmp_path):
    with pytest.raises(ResultNotFoundError) as caught:
        job.download_result(tmp_path)
    assert isinstance(caught.value, FileNotFoundError)
    assert str(caught.value).startswith(f"Job {job.name!r} has no result bundle: s3://")
    assert "A job stores one when its code saves a result" in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_bucket_that_is_gone_is_not_a_job_without_a_result(aws, job_name):
    arn = aws.create_job(job_name, output_s3_path="s3://a-bucket-that-was-deleted/jobs")
    with pytest.raises(AwsError, match="the bucket a-bucket-that-was-deleted does not exist"):
        AwsQuantumJob(arn).result()
