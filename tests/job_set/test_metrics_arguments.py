"""The arguments of metrics(): what they mean, and what is said where they mean nothing."""

import pytest
from job_logs import FIRST
from polars.testing import assert_frame_equal

from jobanalytics import InvalidArgumentError, JobSet, UnknownMetricWarning

TIME = f"timestamp={FIRST}"


@pytest.fixture
def jobs(folder):
    """Two nodes log two metrics twice an iteration; a third metric has no iteration."""
    folder(
        "a",
        f"[B]<stdout>:Metrics - {TIME}; x=3; y=30; iteration_number=0;",
        f"[A]<stdout>:Metrics - {TIME}; x=1; y=10; iteration_number=0;",
        f"[A]<stdout>:Metrics - {TIME}; x=2; y=20; iteration_number=0;",
        f"Metrics - {TIME}; final=7;",
    )
    return JobSet(folder("b", f"Metrics - {TIME}; x=5; y=50; iteration_number=0;").parent)


def values(frame):
    return frame.select("job_name", "node_id", "x", "y").rows()


@pytest.mark.parametrize(
    ("statistic", "of_a"),
    [
        ("max", (2.0, 20.0)),
        ("min", (1.0, 10.0)),
        ("avg", (1.5, 15.0)),
        ("FIRST", (1.0, 10.0)),
        ({"x": "min"}, (1.0, 20.0)),
        ({"x": "max", "y": "min"}, (2.0, 10.0)),
    ],
)
def test_statistics(jobs, statistic, of_a):
    expected = [("a", "A", *of_a), ("a", "B", 3.0, 30.0), ("b", None, 5.0, 50.0)]
    assert values(jobs.metrics(statistic=statistic)) == expected
    assert values(jobs.metrics("x", "y", statistic=statistic)) == expected


@pytest.mark.parametrize(
    ("across_nodes", "of_a"),
    [("max", (3.0, 30.0)), ("min", (2.0, 20.0)), ({"x": "avg"}, (2.5, 30.0))],
)
def test_across_nodes(jobs, across_nodes, of_a):
    expected = [("a", None, *of_a), ("b", None, 5.0, 50.0)]
    assert values(jobs.metrics(across_nodes=across_nodes)) == expected


def test_mappings_may_name_metrics_that_are_not_asked_for(jobs):
    mapping = {"x": "min", "y": "min"}
    whole = jobs.metrics(statistic=mapping, across_nodes=mapping).drop("y")
    assert_frame_equal(jobs.metrics("x", statistic=mapping, across_nodes=mapping), whole)


def test_a_mapping_may_name_the_other_key(jobs):
    """With others or alone, `timestamp` says which of several times a row has."""
    mapping = {"timestamp": "min"}
    whole = jobs.metrics(statistic=mapping)
    assert_frame_equal(jobs.metrics("x", "y", statistic=mapping), whole.drop("final", strict=False))


def test_the_other_key_of_a_mapping_is_heeded(folder):
    job = folder(
        "c", *(f"Metrics - timestamp={FIRST + n}; x=1; iteration_number=0;" for n in range(2))
    )
    jobs = JobSet(job)
    smallest = jobs.metrics("x", statistic={"timestamp": "min"})["timestamp"]
    assert (jobs.metrics("x")["timestamp"] > smallest).all()


@pytest.mark.parametrize("argument", ["statistic", "across_nodes"])
@pytest.mark.parametrize("metrics", [(), ("x",)])
def test_a_misspelt_name_in_a_mapping_is_loud(jobs, argument, metrics):
    with pytest.warns(UnknownMetricWarning, match=r"The statistic for 'xx' is not used"):
        jobs.metrics(*metrics, **{argument: {"xx": "min"}})


@pytest.mark.parametrize("argument", ["statistic", "across_nodes", "metric_type"])
def test_what_is_none_of_them_is_refused_before_anything_is_read(aws, sweep, argument):
    with pytest.raises(InvalidArgumentError, match=r"takes one of .*; got 'mean'"):
        JobSet(sweep).metrics(**{argument: "mean"})
    assert aws.calls.total() == 0


def test_an_unknown_metric(jobs):
    with pytest.raises(
        InvalidArgumentError,
        match="No job of the set logged a metric 'fnal'; logged were 'final', 'x', 'y'; did you m",
    ):
        jobs.metrics("x", "fnal")


@pytest.mark.parametrize("ask", [JobSet.metrics, JobSet.curves, JobSet.summary, JobSet.bands])
def test_a_metric_without_iteration_numbers_says_what_to_do(jobs, ask):
    with pytest.raises(
        InvalidArgumentError,
        match=r"'final' was logged without any iteration_number.*take metric_type='timestamp' "
        r"\(x='elapsed' for curves\)",
    ):
        ask(jobs, "final")
    assert jobs.metrics("final", metric_type="timestamp")["final"].to_list() == [7.0]
    assert jobs.curves("final", x="elapsed")["value"].to_list() == [7.0]


def test_a_metric_without_times_says_what_to_do(folder):
    jobs = JobSet(folder("untimed", "Metrics - loss=1; iteration_number=0;"))
    with pytest.raises(
        InvalidArgumentError,
        match=r"without any timestamp.*'iteration_number' \(x='iteration_number' for curves\)",
    ):
        jobs.curves("loss", x="timestamp")
    assert jobs.curves("loss")["value"].to_list() == [1.0]


def test_metrics_that_are_named_like_keys(folder):
    """Their columns have a prefix; everything that takes a metric takes the name as logged."""
    lines = [f"Metrics - node_id={n}; loss=1; iteration_number={n};" for n in range(3)]
    jobs = JobSet(folder("odd", *lines))
    assert jobs.metrics("node_id")["metrics.node_id"].to_list() == [0.0, 1.0, 2.0]
    assert jobs.curves("node_id")["value"].to_list() == [0.0, 1.0, 2.0]
    assert jobs.summary("node_id", goal="max")["best"].to_list() == [2.0]
    assert jobs.leaderboard("node_id", goal="max")["metrics.node_id"].to_list() == [2.0]
    assert jobs.compare("node_id", by="state", goal="max")["median"].to_list() == [2.0]
    assert jobs.bands("node_id")["center"].to_list() == [0.0, 1.0, 2.0]


def test_a_statistic_of_what_is_no_name_is_not_used(jobs):
    for argument in ("statistic", "across_nodes"):
        with pytest.warns(UnknownMetricWarning, match="for 1 is not used"):
            jobs.metrics("x", **{argument: {1: "max"}})
