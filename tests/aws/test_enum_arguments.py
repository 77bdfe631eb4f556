"""metrics() takes its enums, their names and values in any case, and the SDK's own members."""

import pytest

from jobanalytics import AwsQuantumJob, InvalidArgumentError, MetricStatistic, MetricType

LINES = [f"Metrics - timestamp=1700000000; loss={loss}; iteration_number=3;" for loss in (5, 2, 11)]
EXPECTED = {"MAX": 11.0, "MIN": 2.0, "AVG": 6.0, "FIRST": 5.0, "LAST": 11.0}


@pytest.fixture
def job(aws, job_name):
    arn = aws.create_job(job_name)
    aws.put_log_events(arn, LINES)
    return AwsQuantumJob(arn)


def test_names_and_values():
    assert {member.name: member.value for member in MetricType} == {
        "TIMESTAMP": "timestamp",
        "ITERATION_NUMBER": "iteration_number",
    }
    assert [member.name for member in MetricStatistic] == list(EXPECTED)


@pytest.mark.parametrize("statistic", MetricStatistic)
def test_every_spelling_of_a_statistic(job, statistic):
    for spelling in (
        statistic,
        statistic.name,
        statistic.value,
        statistic.value.upper(),
        statistic.value.title(),
        {"loss": statistic.name.lower()},
    ):
        assert job.metrics(statistic=spelling)["loss"] == [EXPECTED[statistic.name]]


@pytest.mark.parametrize(
    "metric_type",
    [MetricType.ITERATION_NUMBER, "ITERATION_NUMBER", "iteration_number", "Iteration_Number"],
)
def test_every_spelling_of_a_type(job, metric_type):
    expected = {"iteration_number": [3], "timestamp": [1700000000.0], "loss": [11.0]}
    assert job.metrics(metric_type) == expected
    assert list(job.metrics(metric_type)) == list(expected)


def test_members_of_the_sdk(job):
    theirs = pytest.importorskip("braket.jobs.metrics_data.definitions")
    for metric_type in theirs.MetricType:
        for statistic in theirs.MetricStatistic:
            metrics = job.metrics(metric_type, statistic)
            assert metrics["loss"] == [EXPECTED[statistic.name]]
            assert next(iter(metrics)) == metric_type.name.lower()


@pytest.mark.parametrize(
    ("metric_type", "statistic"),
    [("time", "max"), (None, "max"), ("timestamp", "mean"), ("timestamp", 3)],
)
def test_what_is_neither_is_refused_before_anything_is_asked(aws, job, metric_type, statistic):
    with pytest.raises(
        InvalidArgumentError, match=r"takes one of 'max', |takes one of 'timestamp'"
    ):
        job.metrics(metric_type, statistic)
    assert sum(aws.calls.values()) == 0
