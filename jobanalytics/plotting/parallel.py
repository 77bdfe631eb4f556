"""Parallel coordinates: from what jobs were given to where they ended."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgba
from matplotlib.patheffects import withStroke

from jobanalytics.comparison.groups import HYPERPARAMETER, find_group_column, group_names
from jobanalytics.comparison.sweeping import without_seeds
from jobanalytics.plotting.dimensions import Dimension, dimension_of
from jobanalytics.plotting.marks import note, points
from jobanalytics.plotting.names_along import name_along
from jobanalytics.plotting.scales import numbers_of, rows_with
from jobanalytics.plotting.style import (
    axes_or_new,
    figure_of,
    grey,
    has_room_beside,
    ink,
    legend,
    scale_called,
    scale_of,
)
from jobanalytics.plotting.text import distinct, plain
from jobanalytics.schema import OUTCOMES, check_frame
from jobanalytics.thinning import spans_decades

if TYPE_CHECKING:
    import polars as pl
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from jobanalytics.comparison.groups import GroupsLike

__all__ = ["parallel"]

_SHADES = 64
# Fewer values have no quartiles to speak of; the outer fences are so many interquartile ranges off.
_FEW, _OUTER = 8, 3.0
_MANY = 60
# Of a letter of a tick's label, and of what is beside it, in points.
_LETTER, _BESIDE = 5.2, 12.0
# Numbers are not cut.
_SHORTEST = 10
# A layout makes Axes wider that have nothing to either side.
_WIDENED = 1.2


def parallel(
    frame: pl.DataFrame,
    by: GroupsLike = None,
    *,
    scale: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw jobs as lines over parallel axes: a hyperparameter each, and last the metric.

    Parameters
    ----------
    frame : polars.DataFrame
        What `jobanalytics.comparison.outcomes` returned.
    by : str or sequence of str, optional
        The columns to draw, in this order, by short or full names; by default all hyperparameters
        that vary but the seeds, as in `jobanalytics.comparison.standings`.
    scale : str, optional
        The scale of the metric's axis: ``linear``, ``log`` or ``symlog``; chosen by the values if
        not given.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure of pyplot, as wide as the columns need, if not given.

    Returns
    -------
    matplotlib.axes.Axes
        What was drawn on; all axes are lines on this one. Lines have the colour of their metric,
        which its axis shows, over the range of the jobs that have COMPLETED but for those far off;
        beyond it there is one place below and one above, and the colours end in a tip. Numbers that
        are all positive and span more than two decades are laid by their logarithm; texts and
        booleans are categories. NaN, infinities and what is missing have places of their own, below
        or above the numbers; lines of jobs without a number for the metric are grey and dashed.

    Raises
    ------
    FrameSchemaError
        If it is no table of outcomes.
    InvalidArgumentError
        If there is no column of a name in `by`, or `scale` is none of those above.
    """
    scale = scale_called(scale)
    check_frame(frame, OUTCOMES, "outcomes")
    if by is None:
        columns = _swept(frame)
    else:
        columns = [find_group_column(name, frame.columns) for name in group_names(by)]
    metric = "".join(frame["metric"].unique())
    table = frame.sort("job_name", "job_arn", "node_id")
    dimensions = [dimension_of(table[name]) for name in columns]
    within = _ordinary(table)
    last = dimension_of(table["value"], "no value", within, scale)._replace(title=plain(metric))
    dimensions.append(last)
    ax = axes_or_new(ax, (max(4.0, 1.5 * len(dimensions) + 1), 4.2))
    colors = np.tile(to_rgba(grey(ax)), (table.height, 1))
    colors[last.is_number] = scale_of(ax)(np.clip(last.places[last.is_number], 0, 1))
    _draw_lines(ax, dimensions, colors, last.is_number)
    _draw_axes(ax, dimensions)
    _shade(ax, len(dimensions) - 1, last)
    if "state" in table.columns:
        failed = rows_with(table["state"], "FAILED")
        at = np.full(int(failed.sum()), len(dimensions) - 1.0)
        points(ax, at, last.places[failed], marker="X", s=46, color=ink(ax), zorder=5, linewidths=0)
        if failed.any():
            note(ax, "FAILED", marker="X")
            legend(ax, None, "above")
    name_along(ax, [one.title for one in dimensions])
    return ax


