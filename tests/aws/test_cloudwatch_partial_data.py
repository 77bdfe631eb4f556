"""CloudWatch can say that it left data out: an error, with what it gave."""

from datetime import UTC, datetime, timedelta

import pytest
from raw_server import raw_server

from jobanalytics import IncompleteMetricsError, MalformedResponseError, cloudwatch_metrics

pytestmark = pytest.mark.usefixtures("aws")

BEGIN = datetime(2026, 9, 1, tzinfo=UTC)


@pytest.fixture
def read(monkeypatch):
    """Read a metric from these answers of CloudWatch."""

    def call(*answers):
        with raw_server(*answers) as url:
            monkeypatch.setenv("AWS_ENDPOINT_URL_CLOUDWATCH", url)
            return cloudwatch_metrics("AWS/Braket", "Depth", {}, BEGIN, BEGIN + timedelta(hours=1))

    return call


def page(minutes, status, token=None):
    result = {
        "Id": "m",
        "Timestamps": [BEGIN + timedelta(minutes=minute) for minute in minutes],
        "Values": [float(minute) for minute in minutes],
        "StatusCode": status,
    }
    return {"MetricDataResults": [result], **({"NextToken": token} if token else {})}


def test_partial_data_on_the_way_are_completed(read):
    frame = read(page([0, 1], "PartialData", "more"), page([2], "Complete"))
    assert frame["value"].to_list() == [0.0, 1.0, 2.0]


@pytest.mark.parametrize("status", ["PartialData", "InternalError"])
def test_partial_data_at_the_end_are_an_error(read, status):
    with pytest.raises(IncompleteMetricsError) as caught:
        read(page([0, 1], "PartialData", "more"), page([2], status))
    assert caught.value.observations["value"].to_list() == [0.0, 1.0, 2.0]
    assert str(caught.value).startswith(
        f"Reading CloudWatch's metric AWS/Braket Depth in us-west-2: CloudWatch answered {status}"
    )
    assert "Try again, or ask for less time or a longer period." in str(caught.value)


def test_a_token_that_comes_twice_ends_it(read):
    with pytest.raises(MalformedResponseError, match="the same page token twice"):
        read(page([0], "PartialData", "round"))
