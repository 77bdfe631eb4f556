"""Bands: a center and an interval of each group, over the iterations or the time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numpy as np
import polars as pl
from matplotlib.colors import to_rgba
from matplotlib.patheffects import withStroke
from matplotlib.text import Annotation

from jobanalytics.errors import InvalidArgumentError
from jobanalytics.plotting.coding import coding_of
from jobanalytics.plotting.lines import is_alone
from jobanalytics.plotting.marks import mark_not_finite, note, note_cut, points
from jobanalytics.plotting.scales import bounds_on_scale, draw_x, numbers_of, scale_to
from jobanalytics.plotting.style import (
    LINE_STYLES,
    MOST_IN_LEGEND,
    MOST_OF_ENTRY,
    axes_or_new,
    colors_in_turn,
    figure_of,
    is_dark,
    lay_out,
    legend,
    scale_called,
)
from jobanalytics.plotting.text import distinct, label_of, plain, title_of, value_text
from jobanalytics.schema import CURVE_X, bands_schema, check_frame

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["bands"]

# More places than these where jobs end are marked, but their numbers would be a clutter.
_MOST_NUMBERS = 3
# Where the number may be, from where there are fewer jobs, in points.
_AROUND = [(right, up) for right in (3, -3) for up in (3, -3)]
# Of the bar across a line, in points.
_BAR = 11.0
_PLACES = 400
# How opaque areas are, by whether the ground is dark, and where they are cut.
_AREA, _CUT = {True: 0.3, False: 0.2}, 0.07


def bands(frame: pl.DataFrame, *, scale: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw bands: the center of each group as a line, and its interval as an area.

    Parameters
    ----------
    frame : polars.DataFrame
        What `jobanalytics.comparison.bands` returned, of one metric or several.
    scale : str, optional
        The scale of the metric's axis: ``linear``, ``log`` or ``symlog``; chosen by the centers if
        not given.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure of pyplot if not given.

    Returns
    -------
    matplotlib.axes.Axes
        What was drawn on. The legend says how many jobs with a number each band has: where that
        changes along the band, the fewest and the most. A bar across the line marks each point
        from where on there are fewer jobs, and up to three of a band say how many, in its colour
        and where there is room within the Axes. Groups of numbers take their colours from a scale,
        others from seven colours in turn; lines take six styles in turn. More than 20 bands are not
        told apart in the legend, but by a colour bar where their groups are more than eight
        numbers.

    Raises
    ------
    InvalidArgumentError
        If the frame has no bands' x, or `scale` is none of those above.
    FrameSchemaError
        If it is no table of bands.

    Notes
    -----
    Where a center is NaN or infinite its line is interrupted. Marks at the edge, of the band's
    colour, say where a job has a NaN, and where a center or a bound is infinite because a job is.
    Where an interval does not exist, as of a single job, there is no area. An interval ``ci95`` is
    no bootstrap, as that of `compare` is, and as wide as a few jobs need it.

    Centers that are all positive and span more than two decades have a logarithmic axis, which ends
    a decade below the least of them: intervals that reach further, maybe to 0 and below, are cut
    there and pale below the center, and the legend says so.
    """
    scale = scale_called(scale)
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
    centers, lows = numbers_of(table["center"]), numbers_of(table["low"])
    scale_to(ax, "y", centers, scale)
    kept = bounds_on_scale(ax, "y", lows, centers)
    table = table.with_columns(low=kept, is_cut=kept > lows)
    coding = coding_of(ax, table[groups[0]]) if len(groups) == 1 else None
    in_turn = colors_in_turn(ax)
    parts = table.partition_by(groups, maintain_order=True) if groups else [table]
    drawn: list[tuple[pl.DataFrame, Any, str]] = []
    for place, part in enumerate(parts):
        cut = part.partition_by("node_id", "metric", maintain_order=True)
        # Line styles tell what a colour has several of; beyond them each band has its own.
        are_many = len(cut) > len(LINE_STYLES)
        for band in cut:
            color = to_rgba(in_turn[(len(drawn) if are_many else place) % len(in_turn)])
            if coding is not None and not are_many:
                color = coding.color(band[groups[0]][0])
            words = [value_text(band[name][0], most=None) for name in [*groups, *several]]
            drawn.append((band, color, ", ".join(words)))
    labels = distinct([words for _, _, words in drawn], MOST_OF_ENTRY)
    has_bar = coding is not None and coding.bar is not None
    are_told = len(drawn) <= MOST_IN_LEGEND and not has_bar
    for place, ((band, color, _), label) in enumerate(zip(drawn, labels, strict=True)):
        entry = _entry(label, band) if are_told else "_nolegend_"
        _draw(ax, band, x, color, LINE_STYLES[place % len(LINE_STYLES)], entry)
    if not are_told and not has_bar:
        note(ax, f"{len(drawn)} bands, not told apart", s=0)
    if table["is_cut"].any():
        note(ax, "intervals go on below", s=0)
    note_cut(ax, "y", centers)
    _mark_not_finite(ax, drawn, x)
    if has_bar and coding is not None:
        coding.draw_bar(ax)
    legend(ax, ", ".join(map(title_of, [*groups, *several])) if are_told else None, "apart")
    _number(ax, [(band, color) for band, color, _ in drawn], x)
    return ax


