"""plotting.curves: colours and how they are told, and marks for what no line shows."""

import math
from datetime import UTC, datetime
from itertools import pairwise

import numpy as np
import polars as pl
import pytest
import sweep_tables
from drawn import dots, legend, pixels, texts, title
from matplotlib.dates import date2num
from sweep_tables import line

from jobanalytics import InvalidArgumentError, plotting


def together(*frames):
    return pl.concat(frames, how="diagonal")


def jobs(count, values=(1.0, 2.0, 3.0), **columns):
    """Curves of some jobs, one above the other."""
    return together(
        *(
            line(
                [value + place for value in values],
                job_name=f"vqe-{place:02}",
                job_arn=f"arn:{place:02}",
                **{name: given[place] for name, given in columns.items()},
            )
            for place in range(count)
        )
    )


def drawn(axes):
    """The lines that have points."""
    return [one for one in axes.lines if len(one.get_xdata())]


def look(line):
    """What tells a line from others."""
    return str(line.get_color()), str(line._unscaled_dash_pattern), line.get_marker()


def test_a_few_jobs_are_named_at_the_ends_of_their_lines(axes):
    plotting.curves(jobs(3), "value", ax=axes)
    assert texts(axes) == ["vqe-00", "vqe-01", "vqe-02"]
    assert axes.get_legend() is None
    assert {one.get_linestyle() for one in axes.lines} == {"-"}
    for text, named in zip(axes.texts, axes.lines, strict=True):
        assert text.get_position() == tuple(named.get_xydata()[-1])
        assert text.get_color() == named.get_color()


def test_names_at_the_ends_do_not_overlap_and_are_within_the_axes(axes):
    plotting.curves(jobs(6, values=(1.0, 1.0)).with_columns(value=1.0), "value", ax=axes)
    axes.figure.draw_without_rendering()
    boxes = sorted((text.get_window_extent() for text in axes.texts), key=lambda box: box.y0)
    assert all(one.y1 <= other.y0 + 1 for one, other in pairwise(boxes))
    assert max(box.x1 for box in boxes) <= axes.get_window_extent().x1


def test_names_too_long_for_the_ends_are_in_a_legend(axes):
    frame = jobs(2).with_columns(job_name=pl.col("job_name") + "-" * 90)
    axes.figure.set_size_inches(4, 3)
    plotting.curves(frame, "value", ax=axes)
    assert texts(axes) == []
    assert [text[:6] for text in legend(axes)] == ["vqe-00", "vqe-01"]


def test_more_jobs_have_a_legend_and_are_told_apart_in_grey(axes):
    plotting.curves(jobs(12), "value", ax=axes)
    assert legend(axes) == [f"vqe-{place:02}" for place in range(12)]
    assert len({look(one) for one in axes.lines}) == 12


def test_too_many_jobs_to_tell_have_one_colour(axes):
    plotting.curves(jobs(21), "value", ax=axes)
    assert legend(axes) == ["21 jobs, not told apart"]
    assert len({str(one.get_color()) for one in drawn(axes)}) == 1


def test_a_single_line_has_no_legend_and_no_name(axes):
    plotting.curves(line([3, 2, 1]), "value", ax=axes)
    assert (axes.get_legend(), texts(axes)) == (None, [])


def test_few_numbers_have_a_legend_and_colours_that_rise(axes):
    plotting.curves(jobs(3, n_layers=[10, 1, 2]), "value", color="n_layers", ax=axes)
    assert (legend(axes), title(axes)) == (["1", "2", "10"], "n_layers")
    lightness = [sum(one.get_color()[:3]) for one in axes.lines]
    assert lightness == sorted(lightness)


def test_many_numbers_have_a_colour_bar_that_is_logarithmic_over_decades(axes):
    rates = [10.0**-place for place in range(9)]
    frame = jobs(9, rate=rates).rename({"rate": "hyperparameters.rate"})
    plotting.curves(frame, "value", color="rate", ax=axes)
    assert axes.get_legend() is None
    (bar,) = (one for one in axes.figure.axes if one is not axes)
    assert (bar.get_ylabel(), bar.get_yscale()) == ("rate", "log")
    assert bar.get_ylim() == (pytest.approx(1e-8), pytest.approx(1.0))
    assert len({tuple(one.get_color()) for one in axes.lines}) == 9


def test_line_styles_by_one_column_and_colours_by_another(axes):
    frame = jobs(4, ansatz=["a", "a", "b", "b"], depth=[1, 2, 1, 2])
    plotting.curves(frame, "value", by="ansatz", color="depth", ax=axes)
    assert legend(axes) == ["ansatz", "a", "b", "depth", "1", "2"]
    assert [one.get_linestyle() for one in drawn(axes)] == ["-", "-", "--", "--"]
    assert len({one.get_color() for one in drawn(axes)}) == 2


