"""Numbers → what a picture of them needs: the points that are seen, and whether by decades."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from tsdownsample import MinMaxLTTBDownsampler

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["places_to_draw", "spans_decades"]

# First, last, smallest and largest, which the downsampling alone may lose.
_KEPT_ANYHOW = 4
_DECADES = 100.0


def places_to_draw(
    y: NDArray[np.float64], most: int, x: NDArray[np.float64] | None = None
) -> NDArray[np.intp]:
    """Choose the points of a line that are enough to draw it.

    Parameters
    ----------
    y : array of float
        The line, in its order. NaN and infinities are gaps.
    most : int
        How many finite values to keep, by MinMaxLTTB [1]_.
    x : array of float, optional
        Where they are; without it they are equally far apart. Where it falls, which the
        downsampling does not take, all finite points are kept.

    Returns
    -------
    array of int
        Places, rising: of finite points, the first, last, smallest and largest among them, and one
        of a gap between any two that had one between them.

    References
    ----------
    .. [1] J. Van Der Donckt, J. Van Der Donckt, M. Rademaker and S. Van Hoecke, "MinMaxLTTB:
       Leveraging MinMax-Preselection to Scale LTTB", IEEE VIS 2023.
    """
    is_finite = np.isfinite(y) if x is None else np.isfinite(y) & np.isfinite(x)
    finite = np.flatnonzero(is_finite)
    if finite.size == 0:
        return finite
    kept = finite
    rises = x is None or not (np.diff(x[finite]) < 0).any()
    if finite.size > most and rises:
        there = np.ascontiguousarray(y[finite])
        where = () if x is None else (np.ascontiguousarray(x[finite]),)
        downsampler = MinMaxLTTBDownsampler()  # type: ignore[no-untyped-call]
        chosen = downsampler.downsample(*where, there, n_out=max(most - _KEPT_ANYHOW, 3))
        always = [0, finite.size - 1, int(there.argmin()), int(there.argmax())]
        kept = finite[np.union1d(chosen.astype(np.intp), always)]
    # One break between two points is enough, however many values are missing there.
    missing = np.flatnonzero(~is_finite)
    before = kept[:-1][np.diff(np.searchsorted(missing, kept)) > 0]
    return np.union1d(kept, missing[np.searchsorted(missing, before)])


def spans_decades(values: NDArray[np.float64]) -> bool:
    """Say whether numbers, all of them positive, span more than two decades."""
    finite = values[np.isfinite(values)]
    return bool(finite.size and finite.min() > 0 and finite.max() / _DECADES > finite.min())
