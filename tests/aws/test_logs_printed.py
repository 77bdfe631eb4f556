"""logs() prints every line of every instance in the order of time."""

import pytest

from jobanalytics import AccessDeniedError, AwsQuantumJob, JobFailedError

BEGIN = 1_700_000_000_000


@pytest.fixture
def arn(aws, job_name):
    arn = aws.create_job(job_name, created_at=BEGIN / 1000, instance_count=3)
    for number in (1, 2, 3):
        aws.put_log_events(
            arn,
            [(BEGIN + 3 * step + number, f"algo-{number} step {step}") for step in range(20)],
            instance=f"algo-{number}",
        )
    return arn


def in_order():
    return [f"algo-{number} step {step}" for step in range(20) for number in (1, 2, 3)]


def test_instances_are_interleaved_by_time(arn, capsys):
    assert AwsQuantumJob(arn).logs() is None
    assert capsys.readouterr().out.splitlines() == in_order()


def test_over_many_pages(aws, arn, capsys):
    aws.configure(page_events=7, empty_pages_every=2, partial_pages_every=2)
    AwsQuantumJob(arn).logs()
    assert capsys.readouterr().out.splitlines() == in_order()


def test_what_is_no_terminal_gets_no_colours(arn, capsys):
    AwsQuantumJob(arn).logs()
    assert "\x1b" not in capsys.readouterr().out


def test_waiting_for_a_job_that_ended_prints_once(arn, capsys):
    AwsQuantumJob(arn).logs(wait=True, poll_interval_seconds=60)
    assert capsys.readouterr().out.splitlines() == in_order()


def test_line_ends_are_not_doubled(aws, job_name, capsys):
    arn = aws.create_job(job_name)
    aws.put_log_events(arn, ["one\n", "two\r\n", "", "  indented"])
    AwsQuantumJob(arn).logs()
    assert capsys.readouterr().out == "one\ntwo\n\n  indented\n"


def test_a_failed_job_is_an_error_only_when_waited_for(aws, job_name, capsys):
    arn = aws.create_job(job_name, "FAILED", failure_reason="out of qubits")
    aws.put_log_events(arn, ["Traceback"])
    AwsQuantumJob(arn).logs()
    with pytest.raises(JobFailedError, match="out of qubits"):
        AwsQuantumJob(arn).logs(wait=True)
    assert capsys.readouterr().out == "Traceback\nTraceback\n"


def test_a_log_that_may_not_be_read(aws, arn):
    aws.fail("FilterLogEvents", "denied")
    with pytest.raises(
        AccessDeniedError, match=r"Reading the log of job 'vqe-.*' in us-west-2 was"
    ):
        AwsQuantumJob(arn).logs()
