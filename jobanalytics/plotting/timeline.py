"""Timeline: when jobs waited and ran."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from matplotlib.colors import to_rgba

from jobanalytics.errors import InvalidArgumentError
from jobanalytics.job_names import names_apart
from jobanalytics.plotting.marks import note, points
from jobanalytics.plotting.rows import label_rows, size_of_list
from jobanalytics.plotting.scales import draw_x, in_order, numbers_of, rows_with
from jobanalytics.plotting.states import look_of_state
from jobanalytics.plotting.style import axes_or_new, grey, ink, legend
from jobanalytics.plotting.text import plain
from jobanalytics.schema import JOBS, check_frame

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

__all__ = ["timeline"]

_TIMES = ("created_at", "started_at", "ended_at")
_COLUMNS = {name: JOBS[name] for name in ("job_name", "job_arn", "state", *_TIMES)}
_TERMINAL = ["COMPLETED", "FAILED", "CANCELLED"]


def timeline(frame: pl.DataFrame, *, now: datetime | None = None, ax: Axes | None = None) -> Axes:
    """Draw when jobs waited in the queue and ran: a row for each, the first created at the top.

    Parameters
    ----------
    frame : polars.DataFrame
        The table of jobs, as `JobSet.table` returns it.
    now : datetime.datetime, optional
        Until when jobs that have not ended are drawn; without a time zone it is UTC. The present
        if not given.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure of pyplot, as high as the jobs need, if not given.

    Returns
    -------
    matplotlib.axes.Axes
        What was drawn on: thin bars for the time in the queue, thick ones for the run, with a
        colour and a hatch for each state, and the state's marker where the job ended. The bars of
        jobs that have not ended go on until `now` and have an arrow there. A job whose record
        says that it ended, but not when, has the marker where it began, and the legend counts such
        jobs. One whose record has no times has a ring on the left edge.

    Raises
    ------
    FrameSchemaError
        If it is no table of jobs.
    InvalidArgumentError
        If `now` is no datetime.
    """
    now = _utc(now)
    table = check_frame(frame, _COLUMNS, "jobs").sort(
        "created_at", "started_at", "job_name", "job_arn", nulls_last=True
    )
    ax = axes_or_new(ax, size_of_list(table.height, width=8.0))
    draw_x(ax, frame, "created_at")
    rows = np.arange(table.height, dtype=np.float64)
    created, started, ended = (numbers_of(table[name]) for name in _TIMES)
    is_open = ~table["state"].is_in(_TERMINAL).fill_null(value=False).to_numpy() & np.isnan(ended)
    end = np.where(is_open, numbers_of(pl.Series([now]))[0], ended)
    waited_until = np.where(np.isnan(started), end, started)
    begun = np.where(np.isnan(started), created, started)
    is_lost = ~is_open & np.isnan(ended) & np.isfinite(begun)
    _draw_queue(ax, rows, created, waited_until)
    for state in in_order(table["state"]):
        look = look_of_state(state)
        is_so = rows_with(table["state"], state)
        ran = is_so & np.isfinite(started) & np.isfinite(end)
        bars: dict[str, Any] = {"facecolor": to_rgba(look.color, 0.75), "hatch": look.hatch}
        bars |= {"height": 0.62, "edgecolor": ink(ax), "linewidth": 0.5, "zorder": 2.5}
        label = plain(state or "unknown state")
        length = np.maximum(end - started, 0)[ran]
        over = is_so & np.isfinite(ended)
        style = {"marker": look.marker, "facecolors": look.color, "edgecolors": ink(ax), "s": 24}
        if ran.any():
            _draw_bars(ax, rows[ran], length, started[ran], label=label, **bars)
        else:
            note(ax, label, linewidths=0.5, **style)
        points(ax, ended[over], rows[over], linewidths=0.5, zorder=3, **style)
        waits = is_so & is_open & np.isnan(started)
        points(ax, created[waits], rows[waits], linewidths=0.5, zorder=3, **style)
        lost = is_so & is_lost
        points(ax, begun[lost], rows[lost], linewidths=0.5, zorder=3, **style)
    _draw_open_ends(ax, rows, end, is_open & (np.isfinite(created) | np.isfinite(started)))
    if is_lost.any():
        count = int(is_lost.sum())
        note(ax, f"end not known: {count} {'job' if count == 1 else 'jobs'}", s=0)
    known = np.isfinite(created) | np.isfinite(started)
    _mark(ax, rows[~known], "no times")
    label_rows(ax, names_apart(table).to_list())
    ax.set_xlabel("time (UTC)", loc="left")
    legend(ax, None, "above")
    return ax


def _utc(now: datetime | None) -> datetime:
    if now is None:
        return datetime.now(UTC)
    if not isinstance(now, datetime):
        raise InvalidArgumentError(f"now takes a datetime.datetime; got {now!r}.")
    return now.replace(tzinfo=UTC) if now.tzinfo is None else now.astimezone(UTC)


def _draw_queue(
    ax: Axes, rows: NDArray[np.float64], created: NDArray[np.float64], until: NDArray[np.float64]
) -> None:
    waited = np.isfinite(created) & np.isfinite(until)
    if waited.any():
        length = np.maximum(until - created, 0)[waited]
        style: dict[str, Any] = {"facecolor": to_rgba(grey(ax), 0.35), "edgecolor": grey(ax)}
        style |= {"height": 0.24, "linewidth": 0.6, "zorder": 2, "label": "in the queue"}
        _draw_bars(ax, rows[waited], length, created[waited], **style)


def _draw_bars(
    ax: Axes,
    rows: NDArray[np.float64],
    lengths: NDArray[np.float64],
    starts: NDArray[np.float64],
    **style: Any,
) -> None:
    for bar in ax.barh(rows, lengths, left=starts, **style):
        # Else there would be no margin where the first bar begins.
        bar.sticky_edges.x.clear()


def _draw_open_ends(
    ax: Axes, rows: NDArray[np.float64], end: NDArray[np.float64], is_open: NDArray[np.bool_]
) -> None:
    if is_open.any():
        ax.axvline(end[is_open][0], color=ink(ax), linestyle=":", linewidth=1, zorder=1)
        style: dict[str, Any] = {"marker": ">", "s": 40, "color": ink(ax)}
        points(ax, end[is_open], rows[is_open], zorder=3, linewidths=0, **style)
        note(ax, "has not ended", **style)


def _mark(ax: Axes, rows: NDArray[np.float64], label: str) -> None:
    """Mark rows on the left edge."""
    if rows.size:
        style: dict[str, Any] = {"facecolors": "none", "edgecolors": ink(ax), "s": 28}
        at = np.full(rows.size, 0.02)
        ax.scatter(at, rows, transform=ax.get_yaxis_transform(), clip_on=False, **style)
        note(ax, label, **style)
