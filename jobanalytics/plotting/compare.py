"""Compare: where the jobs of each group ended, with the interval of the group's center."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars.selectors as cs
from matplotlib.colors import to_rgba

from jobanalytics.errors import InvalidArgumentError
from jobanalytics.plotting.marks import mark_not_finite, note, note_cut, points
from jobanalytics.plotting.rows import jitter, label_rows, size_of_table
from jobanalytics.plotting.scales import bounds_on_scale, numbers_of, rows_with, scale_to
from jobanalytics.plotting.states import look_of_state
from jobanalytics.plotting.style import (
    axes_or_new,
    colors_in_turn,
    goal_of,
    grey,
    legend,
    require,
    scale_called,
)
from jobanalytics.plotting.text import plain, short_name, value_texts
from jobanalytics.plotting.too_large import note_too_large
from jobanalytics.printable import printable
from jobanalytics.schema import COMPARISON, OUTCOMES, check_frame

if TYPE_CHECKING:
    import polars as pl
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

__all__ = ["compare"]

# A bootstrap interval of fewer jobs is far too narrow.
_FEW = 5
_CENTERS = {"iqm": "IQM", "mean": "mean", "median": "median"}


def compare(
    frame: pl.DataFrame,
    outcomes: pl.DataFrame | None = None,
    *,
    center: str = "iqm",
    goal: str | None = None,
    scale: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw a comparison of groups: a center with its 95 % interval for each, the best at the top.

    Parameters
    ----------
    frame : polars.DataFrame
        What `jobanalytics.comparison.compare` returned.
    outcomes : polars.DataFrame, optional
        What `jobanalytics.comparison.outcomes` returned of the same jobs, which are drawn as faint
        dots; those in other states than COMPLETED by the colours and markers of their states.
    center : str
        ``iqm`` (the interquartile mean), ``mean`` or ``median``.
    goal : str, optional
        ``min`` or ``max``, for what has no number to be marked on the worst edge; it is the left
        one if not given.
    scale : str, optional
        The scale of the metric's axis: ``linear``, ``log`` or ``symlog``; chosen by the centers and
        the jobs' values if not given.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure of pyplot, of the size that the groups need, if not given. On
        a figure without a layout (``layout="constrained"``) labels are cut to the room that is left
        of the Axes.

    Returns
    -------
    matplotlib.axes.Axes
        What was drawn on. The labels are in columns: the groups, how many jobs with a number each
        has, and how many ended with a NaN or have not COMPLETED, where some did. Values that are
        NaN or infinite are marked in a strip at the edge. Jobs of no group, because they logged
        nothing, are counted in the legend.

    Raises
    ------
    FrameSchemaError
        If it is no comparison, or `outcomes` are none.
    InvalidArgumentError
        If `center`, `goal` or `scale` is none of those above, or `outcomes` lack a column of the
        groups.

    Notes
    -----
    Intervals of fewer than five jobs are dotted, and the legend says so: a bootstrap of so few is
    far too narrow. In a simulation a 95 % interval of the IQM held the true one in 52 % of all
    cases for two jobs, in 70 % for three, 87 % for four, 91 % for eight and 96 % for twenty.
    """
    scale = scale_called(scale)
    if center not in _CENTERS:
        raise InvalidArgumentError(
            f"center takes one of {', '.join(map(repr, _CENTERS))}; got {center!r}."
        )
    goal = goal_of(goal)
    table = check_frame(frame, COMPARISON, "comparison")
    groups = [name for name in frame.columns if name not in COMPARISON]
    several = [name for name in ("metric", "node_id") if table[name].n_unique() > 1]
    keyed = table.hstack(frame.select(groups)).with_row_index("row")
    if outcomes is not None:
        check_frame(outcomes, OUTCOMES, "outcomes")
        require(outcomes, *groups)
    labels = _labels(keyed, [*groups, *several])
    ax = axes_or_new(ax, size_of_table(labels, int(1.6 * keyed.height)))
    dots = None if outcomes is None else _dots(keyed, outcomes, groups)
    columns = [keyed[center]] if dots is None else [keyed[center], dots["value"]]
    values = np.concatenate([numbers_of(column) for column in columns])
    scale_to(ax, "x", values, scale)
    if dots is not None and outcomes is not None:
        _draw_jobs(ax, dots, outcomes, goal)
    _draw_centers(ax, keyed, center, values)
    note_cut(ax, "x", values)
    label_rows(ax, labels)
    ax.set_xlabel(plain("value" if "metric" in several else "".join(table["metric"].unique())))
    ax.grid(axis="x", color=grey(ax), alpha=0.25, linewidth=0.6)
    ax.set_axisbelow(True)
    legend(ax, None, "above")
    return ax


