"""What has no number is marked: on the worst edge, in its colour, and not hidden by others."""

import math
from itertools import pairwise

import numpy as np
import polars as pl
import pytest
import sweep_tables
from drawn import legend, pixels, texts
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.markers import MarkerStyle
from sweep_tables import line

from jobanalytics import InvalidArgumentError, comparison, plotting


def marks(axes, marker):
    """Where the marks of a kind are, in pixels, with their colours."""
    axes.figure.draw_without_rendering()
    style = MarkerStyle(marker)
    path = style.get_path().transformed(style.get_transform()).vertices.tolist()
    found = []
    for one in axes.collections:
        if isinstance(one, PathCollection) and one.get_paths()[0].vertices.tolist() == path:
            offsets = np.asarray(one.get_offsets())
            colors = np.resize(one.get_edgecolors(), (len(offsets), 4))
            places = one.get_offset_transform().transform(offsets)
            found += [(*place, *color) for place, color in zip(places, colors, strict=True)]
    return np.array(found).reshape(-1, 6)


def share(axes, marker):
    """Where the marks are within the Axes, from 0 to 1."""
    places = marks(axes, marker)[:, :2]
    box = axes.get_window_extent()
    return (places - [box.x0, box.y0]) / [box.width, box.height]


def groups_of_jobs(*values_of_groups):
    """Curves of jobs in groups a, b, …, each a list of the values of its jobs."""
    return pl.concat(
        line(values, job_name=f"{group}{job}", job_arn=f"arn:{group}{job}", group="abcdef"[group])
        for group, jobs in enumerate(values_of_groups)
        for job, values in enumerate(jobs)
    )


def banded(*values_of_groups, **options):
    return comparison.bands(groups_of_jobs(*values_of_groups), by="group", **options)


@pytest.mark.parametrize(
    ("value", "marker", "name"),
    [(-math.inf, "v", "-∞"), (math.inf, "^", "+∞"), (math.nan, "$?$", "NaN")],
)
@pytest.mark.parametrize("interval", ["ci95", "minmax"])
def test_bands_mark_where_a_job_has_no_number_in_their_colour(axes, value, marker, name, interval):
    one = [[3.0, 2.0, value, value], [3.0, 2.5, 2.0, 1.5], [3.5, 2.5, 2.5, 1.0]]
    other = [[5.0, 5.0, 5.0, 5.0], [6.0, 6.0, 6.0, 6.0], [5.5] * 4]
    plotting.bands(banded(one, other, interval=interval), ax=axes)
    assert name in legend(axes)
    color = axes.lines[0].get_color()
    found = marks(axes, marker)
    assert {tuple(mark[2:]) for mark in found} == {color}
    expected = axes.transData.transform([(2, 0), (3, 0)])[:, 0]
    assert found[:, 0].tolist() == pytest.approx(expected.tolist())


def test_bands_mark_a_bound_that_is_infinite_though_the_center_is_not(axes):
    values = [[1.0, 1.0], [2.0, 2.0], [3.0, -math.inf]]
    plotting.bands(banded(values, center="median", interval="minmax"), ax=axes)
    assert "-∞" in legend(axes)
    assert np.isfinite(axes.lines[0].get_ydata()).all()


def test_bands_mark_infinities_to_both_sides(axes):
    plotting.bands(banded([[1.0, 1.0, math.inf], [2.0, 2.0, -math.inf]]), ax=axes)
    assert {"-∞", "+∞"} <= set(legend(axes))


def test_numbers_of_jobs_on_bands_do_not_overlap(axes):
    ended = [[float(job)] * (20 - 2 * (job > 2)) for job in range(4)]
    plotting.bands(banded(ended, ended, ended), ax=axes)
    axes.figure.draw_without_rendering()
    boxes = [text.get_window_extent() for text in axes.texts]
    assert set(texts(axes)) == {"N = 3"}
    assert all(box.count_overlaps(boxes) == 1 for box in boxes)


def test_marks_of_several_jobs_do_not_hide_one_another(axes):
    values = [1.0, *[math.nan] * 8, -math.inf]
    frame = pl.concat(
        line([value + job for value in values], job_name=f"vqe-{job}", job_arn=f"arn:{job}")
        for job in range(3)
    )
    plotting.curves(frame, "value", ax=axes)
    found = np.vstack([marks(axes, "$?$"), marks(axes, "v")])
    assert len(found) == 27
    for row, (x, y, *_) in enumerate(found):
        others = np.delete(found, row, axis=0)
        distance = np.hypot(others[:, 0] - x, others[:, 1] - y)
        assert distance.min() > 5 * axes.figure.dpi / 72


def test_marks_of_one_job_are_thinned(axes):
    plotting.curves(line([1.0, *[math.nan] * 2000]), "value", ax=axes)
    found = np.sort(marks(axes, "$?$")[:, 0])
    assert 20 < len(found) < 90
    assert np.diff(found)[1:-1].min() > 5 * axes.figure.dpi / 72


