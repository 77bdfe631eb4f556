"""What every function takes for a metrics frame of many jobs, and what it refuses."""

import comparison_strategies as own
import polars as pl
import pytest
from comparison_reference import Row
from polars.testing import assert_frame_equal
from tables import at

from jobanalytics import comparison, merge_metrics, parse_log_events
from jobanalytics.errors import FrameSchemaError, InvalidArgumentError
from jobanalytics.schema import LOG_EVENTS

JOBS = own.jobs_frame(h_x=[1, 2, 3, 4])
ARNS = [arn for _, arn in own.JOBS]
FUNCTIONS = {
    "summary": lambda metrics: comparison.summary(metrics, "energy", goal="min"),
    "leaderboard": lambda metrics: comparison.leaderboard(metrics, "energy", goal="min"),
    "curves": lambda metrics: comparison.curves(metrics, "energy"),
    "compare": lambda metrics: comparison.compare(
        metrics, "energy", by="x", goal="min", jobs=JOBS, resamples=2
    ),
    "diff": lambda metrics: comparison.diff(metrics, JOBS, *ARNS[:2]).curves,
    "join_nodes": lambda metrics: comparison.join_nodes(metrics, "max"),
}
METRICS = own.metrics_frame(
    [
        Row(*job, place, at(place), None, {"energy": 1.0 * number + place})
        for number, job in enumerate(own.JOBS)
        for place in (0, 1)
    ]
)
each_function = pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)


@each_function
def test_a_missing_key_is_named(function):
    with pytest.raises(FrameSchemaError, match=r"The metrics lack the column\(s\) job_name, job_a"):
        function(METRICS.drop("job_name", "job_arn"))
    with pytest.raises(FrameSchemaError, match=r"lack the column\(s\) iteration_number"):
        function(METRICS.drop("iteration_number"))


@each_function
@pytest.mark.parametrize("metrics", [METRICS.lazy(), None, {"job_arn": []}])
def test_what_is_no_frame_is_refused(function, metrics):
    with pytest.raises(FrameSchemaError, match=r"must be a polars.DataFrame; got"):
        function(metrics)


@each_function
def test_a_null_in_the_pivot_is_refused(function):
    null = METRICS.with_columns(iteration_number=pl.lit(None, pl.Int64))
    with pytest.raises(FrameSchemaError, match="nulls in iteration_number, which stands before"):
        function(null)
    other_pivot = null.select("job_name", "timestamp", pl.exclude("job_name", "timestamp"))
    function(other_pivot)


@each_function
def test_the_same_job_twice_is_refused(function):
    with pytest.raises(FrameSchemaError, match=r"more than one row of job .*, iteration_number 0"):
        function(pl.concat([METRICS, METRICS.head(1)]))


@each_function
def test_keys_of_nulls_without_a_dtype_are_taken(function):
    bare = METRICS.with_columns(node_id=pl.lit(None), timestamp=pl.lit(None))
    typed = METRICS.with_columns(timestamp=pl.lit(None, METRICS.schema["timestamp"]))
    assert_frame_equal(function(bare), function(typed))


@pytest.mark.parametrize("name", ["summary", "leaderboard", "curves", "compare"])
def test_a_metric_of_another_dtype_is_refused(name):
    with pytest.raises(FrameSchemaError, match="energy is Int64 instead of Float64"):
        FUNCTIONS[name](METRICS.cast({"energy": pl.Int64}))
    with pytest.raises(InvalidArgumentError, match=r"no metric 'energy'.* are 'enthalpy'"):
        FUNCTIONS[name](METRICS.rename({"energy": "enthalpy"}))


@each_function
def test_the_frame_is_left_as_it_is(function):
    before = METRICS.clone()
    function(METRICS)
    assert METRICS.equals(before)


def test_what_merging_gives_is_taken():
    lines = [f"Metrics - energy={-place}; iteration_number={place};" for place in range(3)]
    events = {"job_arn": ARNS[0], "log_stream": "a/algo-1-1", "timestamp": 0, "message": lines}
    merged = merge_metrics(
        parse_log_events(pl.DataFrame(events, schema=LOG_EVENTS)).observations, "iteration_number"
    )
    metrics = merged.select(pl.lit("a").alias("job_name"), pl.all())
    assert comparison.summary(metrics, goal="min")["best_iteration_number"].to_list() == [2]


@each_function
def test_how_merged_metrics_get_names_is_said(function):
    with pytest.raises(FrameSchemaError, match=r"which merge_metrics leaves out; join it to them"):
        function(METRICS.drop("job_name"))
