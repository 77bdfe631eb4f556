"""Marks for what has no place on the axes: NaN, infinities, nothing logged, jobs that failed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from jobanalytics.plotting.style import ink

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

__all__ = ["mark_not_finite", "note", "points"]

# Where on the edge, and how: what has no number lies at the bottom or left, as infinities do below.
_KINDS = {
    "absent": ("no value", 0.02, {"x": "o", "y": "o"}),
    "nan": ("NaN", 0.02, {"x": "x", "y": "x"}),
    "-inf": ("-∞", 0.02, {"x": "<", "y": "v"}),
    "+inf": ("+∞", 0.98, {"x": ">", "y": "^"}),
}
# A share of the Axes, from mark to mark at one place.
_STEP = 0.022
_MOST_ACROSS = 500
_MARGIN = 0.09


def note(ax: Axes, label: str, **style: Any) -> Artist:
    """Put a line of its own into the legend, for what is marked on the plot."""
    if not {"facecolors", "edgecolors"} & style.keys():
        style = {"color": ink(ax)} | style
    return ax.scatter([], [], label=label, **{"s": 36} | style)


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
) -> list[Artist]:
    """Mark values that are NaN or infinite on the edge of the Axes; name them in the legend.

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
        Draw marks of one place side by side.

    Returns
    -------
    list of matplotlib.artist.Artist
        What is in the legend now.
    """
    absent = np.zeros(len(at), dtype=np.bool_) if absent is None else absent
    is_in = {
        "absent": absent,
        "nan": np.isnan(values) & ~absent,
        "-inf": np.isneginf(values),
        "+inf": np.isposinf(values),
    }
    noted: list[Artist] = []
    taken: dict[tuple[float, float], int] = {}
    for kind, (label, edge, markers) in _KINDS.items():
        chosen = is_in[kind] & np.isfinite(at)
        if not chosen.any():
            continue
        places, shades, marker = at[chosen], colors[chosen], markers[along]
        if not beside:
            places, shades = _apart(places, shades)
        edges = np.full(len(places), edge)
        if beside:
            edges += [_next(taken, (edge, place)) for place in places.tolist()]
        style: dict[str, Any] = {"marker": marker, "s": 28, "clip_on": False, "zorder": 3}
        if kind == "absent":
            style |= {"facecolors": "none", "edgecolors": shades, "linewidths": 1.2}
            noted.append(note(ax, label, marker=marker, facecolors="none", edgecolors=ink(ax)))
        else:
            style |= {"c": shades, "linewidths": 1.2 if kind == "nan" else 0}
            noted.append(note(ax, label, marker=marker))
        # The data keep away from the edge.
        if along == "y":
            ax.set_ymargin(max(ax.get_ymargin(), _MARGIN))
            ax.scatter(places, edges, transform=ax.get_xaxis_transform(), **style)
        else:
            ax.set_xmargin(max(ax.get_xmargin(), _MARGIN))
            ax.scatter(edges, places, transform=ax.get_yaxis_transform(), **style)
    return noted


def _apart(
    places: NDArray[np.float64], colors: NDArray[Any]
) -> tuple[NDArray[np.float64], NDArray[Any]]:
    """Leave out marks that would lie on others of their colour."""
    width = np.ptp(places) or 1.0
    bins = np.round((places - places.min()) / width * _MOST_ACROSS)
    _, first = np.unique(np.column_stack([bins, colors]), axis=0, return_index=True)
    first.sort()
    return places[first], colors[first]


def _next(taken: dict[tuple[float, float], int], place: tuple[float, float]) -> float:
    """Return how far from the edge the next mark at a place goes."""
    taken[place] = taken.get(place, -1) + 1
    towards = 1 if place[0] < 0.5 else -1  # noqa: PLR2004 - the middle
    return towards * _STEP * taken[place]