def _labels(keyed: pl.DataFrame, names: list[str]) -> dict[str, list[str]]:
    """Return the columns of the labels: the groups, and counts of their jobs."""
    columns = {printable(short_name(name)): _texts(keyed[name]) for name in names}
    if not columns:
        columns = {"": ["all jobs"] * keyed.height}
    columns["N"] = [str(count) for count in keyed["n"]]
    for name, heading in (("nan_count", "NaN"), ("not_completed", "not COMPLETED")):
        if (keyed[name] > 0).any():
            columns[heading] = [str(count) for count in keyed[name]]
    return columns


def _texts(column: pl.Series) -> list[str]:
    different = column.unique().to_list()
    # As they are: dollar signs are escaped where the columns are put together.
    texts = [text.replace(r"\$", "$") for text in value_texts(different)]
    named = dict(zip(map(str, different), texts, strict=True))
    return [named[str(value)] for value in column.to_list()]


def _dots(keyed: pl.DataFrame, outcomes: pl.DataFrame, groups: list[str]) -> pl.DataFrame:
    """Return row, value and state of the jobs, whose row is null where they are in no group."""
    keys = [*groups, "node_id", "metric"]
    return (
        outcomes.sort("job_name", "job_arn", "node_id")
        .join(
            keyed.select("row", *keys), on=keys, how="left", nulls_equal=True, maintain_order="left"
        )
        .select("row", "value", "job_arn", cs.by_name("state", require_all=False))
    )


def _draw_jobs(ax: Axes, dots: pl.DataFrame, outcomes: pl.DataFrame, goal: str | None) -> None:
    placed = dots.drop_nulls("row").sort("row", maintain_order=True)
    counts = placed.group_by("row", maintain_order=True).len()["len"]
    spread = [jitter(count, 0.5) for count in counts]
    rows = numbers_of(placed["row"])
    values = numbers_of(placed["value"])
    finite = np.isfinite(values)
    color = to_rgba(grey(ax))
    at = rows + (np.concatenate(spread) if spread else 0)
    is_other = _draw_others(ax, placed, values, at)
    plain_dots = finite & ~is_other
    style = {"color": color, "alpha": 0.55, "s": 22, "linewidths": 0}
    points(ax, values[plain_dots], at[plain_dots], zorder=2, **style)
    # A job alone is where the center is.
    if plain_dots.any() and (counts > 1).any():
        note(ax, "job", **style)
    mark_not_finite(
        ax,
        rows,
        values,
        np.tile(color, (len(rows), 1)),
        absent=placed["value"].is_null().to_numpy(),
        along="x",
        beside=True,
        goal=goal,
    )
    note_too_large(ax, placed["value"])
    nowhere = outcomes["job_arn"].n_unique() - placed["job_arn"].n_unique()
    if nowhere:
        note(ax, f"without a value: {nowhere} {'job' if nowhere == 1 else 'jobs'}", s=0)


def _draw_others(
    ax: Axes, placed: pl.DataFrame, values: NDArray[np.float64], at: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Draw jobs in other states than COMPLETED by the marks of their states; say which they are."""
    is_other = np.zeros(placed.height, dtype=np.bool_)
    if "state" not in placed.columns:
        return is_other
    for state in placed["state"].drop_nulls().unique().sort():
        chosen = rows_with(placed["state"], state) & np.isfinite(values)
        if state == "COMPLETED" or not chosen.any():
            continue
        is_other |= chosen
        look = look_of_state(state)
        face = look.color if look.is_filled else "none"
        style = {"marker": look.marker, "s": 34, "linewidths": 1.0}
        style |= {"facecolors": face, "edgecolors": look.color}
        points(ax, values[chosen], at[chosen], zorder=3.5, **style)
        note(ax, plain(state), **style)
    return is_other


def _draw_centers(ax: Axes, keyed: pl.DataFrame, center: str, values: NDArray[np.float64]) -> None:
    at, middle, low, high = (
        numbers_of(keyed[name]) for name in ("row", center, f"{center}_low", f"{center}_high")
    )
    color = colors_in_turn(ax)[0]
    kept = bounds_on_scale(ax, "x", low, values)
    # A single job has no interval.
    there, are_few = np.isfinite(low) & np.isfinite(high), (keyed["n"] < _FEW).to_numpy()
    for chosen, linestyle in ((there & ~are_few, "-"), (there & are_few, (0, (0.5, 0.7)))):
        lines: dict[str, Any] = {"linestyles": [linestyle], "linewidth": 3, "zorder": 3}
        ax.hlines(at[chosen], kept[chosen], high[chosen], color=color, **lines)
    style = {"color": color, "marker": "D", "s": 60, "edgecolors": ax.get_facecolor()}
    points(ax, middle, at, zorder=4, linewidths=1.2, **style)
    has_whole = (there & ~are_few).any()
    note(ax, _CENTERS[center] + ", 95 % interval" * bool(has_whole), color=color, marker="D")
    if (there & are_few).any():
        text = f"95 % interval, too narrow for N < {_FEW}"
        ax.plot([], [], color=color, linestyle=":", linewidth=3, label=text)
    if (kept > low).any():
        note(ax, "intervals go on to the left", s=0)
