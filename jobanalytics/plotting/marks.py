"""Marks for what has no place on the axes: NaN, infinities, nothing logged, jobs that failed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from jobanalytics.plotting.scales import on_scale
from jobanalytics.plotting.states import look_of_state
from jobanalytics.plotting.strips import draw_strip, points_along
from jobanalytics.plotting.style import ink

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

__all__ = ["keep_away", "mark_ends", "mark_not_finite", "note", "note_cut", "points"]

# The label, the marker along either axis, and its size: none of those that states have.
_KINDS: dict[str, tuple[str, dict[str, str], float]] = {
    "absent": ("no value", {"x": "_", "y": "_"}, 28),
    "nan": ("NaN", {"x": "$?$", "y": "$?$"}, 34),
    "-inf": ("-∞", {"x": "<", "y": "v"}, 28),
    "+inf": ("+∞", {"x": ">", "y": "^"}, 28),
}
_LOW, _HIGH = 0.02, 0.98
_MARGIN = 0.09
# Of a strip for marks, as a share of the Axes.
_WIDEST = 0.3
# How wide a mark is, and from one to the next of a row, in points; how many lie over one another.
_WIDTH, _APART = 6.5, 11.0
_MOST_LEVELS = 4


def note(ax: Axes, label: str, **style: Any) -> Artist:
    """Put a line of its own into the legend, for what is marked on the plot."""
    if not {"facecolors", "edgecolors"} & style.keys():
        style = {"color": ink(ax)} | style
    return ax.scatter([], [], label=label, **{"s": 36} | style)


def note_cut(ax: Axes, which: Literal["x", "y"], values: NDArray[np.float64]) -> list[Artist]:
    """Say in the legend that a logarithmic axis has no place for some values."""
    if on_scale(ax, which, values):
        return []
    return [note(ax, "0 and less: not on this scale", s=0)]


def points(ax: Axes, x: Any, y: Any, **style: Any) -> None:
    """Draw points, if there are any."""
    if len(x):
        ax.scatter(x, y, **style)


def mark_not_finite(
    ax: Axes,
    at: NDArray[np.float64],
    values: NDArray[np.float64],
    colors: NDArray[Any],
    *,
    absent: NDArray[np.bool_] | None = None,
    along: Literal["x", "y"] = "y",
    beside: bool = False,
    goal: str | None = None,
) -> list[Artist]:
    """Mark values that are NaN or infinite at the edge of the Axes; name them in the legend.

    The marks are in a strip that is shaded, where the axis says what they are and has no ticks.
    What has no number is at the edge that is worst by the goal, else at the lower or left one.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw.
    at, values : numpy.ndarray
        The places on the other axis, and the values.
    colors : numpy.ndarray
        RGBA of each.
    absent : numpy.ndarray, optional
        Which of the values are NaN only because there is none.
    along : str
        The axis that has the values.
    beside : bool
        Draw marks of one place side by side. Otherwise marks of other kinds and colours that would
        lie on others are stacked, some four high, and those of one kind and colour thinned: a run
        of them has evenly spaced marks from its begin to its end.
    goal : str, optional
        ``min`` or ``max``.

    Returns
    -------
    list of matplotlib.artist.Artist
        What is in the legend now.
    """
    odd = np.isfinite(at) & ~np.isfinite(values)
    if not odd.any():
        return []
    absent = np.zeros(int(odd.sum()), dtype=np.bool_) if absent is None else absent[odd]
    at, values, colors = at[odd], values[odd], colors[odd]
    is_in = {
        "absent": absent,
        "nan": np.isnan(values) & ~absent,
        "-inf": np.isneginf(values),
        "+inf": np.isposinf(values),
    }
    worst = _HIGH if goal == "min" else _LOW
    edges = {"absent": worst, "nan": worst, "-inf": _LOW, "+inf": _HIGH}
    noted: list[Artist] = []
    taken: dict[tuple[float, float], int] = {}
    stacks: dict[float, list[set[int]]] = {_LOW: [], _HIGH: []}
    in_marks = _in_marks(ax, along, at)
    height = _WIDTH / points_along(ax, along)
    labels: dict[float, list[str]] = {_LOW: [], _HIGH: []}
    highest = dict.fromkeys(stacks, 0.0)
    for kind, (label, markers, size) in _KINDS.items():
        chosen = is_in[kind]
        if not chosen.any():
            continue
        places, shades, marker, edge = at[chosen], colors[chosen], markers[along], edges[kind]
        if beside:
            levels = np.array([_next(taken, (edge, place)) for place in places.tolist()])
        else:
            places, shades, levels = _stacked(places, in_marks[chosen], shades, stacks[edge])
        along_edge = edge + levels * height if edge == _LOW else edge - levels * height
        labels[edge].append(label)
        highest[edge] = max(highest[edge], float(levels.max(initial=0)))
        style: dict[str, Any] = {"marker": marker, "s": size, "clip_on": False, "zorder": 3}
        style |= {"c": shades, "linewidths": {"absent": 1.8, "nan": 0.4}.get(kind, 0)}
        noted.append(note(ax, label, marker=marker))
        if along == "y":
            ax.scatter(places, along_edge, transform=ax.get_xaxis_transform(), **style)
        else:
            ax.scatter(along_edge, places, transform=ax.get_yaxis_transform(), **style)
    for edge, names in labels.items():
        if names:
            width = _LOW + (highest[edge] + 0.8) * height
            label = names[0] if len(names) == 1 else "no number"
            draw_strip(ax, along, label, min(width, _WIDEST), is_low=edge == _LOW)
    keep_away(ax, along, int(max(highest.values())) + 1)
    return noted


def mark_ends(
    ax: Axes, at: Any, values: Any, states: list[str | None], colors: list[Any] | None
) -> list[Artist]:
    """Mark points of jobs in other states than COMPLETED; name the states in the legend.

    With `colors` as filled or hollow marks, without as outlines around what is there already.
    """
    noted = []
    for state in sorted({one for one in states if one not in {None, "COMPLETED"}}, key=str):
        look = look_of_state(state)
        rows = [row for row, one in enumerate(states) if one == state]
        style: dict[str, Any] = {"marker": look.marker, "zorder": 3}
        if colors is None:
            style |= {"s": 130, "linewidths": 1.1, "facecolors": "none", "edgecolors": ink(ax)}
            paint: dict[str, Any] = {}
        elif look.is_filled:
            style |= {"s": 60, "linewidths": 0.7, "edgecolors": ink(ax)}
            paint = {"facecolors": [colors[row] for row in rows]}
        else:
            style |= {"s": 46, "linewidths": 1.4, "facecolors": ax.get_facecolor()}
            paint = {"edgecolors": [colors[row] for row in rows]}
        points(ax, np.asarray(at)[rows], np.asarray(values)[rows], **style, **paint)
        hollow = {"facecolors": "none", "edgecolors": ink(ax)}
        filled = colors is not None and look.is_filled
        noted.append(note(ax, str(state), marker=look.marker, **({} if filled else hollow)))
    return noted


def _in_marks(ax: Axes, along: Literal["x", "y"], at: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how many marks have room before each place, as the scale of the axis lays them out."""
    axis, limits = (ax.xaxis, ax.get_xlim()) if along == "y" else (ax.yaxis, ax.get_ylim())
    laid = np.asarray(axis.get_transform().transform(np.append(at, limits)), dtype=np.float64)
    finite = np.isfinite(laid)
    low = laid[finite].min(initial=np.inf)
    width = float(laid[finite].max(initial=-np.inf) - low) or 1.0
    across = points_along(ax, "x" if along == "y" else "y")
    shares = np.where(finite, laid - low, 0) / width
    return np.asarray((shares * max(across / _APART, 1))[: len(at)], dtype=np.float64)


