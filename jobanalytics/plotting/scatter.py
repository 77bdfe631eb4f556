"""Scatter: where jobs ended, over what they were given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import polars as pl
from matplotlib.colors import to_rgba

from jobanalytics.comparison.groups import find_group_column
from jobanalytics.plotting.coding import Coding, coding_of
from jobanalytics.plotting.marks import (
    keep_away,
    mark_ends,
    mark_not_finite,
    note,
    note_cut,
    points,
)
from jobanalytics.plotting.names_along import name_along
from jobanalytics.plotting.rows import jitter
from jobanalytics.plotting.scales import draw_x, in_order, numbers_of, rows_with, scale_to
from jobanalytics.plotting.states import look_of_state
from jobanalytics.plotting.strips import draw_strip
from jobanalytics.plotting.style import (
    axes_or_new,
    goal_of,
    has_room_beside,
    legend,
    scale_called,
)
from jobanalytics.plotting.text import plain, title_of, value_texts
from jobanalytics.plotting.too_large import note_too_large
from jobanalytics.schema import OUTCOMES, check_frame

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

__all__ = ["scatter"]

_JITTER = 0.3
# Of dots of one number: of the whole axis, and of the way to the next number, at the most.
_OF_AXIS, _OF_GAP = 0.06, 0.3
_STRIP = 0.04
# Of the name of a category.
_MOST_LETTERS = 24
_STYLE: dict[str, Any] = {"s": 36, "linewidths": 1.2, "alpha": 0.85}


class _Kind(NamedTuple):
    """Dots that look alike, but for their colours."""

    label: str
    marker: str
    is_filled: bool
    rows: NDArray[np.bool_]


def scatter(
    frame: pl.DataFrame,
    by: str,
    *,
    color: str | None = None,
    goal: str | None = None,
    scale: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw where jobs ended over a hyperparameter: a dot for each job and node.

    Parameters
    ----------
    frame : polars.DataFrame
        What `jobanalytics.comparison.outcomes` returned.
    by : str
        The column to draw over, such as a hyperparameter; ``lr`` also finds
        ``hyperparameters.lr``, and else ``tags.lr``. Texts and booleans are categories. Dots of one
        category, or of one number, are moved a little to either side to be seen, always in the same
        way.
    color : str, optional
        The column that gives the dots their colours and markers; by default it is their state.
    goal : str, optional
        ``min`` or ``max``, for what has no number to be marked on the worst edge; it is the lower
        one if not given.
    scale : str, optional
        The scale of the metric's axis: ``linear``, ``log`` or ``symlog``; chosen by the values if
        not given.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure of pyplot if not given.

    Returns
    -------
    matplotlib.axes.Axes
        What was drawn on. Either axis is logarithmic where its values are all positive and span
        more than two decades. A value that is NaN or infinite, and a job without one, is marked in
        a strip at the edge; a job without the hyperparameter in one at the left. With `color`, dots
        of jobs in another state than COMPLETED have the outline of the state's mark. Long names of
        categories are cut, and stay different.

    Raises
    ------
    FrameSchemaError
        If it is no table of outcomes.
    InvalidArgumentError
        If there is no column `by` or `color`, or `goal` or `scale` is none of those above.
    """
    scale = scale_called(scale)
    goal = goal_of(goal)
    check_frame(frame, OUTCOMES, "outcomes")
    by = find_group_column(by, frame.columns)
    hue = None if color is None else find_group_column(color, frame.columns)
    table = frame.sort("job_name", "job_arn", "node_id")
    ax = axes_or_new(ax)
    values = numbers_of(table["value"])
    scale_to(ax, "y", values, scale)
    places = _places(ax, table, by)
    colors, kinds, coding = _kinds(ax, table, hue)
    shown = _spread(ax, places) if table.schema[by].is_numeric() else places
    there, is_number = np.isfinite(places), np.isfinite(values)
    for kind in kinds:
        chosen = there & is_number & kind.rows
        dots = _STYLE | {"marker": kind.marker}
        filled = "face" if kind.is_filled else "none"
        points(ax, shown[chosen], values[chosen], **dots, **_paint(colors[chosen], filled))
        if kind.label:
            note(ax, kind.label, **dots, **_paint(colors[kind.rows][:1], filled))
    if hue is not None and "state" in table.columns:
        drawn = there & is_number
        states = table["state"].filter(pl.Series(drawn)).to_list()
        mark_ends(ax, shown[drawn], values[drawn], states, None)
    absent = table["value"].is_null().to_numpy()
    mark_not_finite(ax, places, values, colors, absent=absent, goal=goal)
    note_too_large(ax, table["value"])
    _mark_lost(ax, values[~there], colors[~there], title_of(by))
    note_cut(ax, "y", values)
    ax.set_ylabel(plain("".join(frame["metric"].unique())))
    if coding is not None:
        coding.draw_bar(ax)
    if hue is not None and coding is not None and coding.is_told:
        legend(ax, title_of(hue), "beside" if has_room_beside(ax) else "above")
    else:
        legend(ax, None, "above")
    if not _is_measured(table.schema[by]):
        name_along(ax, value_texts(in_order(table[by]), _MOST_LETTERS))
    return ax


