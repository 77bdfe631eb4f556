"""Curves with as many points as a page can hold, which look like all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from tsdownsample import MinMaxLTTBDownsampler

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["points_of_each", "shape_of"]

_MOST_ON_PAGE = 60_000
_MOST_OF_CURVE = 400
_FEWEST_OF_CURVE = 20
# First, last, smallest and largest, which the downsampling alone may lose.
_KEPT_ANYHOW = 4


def points_of_each(curves: int) -> int:
    """Return how many points each of so many curves may have, so that the page stays small."""
    fair = _MOST_ON_PAGE // max(curves, 1)
    return min(max(fair, _FEWEST_OF_CURVE), _MOST_OF_CURVE)


def shape_of(values: NDArray[np.float64], most: int) -> NDArray[np.intp]:
    """Choose the points of a curve that keep its shape.

    Parameters
    ----------
    values : array of float
        The curve, in its order. NaN and infinities are gaps.
    most : int
        How many finite values to keep.

    Returns
    -------
    array of int
        Places, rising: of finite values, the first, last, smallest and largest among them, and one
        of a gap between any two that had one between them.

    Notes
    -----
    The downsampling is given no x: its bins are of equally many points, as it panics where x does
    not rise.
    """
    finite = np.isfinite(values)
    places = np.flatnonzero(finite)
    if len(places) == 0:
        return places
    kept = places
    if len(places) > most:
        numbers = values[places]
        downsampler = MinMaxLTTBDownsampler()  # type: ignore[no-untyped-call]
        chosen = downsampler.downsample(numbers, n_out=most - _KEPT_ANYHOW)
        always = [0, len(numbers) - 1, int(numbers.argmin()), int(numbers.argmax())]
        kept = places[np.union1d(chosen.astype(np.intp), always)]
    gaps = np.cumsum(~finite)[kept]
    before = kept[:-1][np.diff(gaps) > 0]
    # The first gap after each of these.
    missing = np.flatnonzero(~finite)
    breaks = missing[np.searchsorted(missing, before)]
    return np.union1d(kept, breaks)