def test_a_run_has_evenly_spaced_marks_from_its_begin_to_its_end(axes):
    plotting.curves(line([*[1.0] * 50, *[math.nan] * 31, *[1.0] * 20]), "value", ax=axes)
    found = np.sort(marks(axes, "$?$")[:, 0])
    ends = axes.transData.transform([(50, 0), (80, 0)])[:, 0]
    assert len(found) > 3
    assert found[[0, -1]] == pytest.approx(ends)
    assert np.diff(found) == pytest.approx(np.diff(found).mean())


def test_marks_over_decades_are_not_taken_for_one_place(axes):
    table = sweep_tables.outcomes().with_columns(
        pl.Series("hyperparameters.rate", np.logspace(-9, 0, 27)), value=math.nan
    )
    plotting.scatter(table, "rate", ax=axes)
    assert len(marks(axes, "$?$")) == 27


def test_data_keep_away_from_stacked_marks(axes):
    frame = pl.concat(
        line([float(job), math.nan, job + 1.0], job_name=f"vqe-{job}", job_arn=f"arn:{job}")
        for job in range(6)
    )
    plotting.curves(frame, "value", ax=axes)
    axes.figure.draw_without_rendering()
    lowest = axes.transData.transform((0, 0))[1]
    assert marks(axes, "$?$")[:, 1].max() < lowest


@pytest.mark.parametrize(("goal", "edge"), [("min", 1.0), ("max", 0.0), (None, 0.0)])
def test_what_has_no_number_is_on_the_worst_edge(goal, edge):
    outcomes = sweep_tables.outcomes()
    axes, *others = (Figure(figsize=(4, 4), dpi=60).subplots() for _ in range(3))
    plotting.scatter(outcomes, "rate", goal=goal, ax=axes)
    board = plotting.leaderboard(sweep_tables.standings(by="rate"), goal=goal, ax=others[0])
    compared = plotting.compare(sweep_tables.compared(), outcomes, goal=goal, ax=others[1])
    for marker in ("$?$", "_"):
        assert share(axes, marker)[:, 1].tolist() == pytest.approx([edge], abs=0.08)
        for one in (board, compared):
            assert share(one, marker)[:, 0].tolist() == pytest.approx([edge], abs=0.08)


def test_no_value_and_nan_of_one_place_are_two_marks(axes):
    table = sweep_tables.outcomes().head(2).with_columns(value=pl.Series([math.nan, None]))
    table = table.with_columns(pl.lit(0.1).alias("hyperparameters.rate"))
    plotting.scatter(table, "rate", ax=axes)
    (nan,), (absent,) = share(axes, "$?$"), share(axes, "_")
    assert nan[0] == absent[0]
    assert abs(nan[1] - absent[1]) > 0.02


@pytest.mark.parametrize(
    "plot",
    [
        lambda **goal: plotting.leaderboard(sweep_tables.standings(), **goal),
        lambda **goal: plotting.compare(sweep_tables.compared(), **goal),
        lambda **goal: plotting.scatter(sweep_tables.outcomes(), "rate", **goal),
    ],
)
def test_a_goal_that_is_none(plot):
    with pytest.raises(InvalidArgumentError, match="goal takes one of 'min', 'max'; got 'low'"):
        plot(goal="low")


STATES = ["COMPLETED", "FAILED", "CANCELLED", "RUNNING"]


def test_where_jobs_ended_that_are_not_completed_is_marked(axes):
    frame = pl.concat(
        line([1.0 + job, 2.0 + job], job_name=f"{job}", job_arn=f"arn:{job}", state=state, group=0)
        for job, state in enumerate(STATES)
    )
    plotting.curves(frame, "value", by="group", ax=axes)
    assert legend(axes) == ["0", "CANCELLED", "FAILED", "RUNNING"]
    for marker, job in (("X", 1), ("s", 2), ("o", 3)):
        found = marks(axes, marker)[:, :2].tolist()
        assert found == [pytest.approx(axes.transData.transform((1, 2.0 + job)).tolist())]


def test_a_scatter_by_colour_tells_states_and_marks_apart_in_grey():
    looks = []
    for state, value in [
        *((state, -1.0) for state in STATES),
        ("COMPLETED", None),
        ("FAILED", math.nan),
    ]:
        axes = Figure(figsize=(3, 3), dpi=60).subplots()
        table = (
            sweep_tables.outcomes()
            .head(1)
            .with_columns(state=pl.lit(state), value=pl.lit(value, pl.Float64))
        )
        plotting.scatter(table, "rate", color="n_layers", ax=axes)
        looks.append(pixels(axes.figure).mean(axis=2))
    assert all(np.abs(one - other).max() > 60 for one, other in pairwise(looks))


def test_failed_and_nan_have_no_mark_in_common(axes):
    plotting.scatter(sweep_tables.outcomes(), "rate", color="n_layers", ax=axes)
    assert legend(axes) == ["1", "2", "3", "FAILED", "no value", "NaN"]
    assert [len(marks(axes, one)) for one in ("X", "$?$", "x")] == [1, 1, 0]
