"""A throttled call is repeated as often as AWS_MAX_ATTEMPTS says; then it is an error."""

import pytest
from waiting import wait_until

from jobanalytics import AwsQuantumJob, IncompleteMetricsError, ThrottledError

pytestmark = pytest.mark.usefixtures("own_clients")


def test_a_throttled_call_is_repeated(aws, ended):
    aws.fail("GetJob", "throttle", times=1)
    assert AwsQuantumJob(ended).state() == "COMPLETED"
    assert aws.calls["GetJob"] == 2


def test_a_call_throttled_to_the_end(aws, ended):
    aws.fail("GetJob", "throttle", times=None)
    with pytest.raises(ThrottledError) as caught:
        AwsQuantumJob(ended).state()
    assert isinstance(caught.value, RuntimeError)
    assert str(caught.value) == (
        f"Getting job {ended} was throttled until the retries ran out. AWS said to GetJob: "
        "ThrottlingException: Rate exceeded. Try again later; AWS_MAX_ATTEMPTS sets the number of "
        "attempts."
    )
    assert aws.calls["GetJob"] == 2


def test_metrics_throttled_on_the_way(aws, ended):
    aws.configure(page_events=10)
    aws.fail("FilterLogEvents", "throttle", times=None, after=2)
    with pytest.raises(IncompleteMetricsError, match="was throttled until") as caught:
        AwsQuantumJob(ended).metrics()
    assert len(caught.value.observations) == 20


def test_by_default_there_are_eight_attempts(aws, ended, monkeypatch):
    monkeypatch.delenv("AWS_MAX_ATTEMPTS")
    aws.fail("GetJob", "reset", times=2)
    job = AwsQuantumJob(ended)
    assert job.state() == "COMPLETED"
    assert aws.calls["GetJob"] == 3
    assert job._clients.braket.meta.config.retries["total_max_attempts"] == 8


def test_a_burst_over_the_quota_is_survived(aws, ended, monkeypatch):
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "8")
    aws.configure(quotas=True, page_events=4)

    def throttled():
        assert len(AwsQuantumJob(ended).observations()) == 30
        return aws.calls["FilterLogEvents:throttled"]

    # The first time, where the machine is fast enough to use up the quota.
    wait_until(throttled, "a burst over the quota")
