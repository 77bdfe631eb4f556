"""No result depends on the order of rows or jobs, or on how the jobs are called."""

import comparison_strategies as own
import polars as pl
from comparison_reference import Row
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from tables import at

from jobanalytics import comparison

JOBS = own.jobs_frame(h_x=[1, 1, 2, 2], t_t=["p", "p", "q", None])
ARNS = [arn for _, arn in own.JOBS]
FUNCTIONS = [
    lambda metrics, _, __: comparison.summary(metrics, goal="min"),
    lambda metrics, metric, jobs: comparison.leaderboard(metrics, metric, goal="max", jobs=jobs),
    lambda metrics, metric, _: comparison.curves(metrics, metric, every=2, smooth=0.5),
    lambda metrics, metric, _: comparison.curves(metrics, metric, x="elapsed", every=10),
    lambda metrics, _, __: comparison.join_nodes(metrics, "avg"),
    lambda metrics, _, __: comparison.join_nodes(metrics, "first"),
    lambda metrics, metric, jobs: comparison.compare(
        metrics, metric, by="x", goal="min", jobs=jobs, resamples=10
    ),
    lambda metrics, _, jobs: comparison.diff(metrics, jobs, *ARNS[:2]).summary,
    lambda metrics, _, jobs: comparison.diff(metrics, jobs, *ARNS[:2]).curves,
    lambda _, __, jobs: comparison.varying(jobs),
]


@given(st.data(), own.pivots, st.sampled_from(FUNCTIONS))
def test_of_rows_and_jobs(data, pivot, function):
    rows = data.draw(own.metrics_rows(pivot, own.any_values, min_size=1))
    shuffled = data.draw(st.permutations(rows))
    jobs = JOBS[data.draw(st.permutations(range(4)))]
    metric = own.names_of(rows)[0]
    assert_frame_equal(
        function(own.metrics_frame(shuffled, pivot), metric, jobs),
        function(own.metrics_frame(rows, pivot), metric, JOBS),
        check_exact=True,
    )


@given(
    st.data(),
    own.pivots,
    own.xs,
    st.sampled_from(["mean", "median", "iqm"]),
    st.sampled_from(["std", "iqr", "minmax", "ci95"]),
)
def test_of_the_points_of_curves(data, pivot, x, center, interval):
    rows = data.draw(own.metrics_rows(pivot, own.any_values, min_size=1))
    curves = comparison.curves(own.metrics_frame(rows, pivot), own.names_of(rows)[0], x=x)
    shuffled = curves[data.draw(st.permutations(range(curves.height)))]
    assert_frame_equal(
        comparison.bands(shuffled, by="job_name", center=center, interval=interval),
        comparison.bands(curves, by="job_name", center=center, interval=interval),
        check_exact=True,
    )


@given(st.data(), own.pivots, st.permutations(ARNS), own.goals)
def test_of_the_jobs_arns(data, pivot, others, goal):
    """Renaming the jobs, so that they stand in another order, changes no number."""
    rows = data.draw(own.metrics_rows(pivot, own.any_values, min_size=1))
    metric = own.names_of(rows)[0]
    metrics = own.metrics_frame(rows, pivot)
    new = dict(zip(ARNS, others, strict=True))
    renamed, jobs = (
        frame.with_columns(pl.col("job_arn").replace(new)) for frame in (metrics, JOBS)
    )
    options = {"by": "x", "goal": goal, "resamples": 10}
    assert_frame_equal(
        comparison.compare(renamed, metric, jobs=jobs, **options),
        comparison.compare(metrics, metric, jobs=JOBS, **options),
        check_exact=True,
    )
    bands = [
        comparison.bands(comparison.with_groups(comparison.curves(one, metric), table, "x"), by="x")
        for one, table in [(renamed, jobs), (metrics, JOBS)]
    ]
    assert_frame_equal(*bands, check_exact=True)


@given(st.permutations([1e16, 1.0, -1e16, 3.0]))
def test_of_several_values_of_a_job_at_one_point(values):
    rows = [
        Row(*own.JOBS[0], 0, at(place), None, {"energy": value})
        for place, value in enumerate(values)
    ]
    curves = comparison.curves(own.metrics_frame(rows, "timestamp"), "energy")
    first = curves.sort("value")
    assert_frame_equal(comparison.bands(curves), comparison.bands(first), check_exact=True)
