"""Curves: a metric over the iterations or the time, a line for each job and node."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jobanalytics.plotting.style import (
    COLORS,
    MOST_IN_LEGEND,
    axes_or_new,
    colors_of,
    draw_x,
    require,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl
    from matplotlib.axes import Axes

__all__ = ["curves"]


def curves(
    frame: pl.DataFrame,
    metric: str,
    *,
    x: str = "iteration_number",
    by: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw a metric over the iterations or the time: a line for each job and node.

    Parameters
    ----------
    frame : polars.DataFrame
        A metrics frame, of one job or many, with any columns joined to it.
    metric : str
        The column to draw.
    x : str
        The column to draw it over.
    by : str, optional
        The column that gives the lines their colours, such as a hyperparameter; ``n_layers`` also
        finds ``hyperparameters.n_layers``. By default ``job_name``, where the frame has it, else
        ``job_arn``, else all lines have one colour.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure of pyplot if not given.

    Returns
    -------
    matplotlib.axes.Axes
        What was drawn on. Up to 20 groups have a legend.

    Raises
    ------
    InvalidArgumentError
        If the frame lacks one of the columns.

    Notes
    -----
    Rows where the metric is null (nothing was logged) are passed over; a NaN interrupts its line.
    Groups of numbers take their colours from a scale, others from seven colours in turn.
    """
    group = _group_column(frame, by)
    for name in (metric, x):
        require(frame, name)
    ax = axes_or_new(ax)
    colors = {} if group is None else colors_of(frame[group])
    labelled = set()
    for value, line in _lines(frame.drop_nulls([metric, x]), group):
        style = {} if group is None else {"color": colors[value], "label": _label(group, value)}
        if value in labelled:
            style["label"] = "_nolegend_"
        labelled.add(value)
        if group is None:
            style["color"] = COLORS[0]
        ax.plot(line[x].to_numpy(), line[metric].to_numpy(), linewidth=1.2, **style)
    draw_x(ax, frame, x)
    ax.set_ylabel(metric)
    if group is not None and 0 < len(labelled) <= MOST_IN_LEGEND:
        ax.legend(title=group.removeprefix("hyperparameters."))
    return ax


def _label(group: str, value: Any) -> str:
    """Say what a line is; of an ARN only the end tells it from others."""
    return str(value).rpartition("/")[2] if group == "job_arn" else str(value)


def _group_column(frame: pl.DataFrame, by: str | None) -> str | None:
    if by is None:
        return next((name for name in ("job_name", "job_arn") if name in frame.columns), None)
    if by not in frame.columns and f"hyperparameters.{by}" in frame.columns:
        return f"hyperparameters.{by}"
    require(frame, by)
    return by


def _lines(frame: pl.DataFrame, group: str | None) -> Iterator[tuple[Any, pl.DataFrame]]:
    """Give the lines, group by group, with the value of their group."""
    keys = dict.fromkeys(([group] if group else []) + ["job_name", "job_arn", "node_id"])
    present = [name for name in keys if name in frame.columns]
    if not present:
        yield None, frame
        return
    ordered = frame.sort(present, nulls_last=True, maintain_order=True)
    for line in ordered.partition_by(present, maintain_order=True):
        yield (line[group][0] if group else None), line
