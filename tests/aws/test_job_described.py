"""What a job says of itself: in a notebook, in a line of a log, after a search."""

from jobanalytics import AwsQuantumJob, search_jobs


def test_a_line_with_name_state_and_times(ended, job_name):
    line = str(AwsQuantumJob(ended))
    assert line.startswith(f"{job_name}, COMPLETED, started 20")
    assert " s" in line


def test_a_line_where_aws_cannot_be_asked(ended, monkeypatch):
    job = AwsQuantumJob(ended[:-12] + "0" * 12)
    assert str(job) == f"AwsQuantumJob({job.arn!r}) (JobNotFoundError)"


def test_a_job_that_was_found_knows_its_name_without_a_call(aws, ended, job_name):
    (job,) = search_jobs(name=job_name)
    assert job.name == job_name
    assert repr(job) == f"AwsQuantumJob({ended!r})  # {job_name}"
    assert aws.calls["GetJob"] == 0
