"""A twin reads on from shortly before the latest line that is known: how far, the caller says."""

from datetime import timedelta

import pytest
from job_logs import ago, milliseconds

from jobanalytics import AwsQuantumJob


@pytest.fixture
def job(aws, job_name):
    """A job that runs since an hour, and logged a first value just now."""
    arn = aws.create_job(job_name, "RUNNING", created_at=ago(hours=1))
    put(aws, arn, ago(), 0)
    return AwsQuantumJob(arn)


def put(aws, arn, moment, number):
    line = f"Metrics - energy={number}; iteration_number={number};"
    aws.put_log_events(arn, [(milliseconds(moment), line)])


def read_on(job, **options):
    first = job._twin(None)._read_metrics()
    put_late, overlap = options["late"], options.get("overlap")
    put_late()
    return job._twin(first.lines, overlap=overlap)._read_metrics().observations["value"].to_list()


def test_lines_that_come_later_than_the_overlap_are_left_for_the_last_look(aws, job):
    late = lambda: put(aws, job.arn, ago(minutes=10), 7)  # noqa: E731
    assert read_on(job, late=late, overlap=timedelta(minutes=5)) == [0.0]


def test_lines_within_the_overlap_are_read(aws, job):
    late = lambda: put(aws, job.arn, ago(minutes=10), 7)  # noqa: E731
    assert read_on(job, late=late, overlap=timedelta(minutes=15)) == [7.0, 0.0]


def test_by_default_it_is_six_hours(aws, job):
    assert read_on(job, late=lambda: put(aws, job.arn, ago(hours=5), 7)) == [7.0, 0.0]


def test_a_clock_that_is_ahead_hides_nothing(aws, job):
    put(aws, job.arn, ago(hours=-1), 1)
    late = lambda: put(aws, job.arn, ago(), 2)  # noqa: E731
    assert 2.0 in read_on(job, late=late, overlap=timedelta(minutes=5))