def _entry(words: str, band: pl.DataFrame) -> str:
    counts = _counts(band["n"])
    if not words:
        return counts
    is_long = len(words) + len(counts) > MOST_OF_ENTRY
    return label_of(f"{words}{chr(10) if is_long else ' '}({counts})")


def _draw(ax: Axes, band: pl.DataFrame, x: str, color: Any, linestyle: Any, label: str) -> None:
    at, center, low, high = (numbers_of(band[name]) for name in (x, "center", "low", "high"))
    fewer = _fewer(band)
    style: dict[str, Any] = {"color": color, "linestyle": linestyle, "linewidth": 1.5}
    steps: dict[str, Any] = {
        "marker": "|",
        "markersize": _BAR,
        "markeredgewidth": 1.5,
        "markevery": fewer.tolist(),
    }
    ax.plot(at, center, label=label, **style, **(steps if fewer.size else {}))
    area: dict[str, Any] = {"color": color, "linewidth": 0}
    is_cut = band["is_cut"].to_numpy()
    # What is cut would fill the page: it is as pale as it may be.
    ax.fill_between(at, np.where(is_cut, center, low), high, alpha=_AREA[is_dark(ax)], **area)
    if is_cut.any():
        ax.fill_between(at, low, np.where(is_cut, center, low), alpha=_CUT, **area)
    alone = is_alone(center)
    points(ax, at[alone], center[alone], color=color, s=18, linewidths=0)


def _fewer(band: pl.DataFrame) -> Any:
    """Return the rows from where on there are fewer jobs."""
    return np.flatnonzero(np.diff(band["n"].cast(pl.Int64).to_numpy()) < 0) + 1


class _Inside(Annotation):
    """A text that is drawn only where it is within its Axes, which a later layout may shrink."""

    def draw(self, renderer: Any) -> None:
        if _is_inside(cast("Axes", self.axes), self.get_window_extent(renderer)):
            super().draw(renderer)


def _is_inside(ax: Axes, box: Any) -> bool:
    own = ax.get_window_extent()
    return bool(own.x0 < box.x0 and box.x1 < own.x1 and own.y0 < box.y0 and box.y1 < own.y1)


def _number(ax: Axes, bands_: list[tuple[pl.DataFrame, Any]], x: str) -> None:
    """Say how many jobs there are from where they are fewer on, where nothing else is there."""
    ax.autoscale_view()
    lay_out(ax)
    entries = ax.get_legend()
    taken: list[Any] = [] if entries is None else [entries.get_window_extent()]
    lines = np.concatenate([np.empty((0, 2)), *(_pixels(ax, band, x) for band, _ in bands_)])
    around = [withStroke(linewidth=2, foreground=ax.get_facecolor())]
    for band, color in bands_:
        at, center, fewer = numbers_of(band[x]), numbers_of(band["center"]), _fewer(band)
        for step in fewer if fewer.size <= _MOST_NUMBERS else []:
            if not np.isfinite(center[step]):
                continue
            text = _Inside(
                f"N = {band['n'][int(step)]}",
                (at[step], center[step]),
                xytext=_AROUND[0],
                textcoords="offset points",
                color=color,
                fontsize="small",
                path_effects=around,
                zorder=4,
            )
            ax.add_artist(text)
            text.set_in_layout(False)
            for right, up in _AROUND:
                text.set(ha="left" if right > 0 else "right", va="bottom" if up > 0 else "top")
                text.xyann = (right, up)
                box = text.get_window_extent()
                is_free = not box.count_overlaps(taken) and not box.count_contains(lines)
                if is_free and _is_inside(ax, box):
                    taken.append(box.expanded(1.1, 1.1))
                    break
            else:
                text.remove()


def _pixels(ax: Axes, band: pl.DataFrame, x: str) -> Any:
    """Return where a band's line and bars are, in pixels, close enough for a text not to miss."""
    at, center = numbers_of(band[x]), numbers_of(band["center"])
    finite = np.isfinite(at) & np.isfinite(center)
    found = ax.transData.transform(np.column_stack([at, center]))
    bars = found[[step for step in _fewer(band) if finite[step]]]
    found = found[finite]
    if not len(found):
        return found
    across = np.linspace(found[0, 0], found[-1, 0], _PLACES)
    half = np.array([0, _BAR / 2 / 72 * figure_of(ax).dpi])
    line = np.column_stack([across, np.interp(across, *found.T)])
    return np.concatenate([line, bars + half, bars - half])


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
