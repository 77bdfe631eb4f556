"""Of a log that is read, Python holds one page at a time; the rest are columns."""

import tracemalloc

import pytest
from job_logs import energies

from jobanalytics import AwsQuantumJob

LINES, PAGE_EVENTS = 20_000, 1_000

# Some four pages: an event takes Python 500 bytes, beside those of the body that it came in.
MOST_BYTES = 2_000_000


@pytest.fixture
def paged(aws, job_name):
    arn = aws.create_job(job_name)
    aws.put_log_events(arn, energies(LINES))
    aws.configure(page_events=PAGE_EVENTS)
    AwsQuantumJob(arn).log_events()  # clients and their models are made, and stay
    return AwsQuantumJob(arn)


@pytest.mark.parametrize("read", [AwsQuantumJob.log_events, AwsQuantumJob.observations])
def test_no_events_of_a_former_page_are_held(paged, read):
    tracemalloc.start()
    try:
        frame = read(paged)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert frame.height == LINES
    assert most < MOST_BYTES
