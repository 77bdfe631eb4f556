"""What all plots have in common: the Axes, the columns that they need, colours for its ground."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING, Any, Literal

import matplotlib as mpl
import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_rgb

from jobanalytics.comparison.arguments import GOALS, one_of
from jobanalytics.errors import InvalidArgumentError

if TYPE_CHECKING:
    import polars as pl
    from matplotlib.colors import Colormap
    from matplotlib.figure import Figure

__all__ = [
    "LINE_STYLES",
    "MARKERS",
    "MOST_IN_LEGEND",
    "MOST_OF_ENTRY",
    "axes_or_new",
    "colors_in_turn",
    "figure_of",
    "give_up",
    "goal_of",
    "grey",
    "has_room_beside",
    "ink",
    "is_dark",
    "lay_out",
    "legend",
    "require",
    "require_numbers",
    "scale_called",
    "scale_of",
]

# Okabe and Ito's colours, which the colour-blind tell apart, without the yellow, which nobody
# sees on white. The last is the colour of the text.
_COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
# Told apart in grey, too. Seven colours and six styles in turn are alike only after 42.
LINE_STYLES: tuple[Any, ...] = ("-", "--", "-.", ":", (0, (9, 3)), (0, (5, 1.5, 1, 1.5, 1, 1.5)))
SCALES = ("linear", "log", "symlog")
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
MOST_IN_LEGEND = 20
# Of an entry of a legend, so that the Axes keep more than half of the width.
MOST_OF_ENTRY = 26
_MOST_INSIDE, _WIDE = 7, 16
# From a legend above the Axes to the Axes and to what is over it, in points.
_GAP = 8.0
# Of their height that Axes give up for it.
_MOST_GIVEN = 0.45
_VIRIDIS = mpl.colormaps["viridis"]
# Of either end of the scale a part is not to be seen, on white or on black.
_ON_LIGHT = LinearSegmentedColormap.from_list("viridis_on_light", _VIRIDIS([0, 0.2, 0.4, 0.6, 0.8]))
_ON_DARK = LinearSegmentedColormap.from_list("viridis_on_dark", _VIRIDIS([0.3, 0.5, 0.7, 0.85, 1]))


def axes_or_new(ax: Axes | None, size: tuple[float, float] | None = None) -> Axes:
    """Return the Axes given, or those of a new figure of pyplot, of a size in inches.

    Raises
    ------
    InvalidArgumentError
        If something else than Axes is given.
    """
    if ax is None:
        return plt.subplots(figsize=size, layout="constrained")[1]
    if not isinstance(ax, Axes):
        hint = " Take one of the array, such as axes[0]." if isinstance(ax, np.ndarray) else ""
        raise InvalidArgumentError(
            f"ax takes the Axes of matplotlib to draw on; got {type(ax).__name__}.{hint}"
        )
    return ax


def require(frame: pl.DataFrame, *names: str) -> None:
    """Raise an InvalidArgumentError if a frame lacks a column."""
    for name in names:
        if name not in frame.columns:
            raise InvalidArgumentError(
                f"The frame has no column {name!r} to draw; it has {', '.join(frame.columns)}."
            )


def require_numbers(frame: pl.DataFrame, *names: str) -> None:
    """Raise an InvalidArgumentError if a frame lacks a column, or has none of numbers or times."""
    require(frame, *names)
    for name in names:
        dtype = frame.schema[name]
        if not (dtype.is_numeric() or dtype.is_temporal() or dtype == "null"):
            raise InvalidArgumentError(
                f"The column {name!r} is {dtype}; expected numbers or times to draw."
            )


def scale_called(scale: str | None) -> str | None:
    """Return the scale that is meant, or raise an InvalidArgumentError."""
    return None if scale is None else one_of("scale", scale, SCALES)


def goal_of(goal: str | None) -> str | None:
    """Return the goal that is meant, or raise an InvalidArgumentError."""
    return None if goal is None else one_of("goal", goal, GOALS)


def figure_of(ax: Axes) -> Figure:
    """Return the figure that Axes are on, also where it is divided into others."""
    part: Any = ax.figure
    figure: Figure = part.figure
    return figure


def is_dark(ax: Axes) -> bool:
    """Say whether the ground that is drawn on is dark."""
    face: Any = ax.get_facecolor()
    if face[3] == 0:
        face = figure_of(ax).get_facecolor()
    red, green, blue = to_rgb(face)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.4  # noqa: PLR2004 - luminance


def ink(ax: Axes) -> Any:
    """Return the colour of what is no datum: black, or white on a dark ground."""
    return "white" if is_dark(ax) else "black"


def grey(ax: Axes) -> Any:
    """Return the colour of what has no value to take a colour from."""
    return "#a0a0a0" if is_dark(ax) else "#707070"


def colors_in_turn(ax: Axes) -> list[Any]:
    """Return seven colours for what has no order."""
    return [*_COLORS, ink(ax)]


def scale_of(ax: Axes) -> Colormap:
    """Return the colours for what has an order; as light as they are large, in grey too."""
    return _ON_DARK if is_dark(ax) else _ON_LIGHT


def has_room_beside(ax: Axes) -> bool:
    """Say whether the figure makes room for what stands beside its Axes."""
    return figure_of(ax).get_layout_engine() is not None


def lay_out(ax: Axes) -> None:
    """Bring the Axes to the size that they are drawn in, as far as is known by now."""
    figure = figure_of(ax)
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.execute(figure)


def give_up(ax: Axes, left: float = 0, top: float = 0) -> None:
    """Let Axes on a figure without a layout give up points of their size; a later layout has a say.

    Else what stands beside them would lie over their neighbours.
    """
    figure = figure_of(ax)
    box = ax.get_position()
    x0 = box.x0 + left / 72 * figure.dpi / figure.bbox.width
    y1 = box.y1 - top / 72 * figure.dpi / figure.bbox.height
    ax.set_position((x0, box.y0, box.x1 - x0, y1 - box.y0))
    ax.set_in_layout(True)


def legend(
    ax: Axes,
    title: str | None,
    place: Literal["best", "apart", "beside", "above"] = "best",
    **options: Any,
) -> None:
    """Draw a legend of what has a label, if anything has.

    Beside the Axes only where the figure makes room there; a long one goes beside, and so does one
    that is to stand apart. Above them it goes anyhow, and the Axes give up the room for it. Where
    much is drawn, the search for an empty corner takes long and finds none.
    """
    labels = ax.get_legend_handles_labels()[1]
    if "handles" in options:
        labels = [handle.get_label() for handle in options["handles"]]
    if not labels:
        return
    where: dict[str, Any] = {"loc": "best" if place in {"best", "apart"} else "upper right"}
    if place == "above":
        # From the right, so that there is room over the labels of the rows, too.
        where = {"loc": "lower right", "bbox_to_anchor": (1.0, 1.0), "frameon": False}
        where |= {"ncols": len(labels), "borderpad": 0.2}
    elif has_room_beside(ax) and (place != "best" or len(labels) > _MOST_INSIDE):
        where = {"loc": "upper left", "bbox_to_anchor": (1.01, 1.0), "borderaxespad": 0.0}
    widest = max(len(line) for label in labels for line in label.splitlines() or [""])
    is_small = len(labels) > _MOST_INSIDE or widest > _WIDE or place == "above"
    small = "small" if is_small else None
    if place == "above":
        lay_out(ax)
    across = float(ax.get_window_extent().width)
    wrapped = fill(title, MOST_OF_ENTRY) if title else None
    while True:
        box = ax.legend(title=wrapped, fontsize=small, title_fontsize=small, **where, **options)
        # As wide as it is drawn: what letters and handles take depends on the settings.
        if where.get("ncols", 1) == 1 or box.get_window_extent().width <= across:
            break
        where["ncols"] -= 1
    if place == "above" and not has_room_beside(ax):
        over = box.get_window_extent().height + ax.get_window_extent().y1 - _top(ax)
        high = ax.get_window_extent().height / figure_of(ax).dpi * 72
        needed = float(over) / figure_of(ax).dpi * 72 + _GAP
        give_up(ax, top=min(max(needed, 0.0), _MOST_GIVEN * high))


def _top(ax: Axes) -> float:
    """Return where what is above the Axes begins, in pixels: others, or the figure's edge."""
    own = ax.get_window_extent()
    others = [one.get_window_extent() for one in figure_of(ax).axes if one is not ax]
    above = [one.y0 for one in others if one.y0 >= own.y1 and one.x0 < own.x1 and own.x0 < one.x1]
    return float(min(above, default=figure_of(ax).bbox.y1))
