"""The certificate of a reading: what each column says, and each note."""

from datetime import timedelta

import pytest
from job_logs import ago, energies, milliseconds

from jobanalytics import AwsQuantumJob
from jobanalytics.schema import COMPLETENESS


def certificate(arn):
    frame = AwsQuantumJob(arn).completeness()
    assert frame.schema == COMPLETENESS
    return frame.row(0, named=True)


def test_a_job_of_which_all_is_there(ended):
    before = ago()
    row = certificate(ended)
    record = AwsQuantumJob(ended).metadata()
    assert before - timedelta(seconds=1) <= row.pop("read_at") <= ago()
    margin = row.pop("window_end") - record["endedAt"]
    assert timedelta(minutes=5) <= margin
    assert row.pop("window_start") < record["createdAt"]
    assert row == {
        "job_arn": ended,
        "complete": True,
        "notes": "",
        "state": "COMPLETED",
        "terminal": True,
        "settled": True,
        "instance_count": 1,
        "streams": 1,
        "pages": 1,
        "lines_matched": 30,
        "lines_parsed": 30,
        "observations": 30,
        "without_iteration_number": 0,
        "without_timestamp": 0,
        "malformed": 0,
        "malformed_examples": "",
        "retention_days": None,
        "retention_may_have_removed_events": False,
    }


def test_it_is_read_if_nothing_was_and_else_kept(aws, ended):
    job = AwsQuantumJob(ended)
    first = job.completeness()
    assert aws.calls["FilterLogEvents"] == 1
    assert job.completeness().equals(first)
    assert aws.calls["FilterLogEvents"] == 1


@pytest.mark.parametrize("status", ["RUNNING", "CANCELLING"])
def test_a_job_that_goes_on(aws, job_name, status):
    arn = aws.create_job(job_name, status)
    aws.put_log_events(arn, energies(3))
    row = certificate(arn)
    assert (row["complete"], row["terminal"], row["settled"]) == (False, False, False)
    assert row["notes"] == f"The job is {status}: more lines can come."


def test_a_log_that_has_not_settled(aws, job_name):
    arn = aws.create_job(job_name, created_at=ago(hours=1), ended_at=ago(minutes=1))
    aws.put_log_events(arn, energies(3))
    row = certificate(arn)
    assert (row["complete"], row["terminal"], row["settled"]) == (False, True, False)
    assert row["notes"] == ("The job has ended a short while ago: late lines can still arrive.")


def test_a_stream_that_is_missing(aws, job_name):
    arn = aws.create_job(job_name, instance_count=3)
    aws.put_log_events(arn, energies(3))
    aws.put_log_events(arn, energies(3), instance="algo-2")
    row = certificate(arn)
    assert (row["complete"], row["streams"], row["instance_count"]) == (False, 2, 3)
    assert row["notes"] == "The job has 3 instances, the log 2."


def test_a_second_instance_that_logs_no_metrics(aws, job_name):
    arn = aws.create_job(job_name, instance_count=2)
    aws.put_log_events(arn, energies(3))
    aws.put_log_events(arn, ["quiet"], instance="algo-2")
    row = certificate(arn)
    assert (row["complete"], row["streams"]) == (True, 2)


def test_an_instance_that_began_again_is_one(aws, job_name):
    arn = aws.create_job(job_name, instance_count=2)
    stream = aws.put_log_events(arn, energies(3))
    aws.put_log_events(arn, energies(3), stream=f"{stream.rpartition('-')[0]}-1999999999")
    row = certificate(arn)
    assert (row["complete"], row["streams"]) == (False, 1)


def test_streams_that_may_not_be_listed(aws, job_name):
    arn = aws.create_job(job_name, instance_count=2)
    aws.put_log_events(arn, energies(3))
    aws.fail("DescribeLogStreams", "denied")
    row = certificate(arn)
    assert (row["complete"], row["streams"], row["observations"]) == (False, 1, 3)
    assert "The log streams could not be listed: Reading the metrics of job" in row["notes"]
    assert "lack the permission for DescribeLogStreams" in row["notes"]


def test_a_log_whose_streams_are_gone(aws, ended):
    aws.delete_log_streams(ended)
    row = certificate(ended)
    assert (row["complete"], row["streams"], row["observations"]) == (False, 0, 0)
    assert row["notes"] == ("The job has 1 instance, the log 0. No metric line was found.")


def test_retention_that_is_shorter_than_the_job_is_old(aws, job_name):
    arn = aws.create_job(job_name, created_at=ago(days=40), ended_at=ago(days=35))
    aws.put_log_events(arn, [(milliseconds(ago(days=36)), "Metrics - loss=1;")])
    aws.set_retention(30)
    row = certificate(arn)
    assert row["observations"] == 0
    assert (row["complete"], row["retention_days"]) == (False, 30)
    assert row["retention_may_have_removed_events"] is True
    assert (
        "The log keeps events for 30 days, and the job is older: CloudWatch may have removed lines."
    ) in row["notes"]


def test_retention_that_is_longer(aws, job_name):
    arn = aws.create_job(job_name, created_at=ago(days=4), ended_at=ago(days=3))
    aws.put_log_events(arn, energies(3))
    aws.set_retention(30)
    row = certificate(arn)
    assert (row["retention_days"], row["retention_may_have_removed_events"]) == (30, False)
    # The energies' event times are those of the job's run time, which the log still holds.
    assert (row["complete"], row["observations"]) == (True, 3)


def test_retention_that_may_not_be_asked_for(aws, job_name):
    arn = aws.create_job(job_name, created_at=ago(days=4), ended_at=ago(days=3))
    aws.put_log_events(arn, energies(3))
    aws.fail("DescribeLogGroups", "denied")
    row = certificate(arn)
    assert (row["retention_days"], row["retention_may_have_removed_events"]) == (None, None)
    # What is not known is no proof.
    assert not row["complete"]
    assert "How long the log is kept could not be found out" in row["notes"]


def test_a_young_job_costs_no_call_about_retention(aws, ended):
    certificate(ended)
    assert aws.calls["DescribeLogGroups"] == aws.calls["DescribeLogStreams"] == 0


def test_items_that_are_malformed(aws, job_name):
    arn = aws.create_job(job_name)
    lines = [
        f"Metrics - loss=tensor({number}.); acc={number}; bad{number}=x;" for number in range(9)
    ]
    aws.put_log_events(arn, lines)
    row = certificate(arn)
    assert (row["lines_matched"], row["lines_parsed"], row["observations"]) == (9, 9, 9)
    assert row["malformed"] == 18
    examples = row["malformed_examples"].splitlines()
    assert len(examples) == 5
    assert examples[0].startswith("loss=tensor(0.): ")
    assert examples[1].startswith("bad0=x: ")
    assert "Skipped 18 malformed items, such as loss=tensor(0.): " in (row["notes"])
    assert row["complete"]


def test_lines_that_hold_nothing(aws, job_name):
    arn = aws.create_job(job_name)
    aws.put_log_events(arn, ["Metrics - ", "Metrics - loss=1;", "Metrics - loss=1"])
    row = certificate(arn)
    assert (row["lines_matched"], row["lines_parsed"]) == (3, 1)


def test_observations_without_an_iteration(aws, job_name):
    arn = aws.create_job(job_name)
    aws.put_log_events(arn, ["Metrics - loss=1;", "Metrics - loss=2; iteration_number=1;"])
    row = certificate(arn)
    assert (row["without_iteration_number"], row["without_timestamp"]) == (1, 0)
    assert row["notes"] == ("1 value without an iteration number: in no frame by iteration.")
    assert row["complete"]
