"""Fewer points that look the same: extremes, gaps and ends of every line are kept."""

from itertools import pairwise

import numpy as np
import polars as pl
from drawn import pixels
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from jobanalytics import plotting
from jobanalytics.thinning import places_to_draw

VALUES = st.lists(
    st.one_of(
        st.floats(-1e6, 1e6),
        st.sampled_from([np.nan, np.inf, -np.inf, 0.0]),
    ),
    min_size=1,
    max_size=300,
)


def segments(is_finite):
    """How many runs of finite values there are."""
    return int(np.sum(np.diff(np.concatenate([[0], is_finite.astype(int)])) == 1))


@given(VALUES, st.integers(4, 60))
def test_what_is_kept(values, most):
    y = np.array(values)
    x = np.arange(len(y), dtype=np.float64)
    kept = places_to_draw(y, most, x)
    assert (np.diff(kept) > 0).all()
    finite = np.flatnonzero(np.isfinite(y))
    if finite.size:
        there = set(kept.tolist())
        assert {finite[0], finite[-1]} <= there
        assert y[kept][np.isfinite(y[kept])].min() == y[finite].min()
        assert y[kept][np.isfinite(y[kept])].max() == y[finite].max()
    # Between two points that are kept there is a break where there was one, and only there.
    shown = np.flatnonzero(np.isfinite(y[kept]))
    for one, other in pairwise(shown):
        was = not np.isfinite(y[kept[one] : kept[other] + 1]).all()
        assert (other - one > 1) == was
    assert np.isfinite(y[kept]).sum() <= max(most + 4, 0) or len(y) <= most


def test_a_gap_is_one_break_however_long():
    y = np.where(np.arange(10_000) % 5_000 < 4_000, np.sin(np.arange(10_000.0)), np.nan)
    kept = places_to_draw(y, 100, np.arange(10_000.0))
    assert np.isnan(y[kept]).sum() == 1  # what ends the line needs no break
    assert segments(np.isfinite(y[kept])) == 2


def test_few_points_stay_and_their_gaps_are_breaks():
    y = np.array([np.nan, 1.0, np.nan, np.nan, 2.0, 3.0])
    assert places_to_draw(y, 4, np.arange(6.0)).tolist() == [1, 2, 4, 5]


def test_where_x_falls_all_points_are_kept():
    x = np.concatenate([np.arange(500.0), np.arange(500.0)])
    assert len(places_to_draw(np.sin(x), 50, x)) == 1000


JOBS, POINTS = 300, 2_000
WINDOW = {"xlim": (-100, 2_100), "ylim": (-1, 7)}


def sweep(jobs=JOBS, points=POINTS):
    rng = np.random.default_rng(3)
    steps = np.arange(points)
    values = np.exp(-steps / points * 4) + rng.normal(0, 0.03, (jobs, points))
    return values + np.linspace(0, 4, jobs)[:, None]


def tidy(values):
    jobs, points = values.shape
    return pl.DataFrame(
        {
            "job_arn": np.repeat([f"vqe-{job:03}" for job in range(jobs)], points),
            "iteration_number": np.tile(np.arange(points), jobs),
            "value": values.ravel(),
        }
    )


def picture(values):
    axes = plotting.curves(tidy(values), "value", ax=Figure(dpi=100).subplots())
    axes.set(**WINDOW)
    axes.get_legend().remove()
    return pixels(axes.figure), axes.collections[0]


def picture_in_full(values, like):
    """The picture of all points, each line as `like` draws them, but for the axes' labels."""
    axes = Figure(dpi=100).subplots()
    for line in values:
        axes.plot(line, color=like.get_color()[0], linewidth=like.get_linewidth()[0])
    axes.set(**WINDOW, xlabel="iteration", ylabel="value")
    return pixels(axes.figure)


def rms(one, other):
    return float(np.sqrt(np.mean((one - other) ** 2)))


def test_it_looks_the_same_and_a_point_far_off_is_seen():
    values = sweep()
    without, lines = picture(values)
    assert max(len(path.vertices) for path in lines.get_paths()) <= 0.51 * POINTS
    # One value of 600,000, in the middle of a line in the middle.
    values[JOBS // 2, 1_234] = 6.5
    few, full = picture(values)[0], picture_in_full(values, lines)
    blank = picture_in_full(values[:1], lines)
    assert rms(few, full) < rms(blank, full) / 10
    is_spike = np.abs(full - without).max(axis=2) > 60
    is_spike[120:] = False  # below lie the other lines
    assert is_spike.sum() > 20, "the spike is not in the picture"
    assert np.abs(few - full)[is_spike].max() < 60


def test_many_lines_are_one_artist():
    axes = plotting.curves(tidy(sweep(jobs=51, points=5)), "value", ax=Figure().subplots())
    assert [len(one.get_paths()) for one in axes.collections] == [51]
    assert [len(one.get_xdata()) for one in axes.lines] == [0]  # for the legend
