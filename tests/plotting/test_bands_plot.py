"""plotting.bands draws the table of bands: a line and an area for each, N in the legend."""

import math

import numpy as np
import polars as pl
import pytest
from drawn import pixels
from matplotlib.collections import FillBetweenPolyCollection
from matplotlib.figure import Figure

from jobanalytics import FrameSchemaError, InvalidArgumentError, plotting
from jobanalytics.schema import bands_schema

SCHEMA = bands_schema("iteration_number")


@pytest.fixture
def axes():
    return Figure().subplots()


def table(**columns):
    """Bands of three iterations for each group in `columns`, whose centers are 0, 1, 2, …"""
    height = max((len(values) for values in columns.values()), default=3)
    own = {
        "node_id": [None] * height,
        "metric": ["energy"] * height,
        "iteration_number": [place % 3 for place in range(height)],
        "center": [float(place) for place in range(height)],
        "low": [place - 1.0 for place in range(height)],
        "high": [place + 0.5 for place in range(height)],
        "n": [4] * height,
        "nan_count": [0] * height,
    }
    groups = {name: columns[name] for name in columns if name not in own}
    return pl.DataFrame(groups | own | columns, schema_overrides=SCHEMA)


def legend(axes):
    return [text.get_text() for text in axes.get_legend().get_texts()]


def test_an_area_for_each_interval(axes):
    plotting.bands(table(group=["a"] * 3 + ["b"] * 3), ax=axes)
    areas = [one for one in axes.collections if isinstance(one, FillBetweenPolyCollection)]
    spans = [one.get_datalim(axes.transData) for one in areas]
    assert [(span.y0, span.y1) for span in spans] == [(-1.0, 2.5), (2.0, 5.5)]


def test_no_area_where_there_is_no_interval(axes):
    plotting.bands(table(low=[None] * 3, high=[None] * 3), ax=axes)
    assert [len(area.get_paths()) for area in axes.collections] == [0]
    assert list(axes.lines[0].get_ydata()) == [0.0, 1.0, 2.0]


def test_a_nan_interrupts_the_line(axes):
    plotting.bands(table(center=[0.0, math.nan, 2.0]), ax=axes)
    assert math.isnan(axes.lines[0].get_ydata()[1])


def test_how_many_jobs_there_are(axes):
    plotting.bands(table(group=[None, None, None, "b", "b", "b"], n=[3, 2, 3, 1, 1, 1]), ax=axes)
    assert legend(axes) == ["not given (N = 2 to 3)", "b (N = 1)"]


def test_of_all_jobs(axes):
    plotting.bands(table(), ax=axes)
    assert legend(axes) == ["N = 4"]
    assert axes.get_legend().get_title().get_text() == ""


def test_nodes_and_metrics_are_told_apart_where_there_are_several(axes):
    plotting.bands(table(node_id=[None] * 3 + ["p"] * 3, metric=["energy"] * 6), ax=axes)
    assert legend(axes) == ["not given (N = 4)", "p (N = 4)"]
    assert axes.get_legend().get_title().get_text() == "node_id"


def test_groups_are_told_apart_in_grey_too(axes):
    groups = [value for value in (1, 2, 10) for _ in range(3)]
    plotting.bands(table(group=groups), ax=axes)
    assert len({line.get_color() for line in axes.lines}) == 3
    assert len({line.get_linestyle() for line in axes.lines}) == 3


@pytest.mark.parametrize("value", [1.5, math.nan, "a", True])
def test_the_order_of_rows_has_no_say(axes, value):
    frame = table(group=[value] * 3 + [None] * 3)
    plotting.bands(frame, ax=axes)
    other = plotting.bands(frame.reverse(), ax=Figure().subplots())
    for one, two in zip(axes.lines, other.lines, strict=True):
        assert list(one.get_ydata()) == list(two.get_ydata())
        assert one.get_color() == two.get_color()


