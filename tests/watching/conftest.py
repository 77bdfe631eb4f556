"""Jobs that run while they are watched."""

import pytest
from driving import Driver


@pytest.fixture
def driver(aws):
    made = Driver(aws)
    yield made
    made.join()


@pytest.fixture
def running(aws, job_name):
    """The ARN of a job that runs."""
    return aws.create_job(job_name, "RUNNING")
