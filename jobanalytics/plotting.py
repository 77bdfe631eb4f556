"""Tables → Axes. Nothing is computed here: each plot draws the table that it is given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import polars as pl
from matplotlib import pyplot as plt
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.ticker import MaxNLocator

from jobanalytics.errors import InvalidArgumentError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.axes import Axes

__all__ = ["curves"]

# Okabe and Ito's colours, which the colour-blind tell apart, without the yellow, which nobody
# sees on white.
_COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
_MOST_IN_LEGEND = 20
_X_LABELS = {"iteration_number": "iteration", "timestamp": "time (UTC)", "elapsed": "elapsed (s)"}


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
        _require(frame, name)
    if ax is None:
        _, ax = plt.subplots()
    colors = {} if group is None else _colors(frame[group])
    labelled = set()
    for value, line in _lines(frame.drop_nulls([metric, x]), group):
        style = {} if group is None else {"color": colors[value], "label": _label(group, value)}
        if value in labelled:
            style["label"] = "_nolegend_"
        labelled.add(value)
        if group is None:
            style["color"] = _COLORS[0]
        ax.plot(line[x].to_numpy(), line[metric].to_numpy(), linewidth=1.2, **style)
    if isinstance(frame.schema[x], pl.Datetime):
        locator = AutoDateLocator()  # type: ignore[no-untyped-call]
        ax.xaxis.set_major_locator(locator)
        ax.xaxis.set_major_formatter(ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
    if frame.schema[x].is_integer():
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.set_xlabel(_X_LABELS.get(x, x))
    ax.set_ylabel(metric)
    if group is not None and 0 < len(labelled) <= _MOST_IN_LEGEND:
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
    _require(frame, by)
    return by


def _require(frame: pl.DataFrame, name: str) -> None:
    if name not in frame.columns:
        raise InvalidArgumentError(
            f"The frame has no column {name!r} to draw; it has {', '.join(frame.columns)}."
        )


def _colors(groups: pl.Series) -> dict[Any, Any]:
    """Give each group its colour; the groups are sorted, so that a frame's order has no say."""
    values = groups.unique().sort().to_list()
    if not groups.dtype.is_numeric():
        return {value: _COLORS[place % len(_COLORS)] for place, value in enumerate(values)}
    # The ends of the scale are too pale to see on white.
    scale = mpl.colormaps["viridis"]
    steps = max(len(values) - 1, 1)
    return {value: scale(0.85 * place / steps) for place, value in enumerate(values)}


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
