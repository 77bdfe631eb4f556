"""A FAILED or CANCELLED job has no result, and the error says why."""

import pytest

from jobanalytics import AwsQuantumJob, JobAnalyticsError, JobFailedError

RESULT = {"results.json": b'{"dataDictionary": {"a": 1}, "dataFormat": "plaintext"}'}


@pytest.mark.parametrize("status", ["FAILED", "CANCELLED"])
@pytest.mark.parametrize("method", ["result", "download_result"])
def test_no_result_of_a_failed_job(aws, job_name, status, method, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    arn = aws.create_job(job_name, status, failure_reason="AlgorithmError: out of qubits")
    aws.put_bundle(arn, RESULT)
    with pytest.raises(JobFailedError) as caught:
        getattr(AwsQuantumJob(arn), method)()
    assert isinstance(caught.value, RuntimeError)
    assert isinstance(caught.value, JobAnalyticsError)
    assert str(caught.value).startswith(
        f"Job {job_name!r} is {status}: AlgorithmError: out of qubits. What it stored before, if "
        "anything, is at s3://"
    )
    assert list(tmp_path.iterdir()) == []


def test_without_a_reason_the_error_points_to_the_log(aws, job_name):
    arn = aws.create_job(job_name, "FAILED")
    with pytest.raises(JobFailedError, match=r"no reason was given; see the job's logs\(\)"):
        AwsQuantumJob(arn).result()


def test_a_failed_job_has_its_metrics(aws, job_name):
    arn = aws.create_job(job_name, "FAILED")
    aws.put_log_events(arn, ["Metrics - loss=1;"])
    assert AwsQuantumJob(arn).metrics()["loss"] == [1.0]
