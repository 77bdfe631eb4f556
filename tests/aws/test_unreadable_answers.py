"""Answers that botocore itself stumbles over are asked for again, and then an error of ours."""

import pytest
from raw_server import raw_server

from jobanalytics import AwsQuantumJob, IncompleteMetricsError

LINE = "Metrics - Größe=3;"
EVENT = {
    "logStreamName": "s/algo-1-1",
    "timestamp": 1_700_000_000_000,
    "message": LINE,
    "eventId": "1",
}
PAGE = {"events": [EVENT]}
CUT_IN_A_CHARACTER = '{"events": [{"message": "Größe'.encode()[:-3]


@pytest.fixture
def observations(ended, monkeypatch):
    """Read a job's observations from these answers of CloudWatch Logs."""

    def call(*answers):
        with raw_server(*answers) as url:
            monkeypatch.setenv("AWS_ENDPOINT_URL_CLOUDWATCH_LOGS", url)
            return AwsQuantumJob(ended).observations()

    return call


@pytest.mark.parametrize("body", [CUT_IN_A_CHARACTER, b"[]", b"null", b"\xff\xfe", b"{}", b""])
def test_once(observations, body):
    assert observations(body, PAGE)["value"].to_list() == [3.0]
    assert observations(PAGE | {"nextToken": "2"}, body, PAGE)["value"].to_list() == [3.0, 3.0]


@pytest.mark.parametrize("body", [CUT_IN_A_CHARACTER, b"[]"])
def test_for_ever(observations, body):
    with pytest.raises(IncompleteMetricsError, match=r"AWS answered 4 times .* without events"):
        observations(body)


def test_events_without_their_message(observations):
    nameless = {"events": [{"logStreamName": "s", "timestamp": 1, "eventId": "1"}]}
    with pytest.raises(IncompleteMetricsError, match="log events came without message") as caught:
        observations(PAGE | {"nextToken": "2"}, nameless)
    assert caught.value.observations["value"].to_list() == [3.0]


def test_a_token_that_comes_twice(observations):
    with pytest.raises(IncompleteMetricsError, match="the same page token twice") as caught:
        observations(PAGE | {"nextToken": "round"})
    assert caught.value.observations["value"].to_list() == [3.0, 3.0]
