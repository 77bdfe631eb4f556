"""A bundle that is damaged, hostile or refused is an error of its own, and leaves no folder."""

import gzip
import random

import pytest
from bundles.bundle_factory import bundle

from jobanalytics import (
    AccessDeniedError,
    AwsQuantumJob,
    BundleError,
    BundleExistsError,
    CredentialsError,
    JobAnalyticsError,
    MalformedResponseError,
    ServiceUnavailableError,
    UnsafeBundleError,
)

PLAIN = b'{"dataDictionary": {"energy": -1.5}, "dataFormat": "plaintext"}'
WHOLE = bundle(("weights", random.Random(1).randbytes(200_000)), ("results.json", PLAIN)).getvalue()
METHODS = ["result", "download_result"]


@pytest.fixture
def job(aws, job_name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    made = AwsQuantumJob(aws.create_job(job_name))
    aws.put_bundle(made.arn, WHOLE)
    yield made
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("content", "says"),
    [
        (WHOLE[: len(WHOLE) // 2], "cut short"),
        (b"", "empty"),
        (b"<html>Not found</html>", "not a gzip file"),
        (gzip.compress(b"no archive" * 500), "tar"),
    ],
    ids=["cut", "empty", "html", "no-tar"],
)
def test_a_damaged_bundle(aws, job, method, content, says):
    aws.put_bundle(job.arn, content)
    with pytest.raises(BundleError, match=f"Job '{job.name}': .*{says}") as caught:
        getattr(job, method)()
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize("name", ["../../evil", "/tmp/evil", "a/../../evil"])
def test_a_bundle_that_writes_outside(aws, job, name):
    aws.put_bundle(job.arn, bundle((name, b"evil")).getvalue())
    with pytest.raises(UnsafeBundleError, match=f"Job '{job.name}'"):
        job.download_result()


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("kind", "error", "builtin", "says"),
    [
        ("denied", AccessDeniedError, PermissionError, "Reading it takes s3:GetObject"),
        ("expired-token", CredentialsError, PermissionError, "expired or invalid; renew them"),
        ("internal", ServiceUnavailableError, ConnectionError, "Try again later"),
        ("empty", MalformedResponseError, RuntimeError, "was damaged on its way.* Try again"),
        ("cut", ServiceUnavailableError, ConnectionError, "broke off.* Try again"),
    ],
)
def test_a_fault_of_s3_that_stays(aws, job, method, kind, error, builtin, says):
    aws.fail("S3.GetObject", kind, times=None)
    with pytest.raises(error, match=f"(?s)s3://.* of job '{job.name}'.*{says}") as caught:
        getattr(job, method)()
    assert isinstance(caught.value, builtin)
    assert isinstance(caught.value, JobAnalyticsError)


@pytest.mark.parametrize("kind", ["internal", "reset", "cut"])
def test_a_fault_of_s3_that_passes(aws, job, kind):
    aws.fail("S3.GetObject", kind, times=1)
    assert job.result() == {"energy": -1.5}


def test_another_folder_of_that_name_is_left_alone(aws, job_name, tmp_path):
    job = AwsQuantumJob(aws.create_job(job_name))
    aws.put_bundle(job.arn, WHOLE)
    (tmp_path / job_name).mkdir()
    (tmp_path / job_name / "notes.txt").write_text("mine")
    with pytest.raises(BundleExistsError, match="Move or remove it, or pass another") as caught:
        job.download_result(tmp_path)
    assert isinstance(caught.value, FileExistsError)
    assert [path.name for path in (tmp_path / job_name).iterdir()] == ["notes.txt"]
