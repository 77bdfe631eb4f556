"""Curves: a metric over the iterations or the time, a line for each job and node."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from matplotlib.collections import LineCollection

from jobanalytics.comparison.groups import find_group_column, group_names
from jobanalytics.job_names import names_apart
from jobanalytics.plotting.combining import with_combined
from jobanalytics.plotting.line_ends import label_ends
from jobanalytics.plotting.lines import Line, is_alone, lines_of
from jobanalytics.plotting.looks import JOB_COLUMNS, Look, looks_of
from jobanalytics.plotting.marks import mark_ends, mark_not_finite, note, note_cut, points
from jobanalytics.plotting.scales import draw_x, scale_to
from jobanalytics.plotting.style import (
    axes_or_new,
    has_room_beside,
    legend,
    require_numbers,
    scale_called,
)
from jobanalytics.plotting.text import plain
from jobanalytics.plotting.too_large import note_too_large
from jobanalytics.thinning import places_to_draw

if TYPE_CHECKING:
    import polars as pl
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D

    from jobanalytics.comparison.groups import GroupsLike

__all__ = ["curves"]

_WIDTH = 1.3
_MARKER, _MARK_EVERY = 4.5, 0.12
# More lines than this are one artist, which draws them in less time.
_MOST_ARTISTS = 50
# Of more lines no corner of the Axes is free for a legend.
_MOST_AROUND_LEGEND = 8
# Each line may have half as many points again as the Axes have pixels across; few lines have more.
_POINTS_PER_PIXEL = 1.5
_POINTS_IN_ALL = 300_000


def curves(
    frame: pl.DataFrame,
    metric: str,
    *,
    x: str = "iteration_number",
    by: GroupsLike = None,
    color: str | None = None,
    scale: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw a metric over the iterations or the time: a line for each job and node.

    Parameters
    ----------
    frame : polars.DataFrame
        A metrics frame, of one job or many, or tidy curves, with any columns joined. A job whose
        rows all have a null is counted in the legend. Where there is a column ``state``, the ends
        of jobs that are in another state than COMPLETED are marked.
    metric : str
        The column to draw; that of tidy curves is ``value``.
    x : str
        The column to draw it over.
    by : str or sequence of str, optional
        The column, or the columns together, that the lines are told apart by, by colour and line
        style, such as a hyperparameter; ``n_layers`` also finds ``hyperparameters.n_layers``, and
        else a tag. By default ``job_name``, where the frame has it, else ``job_arn``, else all
        lines are alike.
    color : str, optional
        The column that gives the colours, if it is another than `by`.
    scale : str, optional
        The scale of the metric's axis: ``linear``, ``log`` or ``symlog``; chosen by the values if
        not given.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure of pyplot if not given.

    Returns
    -------
    matplotlib.axes.Axes
        What was drawn on. A few jobs are named at the ends of their lines; up to 20 groups have a
        legend; more than eight numbers have a colour bar. More than 20 jobs or other texts have
        one colour, and more than 20 groups that are told by line style have one style: then the
        legend says that they are not told apart.

    Raises
    ------
    InvalidArgumentError
        If the frame lacks one of the columns, `metric` or `x` is none of numbers or times, or
        `scale` is none of those above.

    Notes
    -----
    Rows where the metric is null (nothing was logged) are passed over; a NaN or an infinity
    interrupts its line and is marked in a strip at the edge; marks of one colour that would lie
    close to one another are thinned, and those of several colours stacked. Values that are all
    positive and span more than two decades have a logarithmic axis, unless something is drawn on
    the Axes already. What a logarithmic axis has no place for is said in the legend.

    Where there are many points, each line is drawn with about one and a half times as many as the
    Axes are pixels wide, its extremes among them. Draw large pictures of long curves on a large
    figure, not with a large ``dpi``.
    """
    scale = scale_called(scale)
    frame, group, hue = _group_and_hue(frame, by, color)
    require_numbers(frame, metric, x)
    names = [group, hue, *JOB_COLUMNS, "node_id", "state"]
    keys = [name for name in dict.fromkeys(names) if name is not None and name in frame.columns]
    logged = frame.drop_nulls([metric, x])
    lines = lines_of(logged, x, metric, keys)
    ax = axes_or_new(ax)
    draw_x(ax, frame, x)
    ax.set_ylabel(plain(metric))
    values = np.concatenate([np.empty(0), *(line.y for line in lines)])
    scale_to(ax, "y", values, scale)
    looks = looks_of(ax, lines, frame.schema, group, hue)
    drawn = _draw(ax, lines, looks.of_lines)
    for key in looks.keys:
        style = {"color": key.color, "linestyle": key.style, "marker": key.marker}
        ax.plot([], [], label=key.label, markersize=_MARKER, **style)
    noted = [*_mark(ax, lines, looks.of_lines), *note_too_large(ax, logged[metric])]
    noted += _note_absent(ax, frame, logged)
    noted += note_cut(ax, "y", values)
    if looks.coding is not None:
        looks.coding.draw_bar(ax)
    around: Literal["above", "best"] = "above" if has_room_beside(ax) else "best"
    are_jobs = group == hue and group in JOB_COLUMNS
    if are_jobs and label_ends(ax, lines, looks.of_lines):
        for line in drawn:
            line.set_linestyle("-")  # the names tell them apart
        legend(ax, None, around, handles=noted)
    elif looks.keys or len(looks.labels) > 1 or (looks.labels and len(lines) > 1 and not are_jobs):
        are_told = len(looks.keys) != 1
        legend(ax, looks.title, _place_of_legend(len(lines)) if are_told else around)
    else:
        legend(ax, None, around, handles=noted)
    return ax


