"""Of no jobs, and of jobs that logged nothing, every frame is empty and has its columns."""

import polars as pl
import pytest
from matplotlib.figure import Figure

from jobanalytics import IncompleteMetricsWarning, InvalidArgumentError, JobSet
from jobanalytics.schema import (
    COMPARISON,
    COMPLETENESS,
    COSTS,
    DOWNLOADS,
    JOB_ERRORS,
    JOBS,
    LINEAGE,
    OBSERVATIONS,
    RESULTS,
    SUMMARY,
    TASKS,
    VARYING,
    MetricType,
    bands_schema,
    curves_schema,
    leaderboard_schema,
    metrics_of_jobs_schema,
)

ITERATION = metrics_of_jobs_schema(MetricType.ITERATION_NUMBER)
TIMESTAMP = metrics_of_jobs_schema(MetricType.TIMESTAMP)


def named(schema):
    return {"job_name": pl.String(), **schema}


OF_METRICS = [
    (lambda jobs: jobs.observations(), named(OBSERVATIONS)),
    (lambda jobs: jobs.metrics(), ITERATION),
    (lambda jobs: jobs.metrics("b", "a"), {**ITERATION, "a": pl.Float64(), "b": pl.Float64()}),
    (lambda jobs: jobs.metrics(metric_type="timestamp"), TIMESTAMP),
    (lambda jobs: jobs.metrics(across_nodes="avg", chains=True), ITERATION),
    (lambda jobs: jobs.summary(), SUMMARY),
    (lambda jobs: jobs.summary("energy", goal="min"), SUMMARY),
    (
        lambda jobs: jobs.leaderboard("energy", goal="min"),
        {**leaderboard_schema("energy"), "state": pl.String()},
    ),
    (lambda jobs: jobs.curves("energy"), curves_schema("iteration_number")),
    (lambda jobs: jobs.curves("energy", x="timestamp"), curves_schema("timestamp")),
    (lambda jobs: jobs.curves("energy", x="elapsed", every=10), curves_schema("elapsed")),
    (lambda jobs: jobs.bands("energy"), bands_schema("iteration_number")),
    (
        lambda jobs: jobs.bands("energy", by="state"),
        {"state": pl.String(), **bands_schema("iteration_number")},
    ),
    (
        lambda jobs: jobs.compare("energy", by="state", goal="min"),
        {"state": pl.String(), **COMPARISON},
    ),
]
OF_JOBS = [
    (lambda jobs: jobs.table(), JOBS),
    (lambda jobs: jobs.completeness(), named(COMPLETENESS)),
    (lambda jobs: jobs.varying(), VARYING),
    (lambda jobs: jobs.results(), RESULTS),
    (lambda jobs: jobs.download_results("nowhere"), DOWNLOADS),
    (lambda jobs: jobs.tasks(), named(TASKS)),
    (
        lambda jobs: jobs.tasks(on="iteration_number"),
        {**named(TASKS), "iteration_number": pl.Int64()},
    ),
    (lambda jobs: jobs.costs(), COSTS),
    (lambda jobs: jobs.lineage(), LINEAGE),
]


@pytest.mark.parametrize(("ask", "schema"), [*OF_METRICS, *OF_JOBS])
def test_of_no_jobs(ask, schema):
    frame = ask(JobSet())
    assert frame.is_empty()
    assert list(frame.schema.items()) == list(schema.items())


@pytest.mark.parametrize(("ask", "schema"), OF_METRICS)
def test_of_jobs_that_logged_nothing(ask, schema, folder):
    folder("a", "no metrics here")
    frame = ask(JobSet(folder("b").parent))
    assert frame.is_empty()
    assert list(frame.schema.items()) == list(schema.items())


def test_of_jobs_that_are_queued_it_is_loud(aws, job_name):
    jobs = JobSet([aws.create_job(job_name, "QUEUED")])
    with pytest.warns(IncompleteMetricsWarning, match="The job is QUEUED: more lines can come"):
        assert jobs.metrics("energy").is_empty()


def test_errors():
    assert JobSet().errors().schema == JOB_ERRORS
    assert JobSet().errors().is_empty()


@pytest.mark.parametrize(
    "ask",
    [
        lambda jobs: jobs.compare("energy", by="n_layers", goal="min"),
        lambda jobs: jobs.bands("energy", by=["state", "n_layers"]),
    ],
)
def test_groups_by_what_nobody_can_know(ask):
    with pytest.raises(
        InvalidArgumentError, match=r"There are no jobs to group by 'n_layers'\. Look first"
    ):
        ask(JobSet())


def test_nothing_is_drawn():
    axes = Figure().subplots()
    assert JobSet().plot.curves("energy", ax=axes) is axes
    assert len(axes.lines) == 0


def test_what_is_no_metric_or_goal_is_refused_all_the_same():
    with pytest.raises(InvalidArgumentError, match="goal takes one of 'min', 'max'"):
        JobSet().leaderboard("energy", goal="low")
    with pytest.raises(InvalidArgumentError, match=r"A metric is named by a string.*\['energy'\]"):
        JobSet().metrics(["energy"])
