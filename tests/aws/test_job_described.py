"""What a job says of itself: in a notebook, in a line of a log, after a search."""

from jobanalytics import AwsQuantumJob, search_jobs


def test_a_line_with_name_state_and_times(aws, ended, job_name):
    line = str(AwsQuantumJob(ended))
    assert line.startswith(f"{job_name}, COMPLETED, started 20")
    assert " s" in line
    assert aws.calls == {"GetJob": 1}


def test_a_line_where_aws_cannot_be_asked(ended):
    job = AwsQuantumJob(ended[:-12] + "0" * 12)
    assert str(job) == f"AwsQuantumJob({job.arn!r}) (JobNotFoundError)"


def test_what_a_notebook_shows_asks_nobody(aws, ended):
    job = AwsQuantumJob(ended)
    assert repr(job) == f"AwsQuantumJob({ended!r})"
    assert "not asked yet" in job._repr_html_()
    assert aws.calls.total() == 0


def test_a_job_that_was_found_knows_its_name_without_a_call(aws, ended, job_name):
    (job,) = search_jobs(name=job_name)
    assert job.name == job_name
    assert repr(job) == f"AwsQuantumJob({ended!r})  # {job_name}"
    assert str(job).startswith(f"{job_name}, COMPLETED, started 20")
    assert aws.calls["GetJob"] == 0