def _is_measured(dtype: pl.DataType) -> bool:
    return dtype.is_numeric() or dtype.is_temporal()


def _places(ax: Axes, table: pl.DataFrame, by: str) -> NDArray[np.float64]:
    """Return the places along x: numbers and times as they are, categories in their order."""
    if _is_measured(table.schema[by]):
        places = numbers_of(table[by])
        scale_to(ax, "x", places)
        draw_x(ax, table, by)
        return places
    categories = in_order(table[by])
    ax.set_xlim(-0.6, max(len(categories), 1) - 0.4)
    ax.set_xlabel(title_of(by))
    at = {one: place for place, one in enumerate(categories)}
    places = np.array([at[one] for one in table[by].to_list()], dtype=np.float64)
    for place in range(len(categories)):
        chosen = places == place
        places[chosen] += jitter(int(chosen.sum()), _JITTER)
    return places


def _spread(ax: Axes, places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Move places that are the same apart, as the scale of the axis lays them out."""
    scale = ax.xaxis.get_transform()
    laid = np.asarray(scale.transform(places), dtype=np.float64)
    different = np.unique(laid[np.isfinite(laid)])
    if len(different) < 2:  # noqa: PLR2004 - of one number there is no axis
        return places
    width = min(_OF_AXIS * np.ptp(different), _OF_GAP * np.diff(different).min())
    moved = places.copy()
    for one in different:
        same = laid == one
        if same.sum() > 1:
            moved[same] = scale.inverted().transform(one + jitter(int(same.sum()), width))
    return moved


def _kinds(
    ax: Axes, table: pl.DataFrame, hue: str | None
) -> tuple[NDArray[np.float64], list[_Kind], Coding | None]:
    """Return the colour of each row, the kinds of dots, and the coding of the colours if any."""
    everything = np.ones(table.height, dtype=np.bool_)
    column = hue or ("state" if "state" in table.columns else None)
    if column is None:
        colors = np.tile(to_rgba(look_of_state("COMPLETED").color), (table.height, 1))
        return colors, [_Kind("", "o", is_filled=True, rows=everything)], None
    values = table[column].to_list()
    coding = None if hue is None else coding_of(ax, table[column])
    if coding is None:
        colors = np.array([to_rgba(look_of_state(one).color) for one in values]).reshape(-1, 4)
    else:
        colors = np.array([coding.color(one) for one in values]).reshape(-1, 4)
        if not coding.is_told:
            return colors, [_Kind("", "o", is_filled=True, rows=everything)], coding
    kinds = []
    for one in in_order(table[column]):
        rows = rows_with(table[column], one)
        if coding is not None:
            kinds.append(_Kind(coding.label(one), coding.marker(one), True, rows))  # noqa: FBT003
        else:
            look = look_of_state(one)
            label = "" if one == "COMPLETED" and rows.all() else plain(one or "unknown state")
            kinds.append(_Kind(label, look.marker, look.is_filled, rows))
    return colors, kinds, coding


def _paint(colors: NDArray[np.float64], filled: str) -> dict[str, Any]:
    return {"facecolors": colors if filled == "face" else "none", "edgecolors": colors}


def _mark_lost(ax: Axes, values: NDArray[np.float64], colors: NDArray[Any], title: str) -> None:
    """Mark jobs that have no place along x in a strip; count those without a value, too."""
    there = np.isfinite(values)
    if there.any():
        edge = np.full(int(there.sum()), 0.02)
        style: dict[str, Any] = {"marker": "<", "s": 30, "linewidths": 0, "clip_on": False}
        ax.scatter(
            edge, values[there], c=colors[there], transform=ax.get_yaxis_transform(), **style
        )
        note(ax, f"without {title}", marker="<")
        draw_strip(ax, "x", "none", _STRIP, is_low=True)
        keep_away(ax, "x", 1)
    if not there.all():
        note(ax, f"without {title} and value: {int((~there).sum())}", s=0)
