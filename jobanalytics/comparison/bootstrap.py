"""What a few values say of all such values: centers and a probability, with their intervals.

The statistics and the percentile bootstrap are those of R. Agarwal, M. Schwarzer, P. S. Castro,
A. C. Courville and M. G. Bellemare, "Deep Reinforcement Learning at the Edge of the Statistical
Precipice", NeurIPS 34 (2021). They stratify by task; here nothing is stratified.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from zlib import crc32

import numpy as np
import scipy  # its parts come when they are used: stats takes half a second

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

__all__ = ["Estimate", "Resampling", "estimates_of_centers", "probability_of_being_larger"]

_CONFIDENCE = 0.95
# Of each array of resampled values, so that a batch takes a few times 2 MB.
_MOST_AT_ONCE = 2**18


class Estimate(NamedTuple):
    """A statistic of a sample, and the interval that resampling gives it."""

    value: float | None
    low: float | None
    high: float | None

    def mirrored(self) -> Estimate:
        """Return the estimate of 1 less this statistic."""
        return Estimate(*(None if one is None else 1 - one for one in (self[0], self[2], self[1])))


class Resampling(NamedTuple):
    """How often to resample, and from which seed."""

    seed: int
    resamples: int


def estimates_of_centers(values: NDArray[np.float64], how: Resampling) -> list[Estimate]:
    """Estimate mean, median and interquartile mean of what `values` are a sample of.

    `values` are sorted numbers. There are no intervals where an infinity is among them, nor of
    fewer than two.
    """
    if not values.size:
        return [Estimate(None, None, None)] * 3
    finite = np.isfinite(values)
    # The largest is brought to 1 or less, so that no sum or square is too large for a float.
    exponent = int(np.frexp(np.abs(values[finite]).max(initial=0))[1])
    scaled = np.ldexp(values, -exponent)
    with np.errstate(invalid="ignore"):  # The sum of both infinities is no number.
        centers = _centers(scaled)
    nothing = np.full_like(centers, np.nan)
    low, high = _interval(_centers, how, scaled) if finite.all() else (nothing, nothing)
    return [_estimate(*one) for one in np.ldexp([centers, low, high], exponent).T.tolist()]


def probability_of_being_larger(
    first: NDArray[np.float64], second: NDArray[np.float64], how: Resampling
) -> Estimate:
    """Estimate the probability that one of `first` is larger than one of `second`.

    Both are sorted numbers; equal ones count half. There is no interval where either are fewer
    than two.
    """
    if not (first.size and second.size):
        return Estimate(None, None, None)
    # Infinities only compare: as ranks they need no care.
    ranks = scipy.stats.rankdata(np.concatenate([first, second]), method="dense").astype(np.float64)
    first, second = ranks[: first.size], ranks[first.size :]
    low, high = _interval(_share_larger, how, first, second)
    found = (_share_larger(first, second), low, high)
    # On the grid of the numbers between 1/2 and 1, 1 - p is exact, and so is 1 - (1 - p) = p.
    return _estimate(*(1 - (1 - float(one)) for one in found))


def _estimate(*numbers: float) -> Estimate:
    return Estimate(*(None if np.isnan(number) else number for number in numbers))


def _interval(
    statistic: Callable[..., NDArray[np.float64]], how: Resampling, *samples: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the percentile interval of a statistic, NaN where a sample is of fewer than two."""
    if min(sample.size for sample in samples) < 2:  # noqa: PLR2004 - what resampling needs
        nothing = np.full_like(statistic(*samples), np.nan)
        return nothing, nothing
    # The values have a say in the seed, not their places among others: a group's interval is the
    # same whatever groups stand beside it.
    rng = np.random.default_rng([how.seed, *(crc32(sample.tobytes()) for sample in samples)])
    found: Any = scipy.stats.bootstrap(
        samples,
        statistic,
        n_resamples=how.resamples,
        batch=max(1, _MOST_AT_ONCE // sum(sample.size for sample in samples)),
        vectorized=True,
        confidence_level=_CONFIDENCE,
        method="percentile",
        rng=rng,
    )
    return found.confidence_interval.low, found.confidence_interval.high


def _centers(sample: NDArray[np.float64], axis: int = -1) -> NDArray[np.float64]:
    """Return mean, median and interquartile mean, along the last axis."""
    ordered = np.sort(sample, axis=axis)
    size = ordered.shape[axis]
    inner = ordered[..., size // 4 : size - size // 4]
    median = (ordered[..., (size - 1) // 2] + ordered[..., size // 2]) / 2
    centers = np.stack([ordered.mean(axis), median, inner.mean(axis)])
    # Rounding of the sum may carry the mean of equal values past them by an ulp.
    clipped: NDArray[np.float64] = np.clip(centers, ordered[..., 0], ordered[..., -1])
    return clipped


def _share_larger(
    first: NDArray[np.float64], second: NDArray[np.float64], axis: int = -1
) -> NDArray[np.float64]:
    """Return Mann and Whitney's U of `first`, as a share of all pairs."""
    n, m = first.shape[axis], second.shape[axis]
    ranks = scipy.stats.rankdata(np.concatenate([first, second], axis=axis), axis=axis)
    u = ranks[..., :n].sum(axis) - n * (n + 1) / 2
    share: NDArray[np.float64] = u / (n * m)
    return share
