"""Fewer points that look the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from tsdownsample import MinMaxLTTBDownsampler

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["places_to_draw"]

_DOWNSAMPLER = MinMaxLTTBDownsampler()  # type: ignore[no-untyped-call]


def places_to_draw(x: NDArray[np.float64], y: NDArray[np.float64], most: int) -> NDArray[np.intp]:
    """Choose the points of a line that are enough to draw it.

    Of more than `most` points some `most` are kept, by MinMaxLTTB [1]_, and the first, the last,
    the smallest and the largest finite value anyhow, which MinMaxLTTB may drop. A gap, which is
    one or more values that are not finite, stays a gap. Where x falls, all points are kept.

    References
    ----------
    .. [1] J. Van Der Donckt, J. Van Der Donckt, M. Rademaker and S. Van Hoecke, "MinMaxLTTB:
       Leveraging MinMax-Preselection to Scale LTTB", IEEE VIS 2023.
    """
    if len(x) <= most:
        return np.arange(len(x))
    is_finite = np.isfinite(y) & np.isfinite(x)
    finite = np.flatnonzero(is_finite)
    if len(finite) <= most or (np.diff(x[finite]) < 0).any():
        kept = finite
    else:
        there = np.ascontiguousarray(y[finite])
        chosen = _DOWNSAMPLER.downsample(np.ascontiguousarray(x[finite]), there, n_out=max(most, 4))
        extremes = [0, len(finite) - 1, int(there.argmin()), int(there.argmax())]
        kept = finite[np.union1d(chosen.astype(np.intp), extremes)]
    gaps = np.flatnonzero(~is_finite)
    if gaps.size:
        # One break between two points is enough, however many values are missing there.
        _, first = np.unique(np.searchsorted(kept, gaps), return_index=True)
        kept = np.union1d(kept, gaps[first])
    return kept
