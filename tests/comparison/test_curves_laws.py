"""Laws of curves that hold for all metrics frames."""

import comparison_strategies as own
import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from jobanalytics.comparison import curves


@given(st.data(), own.pivots, own.xs)
def test_no_weight_of_the_past_changes_nothing(data, pivot, x):
    rows = data.draw(own.metrics_rows(pivot, own.any_values, min_size=1))
    metrics, metric = own.metrics_frame(rows, pivot), own.names_of(rows)[0]
    plain = curves(metrics, metric, x=x)
    assert_frame_equal(curves(metrics, metric, x=x, smooth=0), plain, check_exact=True)


@given(st.data())
def test_windows_of_one_iteration_change_nothing(data):
    rows = data.draw(own.metrics_rows("iteration_number", own.any_values, min_size=1))
    metrics, metric = own.metrics_frame(rows), own.names_of(rows)[0]
    plain = curves(metrics, metric)
    assert_frame_equal(curves(metrics, metric, every=1), plain, check_exact=True)


@given(st.data(), st.sampled_from(["timestamp", "elapsed"]))
def test_windows_of_one_microsecond_change_nothing(data, x):
    rows = data.draw(own.metrics_rows("timestamp", own.any_values, min_size=1))
    metrics, metric = own.metrics_frame(rows, "timestamp"), own.names_of(rows)[0]
    plain = curves(metrics, metric, x=x)
    assert_frame_equal(curves(metrics, metric, x=x, every="1us"), plain, check_exact=True)


@given(
    st.data(),
    own.pivots,
    own.finite_values,
    st.floats(0, 0.9999),
    st.none() | st.integers(1, 3),
)
def test_a_constant_stays_that_constant(data, pivot, constant, smooth, every):
    rows = data.draw(own.metrics_rows(pivot, st.just(constant), min_size=1))
    metrics, metric = own.metrics_frame(rows, pivot), own.names_of(rows)[0]
    smoothed = curves(metrics, metric, smooth=smooth, every=every)
    own.assert_same(
        smoothed.select("value").rows(), [(constant,)] * smoothed.height, tolerance=1e-12
    )


@given(st.data(), own.pivots, own.xs)
def test_the_rows_of_the_metrics_are_the_points(data, pivot, x):
    rows = data.draw(own.metrics_rows(pivot, own.any_values, min_size=1))
    metrics, metric = own.metrics_frame(rows, pivot), own.names_of(rows)[0]
    frame = curves(metrics, metric, x=x)
    key = "iteration_number" if x == "iteration_number" else "timestamp"
    logged = metrics.drop_nulls([metric, key])
    values = pl.concat([frame["value"].rename(""), logged[metric].rename("")]).sort().to_list()
    assert frame.height == logged.height
    own.assert_same([(one,) for one in values[::2]], [(one,) for one in values[1::2]])
    assert frame.filter(pl.col("metric") != metric).is_empty()
