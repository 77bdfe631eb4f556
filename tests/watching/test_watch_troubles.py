"""What passes is said and asked again; what does not is raised."""

import pytest
from driving import OPTIONS

from jobanalytics import (
    AccessDeniedError,
    AwsQuantumJob,
    InvalidArgumentError,
    JobNotFoundError,
    JobSet,
    UnknownMetricWarning,
)


# As often as one look asks again by itself.
@pytest.mark.parametrize(
    ("operation", "kind", "times"),
    [("GetJob", "throttle", 2), ("FilterLogEvents", "unavailable", 2), ("GetJob", "empty", 4)],
)
def test_what_passes_is_said_and_asked_again(
    aws, own_clients, driver, running, capsys, operation, kind, times
):
    driver.log(running, 1.0)
    job = AwsQuantumJob(running)
    job.state()
    aws.fail(operation, kind, times=times)
    driver.play(lambda: driver.log(running, 2.0, first=1), lambda: driver.end(running), looks=3)
    table = job.watch(**OPTIONS)
    assert table["last"].item() == 2.0
    assert "Will ask again: " in capsys.readouterr().out


def test_what_does_not_pass_is_raised(aws, running):
    aws.fail("FilterLogEvents", "denied", times=None)
    with pytest.raises(AccessDeniedError):
        AwsQuantumJob(running).watch(**OPTIONS)
    aws.clear_faults()
    with pytest.raises(JobNotFoundError):
        AwsQuantumJob(running[:-12] + "0" * 12).watch(**OPTIONS)


def test_a_metric_that_nobody_logged_is_warned_of(aws, ended, capsys):
    with pytest.warns(UnknownMetricWarning, match="did you mean 'energy'") as caught:
        table = AwsQuantumJob(ended).watch("enrgy")
    assert table.select("metric", "last").rows() == [("enrgy", None)]
    assert "No job has logged 'enrgy'" in capsys.readouterr().out
    assert caught[0].filename == __file__


@pytest.mark.parametrize(
    ("arguments", "options", "words"),
    [
        ((1,), {}, "A metric is named by a string"),
        ((), {"goal": "down"}, "goal takes one of"),
        (("energy",), {"goal": {"loss": "min"}}, "'loss', which is not watched"),
        ((), {"statistic": "median"}, "MetricStatistic"),
        ((), {"poll_interval_seconds": -1}, "poll_interval_seconds takes seconds"),
        ((), {"poll_interval_seconds": True}, "poll_interval_seconds takes seconds"),
        ((), {"poll_timeout_seconds": float("nan")}, "poll_timeout_seconds takes seconds"),
        ((), {"poll_timeout_seconds": "5"}, "poll_timeout_seconds takes seconds"),
    ],
)
def test_arguments_are_checked_before_anybody_is_asked(aws, ended, arguments, options, words):
    aws.reset_calls()
    with pytest.raises(InvalidArgumentError, match=words):
        JobSet([ended]).watch(*arguments, **options)
    assert aws.calls.total() == 0
