"""Numbers that are too large to draw: they are marked as infinities, and the legend says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jobanalytics.plotting.marks import note
from jobanalytics.plotting.scales import LARGEST

if TYPE_CHECKING:
    import polars as pl
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

__all__ = ["note_too_large"]


def note_too_large(ax: Axes, values: pl.Series) -> list[Artist]:
    """Say in the legend how many of the numbers marked as infinite are not; return what is new."""
    if not values.dtype.is_float():
        return []
    count = int((values.is_finite() & (values.abs() > LARGEST)).sum())
    if not count:
        return []
    words = "1 of ∞ is" if count == 1 else f"{count:,} of ∞ are"
    beyond = f"{LARGEST:g}".replace("+", "")
    return [note(ax, f"{words} finite: beyond {beyond}", s=0)]
