"""Laws of bands that hold for all curves."""

import comparison_strategies as own
import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from jobanalytics.comparison import bands, curves

centers = st.sampled_from(["mean", "median", "iqm"])
intervals = st.sampled_from(["std", "iqr", "minmax", "ci95"])


def curves_of(data, pivot, x, values):
    rows = data.draw(own.metrics_rows(pivot, values))
    metric = data.draw(st.sampled_from(own.names_of(rows) or ["energy"]))
    every = data.draw(st.sampled_from([None, 2]))
    return curves(own.metrics_frame(rows, pivot), metric, x=x, every=every)


@given(st.data(), own.pivots, own.xs, centers, intervals)
def test_bands_of_one_job_are_its_curve(data, pivot, x, center, interval):
    frame = curves_of(data, pivot, x, own.any_values)
    # Where a pivot is not the x, a job may have several values at one x, which bands join.
    once = pl.struct("job_arn", "node_id", x).is_unique()
    frame = frame.filter(once.all().over("job_arn"))
    table = bands(frame, by="job_arn", center=center, interval=interval)
    order = ["job_arn", "node_id", "metric", x]
    expected = frame.sort(order).select(*order, center="value")
    assert_frame_equal(table.select(*order, "center"), expected, check_exact=True)
    assert (table["n"] + table["nan_count"] == 1).all()


@given(st.data(), own.pivots, own.xs, centers)
def test_the_extremes_contain_all_curves_and_the_center(data, pivot, x, center):
    frame = curves_of(data, pivot, x, own.finite_values)
    table = bands(frame, interval="minmax", center=center)
    keys = ["node_id", "metric", x]
    beside = frame.group_by(*keys, "job_arn").agg(pl.col("value").mean())
    beside = beside.join(table, on=keys, nulls_equal=True)
    assert beside.height == frame.select(*keys, "job_arn").n_unique()
    # A mean of several values at one x is rounded in another order here.
    slack = pl.col("value").abs() * 1e-12
    assert (beside["value"] >= beside["low"] - beside.select(slack).to_series()).all()
    assert (beside["value"] <= beside["high"] + beside.select(slack).to_series()).all()
    assert (table["center"] >= table["low"]).all()
    assert (table["center"] <= table["high"]).all()


@given(st.data(), own.pivots, own.xs, centers, intervals)
def test_every_number_is_counted_and_bounds_come_in_pairs(data, pivot, x, center, interval):
    frame = curves_of(data, pivot, x, own.any_values)
    table = bands(frame, center=center, interval=interval)
    jobs = frame.select("job_arn", "node_id", x).unique().height
    assert (table["n"] + table["nan_count"]).sum() == jobs
    assert (table["low"].is_null() == table["high"].is_null()).all()
    assert not table["low"].is_nan().any()
    assert not table["high"].is_nan().any()
    assert (table["low"].drop_nulls() <= table["high"].drop_nulls()).all()


@given(st.data(), own.pivots, own.xs, centers, intervals)
def test_groups_do_not_see_each_other(data, pivot, x, center, interval):
    frame = curves_of(data, pivot, x, own.exact_values)
    whole = bands(frame, by="job_name", center=center, interval=interval)
    for (name,), part in frame.partition_by("job_name", as_dict=True).items():
        alone = bands(part, center=center, interval=interval)
        assert_frame_equal(whole.filter(pl.col("job_name") == name).drop("job_name"), alone)


@given(st.data(), own.pivots, centers, intervals)
def test_metrics_do_not_see_each_other(data, pivot, center, interval):
    rows = data.draw(own.metrics_rows(pivot))
    metrics = own.metrics_frame(rows, pivot)
    frames = [curves(metrics, name) for name in own.names_of(rows) or ["energy"]]
    both = bands(pl.concat(frames), center=center, interval=interval)
    apart = pl.concat(bands(frame, center=center, interval=interval) for frame in frames)
    order = ["node_id", "metric", "iteration_number"]
    assert_frame_equal(both, apart.sort(order))
