"""Bands: a center and an interval of each group, over the iterations or the time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from matplotlib.colors import to_rgba

from jobanalytics.errors import InvalidArgumentError
from jobanalytics.plotting.coding import coding_of
from jobanalytics.plotting.lines import is_alone
from jobanalytics.plotting.marks import mark_not_finite, points
from jobanalytics.plotting.scales import draw_x, numbers_of, scale_to
from jobanalytics.plotting.style import (
    LINE_STYLES,
    MOST_IN_LEGEND,
    axes_or_new,
    colors_in_turn,
    ink,
    is_dark,
    legend,
)
from jobanalytics.plotting.text import distinct, label_of, plain, title_of, value_text
from jobanalytics.schema import CURVE_X, bands_schema, check_frame

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["bands"]

# More places than these where jobs end are marked, but their numbers would be a clutter.
_MOST_NUMBERS = 3
_ABOVE, _BELOW = (3, 5), (3, -13)


def bands(frame: pl.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw bands: the center of each group as a line, and its interval as an area.

    Parameters
    ----------
    frame : polars.DataFrame
        What `jobanalytics.comparison.bands` returned, of one metric or several.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure of pyplot if not given.

    Returns
    -------
    matplotlib.axes.Axes
        What was drawn on. The legend says how many jobs with a number each band has: where that
        changes along the band, the fewest and the most. A bar across the line marks each point
        from where on there are fewer jobs, and up to three of a band say how many, where there is
        room. Groups of numbers take their colours from a scale, others from seven colours in turn;
        lines take four styles in turn. There is no legend for more than 20 bands, but a colour bar
        where their groups are more than eight numbers.

    Raises
    ------
    InvalidArgumentError
        If the frame has no bands' x.
    FrameSchemaError
        If it is no table of bands.

    Notes
    -----
    Where a center is NaN or infinite its line is interrupted. Marks on the edge, of the band's
    colour, say where a job has a NaN, and where a center or a bound is infinite because a job is.
    Where an interval does not exist, as of a single job, there is no area.
    """
    x = next((name for name in CURVE_X if name in frame.columns), None)
    if x is None:
        raise InvalidArgumentError(
            f"The frame has none of {', '.join(CURVE_X)} to draw over; expected what "
            f"comparison.bands returns. It has {', '.join(frame.columns)}."
        )
    own = bands_schema(x)
    checked = check_frame(frame, own, "bands")
    groups = [name for name in frame.columns if name not in own]
    ax = axes_or_new(ax)
    several = [name for name in ("metric", "node_id") if checked[name].n_unique() > 1]
    table = checked.hstack(frame.select(groups)).sort([*groups, "node_id", "metric", x])
    draw_x(ax, frame, x)
    ax.set_ylabel("value" if "metric" in several else plain("".join(checked["metric"].unique())))
    scale_to(ax, "y", np.concatenate([numbers_of(table[name]) for name in ("center", "low")]))
    coding = coding_of(ax, table[groups[0]]) if len(groups) == 1 else None
    in_turn = colors_in_turn(ax)
    parts = table.partition_by(groups, maintain_order=True) if groups else [table]
    drawn: list[tuple[pl.DataFrame, Any, str]] = []
    for place, part in enumerate(parts):
        color = to_rgba(in_turn[place % len(in_turn)])
        if coding is not None and part.height:
            color = coding.color(part[groups[0]][0])
        for band in part.partition_by("node_id", "metric", maintain_order=True):
            words = [value_text(band[name][0], most=None) for name in [*groups, *several]]
            drawn.append((band, color, ", ".join(words)))
    labels = distinct([words for _, _, words in drawn])
    for place, ((band, color, _), label) in enumerate(zip(drawn, labels, strict=True)):
        _draw(ax, band, x, color, LINE_STYLES[place % len(LINE_STYLES)], label)
    _mark_not_finite(ax, drawn, x)
    _number(ax, [band for band, _, _ in drawn], x)
    if coding is not None:
        coding.draw_bar(ax)
    if 0 < len(drawn) <= MOST_IN_LEGEND and (coding is None or coding.bar is None):
        legend(ax, ", ".join(map(title_of, [*groups, *several])), "apart")
    return ax


def _draw(ax: Axes, band: pl.DataFrame, x: str, color: Any, linestyle: str, words: str) -> None:
    counts = _counts(band["n"])
    label = f"{words} ({counts})" if words else counts
    at, center, low, high = (numbers_of(band[name]) for name in (x, "center", "low", "high"))
    fewer = _fewer(band)
    style: dict[str, Any] = {"color": color, "linestyle": linestyle, "linewidth": 1.5}
    steps: dict[str, Any] = {
        "marker": "|",
        "markersize": 11,
        "markeredgewidth": 1.5,
        "markevery": fewer.tolist(),
    }
    ax.plot(at, center, label=label_of(label), **style, **(steps if fewer.size else {}))
    ax.fill_between(at, low, high, color=color, alpha=0.3 if is_dark(ax) else 0.2, linewidth=0)
    alone = is_alone(center)
    points(ax, at[alone], center[alone], color=color, s=18, linewidths=0)


def _fewer(band: pl.DataFrame) -> Any:
    """Return the rows from where on there are fewer jobs."""
    return np.flatnonzero(np.diff(band["n"].cast(pl.Int64).to_numpy()) < 0) + 1


def _number(ax: Axes, bands_: list[pl.DataFrame], x: str) -> None:
    """Say how many jobs there are from where they are fewer on, if no other number is there."""
    taken: list[Any] = []
    ax.autoscale_view()
    for band in bands_:
        at, center, fewer = numbers_of(band[x]), numbers_of(band["center"]), _fewer(band)
        for step in fewer if fewer.size <= _MOST_NUMBERS else []:
            if not np.isfinite(center[step]):
                continue
            text = ax.annotate(
                f"N = {band['n'][int(step)]}",
                (at[step], center[step]),
                xytext=_ABOVE,
                textcoords="offset points",
                color=ink(ax),
                fontsize="small",
            )
            for offset in (_ABOVE, _BELOW):
                text.xyann = offset
                box = text.get_window_extent()
                if box.count_overlaps(taken) == 0:
                    taken.append(box)
                    break
            else:
                text.remove()


def _mark_not_finite(ax: Axes, drawn: list[tuple[pl.DataFrame, Any, str]], x: str) -> None:
    """Mark where jobs have a NaN, and where an infinite one leaves no center or no bound."""
    at, values, colors = [np.empty(0)], [np.empty(0)], [np.empty((0, 4))]
    for band, color, _ in drawn:
        places, center, low, high = (
            numbers_of(band[name]) for name in (x, "center", "low", "high")
        )
        # Of numbers, only infinities to both sides have no center.
        both = np.isnan(center) & (band["n"] > 0).to_numpy()
        for value, is_so in (
            (np.nan, (band["nan_count"] > 0).to_numpy()),
            (-np.inf, np.isneginf(center) | np.isneginf(low) | both),
            (np.inf, np.isposinf(center) | np.isposinf(high) | both),
        ):
            at.append(places[is_so])
            values.append(np.full(int(is_so.sum()), value))
            colors.append(np.tile(color, (int(is_so.sum()), 1)))
    mark_not_finite(ax, *(np.concatenate(one) for one in (at, values, colors)))


def _counts(n: pl.Series) -> str:
    different = n.unique().sort().to_list()
    if len(different) == 1:
        return f"N = {different[0]}"
    return f"N = {different[0]} to {different[-1]}"
