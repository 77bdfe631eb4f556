"""bands against the rules in plain Python."""

import math

import comparison_strategies as own
import polars as pl
from comparison_reference import Point
from comparison_reference import bands as reference_bands
from hypothesis import given
from hypothesis import strategies as st

from jobanalytics.comparison import bands
from jobanalytics.schema import bands_schema, curves_schema

centers = st.sampled_from(["mean", "median", "iqm"])
intervals = st.sampled_from(["std", "iqr", "minmax", "ci95"])
points = st.builds(
    Point,
    job_arn=st.integers(0, 12).map(str),
    group=st.sampled_from([1, 2]),
    node_id=st.sampled_from([None, None, "a"]),
    x=st.integers(0, 1) | st.just(10**15),
    value=own.exact_values,
)


def curves_of(some_points):
    rows = [
        ("name", one.job_arn, one.node_id, "energy", one.x, one.value, one.group)
        for one in some_points
    ]
    schema = {**curves_schema("iteration_number"), "group": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


@given(st.lists(points, max_size=40), centers, intervals)
def test_every_band_is_as_the_rules_say(some_points, center, interval):
    table = bands(curves_of(some_points), by="group", center=center, interval=interval)
    schema = bands_schema("iteration_number")
    assert table.schema == {"group": pl.Int64, **schema}
    assert set(table["metric"]) <= {"energy"}
    expected = reference_bands(some_points, center, interval)
    own.assert_same(table.drop("metric").rows(), expected, tolerance=1e-9)


# The law of the median's interval is of many values, the interquartile mean's of remainders of 4.
@given(
    st.lists(own.exact_values.filter(math.isfinite), min_size=1, max_size=60), centers, intervals
)
def test_one_point_of_many_jobs_is_as_the_rules_say(values, center, interval):
    some_points = [Point(str(job), 1, None, 0, value) for job, value in enumerate(values)]
    table = bands(curves_of(some_points), by="group", center=center, interval=interval)
    expected = reference_bands(some_points, center, interval)
    own.assert_same(table.drop("metric").rows(), expected, tolerance=1e-9)
