"""A sweep is read under the quotas of AWS, without an error and without waiting for nothing."""

import pytest
from sweeps import (
    by_arn,
    by_search,
    energies_of,
    expected_energies,
    own_region,
    put_sweep,
    readings,
)

# The service's retries are what AWS has by default; the fixture's are for tests of faults.
ATTEMPTS = "8"


@pytest.fixture
def region(aws, monkeypatch):
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", ATTEMPTS)
    return own_region()


def test_a_sweep_of_300_jobs(aws, region):
    arns = put_sweep(aws, 300, lines=200, region=region)
    aws.configure(quotas=True, latency=0.04)
    read = readings(by_search(region))
    assert [energies_of(read[arn]) for arn in arns] == expected_energies(300, lines=200)
    assert all(reading.is_complete for reading in read.values())
    assert aws.calls["FilterLogEvents"] - aws.calls["FilterLogEvents:throttled"] <= 8 + 8
    assert aws.calls["GetJob"] == 0


def test_a_small_sweep(aws, region):
    arns = put_sweep(aws, 40, lines=20, region=region)
    aws.configure(quotas=True, latency=0.04)
    read = readings(by_arn(arns))
    assert [energies_of(read[arn]) for arn in arns] == expected_energies(40, lines=20)
    assert aws.calls["FilterLogEvents"] - aws.calls["FilterLogEvents:throttled"] == 4
