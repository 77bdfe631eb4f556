"""Hypothesis strategies for metrics frames of many jobs, and for tables of jobs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import polars as pl
from comparison_reference import Row
from hypothesis import strategies as st
from tables import at

from jobanalytics.schema import MetricType, metrics_of_jobs_schema

if TYPE_CHECKING:
    from collections.abc import Callable

ODD_NAMES = [
    "energy", "train/loss", "value", "elapsed", "n", "rank", "center", "curve", "row", "job",
    "metric", "x", "best", "by0", "place", "count", "hyperparameters.x", "metrics.timestamp",
]  # fmt: skip

pivots = st.sampled_from(["iteration_number", "timestamp"])
goals = st.sampled_from(["min", "max"])
xs = st.sampled_from(["iteration_number", "timestamp", "elapsed"])
statistics = st.sampled_from(["max", "min", "avg", "first", "last"])

exact_values = st.one_of(
    st.integers(-(2**20), 2**20).map(lambda number: number / 1024),
    st.integers(-2, 2).map(float),
    st.sampled_from([math.inf, -math.inf, math.nan, math.nan, -0.0]),
)
"""Values whose sums are exact in any order, so that means can be compared with ``==``."""
finite_values = st.floats(-1e300, 1e300)
any_values = st.floats()

JOBS = [
    (name, f"arn:aws:braket:eu-west-2:123456789012:job/{uuid}")
    for name, uuid in [("a", "3"), ("b", "1"), ("b", "2"), ("é", "0")]
]
_iterations = st.integers(0, 4) | st.sampled_from([-3, 10**15, 10**15 + 1])
_times = st.one_of(
    st.sampled_from([at(0), at(1e-6), at(1.5), at(10), at(1.7e9)]),
    st.integers(-(10**9), 2 * 10**9).map(at),
)


@st.composite
def metrics_rows(
    draw: Callable,
    pivot: str,
    values: st.SearchStrategy[float] = exact_values,
    nodes: tuple = (None, "a", "b"),
    min_size: int = 0,
) -> list[Row]:
    """The rows of a metrics frame, in any order."""
    names = draw(st.lists(st.sampled_from(ODD_NAMES), min_size=1, max_size=3, unique=True))
    keys = {"iteration_number": _iterations, "timestamp": _times}
    key = {name: one if name == pivot else one | st.none() for name, one in keys.items()}
    row = st.builds(
        lambda job, iteration, time, node, numbers: Row(
            *job, iteration, time, node, dict(zip(names, numbers, strict=True))
        ),
        st.sampled_from(JOBS),
        key["iteration_number"],
        key["timestamp"],
        st.sampled_from(nodes),
        st.tuples(*[values | st.none() if min_size == 0 else values for _ in names]),
    )
    return draw(
        st.lists(
            row,
            min_size=min_size,
            max_size=14,
            unique_by=lambda row: (row.job_arn, getattr(row, pivot), row.node_id),
        )
    )


def names_of(rows: list[Row]) -> list[str]:
    return list(rows[0].metrics) if rows else []


def metrics_frame(rows: list[Row], pivot: str = "iteration_number") -> pl.DataFrame:
    schema = metrics_of_jobs_schema(MetricType.of(pivot))
    frame = pl.DataFrame([row[:-1] for row in rows], schema=Row._fields[:-1], orient="row")
    frame = frame.select(pl.col(name).cast(dtype) for name, dtype in schema.items())
    return frame.with_columns(
        pl.Series(name, [row.metrics[name] for row in rows], dtype=pl.Float64)
        for name in names_of(rows)
    )


def jobs_frame(**columns: list) -> pl.DataFrame:
    """A table of the jobs of `JOBS`, with further columns; ``h_x`` is ``hyperparameters.x``."""
    named = {
        name.replace("h_", "hyperparameters.").replace("t_", "tags."): values
        for name, values in columns.items()
    }
    return pl.DataFrame(JOBS, schema=["job_name", "job_arn"], orient="row").with_columns(
        pl.Series(name, values) for name, values in named.items()
    )


def same(one: object, other: object, tolerance: float = 0) -> bool:
    """Whether two fields are equal, NaN equal to NaN."""
    if isinstance(one, float) and isinstance(other, float):
        if math.isnan(one) or math.isnan(other):
            return math.isnan(one) and math.isnan(other)
        return one == other or math.isclose(one, other, rel_tol=tolerance, abs_tol=tolerance)
    return one == other and (one is None) == (other is None)


def assert_same(rows: list[tuple], expected: list[tuple], tolerance: float = 0) -> None:
    assert len(rows) == len(expected), (rows, expected)
    for row, line in zip(rows, expected, strict=True):
        assert len(row) == len(line)
        assert all(map(same, row, line, [tolerance] * len(row))), (row, line)