@pytest.mark.parametrize("count", [6, 20])
@pytest.mark.parametrize("seeds", [1, 3])
def test_no_two_line_styles_are_alike(axes, count, seeds):
    names = [f"{place:02}" for place in range(count)] * seeds
    frame = jobs(count * seeds, ansatz=names, depth=[1] * len(names))
    plotting.curves(frame, "value", by="ansatz", color="depth", ax=axes)
    told = dict(zip(legend(axes), axes.get_legend().get_lines(), strict=True))
    assert len({look(told[name]) for name in names}) == count
    assert {look(told[name])[1:] for name in names} >= {look(one)[1:] for one in drawn(axes)}


def test_more_groups_than_line_styles_are_said_to_be(axes):
    frame = jobs(21, ansatz=[f"{place:02}" for place in range(21)], depth=[1] * 21)
    plotting.curves(frame, "value", by="ansatz", color="depth", ax=axes)
    assert legend(axes) == ["ansatz:\n21 values, not told apart", "depth", "1"]
    assert len({look(one) for one in drawn(axes)}) == 1


def test_many_numbers_have_line_styles_too(axes):
    frame = jobs(10, ansatz=["a", "b"] * 5, depth=list(range(10)))
    plotting.curves(frame, "value", by="depth", color="ansatz", ax=axes)
    assert len({look(one) for one in drawn(axes)}) == 10


@pytest.mark.parametrize("kind", [1.5, math.nan, "a", True, datetime(2026, 9, 1, tzinfo=UTC)])
def test_groups_of_any_kind_and_none(axes, kind):
    frame = jobs(3, group=[kind, kind, None])
    plotting.curves(frame, "value", by="group", ax=axes)
    assert legend(axes)[1] == "not given"
    assert len({str(one.get_color()) for one in axes.lines}) == 2


def test_what_is_no_number_is_marked_and_named(axes):
    values = [1.0, math.nan, math.inf, -math.inf, 2.0, 3.0]
    plotting.curves(line(values), "value", ax=axes)
    assert sorted(legend(axes)) == ["+∞", "-∞", "NaN"]
    assert {(1.0, 0.02), (2.0, 0.98), (3.0, 0.02)} <= set(dots(axes))
    there = axes.lines[0].get_ydata()
    assert np.isfinite(there).tolist() == [True, False, True, True]


def test_a_point_that_no_line_leads_to_is_a_dot(axes):
    plotting.curves(line([1.0, math.nan, 5.0, math.nan, 2.0, 3.0]), "value", ax=axes)
    assert {(0.0, 1.0), (2.0, 5.0)} <= set(dots(axes))
    assert (4.0, 2.0) not in dots(axes)


def test_where_failed_jobs_ended_is_marked(axes):
    frame = jobs(2, state=["FAILED", "COMPLETED"])
    plotting.curves(frame, "value", ax=axes)
    assert legend(axes) == ["FAILED"]
    assert dots(axes) == [(2.0, 3.0)]


def test_jobs_without_a_value_are_counted(axes):
    silent = line([None], job_name="silent", job_arn="arn:silent")
    plotting.curves(together(jobs(2), silent), "value", ax=axes)
    assert legend(axes) == ["without a value: 1 job"]


@pytest.mark.parametrize(
    ("values", "scale"),
    [
        ([1000.0, 1.0, 0.5], "log"),
        ([50.0, 1.0, 1.0], "linear"),
        ([1000.0, 1.0, -0.5], "linear"),
        ([1000.0, 0.0, 1.0], "linear"),
        ([*[-1.0] * 30, 1e30], "symlog"),
        ([math.nan] * 3, "linear"),
        ([0.0, 0.0], "linear"),
    ],
)
def test_the_scale_follows_the_values(axes, values, scale):
    plotting.curves(line(values), "value", ax=axes)
    assert axes.get_yscale() == scale
    pixels(axes.figure)


@pytest.mark.parametrize("scale", ["linear", "log", "symlog", "LOG"])
@pytest.mark.parametrize("values", [[1000.0, 1.0], [3.0, 2.0], [1.0, 2.0, 0.0]])
def test_the_scale_that_is_named(axes, values, scale):
    plotting.curves(line(values), "value", scale=scale, ax=axes)
    assert axes.get_yscale() == scale.casefold()
    cut = scale.casefold() == "log" and min(values) <= 0
    assert legend(axes) == ["0 and less: not on this scale"] * cut
    pixels(axes.figure)


@pytest.mark.parametrize(("values", "lost"), [([-1.0, 0.0, 3.0], "2 of 3"), ([-1.0], "1 of 1")])
def test_a_logarithmic_scale_is_refused_where_most_values_have_no_place(axes, values, lost):
    with pytest.raises(InvalidArgumentError, match=f"{lost} values are 0 and less.*symlog"):
        plotting.curves(line([*values, math.nan]), "value", scale="log", ax=axes)


