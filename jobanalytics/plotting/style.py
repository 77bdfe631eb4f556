"""What all plots have in common: the Axes, the columns that they need, colours for its ground."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib import pyplot as plt
from matplotlib.colors import LinearSegmentedColormap, to_rgb

from jobanalytics.errors import InvalidArgumentError

if TYPE_CHECKING:
    from collections.abc import Iterable

    import polars as pl
    from matplotlib.axes import Axes
    from matplotlib.colors import Colormap

__all__ = [
    "LINE_STYLES",
    "MARKERS",
    "MOST_IN_LEGEND",
    "axes_or_new",
    "colors_in_turn",
    "grey",
    "has_room_beside",
    "ink",
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
_MOST_INSIDE = 8
_VIRIDIS = mpl.colormaps["viridis"]
# Of either end of the scale a part is not to be seen, on white or on black.
_ON_LIGHT = LinearSegmentedColormap.from_list("viridis_on_light", _VIRIDIS([0, 0.22, 0.44, 0.65, 0.85]))
_ON_DARK = LinearSegmentedColormap.from_list("viridis_on_dark", _VIRIDIS([0.3, 0.5, 0.7, 0.85, 1]))


def axes_or_new(ax: Axes | None, size: tuple[float, float] | None = None) -> Axes:
    """Return the Axes given, or those of a new figure of pyplot, of a size in inches."""
    return plt.subplots(figsize=size, layout="constrained")[1] if ax is None else ax


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


def is_dark(ax: Axes) -> bool:
    """Say whether the ground that is drawn on is dark."""
    face: Any = ax.get_facecolor()
    if face[3] == 0:
        face = ax.get_figure(root=True).get_facecolor()  # type: ignore[union-attr]
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
    figure: Any = ax.get_figure(root=True)
    return figure.get_layout_engine() is not None


def legend(ax: Axes, title: str | None, *, is_crowded: bool = False, **options: Any) -> None:
    """Draw a legend of what has a label, if anything has; a long one beside the Axes if it can.

    Where much is drawn, the search for an empty corner takes long and finds none.
    """
    count = len(options.get("handles", ax.get_legend_handles_labels()[0]))
    if not count:
        return
    if (count > _MOST_INSIDE or is_crowded) and has_room_beside(ax):
        place: dict[str, Any] = {"loc": "upper left", "bbox_to_anchor": (1.01, 1.0)}
        place["borderaxespad"] = 0.0
    else:
        place = {"loc": "upper right" if is_crowded else "best"}
    small = "small" if count > _MOST_INSIDE else None
    ax.legend(title=title or None, fontsize=small, **place, **options)


def join(names: Iterable[str]) -> str:
    """List names with commas."""
    return ", ".join(names)
