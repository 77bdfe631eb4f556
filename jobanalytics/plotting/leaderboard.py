"""Leaderboard: the jobs' best values, a row for each place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from matplotlib.colors import to_rgba

from jobanalytics.plotting.marks import mark_not_finite, note, note_cut, points
from jobanalytics.plotting.rows import label_rows, size_of_list, size_of_table
from jobanalytics.plotting.scales import numbers_of, rows_with, scale_to
from jobanalytics.plotting.states import look_of_state
from jobanalytics.plotting.style import axes_or_new, goal_of, grey, legend, scale_called
from jobanalytics.plotting.text import plain
from jobanalytics.plotting.text_columns import columns_of
from jobanalytics.plotting.too_large import note_too_large
from jobanalytics.schema import STANDINGS, check_frame

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["leaderboard"]


def leaderboard(
    frame: pl.DataFrame,
    *,
    goal: str | None = None,
    scale: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw the places of a leaderboard: a dot for each job, the best place at the top.

    Parameters
    ----------
    frame : polars.DataFrame
        What `jobanalytics.comparison.standings` returned.
    goal : str, optional
        ``min`` or ``max``, for what has no number to be marked on the worst edge; it is the left
        one if not given.
    scale : str, optional
        The scale of the metric's axis: ``linear``, ``log`` or ``symlog``; chosen by the values if
        not given.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure of pyplot, of the size that the places need, if not given. On
        a figure without a layout (``layout="constrained"``) labels are cut to the room that is left
        of the Axes.

    Returns
    -------
    matplotlib.axes.Axes
        What was drawn on. The hyperparameters of a place are in columns, or else there is the job's
        name; what is too long is cut, and stays different. Jobs of one place are joined by a line.
        Where jobs are in other states
        than COMPLETED, states have a colour and a marker each. A value that is NaN or infinite is
        marked in a strip at the edge, and so is a job that has none.

    Raises
    ------
    FrameSchemaError
        If it is no table of standings.
    InvalidArgumentError
        If `goal` or `scale` is none of those above.
    """
    scale = scale_called(scale)
    goal = goal_of(goal)
    table = check_frame(frame, STANDINGS, "standings")
    labels = table.unique("place", keep="first", maintain_order=True)["configuration"].to_list()
    columns = columns_of(labels)
    size = size_of_list(len(labels)) if columns is None else size_of_table(columns, len(labels))
    ax = axes_or_new(ax, size)
    rows = table["place"].rle_id().to_numpy().astype(np.float64)
    values = numbers_of(table["value"])
    scale_to(ax, "x", values, scale)
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
    note_cut(ax, "x", values)
    label_rows(ax, columns or labels)
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
