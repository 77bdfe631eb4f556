"""Archives to sync to, and sweeps to sync."""

import pytest
from small_sweep import put

from jobanalytics import Archive


@pytest.fixture
def archive(tmp_path):
    """An archive in a local folder that is not there yet."""
    return Archive(tmp_path / "archive")


@pytest.fixture
def sweep(aws, job_name):
    """The ARNs of the small sweep's jobs; nobody has asked anything yet."""
    arns = put(aws, job_name)
    aws.reset_calls()
    return arns


@pytest.fixture
def offline(monkeypatch):
    """Call it, and no request reaches anybody any more."""

    def go():
        for service in ("BRAKET", "CLOUDWATCH_LOGS", "CLOUDWATCH", "STS", "S3"):
            monkeypatch.setenv(f"AWS_ENDPOINT_URL_{service}", "http://127.0.0.1:9")
        monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")

    return go
