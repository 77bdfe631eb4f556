"""A curve in the space of a word: as SVG, or as eight heights of blocks."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from jobanalytics.notebook.elements import Html
from jobanalytics.thinning import places_to_draw

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

__all__ = ["blocks", "svg"]

_WIDTH, _HEIGHT, _MARGIN = 120, 22, 2
_POINTS = 120
_BLOCKS = "▁▂▃▄▅▆▇█"


def svg(values: Sequence[float]) -> Html:
    """Draw values from left to right in the colour of the text around; broken at NaN and infinity.

    Nothing where there is no finite value.
    """
    places, heights, breaks = _curve(values, _POINTS)
    if not places.size:
        return Html("")
    across = _MARGIN + places * (_WIDTH - 2 * _MARGIN)
    down = _MARGIN + (1 - heights) * (_HEIGHT - 2 * _MARGIN)
    points = [f"{x:.1f},{y:.1f}" for x, y in zip(across, down, strict=True)]
    ends = [0, *(np.flatnonzero(breaks) + 1), len(points)]
    # A line of one point has round ends, and so is a dot.
    lines = "".join(
        f"<polyline points='{' '.join([*points[start:end], points[end - 1]])}'/>"
        for start, end in pairwise(ends)
    )
    return Html(
        f"<svg width='{_WIDTH}' height='{_HEIGHT}' viewBox='0 0 {_WIDTH} {_HEIGHT}' "
        "style='vertical-align:middle' fill='none' stroke='currentColor' stroke-width='1.5' "
        f"stroke-linecap='round' stroke-linejoin='round' role='img' aria-label='curve'>{lines}"
        "</svg>"
    )


def blocks(values: Sequence[float], width: int = 16) -> str:
    """Write values as blocks of eight heights: the last value of each of so many equal parts.

    A part whose last value is not finite is a space.
    """
    count = len(values)
    parts = min(count, width)
    last = [values[(part + 1) * count // parts - 1] for part in range(parts)]
    numbers = np.asarray(last, dtype=float)
    finite = np.isfinite(numbers)
    if not finite.any():
        return ""
    heights = np.zeros(parts)
    heights[finite] = _heights(numbers[finite])
    return "".join(
        _BLOCKS[min(int(height * len(_BLOCKS)), len(_BLOCKS) - 1)] if is_number else " "
        for height, is_number in zip(heights, finite, strict=True)
    )


def _curve(
    values: Sequence[float], most: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """Return places from 0 to 1, heights from 0 to 1, and whether the line breaks behind each."""
    numbers = np.asarray(values, dtype=float)
    kept = places_to_draw(numbers, most)
    kept = kept[np.isfinite(numbers[kept])]
    places = kept / max(len(numbers) - 1, 1)
    lost = np.cumsum(~np.isfinite(numbers))[kept]
    return places, _heights(numbers[kept]), np.diff(lost) > 0


def _heights(numbers: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Put numbers between 0 and 1; all in the middle where they are alike."""
    if not numbers.size:
        return numbers
    # Halved, so that the largest and the smallest of floats have a distance.
    low, high = numbers.min() / 2, numbers.max() / 2
    if low == high:
        return np.full(numbers.shape, 0.5)
    return np.asarray((numbers / 2 - low) / (high - low), dtype=float)
