"""result() and download_result() wait for a job's end, up to the time they were given."""

import threading
import time

import pytest
from waiting import wait_until

from jobanalytics import AwsQuantumJob, JobAnalyticsError, JobFailedError, JobTimeoutError

RESULT = {"results.json": b'{"dataDictionary": {"a": 1}, "dataFormat": "plaintext"}'}
METHODS = ["result", "download_result"]


@pytest.fixture
def later(aws):
    """Do something once the job has been looked at twice."""
    threads = []

    def do(action, *arguments, **options):
        def run():
            wait_until(lambda: aws.calls["GetJob"] > 1, "the job has been looked at twice")
            action(*arguments, **options)

        threads.append(threading.Thread(target=run))
        threads[-1].start()

    yield do
    for thread in threads:
        thread.join()


@pytest.mark.parametrize("method", METHODS)
def test_past_the_timeout(aws, job_name, method, tmp_path):
    job = AwsQuantumJob(aws.create_job(job_name, "RUNNING"))
    job.state()  # makes the client, which takes its time
    begin = time.monotonic()
    folder = {"extract_to": tmp_path} if method == "download_result" else {}
    with pytest.raises(JobTimeoutError) as caught:
        getattr(job, method)(poll_timeout_seconds=0.3, poll_interval_seconds=0.1, **folder)
    assert 0.3 <= time.monotonic() - begin < 30
    assert aws.calls["GetJob"] >= 2
    assert isinstance(caught.value, TimeoutError)
    assert isinstance(caught.value, JobAnalyticsError)
    assert str(caught.value) == (
        f"Job {job_name!r} is still RUNNING after 0.3 s. Call again with a larger "
        "poll_timeout_seconds, or watch it with logs(wait=True)."
    )
    assert list(tmp_path.iterdir()) == []


def test_a_timeout_shorter_than_the_interval(aws, job_name):
    job = AwsQuantumJob(aws.create_job(job_name, "RUNNING"))
    job.state()
    begin = time.monotonic()
    with pytest.raises(JobTimeoutError):
        job.result(poll_timeout_seconds=0.5, poll_interval_seconds=600)
    assert time.monotonic() - begin < 60


def test_no_time_at_all_is_one_look(aws, job_name, ended):
    job = AwsQuantumJob(aws.create_job(f"{job_name}-2", "RUNNING"))
    with pytest.raises(JobTimeoutError):
        job.result(poll_timeout_seconds=0)
    assert aws.calls["GetJob"] == 1
    assert AwsQuantumJob(ended).result(poll_timeout_seconds=0) == {}


def test_the_result_of_a_job_that_ends_while_waiting(aws, job_name, later):
    arn = aws.create_job(job_name, "RUNNING")
    aws.put_bundle(arn, RESULT)
    later(aws.update_job, arn, status="COMPLETED")
    assert AwsQuantumJob(arn).result(poll_interval_seconds=0.1) == {"a": 1}
    assert aws.calls["GetJob"] > 2


def test_the_bundle_of_a_job_that_ends_while_waiting(aws, job_name, later, tmp_path):
    arn = aws.create_job(job_name, "QUEUED")
    aws.put_bundle(arn, RESULT)
    later(aws.update_job, arn, status="COMPLETED")
    AwsQuantumJob(arn).download_result(tmp_path, poll_interval_seconds=0.1)
    assert (tmp_path / job_name / "results.json").is_file()


@pytest.mark.parametrize("status", ["FAILED", "CANCELLED"])
def test_a_job_that_fails_while_waiting(aws, job_name, later, status):
    arn = aws.create_job(job_name, "RUNNING")
    later(aws.update_job, arn, status=status, failure_reason="out of luck")
    with pytest.raises(JobFailedError, match=f"is {status}: out of luck"):
        AwsQuantumJob(arn).result(poll_interval_seconds=0.1)


def test_a_job_known_to_have_ended_is_not_asked_for_again(aws, ended):
    job = AwsQuantumJob(ended)
    job.result()
    job.result()
    assert aws.calls["GetJob"] == 1
