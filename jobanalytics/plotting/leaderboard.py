"""Leaderboard: the jobs' best values, a row for each place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from matplotlib.colors import to_rgba

from jobanalytics.plotting.marks import mark_not_finite, note, points
from jobanalytics.plotting.rows import label_rows, size_of_list
from jobanalytics.plotting.scales import numbers_of, rows_with, scale_to
from jobanalytics.plotting.states import look_of_state
from jobanalytics.plotting.style import axes_or_new, goal_of, grey, legend
from jobanalytics.plotting.text import plain
from jobanalytics.plotting.too_large import note_too_large
from jobanalytics.schema import STANDINGS, check_frame

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["leaderboard"]


def leaderboard(frame: pl.DataFrame, *, goal: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw the places of a leaderboard: a dot for each job, the best place at the top.

    Parameters
    ----------
    frame : polars.DataFrame
        What `jobanalytics.comparison.standings` returned.
    goal : str, optional
        ``min`` or ``max``, for what has no number to be marked on the worst edge; it is the left
        one if not given.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure of pyplot, as high as the places need, if not given.

    Returns
    -------
    matplotlib.axes.Axes
        What was drawn on. Jobs of one place are joined by a line. Where jobs are in other states
        than COMPLETED, states have a colour and a marker each. A value that is NaN or infinite is
        marked on the edge, and so is a job that has none. Long labels are cut, and stay different.

    Raises
    ------
    FrameSchemaError
        If it is no table of standings.
    InvalidArgumentError
        If `goal` is none of those above.
    """
    goal = goal_of(goal)
    table = check_frame(frame, STANDINGS, "standings")
    labels = table.unique("place", keep="first", maintain_order=True)["configuration"].to_list()
    ax = axes_or_new(ax, size_of_list(len(labels)))
    rows = table["place"].rle_id().to_numpy().astype(np.float64)
    values = numbers_of(table["value"])
    scale_to(ax, "x", values)
    finite = np.isfinite(values)
    _join(ax, rows[finite], values[finite])
    states = table["state"].to_list()
    # The best of a place is drawn last, over the others.
    for state in table["state"].unique(maintain_order=True):
        look = look_of_state(state)
        chosen = finite & rows_with(table["state"], state)
        face = look.color if look.is_filled else "none"
        style = {"marker": look.marker, "s": 34, "linewidths": 1.2, "alpha": 0.9}
        style |= {"facecolors": face, "edgecolors": look.color}
        points(ax, values[chosen], rows[chosen], zorder=3, **style)
        if table["state"].n_unique() > 1 or state != "COMPLETED":
            note(ax, plain(state or "unknown state"), **style)
    colors = np.array([to_rgba(look_of_state(state).color) for state in states]).reshape(-1, 4)
    absent = table["value"].is_null().to_numpy()
    mark_not_finite(ax, rows, values, colors, absent=absent, along="x", beside=True, goal=goal)
    note_too_large(ax, table["value"])
    label_rows(ax, labels)
    ax.set_xlabel(plain("".join(table["metric"].unique())))
    ax.grid(axis="y", color=grey(ax), alpha=0.25, linewidth=0.6)
    ax.set_axisbelow(True)
    legend(ax, None, "above")
    return ax


def _join(ax: Axes, rows: np.ndarray, values: np.ndarray) -> None:
    """Draw a line from the first to the last job of each place."""
    frame = (
        pl.DataFrame({"row": rows, "value": values})
        .group_by("row")
        .agg(low=pl.col("value").min(), high=pl.col("value").max())
    )
    ax.hlines(frame["row"], frame["low"], frame["high"], color=grey(ax), linewidth=1, alpha=0.6)
