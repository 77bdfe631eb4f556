"""Marks for what has no place on the axes: NaN, infinities, nothing logged, jobs that failed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from jobanalytics.plotting.style import ink

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.artist import Artist
    from numpy.typing import NDArray

__all__ = ["mark_not_finite", "note", "points"]

# Where on the edge, and how: what has no number lies at the bottom, as infinities do below.
_KINDS = {
    "nan": ("NaN", 0.02, {"x": "x", "y": "x"}),
    "+inf": ("+∞", 0.98, {"x": ">", "y": "^"}),
    "-inf": ("-∞", 0.02, {"x": "<", "y": "v"}),
}


def note(ax: Axes, label: str, **style: Any) -> Artist:
    """Put a line of its own into the legend, for what is marked on the plot."""
    return ax.scatter([], [], label=label, **{"color": ink(ax), "s": 36} | style)


def points(ax: Axes, x: Any, y: Any, **style: Any) -> None:
    """Draw points, if there are any, which leave the limits of other data as they are."""
    if len(x):
        ax.scatter(x, y, **style)


def mark_not_finite(
    ax: Axes,
    at: NDArray[np.float64],
    values: NDArray[np.float64],
    colors: NDArray[Any],
    along: Literal["x", "y"] = "y",
    size: float = 28,
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
    along : str
        The axis that has the values.
    size : float
        The size of a mark, in square points.

    Returns
    -------
    list of matplotlib.artist.Artist
        What is in the legend now.
    """
    is_in = {
        "nan": np.isnan(values),
        "+inf": np.isposinf(values),
        "-inf": np.isneginf(values),
    }
    noted = []
    for kind, (label, edge, markers) in _KINDS.items():
        chosen = is_in[kind] & np.isfinite(at)
        if not chosen.any():
            continue
        places, edges = at[chosen], np.full(int(chosen.sum()), edge)
        if along == "y":
            xy, transform = (places, edges), ax.get_xaxis_transform()
        else:
            xy, transform = (edges, places), ax.get_yaxis_transform()
        style = {"marker": markers[along], "linewidth": 1.2 if kind == "nan" else 0}
        ax.scatter(
            *xy, s=size, c=colors[chosen], transform=transform, clip_on=False, zorder=3, **style
        )
        noted.append(note(ax, label, marker=markers[along]))
    return noted