def _swept(frame: pl.DataFrame) -> list[str]:
    """Return the hyperparameters that vary: without seeds, unless nothing else does."""
    full = [name for name in frame.columns if name.startswith(HYPERPARAMETER)]
    swept = [name for name in full if frame[name].drop_nulls().n_unique() > 1]
    short = [name.removeprefix(HYPERPARAMETER) for name in swept]
    return [HYPERPARAMETER + name for name in without_seeds(short)] or swept


def _ordinary(table: pl.DataFrame) -> NDArray[np.bool_]:
    """Say whose values the axis of the metric is for: of jobs that ended well, and not far off.

    Far off by Tukey's outer fences. A job that FAILED may have diverged, and a single one would
    take all colours from the others.
    """
    values = numbers_of(table["value"])
    chosen = np.isfinite(values)
    if "state" in table.columns:
        completed = chosen & rows_with(table["state"], "COMPLETED")
        chosen = completed if completed.any() else chosen
    if chosen.sum() < _FEW:
        return chosen
    laid = np.log(np.where(chosen, values, 1)) if spans_decades(values[chosen]) else values
    first, third = np.quantile(laid[chosen], [0.25, 0.75])
    fence = _OUTER * (third - first)
    return chosen & (laid >= first - fence) & (laid <= third + fence) if fence > 0 else chosen


def _draw_lines(
    ax: Axes, dimensions: list[Dimension], colors: NDArray[Any], is_number: NDArray[np.bool_]
) -> None:
    x = np.arange(len(dimensions), dtype=np.float64)
    heights = np.column_stack([one.places for one in dimensions])
    # An order that favours none: else the last would hide the others.
    order = np.random.default_rng(0).permutation(len(heights))
    ax.add_collection(
        LineCollection(
            [np.column_stack([x, heights[row]]) for row in order],
            colors=colors[order],
            linestyles=["-" if is_number[row] else (0, (3, 2)) for row in order],
            linewidths=1.3 if len(heights) <= _MANY else 0.8,
            alpha=0.85,
        )
    )


def _draw_axes(ax: Axes, dimensions: list[Dimension]) -> None:
    around = [withStroke(linewidth=2.5, foreground=ax.get_facecolor())]
    low = min([0.0, *(place for one in dimensions for place, _ in one.ticks)])
    high = max([1.0, *(place for one in dimensions for place, _ in one.ticks)])
    across = ax.get_window_extent().width / figure_of(ax).dpi * 72
    across *= _WIDENED if has_room_beside(ax) else 1
    # No longer than to the next axis, which would go through the label.
    most = max(int((across / len(dimensions) - _BESIDE) / _LETTER), _SHORTEST)
    for x, one in enumerate(dimensions):
        ax.plot([x, x], [0, 1], color=ink(ax), linewidth=1, zorder=3)
        places = [place for place, _ in one.ticks]
        style = {"marker": "_", "linestyle": "", "markersize": 6, "zorder": 3}
        ax.plot([x] * len(places), places, color=ink(ax), **style)  # type: ignore[arg-type]
        is_last = x == len(dimensions) - 1
        # Beyond the last there is no axis.
        texts = distinct([text for _, text in one.ticks], *([] if is_last else [most]))
        for place, text in zip(places, texts, strict=True):
            ax.annotate(
                text,
                (x, place),
                xytext=(8 if is_last else -6, 0),
                textcoords="offset points",
                ha="left" if is_last else "right",
                va="center",
                fontsize="small",
                path_effects=around,
                zorder=4,
            )
    ax.tick_params(axis="x", length=0)
    ax.set_yticks([])
    ax.set_xlim(-0.45, len(dimensions) - 0.55)
    ax.set_ylim(low - 0.06, high + 0.06)
    for spine in ax.spines.values():
        spine.set_visible(False)


def _shade(ax: Axes, x: int, last: Dimension) -> None:
    """Lay the colours along the metric's axis, with a tip at an end that values go on beyond."""
    edges = np.linspace(0, 1, _SHADES + 1)
    pieces = [np.array([(x, low), (x, high)]) for low, high in pairwise(edges)]
    shades = scale_of(ax)((edges[:-1] + edges[1:]) / 2)
    ax.add_collection(LineCollection(pieces, colors=shades, linewidths=7, zorder=2.5))
    beyond = last.places[last.is_number]
    for place, marker, goes_on in (
        (1.02, "^", (beyond > 1).any()),
        (-0.02, "v", (beyond < 0).any()),
    ):
        if goes_on:
            style: dict[str, Any] = {"marker": marker, "s": 60, "linewidths": 0, "zorder": 3.5}
            ax.scatter([x], [place], color=scale_of(ax)(float(place > 0)), **style)
