"""logs(wait=True) prints what comes until the job has ended, and one look longer."""

import pytest
from followed_jobs import Script
from waiting import wait_until

from jobanalytics import AwsQuantumJob, JobFailedError

POLL = 0.3


@pytest.fixture
def script(aws, job_name):
    made = Script(aws, aws.create_job(job_name, "RUNNING"))
    yield made
    made.thread.join()


def test_new_lines_are_printed_once_each(aws, script, capsys):
    script.say("one")
    script.play(
        lambda: script.say("two", seconds=1),
        lambda: script.say("three", "four", seconds=2),
        script.end,
    )
    AwsQuantumJob(script.arn).logs(wait=True, poll_interval_seconds=POLL)
    assert capsys.readouterr().out == "one\ntwo\nthree\nfour\n"


def test_late_lines_of_an_earlier_time_are_printed(aws, script, capsys):
    script.say("first")
    script.say("third", seconds=2)
    script.play(
        lambda: script.say("second, late", seconds=1),
        script.end,
    )
    AwsQuantumJob(script.arn).logs(wait=True, poll_interval_seconds=POLL)
    assert capsys.readouterr().out == "first\nthird\nsecond, late\n"


def test_lines_that_come_with_the_end_are_printed(aws, script, capsys):
    """The last line is in the log a moment after the job's state has changed."""
    script.say("one")

    def end():
        # Between the look that sees the end and the last one, which waits for them.
        aws.fail("FilterLogEvents", "hold")
        wait_until(lambda: aws.held["FilterLogEvents"], "a look before the end")
        script.end()
        aws.fail("FilterLogEvents", "hold", after=1)
        aws.release("FilterLogEvents")
        wait_until(lambda: aws.held["FilterLogEvents"], "the last look")
        script.say("last words")
        aws.release("FilterLogEvents")

    script.play(end)
    AwsQuantumJob(script.arn).logs(wait=True, poll_interval_seconds=POLL)
    assert capsys.readouterr().out == "one\nlast words\n"


def test_a_job_that_fails_is_an_error_after_its_log(aws, script, capsys):
    script.say("one")
    script.play(lambda: script.end("FAILED", failure_reason="bad luck"))
    with pytest.raises(JobFailedError, match="bad luck"):
        AwsQuantumJob(script.arn).logs(wait=True, poll_interval_seconds=POLL)
    assert capsys.readouterr().out == "one\n"


def test_a_job_that_is_cancelled_is_none(aws, script, capsys):
    script.say("one")
    script.play(lambda: script.end("CANCELLED"))
    AwsQuantumJob(script.arn).logs(wait=True, poll_interval_seconds=POLL)
    assert capsys.readouterr().out == "one\n"


def test_the_queue_position_goes_to_stderr_when_it_changes(aws, script, capsys):
    aws.update_job(script.arn, status="QUEUED", queue_position=3)
    script.play(
        lambda: aws.update_job(script.arn, queue_position=2),
        lambda: aws.update_job(script.arn, status="RUNNING"),
        script.end,
    )
    AwsQuantumJob(script.arn).logs(wait=True, poll_interval_seconds=POLL)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == "Queue position: 3\nQueue position: 2\n"