def _stacked(
    places: NDArray[np.float64],
    in_marks: NDArray[np.float64],
    colors: NDArray[Any],
    levels: list[set[int]],
) -> tuple[NDArray[np.float64], NDArray[Any], NDArray[np.float64]]:
    """Choose places for marks, their colours and levels: colours lie on levels of their own.

    `levels` are the bins that are taken, which it fills.
    """
    bins = np.floor(in_marks).astype(np.intp)
    different, of_color = np.unique(colors, axis=0, return_inverse=True)
    chosen, heights = [], []
    for color in range(len(different)):
        mine = np.flatnonzero(of_color.ravel() == color)
        wanted = set(bins[mine].tolist())
        free = [level for level, taken in enumerate(levels) if taken.isdisjoint(wanted)]
        if not free and len(levels) < _MOST_LEVELS:
            levels.append(set())
            free = [len(levels) - 1]
        level = free[0] if free else min(range(len(levels)), key=lambda one: len(levels[one]))
        mine = mine[[int(one) not in levels[level] for one in bins[mine]]]
        levels[level] |= wanted
        chosen.append(_thinned(places[mine], in_marks[mine]))
        heights.append(float(level))
    counts = [len(one) for one in chosen]
    return np.concatenate(chosen), np.repeat(different, counts, axis=0), np.repeat(heights, counts)


def _thinned(places: NDArray[np.float64], in_marks: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return as many places as marks have room for: of what is too close, evenly spaced ones."""
    in_marks, first = np.unique(in_marks, return_index=True)
    places, bins = places[first], np.floor(in_marks)
    kept = [np.empty(0)]
    for run in np.split(np.arange(len(bins)), np.flatnonzero(np.diff(bins) > 1) + 1):
        if len(run) > len(np.unique(bins[run])):
            begin, end = in_marks[run[[0, -1]]]
            evenly = np.linspace(begin, end, int(end - begin) + 1)
            kept.append(np.interp(evenly, in_marks[run], places[run]))
        else:
            kept.append(places[run])
    return np.concatenate(kept)


def keep_away(ax: Axes, along: Literal["x", "y"], levels: int) -> None:
    """Let the data keep away from the marks at the edge."""
    room = _LOW + (levels + 0.2) * _WIDTH / points_along(ax, along)
    room = min(room, _WIDEST)
    margin = max(_MARGIN, room / (1 - 2 * room))
    if along == "y":
        ax.set_ymargin(max(ax.get_ymargin(), margin))
    else:
        ax.set_xmargin(max(ax.get_xmargin(), margin))


def _next(taken: dict[tuple[float, float], int], place: tuple[float, float]) -> int:
    """Return on which level from the edge the next mark at a place goes."""
    taken[place] = taken.get(place, -1) + 1
    return taken[place]