def test_more_bands_than_a_legend_holds(axes):
    plotting.bands(table(group=[place // 3 for place in range(63)]), ax=axes)
    assert len(axes.lines) == 21
    assert axes.get_legend() is None, "a colour bar tells them"
    names = [f"{place // 3:02}" for place in range(63)]
    other = plotting.bands(table(group=names), ax=axes.figure.add_subplot())
    assert legend(other) == ["21 bands, not told apart"]


def test_of_nothing(axes):
    plotting.bands(table().clear(), ax=axes)
    assert (len(axes.lines), axes.get_legend()) == (0, None)


def test_what_is_no_table_of_bands():
    with pytest.raises(
        InvalidArgumentError, match=r"none of iteration_number, .*comparison\.bands"
    ):
        plotting.bands(pl.DataFrame({"a": [1]}))
    with pytest.raises(FrameSchemaError, match=r"bands lack the column.*center"):
        plotting.bands(table().drop("center"))


@pytest.mark.parametrize("nodes", [2, 8])
def test_bands_of_many_nodes_are_told_apart(axes, nodes):
    names = [f"node-{place // 3}" for place in range(3 * nodes)]
    plotting.bands(table(node_id=names * 2, group=["a"] * 3 * nodes + ["b"] * 3 * nodes), ax=axes)
    looks = {(str(one.get_color()), str(one._unscaled_dash_pattern)) for one in axes.lines}
    assert len(looks) == 2 * nodes


def test_the_numbers_of_jobs_are_not_on_a_line(axes):
    steps = pl.concat([table(n=[4, 3, 2], group=[name] * 3) for name in "abc"])
    steps = steps.with_columns(center=pl.col("center") + pl.col("group").rank("dense") / 9)
    plotting.bands(steps, ax=axes)
    axes.figure.draw_without_rendering()
    for text in axes.texts:
        box = text.get_window_extent()
        for one in axes.lines:
            x, y = axes.transData.transform(one.get_xydata()).T
            across = np.linspace(x[0], x[-1], 999)
            assert not box.count_contains(np.column_stack([across, np.interp(across, x, y)]))


def test_the_numbers_of_jobs_are_in_the_colour_of_the_band_and_within_the_axes(axes):
    few = pl.concat([table(n=[4, 3, 2], group=[name] * 3) for name in "ab"])
    plotting.bands(few.with_columns(center=pl.col("group").rank("dense") * 1.0), ax=axes)
    colors = [line.get_color() for line in axes.lines]
    assert {text.get_color() for text in axes.texts} == set(colors)

    for text in axes.texts:
        box = axes.transAxes.inverted().transform(text.get_window_extent())
        assert ((box > 0) & (box < 1)).all()
    # What is narrower later has no room.
    axes.set_position((0.4, 0.4, 0.05, 0.05))
    drawn = pixels(axes.figure)
    for text in axes.texts:
        text.set_visible(False)
    assert (pixels(axes.figure) == drawn).all()


def test_where_there_are_fewer_jobs_is_marked_and_said(axes):
    plotting.bands(table(n=[4, 3, 1]), ax=axes)
    (line,) = axes.lines
    assert (line.get_marker(), line.get_markevery()) == ("|", [1, 2])
    assert [(text.get_text(), text.xy) for text in axes.texts] == [
        ("N = 3", (1.0, 1.0)),
        ("N = 1", (2.0, 2.0)),
    ]


def test_more_jobs_are_no_step_down(axes):
    plotting.bands(table(n=[1, 3, 3]), ax=axes)
    assert axes.lines[0].get_marker() == "None"
    assert len(axes.texts) == 0


def test_many_steps_are_marked_without_numbers(axes):
    steps = pl.concat([table().head(1)] * 6).with_columns(
        iteration_number=pl.int_range(6), n=pl.int_range(6, 0, -1, dtype=pl.UInt32)
    )
    plotting.bands(steps, ax=axes)
    assert axes.lines[0].get_markevery() == [1, 2, 3, 4, 5]
    assert len(axes.texts) == 0


def test_where_jobs_have_nan_is_marked_on_the_edge(axes):
    plotting.bands(table(nan_count=[0, 2, 0]), ax=axes)
    marks = [tuple(point) for one in axes.collections for point in one.get_offsets().tolist()]
    assert (1.0, 0.02) in marks
    assert legend(axes) == ["N = 4", "NaN"]


def test_a_point_alone_is_a_dot(axes):
    plotting.bands(table(center=[0.0, math.nan, 2.0]), ax=axes)
    marks = [tuple(point) for one in axes.collections for point in one.get_offsets().tolist()]
    assert {(0.0, 0.0), (2.0, 2.0)} <= set(marks)


def test_many_groups_of_numbers_have_a_colour_bar(axes):
    plotting.bands(table(group=[place // 3 for place in range(30)]), ax=axes)
    assert axes.get_legend() is None
    assert [one.get_ylabel() for one in axes.figure.axes if one is not axes] == ["group"]


def test_over_decades_the_axis_is_logarithmic_whatever_the_interval(axes):
    positive = table(center=[1e3, 1.0, 0.1], low=[1e2, 0.5, 0.05], high=[1e4, 2.0, 0.2])
    assert plotting.bands(positive, ax=axes).get_yscale() == "log"
    assert legend(axes) == ["N = 4"]
    below = positive.with_columns(low=pl.Series([1e2, -500.0, 1e-9]))
    other = plotting.bands(below, ax=axes.figure.add_subplot())
    assert other.get_yscale() == "log"
    assert legend(other) == ["N = 4", "intervals go on below"]
    assert 0.005 < other.get_ylim()[0] < 0.01, "a decade below the least center"
    linear = plotting.bands(below, scale="linear", ax=axes.figure.add_subplot())
    assert linear.get_yscale() == "linear"
    assert linear.get_ylim()[0] < -500
