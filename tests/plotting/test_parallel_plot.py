"""plotting.parallel: hyperparameters and the metric as parallel axes on one Axes."""

import math

import numpy as np
import polars as pl
import pytest
import sweep_tables
from drawn import dots, legend, texts
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from jobanalytics import FrameSchemaError, InvalidArgumentError, plotting
from jobanalytics.plotting.dimensions import dimension_of


def lines(axes):
    """The lines of the jobs, with their colours and dashes."""
    (found, *_) = (one for one in axes.collections if isinstance(one, LineCollection))
    return [
        ([y for _, y in segment], tuple(color), dash[1])
        for segment, color, dash in zip(
            found.get_segments(), found.get_colors(), found.get_linestyles(), strict=True
        )
    ]


def titles(axes):
    return [label.get_text() for label in axes.get_xticklabels()]


def test_what_varies_and_the_metric_on_one_axes(axes):
    assert plotting.parallel(sweep_tables.outcomes(), ax=axes) is axes
    assert titles(axes) == ["n_layers", "rate", "warm", "energy"]
    assert axes.figure.axes == [axes]
    assert len(lines(axes)) == 27
    assert {"1", "2", "3", "0.001", "0.02", "0.4", "True", "False", "NaN", "no value"} <= set(
        texts(axes)
    )


def test_the_columns_that_are_named_in_their_order(axes):
    plotting.parallel(sweep_tables.outcomes(), ["warm", "n_layers"], ax=axes)
    assert titles(axes) == ["warm", "n_layers", "energy"]


def test_a_line_goes_where_its_job_does(axes):
    table = sweep_tables.outcomes().head(3)
    plotting.parallel(table, ["seed"], ax=axes)
    low, high = table["value"].min(), table["value"].max()
    expected = [
        [seed / 2, pytest.approx((value - low) / (high - low))]
        for seed, value in table.select("hyperparameters.seed", "value").iter_rows()
    ]
    assert sorted(heights for heights, _, _ in lines(axes)) == expected


def test_colours_follow_the_metric_and_no_number_is_grey_and_dashed(axes):
    plotting.parallel(sweep_tables.outcomes(), ax=axes)
    solid = sorted((heights[-1], color) for heights, color, dash in lines(axes) if dash is None)
    assert len(solid) == 25
    lightness = [sum(color[:3]) for _, color in solid]
    assert lightness == sorted(lightness)
    dashed = [(heights, color) for heights, color, dash in lines(axes) if dash is not None]
    assert len(dashed) == 2
    assert all(heights[-1] < 0 and color[0] == color[1] == color[2] for heights, color in dashed)


def test_seeds_alone_are_drawn(axes):
    seeds = sweep_tables.outcomes().head(3).drop("hyperparameters.warm")
    plotting.parallel(seeds, ax=axes)
    assert titles(axes) == ["seed", "energy"]


@pytest.mark.parametrize("far", [1e6, -1e6])
def test_a_failed_job_far_off_leaves_the_colours_to_the_others(axes, far):
    table = sweep_tables.outcomes().with_columns(
        value=pl.when(state="FAILED").then(far).otherwise("value")
    )
    plotting.parallel(table, ax=axes)
    solid = sorted((heights[-1], color) for heights, color, dash in lines(axes) if dash is None)
    within = [one for one in solid if 0 <= one[0] <= 1]
    assert (len(within), len(solid)) == (24, 25)
    assert within[0][0] == 0
    assert within[-1][0] == 1
    end = solid[-1] if far > 0 else solid[0]
    assert end[1] == (within[-1] if far > 0 else within[0])[1]
    assert ("up to 1e+06" if far > 0 else "down to -1e+06") in texts(axes)
    assert any(abs(y - (far > 0)) == pytest.approx(0.02) for _, y in dots(axes)), "a tip"


def test_one_completed_job_far_off_leaves_the_colours_to_the_others(axes):
    table = sweep_tables.outcomes()
    far = pl.int_range(pl.len()) == 0
    table = table.with_columns(value=pl.when(far).then(1e6).otherwise("value"))
    plotting.parallel(table, ax=axes)
    assert sum(0 <= heights[-1] <= 1 for heights, _, dash in lines(axes) if dash is None) == 24


