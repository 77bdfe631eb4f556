"""What all plots have in common: the Axes, the columns that they need, colours for its ground."""

from __future__ import annotations

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
    "axes_or_new",
    "colors_in_turn",
    "figure_of",
    "goal_of",
    "grey",
    "has_room_beside",
    "ink",
    "is_dark",
    "legend",
    "require",
    "require_numbers",
    "scale_of",
]

# Okabe and Ito's colours, which the colour-blind tell apart, without the yellow, which nobody
# sees on white. The last is the colour of the text.
_COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
# Told apart in grey, too.
LINE_STYLES = ("-", "--", "-.", ":")
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
MOST_IN_LEGEND = 20
_MOST_INSIDE = 7
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


def legend(
    ax: Axes,
    title: str | None,
    place: Literal["best", "apart", "beside", "above"] = "best",
    **options: Any,
) -> None:
    """Draw a legend of what has a label, if anything has.

    Beside or above the Axes only where the figure makes room there; a long one goes beside, and so
    does one that is to stand apart. Where much is drawn, the search for an empty corner takes long
    and finds none.
    """
    labels = ax.get_legend_handles_labels()[1]
    if "handles" in options:
        labels = [handle.get_label() for handle in options["handles"]]
    if not labels:
        return
    where: dict[str, Any] = {"loc": "best" if place in {"best", "apart"} else "upper right"}
    if has_room_beside(ax):
        if place == "above":
            # From the right, so that there is room over the labels of the rows, too.
            where = {"loc": "lower right", "bbox_to_anchor": (1.0, 1.0), "frameon": False}
            where["ncols"] = len(labels)
        elif place != "best" or len(labels) > _MOST_INSIDE:
            where = {"loc": "upper left", "bbox_to_anchor": (1.01, 1.0), "borderaxespad": 0.0}
    small = "small" if len(labels) > _MOST_INSIDE else None
    across = float(ax.get_window_extent().width)
    while True:
        box = ax.legend(title=title or None, fontsize=small, **where, **options)
        # As wide as it is drawn: what letters and handles take depends on the settings.
        if where.get("ncols", 1) == 1 or box.get_window_extent().width <= across:
            return
        where["ncols"] -= 1
