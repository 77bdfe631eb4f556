"""curves against the rules in plain Python."""

import comparison_strategies as own
from comparison_reference import curves as reference_curves
from hypothesis import given
from hypothesis import strategies as st

from jobanalytics.comparison import curves
from jobanalytics.schema import curves_schema

everies = st.none() | st.integers(1, 5) | st.just(10**9)
"""Windows, in iterations or seconds."""


@given(st.data(), own.pivots, own.xs, everies)
def test_the_points_are_as_the_rules_say(data, pivot, x, every):
    rows = data.draw(own.metrics_rows(pivot))
    metric = data.draw(st.sampled_from(own.names_of(rows) or ["energy"]))
    frame = curves(own.metrics_frame(rows, pivot), metric, x=x, every=every)
    assert frame.schema == curves_schema(x)
    length = every and every * (1 if x == "iteration_number" else 10**6)
    own.assert_same(frame.rows(), reference_curves(rows, pivot, metric, x, length))


@given(st.data(), own.pivots, own.xs, st.none() | st.just(2), st.floats(0, 0.999))
def test_the_smooth_points_are_as_the_rules_say(data, pivot, x, every, smooth):
    rows = data.draw(own.metrics_rows(pivot))
    metric = data.draw(st.sampled_from(own.names_of(rows) or ["energy"]))
    frame = curves(own.metrics_frame(rows, pivot), metric, x=x, every=every, smooth=smooth)
    length = every and every * (1 if x == "iteration_number" else 10**6)
    expected = reference_curves(rows, pivot, metric, x, length, smooth)
    own.assert_same(frame.rows(), expected, tolerance=1e-9)
