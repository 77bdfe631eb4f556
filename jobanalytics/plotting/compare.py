"""Compare: where the jobs of each group ended, with the interval of the group's center."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.colors import to_rgba

from jobanalytics.errors import InvalidArgumentError
from jobanalytics.plotting.marks import mark_not_finite, note, points
from jobanalytics.plotting.rows import jitter, label_rows, size_of_list
from jobanalytics.plotting.scales import numbers_of, scale_to
from jobanalytics.plotting.style import (
    axes_or_new,
    colors_in_turn,
    goal_of,
    grey,
    legend,
    require,
)
from jobanalytics.plotting.text import plain, title_of, value_text
from jobanalytics.plotting.too_large import note_too_large
from jobanalytics.schema import COMPARISON, OUTCOMES, check_frame

if TYPE_CHECKING:
    import polars as pl
    from matplotlib.axes import Axes

__all__ = ["compare"]

_CENTERS = {"iqm": "IQM", "mean": "mean", "median": "median"}


def compare(
    frame: pl.DataFrame,
    outcomes: pl.DataFrame | None = None,
    *,
    center: str = "iqm",
    goal: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw a comparison of groups: a center with its 95 % interval for each, the best at the top.

    Parameters
    ----------
    frame : polars.DataFrame
        What `jobanalytics.comparison.compare` returned.
    outcomes : polars.DataFrame, optional
        What `jobanalytics.comparison.outcomes` returned of the same jobs, which are drawn as faint
        dots.
    center : str
        ``iqm`` (the interquartile mean), ``mean`` or ``median``.
    goal : str, optional
        ``min`` or ``max``, for what has no number to be marked on the worst edge; it is the left
        one if not given.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure of pyplot, as high as the groups need, if not given.

    Returns
    -------
    matplotlib.axes.Axes
        What was drawn on. The labels say how many jobs with a number a group has, and how many of
        its jobs ended with a NaN or have not COMPLETED. Values that are NaN or infinite are marked
        on the edge. Jobs of no group, because they logged nothing, are counted in the legend.

    Raises
    ------
    FrameSchemaError
        If it is no comparison, or `outcomes` are none.
    InvalidArgumentError
        If `center` or `goal` is none of those above, or `outcomes` lack a column of the groups.
    """
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
    labels = [_label(row, [*groups, *several]) for row in keyed.iter_rows(named=True)]
    counts = [_counts(row) for row in keyed.iter_rows(named=True)]
    ax = axes_or_new(ax, size_of_list(int(1.6 * len(labels))))
    dots = None if outcomes is None else _dots(keyed, outcomes, groups)
    columns = [keyed[name] for name in (center, f"{center}_low", f"{center}_high")]
    if dots is not None:
        columns.append(dots["value"])
    scale_to(ax, "x", np.concatenate([numbers_of(column) for column in columns]))
    if dots is not None and outcomes is not None:
        _draw_jobs(ax, dots, outcomes, goal)
    _draw_centers(ax, keyed, center)
    label_rows(ax, labels, counts)
    ax.set_xlabel(plain("value" if "metric" in several else "".join(table["metric"].unique())))
    ax.set_ylabel(", ".join(map(title_of, [*groups, *several])))
    ax.grid(axis="x", color=grey(ax), alpha=0.25, linewidth=0.6)
    ax.set_axisbelow(True)
    legend(ax, None, "above")
    return ax


def _label(row: dict[str, object], names: list[str]) -> str:
    return ", ".join(value_text(row[name], most=None) for name in names) or "all jobs"


def _counts(row: dict[str, object]) -> str:
    counts = [f"N = {row['n']}"]
    if row["nan_count"]:
        counts.append(f"{row['nan_count']} NaN")
    if row["not_completed"]:
        counts.append(f"{row['not_completed']} not COMPLETED")
    return f"({', '.join(counts)})"


def _dots(keyed: pl.DataFrame, outcomes: pl.DataFrame, groups: list[str]) -> pl.DataFrame:
    """Return ``row`` and ``value`` of the jobs, whose row is null where they are in no group."""
    keys = [*groups, "node_id", "metric"]
    return (
        outcomes.sort("job_name", "job_arn", "node_id")
        .join(
            keyed.select("row", *keys), on=keys, how="left", nulls_equal=True, maintain_order="left"
        )
        .select("row", "value", "job_arn")
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
    style = {"color": color, "alpha": 0.55, "s": 22, "linewidths": 0}
    points(ax, values[finite], at[finite], zorder=2, **style)
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


def _draw_centers(ax: Axes, keyed: pl.DataFrame, center: str) -> None:
    at, middle, low, high = (
        numbers_of(keyed[name]) for name in ("row", center, f"{center}_low", f"{center}_high")
    )
    color = colors_in_turn(ax)[0]
    ax.hlines(at, low, high, color=color, linewidth=3, zorder=3)
    style = {"color": color, "marker": "D", "s": 60, "edgecolors": ax.get_facecolor()}
    points(ax, middle, at, zorder=4, linewidths=1.2, **style)
    note(ax, f"{_CENTERS[center]}, 95 % interval", color=color, marker="D")
