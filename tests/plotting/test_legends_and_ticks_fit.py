"""Legends are within the figure and leave the lines free; tick labels lie apart."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np
import polars as pl
import pytest
import sweep_tables
from matplotlib.figure import Figure
from sweep_tables import line

from jobanalytics import plotting

STATES = ["QUEUED", "RUNNING", "CANCELLED", "FAILED", "COMPLETED", "CANCELLING"]
BEGAN = datetime(2026, 11, 28, 20, tzinfo=UTC)


def of_all_states(frame):
    return frame.with_columns(state=pl.Series(np.resize(STATES, frame.height)))


def running():
    table = of_all_states(sweep_tables.jobs())
    open_ = pl.col("state").is_in(["QUEUED", "RUNNING", "CANCELLING"])
    return table.with_columns(
        pl.when(pl.col("state") != "QUEUED").then("started_at").alias("started_at"),
        pl.when(~open_).then("ended_at").alias("ended_at"),
    )


PLOTS = {
    "timeline": lambda ax: plotting.timeline(running(), now=BEGAN, ax=ax),
    "leaderboard": lambda ax: plotting.leaderboard(of_all_states(sweep_tables.standings()), ax=ax),
    "scatter": lambda ax: plotting.scatter(of_all_states(sweep_tables.outcomes()), "rate", ax=ax),
}


@pytest.mark.parametrize("width", [4.4, 8.0])
@pytest.mark.parametrize("plot", PLOTS)
def test_a_legend_of_all_states_is_within_the_figure(plot, width):
    figure = Figure(figsize=(width, 5), dpi=100, layout="constrained")
    axes = PLOTS[plot](figure.subplots())
    figure.draw_without_rendering()
    box = axes.get_legend().get_window_extent()
    assert box.x0 >= 0
    assert box.x1 <= figure.bbox.x1


def ticks_lie_apart(axes):
    axes.figure.draw_without_rendering()
    low, high = sorted(axes.get_xlim())
    boxes = [
        label.get_window_extent()
        for at, label in zip(axes.get_xticks(), axes.get_xticklabels(), strict=True)
        if low <= at <= high and label.get_text()
    ]
    assert len(boxes) > 1
    return all(one.x1 + 3 < other.x0 for one, other in pairwise(boxes))


@pytest.mark.parametrize("width", [3.0, 5.0])
@pytest.mark.parametrize("hours", [0.01, 7, 30, 50, 2000, 20000])
def test_ticks_of_times(hours, width):
    axes = Figure(figsize=(width, 3), layout="constrained").subplots()
    times = pl.Series([BEGAN, BEGAN + timedelta(hours=hours)], dtype=pl.Datetime("us", "UTC"))
    plotting.curves(line([1.0, 2.0]).with_columns(timestamp=times), "value", x="timestamp", ax=axes)
    assert ticks_lie_apart(axes)
    common = axes.xaxis.get_offset_text()
    if common.get_text():
        title = axes.xaxis.label.get_window_extent()
        assert title.x1 < common.get_window_extent().x0 or width < 4


@pytest.mark.parametrize(("factor", "shift"), [(1, 5.0), (0.25, -12.0), (0.35, -12.0)])
@pytest.mark.parametrize("width", [4.0, 3.6, 7.0])
def test_ticks_of_numbers(width, factor, shift):
    axes = Figure(figsize=(width, 3), layout="constrained").subplots()
    table = sweep_tables.standings(by=["n_layers", "rate"]).with_columns(
        pl.col("value") * factor + shift
    )
    plotting.leaderboard(table, ax=axes)
    assert ticks_lie_apart(axes)


def curves_of(count, ax):
    noise = np.random.default_rng(0).normal(size=(count, 60))
    frames = [
        line(noise[job], job_name=f"{job}", job_arn=f"arn:{job}", group=job % 3)
        for job in range(count)
    ]
    return plotting.curves(pl.concat(frames), "value", by="group", ax=ax)


@pytest.mark.parametrize("count", [9, 30])
def test_a_legend_of_many_curves_stands_beside_them(axes, count):
    curves_of(count, axes)
    axes.figure.draw_without_rendering()
    assert axes.get_legend().get_window_extent().x0 > axes.get_window_extent().x1


def test_without_a_layout_the_legend_is_within_the_axes():
    axes = curves_of(9, Figure().subplots())
    axes.figure.draw_without_rendering()
    assert axes.get_legend().get_window_extent().x1 < axes.get_window_extent().x1


def test_a_legend_of_bands_leaves_them_free(axes):
    plotting.bands(sweep_tables.bands(), ax=axes)
    axes.figure.draw_without_rendering()
    assert axes.get_legend().get_window_extent().x0 > axes.get_window_extent().x1
