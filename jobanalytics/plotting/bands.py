"""Bands: a center and an interval of each group, over the iterations or the time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jobanalytics.errors import InvalidArgumentError
from jobanalytics.plotting.style import MOST_IN_LEGEND, axes_or_new, color_at, draw_x
from jobanalytics.schema import CURVE_X, bands_schema, check_frame

if TYPE_CHECKING:
    import polars as pl
    from matplotlib.axes import Axes

__all__ = ["bands"]

# Told apart in grey, too.
_STYLES = ("-", "--", "-.", ":")


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
        changes along the band, the fewest and the most. Groups of numbers take their colours from
        a scale, others from seven colours in turn; lines take four styles in turn. There is no
        legend for more than 20 bands.

    Raises
    ------
    InvalidArgumentError
        If the frame has no bands' x.
    FrameSchemaError
        If it is no table of bands.

    Notes
    -----
    Where a center is NaN or infinite its line is interrupted. Where an interval does not exist,
    as of a single job, there is no area.
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
    parts = table.partition_by(groups, maintain_order=True) if groups else [table]
    of_numbers = len(groups) == 1 and table[groups[0]].dtype.is_numeric()
    drawn = 0
    for place, part in enumerate(parts):
        color = color_at(place, len(parts), of_numbers=of_numbers)
        for band in part.partition_by("node_id", "metric", maintain_order=True):
            words = [_text(band[name][0]) for name in [*groups, *several]]
            _draw(ax, band, x, color, _STYLES[drawn % len(_STYLES)], words)
            drawn += 1
    draw_x(ax, frame, x)
    ax.set_ylabel("value" if "metric" in several else "".join(checked["metric"].unique()))
    if 0 < drawn <= MOST_IN_LEGEND:
        title = ", ".join(name.removeprefix("hyperparameters.") for name in [*groups, *several])
        ax.legend(title=title or None)
    return ax


def _draw(
    ax: Axes, band: pl.DataFrame, x: str, color: Any, linestyle: str, words: list[str]
) -> None:
    counts = _counts(band["n"])
    label = f"{', '.join(words)} ({counts})" if words else counts
    at, center, low, high = (band[name].to_numpy() for name in (x, "center", "low", "high"))
    ax.plot(at, center, color=color, linestyle=linestyle, linewidth=1.5, label=label)
    ax.fill_between(at, low, high, color=color, alpha=0.2, linewidth=0)


def _counts(n: pl.Series) -> str:
    different = n.unique().sort().to_list()
    if len(different) == 1:
        return f"N = {different[0]}"
    return f"N = {different[0]} to {different[-1]}"


def _text(value: object) -> str:
    return "none" if value is None else str(value)