def test_a_scale_that_is_none():
    with pytest.raises(InvalidArgumentError, match="scale takes one of 'linear', 'log', 'symlog'"):
        plotting.curves(line([1.0]), "value", scale="decades")


def test_axes_that_have_something_keep_their_scale(axes):
    axes.plot([0, 1], [1, 2])
    plotting.curves(line([1000.0, 1.0]), "value", ax=axes)
    assert axes.get_yscale() == "linear"


def test_over_time(axes):
    began = datetime(2026, 9, 1, tzinfo=UTC)
    frame = line([1.0, 2.0]).with_columns(timestamp=pl.lit(began))
    plotting.curves(frame, "value", x="timestamp", ax=axes)
    assert axes.lines[0].get_xdata().tolist() == [date2num(began)] * 2
    axes.axvline(began)  # more can be drawn over the same times
    pixels(axes.figure)


def test_the_order_of_rows_of_other_jobs_has_no_say(axes):
    frame = jobs(3, group=["b", "a", "b"])
    plotting.curves(frame, "value", by="group", ax=axes)
    mixed = frame.sort("iteration_number", maintain_order=True)
    other = plotting.curves(mixed, "value", by="group", ax=axes.figure.add_subplot())
    for one, two in zip(axes.lines, other.lines, strict=True):
        assert one.get_xydata().tolist() == two.get_xydata().tolist()
        assert one.get_color() == two.get_color()
        assert one.get_zorder() == two.get_zorder()


def test_what_cannot_be_drawn_is_named():
    with pytest.raises(
        InvalidArgumentError, match=r"column 'job_name' is String; expected numbers"
    ):
        plotting.curves(line([1.0]), "job_name")
    with pytest.raises(InvalidArgumentError, match=r"no column 'rate'.*There are 'job_name'"):
        plotting.curves(line([1.0]), "value", color="rate")


def test_more_than_fifty_lines_are_one_artist_with_the_same_legend(axes):
    frame = jobs(60, n_layers=[place % 3 for place in range(60)])
    plotting.curves(frame, "value", by="n_layers", ax=axes)
    assert len(axes.collections[0].get_paths()) == 60
    assert legend(axes) == ["0", "1", "2"]
    assert axes.dataLim.y1 == 62.0


def test_of_a_sweep_as_they_come(axes):
    plotting.curves(sweep_tables.curves(), "value", by="n_layers", ax=axes)
    assert legend(axes) == ["1", "2", "3", "NaN", "FAILED"]


@pytest.mark.parametrize(("ground", "ink"), [("black", 1.0), ("white", 0.0), ("#222222", 1.0)])
def test_colours_stand_out_from_the_ground(axes, ground, ink):
    axes.set_facecolor(ground)
    plotting.curves(jobs(7), "value", ax=axes)
    assert tuple(axes.lines[-1].get_color()[:3]) == (ink, ink, ink)
    numbers = axes.figure.add_subplot(facecolor=ground)
    plotting.curves(jobs(3, n_layers=[1, 2, 3]), "value", by="n_layers", ax=numbers)
    first, last = (sum(numbers.lines[place].get_color()[:3]) for place in (0, -1))
    assert first < last
    assert first > 0.9 if ink else last < 2


def test_a_ground_that_lets_the_figure_through(axes):
    axes.figure.set_facecolor("black")
    axes.set_facecolor("none")
    plotting.curves(jobs(7), "value", ax=axes)
    assert tuple(axes.lines[-1].get_color()[:3]) == (1.0, 1.0, 1.0)


def test_several_columns_are_told_apart_together_in_their_own_order(axes):
    given = {"ansatz": ["b", "a", "a", "a"], "hyperparameters.depth": [2, 10, 2, None]}
    frame = jobs(4, **given)
    plotting.curves(frame, "value", by=["ansatz", "depth"], ax=axes)
    assert legend(axes) == ["a, 2", "a, 10", "a, not given", "b, 2"]
    assert title(axes) == "ansatz, depth"
    assert "ansatz, depth" not in frame.columns


def test_several_columns_whose_texts_are_alike(axes):
    frame = jobs(3, one=["a, b", "a", "a"], other=["c", "b, c", "b, c"])
    plotting.curves(frame, "value", by=["one", "other"], color="other", ax=axes)
    assert len({look(one)[1] for one in drawn(axes)}) == 2


def test_several_columns_of_nan_and_none(axes):
    frame = jobs(4, one=[math.nan, math.nan, None, None], other=[1, 1, 1, None])
    plotting.curves(frame, "value", by=["one", "other"], ax=axes)
    assert len({str(line.get_color()) for line in axes.lines}) == 3
