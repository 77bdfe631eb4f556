"""AwsQuantumJob and LocalQuantumJob have the members of the SDK's QuantumJob, as it has them."""

import inspect

import pytest

from jobanalytics import AwsQuantumJob, LocalQuantumJob, MetricStatistic, MetricType, QuantumJob

JOBS = [QuantumJob, AwsQuantumJob, LocalQuantumJob]
DEFAULTS = {
    "state": {"use_cached_value": False},
    "metadata": {"use_cached_value": False},
    "logs": {"wait": False, "poll_interval_seconds": 5},
    "metrics": {"metric_type": MetricType.TIMESTAMP, "statistic": MetricStatistic.MAX},
    "cancel": {},
    "result": {"poll_timeout_seconds": 864000, "poll_interval_seconds": 5, "allow_pickle": False},
    "download_result": {
        "extract_to": None,
        "poll_timeout_seconds": 864000,
        "poll_interval_seconds": 5,
    },
}
FRAMES = {
    "log_events": {},
    "observations": {},
    "metrics_frame": DEFAULTS["metrics"],
    "conflicts": {"metric_type": MetricType.TIMESTAMP},
    "completeness": {},
}


def parameters(function):
    given = list(inspect.signature(function).parameters.values())[1:]
    assert all(one.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD for one in given)
    return {one.name: one.default for one in given}


@pytest.mark.parametrize("job", JOBS)
@pytest.mark.parametrize("member", [*DEFAULTS, *FRAMES])
def test_names_order_and_defaults(job, member):
    expected = (DEFAULTS | FRAMES)[member]
    found = parameters(getattr(job, member))
    assert list(found.items()) == list(expected.items())


@pytest.mark.parametrize("job", JOBS)
def test_constants_and_properties(job):
    assert job.DEFAULT_RESULTS_POLL_TIMEOUT == 864000
    assert job.DEFAULT_RESULTS_POLL_INTERVAL == 5
    assert isinstance(job.arn, property)
    assert isinstance(job.name, property)


@pytest.mark.parametrize("job", JOBS)
def test_the_sdk_has_the_same(job):
    theirs = pytest.importorskip("braket.jobs.quantum_job").QuantumJob
    members = [name for name in vars(theirs) if not name.startswith("_")]
    assert set(members) == {
        *DEFAULTS,
        "arn",
        "name",
        "DEFAULT_RESULTS_POLL_TIMEOUT",
        "DEFAULT_RESULTS_POLL_INTERVAL",
    }
    for name in members:
        theirs_is, ours_is = getattr(theirs, name), getattr(job, name)
        assert type(theirs_is) is type(ours_is)
        if inspect.isfunction(theirs_is):
            ours = {key: by_value(default) for key, default in parameters(ours_is).items()}
            assert {key: by_value(one) for key, one in parameters(theirs_is).items()} == ours


def by_value(default):
    return default.name if hasattr(default, "name") else default


def test_a_job_cannot_lack_a_member():
    with pytest.raises(TypeError, match="abstract"):
        QuantumJob()
