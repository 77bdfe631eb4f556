"""What a job says of itself: in a notebook, in a line of a log, after a search."""

from jobanalytics import AwsQuantumJob, search_jobs


def test_a_line_with_name_state_and_times(ended, job_name):
    job = AwsQuantumJob(ended)
    job.state()
    line = str(job)
    assert line.startswith(f"{job_name}, COMPLETED, started 20")
    assert " s" in line


def test_a_job_that_nobody_asked_about_asks_nobody(aws, ended):
    job = AwsQuantumJob(ended)
    assert str(job) == f"AwsQuantumJob({ended!r}) (not asked yet; state() asks)"
    assert repr(job) == f"AwsQuantumJob({ended!r})"
    assert aws.calls.total() == 0


def test_a_job_that_was_found_knows_its_name_without_a_call(aws, ended, job_name):
    (job,) = search_jobs(name=job_name)
    assert job.name == job_name
    assert repr(job) == f"AwsQuantumJob({ended!r})  # {job_name}"
    assert str(job).startswith(f"{job_name}, COMPLETED, started 20")
    assert aws.calls["GetJob"] == 0
