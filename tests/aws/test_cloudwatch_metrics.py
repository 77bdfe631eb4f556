"""CloudWatch's own metrics come as observations, over all pages, by three of the statistics."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from jobanalytics import InvalidArgumentError, MetricStatistic, cloudwatch_metrics
from jobanalytics.schema import OBSERVATIONS

BEGIN = datetime(2026, 9, 1, 12, tzinfo=UTC)
END = BEGIN + timedelta(minutes=10)
DIMENSIONS = {"Host": "algo-1"}


@pytest.fixture
def read(aws, job_name):
    """Read a metric of two points a minute, of which the second is ten more."""
    points = [
        (BEGIN + timedelta(minutes=minute, seconds=30 * half), float(minute + 10 * half))
        for minute in range(10)
        for half in (0, 1)
    ]
    aws.put_metric(job_name, "CPUUtilization", DIMENSIONS, points)

    def call(start=BEGIN, end=END, period=60, **options):
        return cloudwatch_metrics(
            job_name, "CPUUtilization", DIMENSIONS, start, end, period, **options
        )

    return call


@pytest.mark.parametrize(
    ("statistic", "first"),
    [(MetricStatistic.MAX, 10.0), ("min", 0.0), ("AVG", 5.0)],
)
def test_the_statistics_that_cloudwatch_has(read, statistic, first):
    frame = read(statistic=statistic)
    assert frame.schema == OBSERVATIONS
    assert frame["value"].to_list() == [first + minute for minute in range(10)]
    assert frame["timestamp"].to_list() == [BEGIN + timedelta(minutes=m) for m in range(10)]
    assert frame["record"].to_list() == list(range(10))
    assert frame["metric"].unique().to_list() == ["CPUUtilization"]
    assert frame["job_arn"].null_count() == len(frame)


def test_max_is_the_default(read):
    assert read().equals(read(statistic="max"))


@pytest.mark.parametrize("statistic", [MetricStatistic.FIRST, "last"])
def test_those_that_it_has_not(aws, read, statistic):
    with pytest.raises(InvalidArgumentError, match=r"CloudWatch has no statistic '(first|last)'"):
        read(statistic=statistic)
    assert aws.calls["GetMetricData"] == 0


def test_empty_pages_end_nothing(aws, read):
    aws.configure(empty_pages_every=1)
    assert len(read()) == 10
    assert aws.calls["GetMetricData"] > 1


def test_a_damaged_page_is_asked_for_again(aws, read):
    aws.fail("GetMetricData", "empty", times=2)
    assert len(read()) == 10


def test_the_end_is_not_included_and_periods_join(read):
    assert len(read(end=BEGIN + timedelta(minutes=3))) == 3
    assert read(period=300)["value"].to_list() == [14.0, 19.0]


def test_times_without_a_zone_are_utc_and_others_are_moved(read):
    east = timezone(timedelta(hours=2))
    assert read(BEGIN.replace(tzinfo=None), END.replace(tzinfo=None)).equals(read())
    assert read(BEGIN.astimezone(east), END.astimezone(east)).equals(read())


@pytest.mark.usefixtures("aws")
def test_nothing_is_an_empty_frame():
    frame = cloudwatch_metrics("AWS/Braket", "none", {}, BEGIN, END)
    assert frame.is_empty()
    assert frame.schema == OBSERVATIONS


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"end": BEGIN}, "must be after the start"),
        ({"period": 7}, "must be 1, 5, 10, 20, 30 or a multiple of 60 seconds; got 7"),
        ({"period": 0}, "got 0"),
        ({"statistic": "median"}, "MetricStatistic takes one of"),
    ],
)
def test_bad_arguments(read, arguments, says):
    with pytest.raises(InvalidArgumentError, match=says):
        read(**arguments)


def test_no_region(read, monkeypatch):
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    monkeypatch.delenv("AWS_REGION")
    with pytest.raises(InvalidArgumentError, match=r"No region is set\. Pass region="):
        read()
    assert len(read(region="us-west-2")) == 10
