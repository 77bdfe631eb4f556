"""Names at the ends of lines, which the eye finds without a legend."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath
from matplotlib.transforms import ScaledTranslation

from jobanalytics.plotting.style import figure_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from jobanalytics.plotting.lines import Line
    from jobanalytics.plotting.looks import Look

__all__ = ["label_ends"]

_MOST = 6
_GAP = 5.0
_SPACING = 1.15
_MOST_OF_WIDTH = 0.35


def label_ends(ax: Axes, lines: list[Line], looks: list[Look]) -> bool:
    """Write the label of each line at its last point; say whether that could be done.

    It cannot where lines are more than six, share a label, have none or no finite point, or where
    the labels would take more than a third of the width.
    """
    labels, colors = [look.label for look in looks], [look.color for look in looks]
    if not 1 < len(lines) <= _MOST or len(set(labels) - {""}) < len(lines):
        return False
    ends = [point for line in lines if (point := _last_point(line)) is not None]
    box = ax.get_window_extent()
    font = FontProperties(size="small")
    points = font.get_size_in_points()
    figure = figure_of(ax)
    widest = max(TextPath((0, 0), one, size=points).get_extents().width for one in labels)
    share = (widest + 2 * _GAP) / 72 * figure.dpi / box.width
    if share > _MOST_OF_WIDTH or len(ends) < len(lines):
        return False
    at = np.array(ends, dtype=np.float64)
    _make_room(ax, float(at[:, 0].max()), share)
    # Apart by a line of text, as the Axes are now.
    shown = ax.transData.transform(at)[:, 1] / figure.dpi * 72
    moved = _spread(shown, points * _SPACING) - shown
    for (x, y), label, color, up in zip(at, labels, colors, moved, strict=True):
        beside = ScaledTranslation(_GAP / 72, up / 72, figure.dpi_scale_trans)
        ax.text(
            x,
            y,
            label.strip(),
            color=color,
            fontproperties=font,
            va="center",
            transform=ax.transData + beside,
            clip_on=False,
        )
    return True


def _last_point(line: Line) -> tuple[float, float] | None:
    finite = np.flatnonzero(np.isfinite(line.y) & np.isfinite(line.x))
    return (line.x[finite[-1]], line.y[finite[-1]]) if finite.size else None


def _make_room(ax: Axes, end: float, share: float) -> None:
    """Widen the data's limits to the right, so that autoscaling goes on to work."""
    low, high = ax.get_xlim()
    if ax.get_xscale() != "linear":
        return
    needed = (end - low * share) / (1 - share)
    margin = ax.get_xmargin()
    if needed > high:
        last = needed - margin * (needed - low) / (1 + margin)
        ax.update_datalim([(last, ax.dataLim.y0)], updatey=False)
        ax.autoscale_view(scaley=False)


def _spread(at: NDArray[np.float64], apart: float) -> NDArray[np.float64]:
    """Move places as little as it takes to have them that far apart, in their order."""
    order = np.argsort(at, kind="stable")
    # Less the room that those below take, what has to be found is a rising sequence: the pools of
    # adjacent violators have the least squares.
    pools: list[tuple[float, int]] = []
    for place, one in enumerate(order):
        pools.append((float(at[one]) - place * apart, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (high, many), (low, few) = pools[-2:]
            pools[-2:] = [((high * many + low * few) / (many + few), many + few)]
    spread = np.repeat([mean for mean, _ in pools], [count for _, count in pools])
    moved = np.empty_like(at)
    moved[order] = spread + apart * np.arange(len(at))
    return moved