@pytest.mark.parametrize(("scale", "middle"), [(None, 1 / 3), ("log", 1 / 3), ("linear", 9 / 999)])
def test_the_scale_of_the_metric(axes, scale, middle):
    table = sweep_tables.outcomes().head(3).with_columns(value=pl.Series([1.0, 10.0, 1000.0]))
    plotting.parallel(table, scale=scale, ax=axes)
    heights = sorted(one[-1] for one, _, _ in lines(axes))
    assert heights == pytest.approx([0, middle, 1])


def test_failed_jobs_are_marked(axes):
    plotting.parallel(sweep_tables.outcomes(), ax=axes)
    assert legend(axes) == ["FAILED"]
    assert len(dots(axes)) == 1


def test_over_decades_by_the_logarithm():
    column = dimension_of(pl.Series("a", [1e-4, 1e-2, 1.0]))
    assert column.places.tolist() == pytest.approx([0, 0.5, 1])
    assert dimension_of(pl.Series("a", [0.0, 1.0, 100.0])).places.tolist() == [0, 0.01, 1]
    many = dimension_of(pl.Series("a", [10.0**power for power in range(12)]))
    assert 1 < len(many.ticks) < 12


def test_numbers_and_what_is_none():
    values = [1.0, 3.0, math.nan, math.inf, -math.inf, None]
    column = dimension_of(pl.Series("hyperparameters.lr", values), absent="nothing")
    places = column.places.tolist()
    assert places[:2] == [0, 1]
    assert places[3] > 1
    assert len(set(places)) == 6
    assert {places[2], places[4], places[5]} == {place for place in places if place < 0}
    at = {text: place for place, text in column.ticks}
    assert [at[text] for text in ("NaN", "+∞", "-∞", "nothing")] == places[2:]
    assert column.title == "lr"


@pytest.mark.parametrize(
    "values", [["b", "a", "b"], [True, False, True], [5, 1, 5], [2.5, 1.5, 2.5]]
)
def test_two_different_values_are_at_either_end(values):
    places = dimension_of(pl.Series("a", values)).places.tolist()
    assert places[0] == places[2] > 0.9
    assert places[1] < 0.1


def test_one_value_alone_is_in_the_middle():
    assert dimension_of(pl.Series("a", [7, 7])).places.tolist() == [0.5, 0.5]
    assert dimension_of(pl.Series("a", ["x"])).places.tolist() == [0.5]


def test_not_every_one_of_many_categories_is_named():
    column = dimension_of(pl.Series("a", [f"{place:03}" for place in range(500)]))
    assert len(column.ticks) <= 20
    assert len(set(column.places.tolist())) == 500


@pytest.mark.parametrize("width", [2.5, 4.0, 8.0])
def test_names_of_axes_do_not_overlap(width):
    axes = Figure(figsize=(width, 3), layout="constrained").subplots()
    names = ["entanglement", "learning_rate", "optimizer", "shots", "ansatz"]
    rate = pl.col("hyperparameters.rate")
    frame = sweep_tables.outcomes().with_columns(rate.alias(name) for name in names)
    plotting.parallel(frame, names, ax=axes)
    canvas = FigureCanvasAgg(axes.figure)
    canvas.draw()
    labels = axes.get_xticklabels()
    boxes = [label.get_window_extent() for label in labels]
    is_level = labels[0].get_rotation() == 0
    ends = [box.x1 for box in boxes]
    assert all(box.x0 > end for box, end in zip(boxes[1:], ends, strict=False)) or not is_level
    line = labels[0].get_fontsize() / 72 * axes.figure.dpi
    apart = min(np.diff(ends)) * np.sin(np.deg2rad(labels[0].get_rotation()))
    assert apart > line or is_level


def test_how_far_values_go_is_not_cut():
    axes = Figure(figsize=(3, 3), layout="constrained").subplots()
    far = pl.when(pl.int_range(pl.len()) == 0).then(170428.5).otherwise("value")
    frame = sweep_tables.outcomes().with_columns(value=far)
    plotting.parallel(frame, ["n_layers", "rate", "warm"], ax=axes)
    assert "up to 170428" in texts(axes) or "up to 170429" in texts(axes)


def test_of_nothing(axes):
    plotting.parallel(sweep_tables.outcomes().clear(), ax=axes)
    assert lines(axes) == []


def test_what_is_refused():
    with pytest.raises(InvalidArgumentError, match="no column 'depth'"):
        plotting.parallel(sweep_tables.outcomes(), ["depth"])
    with pytest.raises(FrameSchemaError, match="outcomes lack"):
        plotting.parallel(sweep_tables.jobs())