def _place_of_legend(lines: int) -> Literal["best", "apart", "beside"]:
    if lines > _MOST_ARTISTS:
        return "beside"
    return "apart" if lines > _MOST_AROUND_LEGEND else "best"


def _group_and_hue(
    frame: pl.DataFrame, by: GroupsLike, color: str | None
) -> tuple[pl.DataFrame, str | None, str | None]:
    """Return the columns for line styles and for colours: each for both, if it is alone.

    Where `by` has several, the frame has one more.
    """
    names = group_names(by)
    if not names and color is None:
        names = [name for name in JOB_COLUMNS if name in frame.columns]
        if len(names) > 1:  # a job that shares its name has a line, and a colour, of its own
            frame = frame.with_columns(names_apart(frame))
        names = names[:1]
    groups = list(dict.fromkeys(find_group_column(name, frame.columns) for name in names))
    hue = None if color is None else find_group_column(color, frame.columns)
    if len(groups) > 1:
        frame, combined = with_combined(frame, groups)
        groups = [combined]
    group = groups[0] if groups else None
    return frame, group or hue, hue or group


def _draw(ax: Axes, lines: list[Line], looks: list[Look]) -> list[Line2D]:
    """Draw the lines, each an artist of its own, or all as one where they are many."""
    width = float(ax.get_window_extent().width)
    most = max(int(_POINTS_PER_PIXEL * width), _POINTS_IN_ALL // max(len(lines), 1))
    chosen = [places_to_draw(line.y, most, line.x) for line in lines]
    drawn = [(line.x[kept], line.y[kept]) for line, kept in zip(lines, chosen, strict=True)]
    # An order that favours none: else the last of the groups would hide the others.
    order = np.random.default_rng(0).permutation(len(lines))
    are_one = len(lines) > _MOST_ARTISTS
    if are_one:
        together = [place for place in order if not looks[place].marker]
        segments = [np.column_stack([x, np.where(np.isfinite(y), y, np.nan)]) for x, y in drawn]
        ax.add_collection(
            LineCollection(
                [segments[place] for place in together],
                colors=[looks[place].color for place in together],
                linestyles=[looks[place].style for place in together],
                linewidths=_WIDTH / 2,
            )
        )
        ax.autoscale_view()
    labelled = {""}
    artists = []
    for (x, y), look, place in zip(drawn, looks, order, strict=True):
        label = "_nolegend_" if look.label in labelled else look.label
        labelled.add(look.label)
        style: dict[str, Any] = {"color": look.color, "linestyle": look.style, "linewidth": _WIDTH}
        # Apart by a share of the Axes, however many points the line has.
        style |= {"marker": look.marker, "markersize": _MARKER, "markevery": _MARK_EVERY}
        if not are_one or look.marker:
            artists += ax.plot(x, y, label=label, zorder=2 + place / len(lines) / 10, **style)
        elif label != "_nolegend_":
            ax.plot([], [], label=label, **style)
    return artists


def _mark(ax: Axes, lines: list[Line], looks: list[Look]) -> list[Artist]:
    """Mark what a line does not show: single points, what is no number, how jobs ended."""
    if not lines:
        return []
    alone = [is_alone(line.y) for line in lines]
    counts = [len(line.x) for line in lines]
    x, y = (np.concatenate([line[part] for line in lines]) for part in (1, 2))
    colors = np.repeat(np.array([look.color for look in looks]), counts, axis=0)
    chosen = np.concatenate(alone)
    points(ax, x[chosen], y[chosen], c=colors[chosen], s=14, linewidths=0, zorder=2.5)
    noted = mark_not_finite(ax, x, y, colors)
    ends = [
        (line.x[finite[-1]], line.y[finite[-1]], line.keys.get("state"), look.color)
        for line, look in zip(lines, looks, strict=True)
        if (finite := np.flatnonzero(np.isfinite(line.y))).size
    ]
    if ends:
        at, values, states, shades = (list(part) for part in zip(*ends, strict=True))
        noted += mark_ends(ax, at, values, states, shades)
    return noted


def _note_absent(ax: Axes, frame: pl.DataFrame, logged: pl.DataFrame) -> list[Artist]:
    """Say in the legend how many jobs there are without a value."""
    if "job_arn" not in frame.columns or frame.height == logged.height:
        return []
    absent = frame["job_arn"].n_unique() - logged["job_arn"].n_unique()
    if not absent:
        return []
    return [note(ax, f"without a value: {absent} {'job' if absent == 1 else 'jobs'}", s=0)]
