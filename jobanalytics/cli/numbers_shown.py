"""Numbers as people read them: alike decimals in a column, no more than they say."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["NOTHING", "as_given", "decimals", "with_interval"]

NOTHING = "-"
"""What stands for a null."""

_DIGITS = 6
# Numbers beyond these have an exponent.
_SMALL, _LARGE = 1e-4, 1e9


def decimals(values: Sequence[float | None], most: int | None = None) -> list[str]:
    """Write numbers with as many decimals as the largest has room for, all with the same.

    Where some are too large or too small for that, each is written by itself. With `most` there
    are no more decimals than that.
    """
    sizes = [abs(value) for value in values if value is not None and math.isfinite(value) and value]
    largest = max(sizes, default=1.0)
    smallest = min(sizes, default=1.0) if most is None else largest
    if largest >= _LARGE or smallest < _SMALL:
        texts = [f"{value:.{_DIGITS}g}" if _is_finite(value) else "" for value in values]
    else:
        before = max(math.floor(math.log10(largest)) + 1, 1)
        behind = max(_DIGITS - before, 0)
        behind = behind if most is None else min(behind, most)
        texts = [f"{value:.{behind}f}" if _is_finite(value) else "" for value in values]
        # Zeros behind the point that all of them have say nothing.
        spare = min((len(text) - len(text.rstrip("0")) for text in texts if text), default=0)
        if spare := min(spare, behind) if behind else 0:
            texts = [text[:-spare].rstrip(".") for text in texts]
    return [text or _no_number(value) for text, value in zip(texts, values, strict=True)]


def with_interval(
    values: Sequence[float | None], low: Sequence[float | None], high: Sequence[float | None]
) -> list[str]:
    """Write numbers with their intervals: ``-7.69 [-7.74, -7.55]``.

    They have as many decimals as the narrowest interval has two digits for. Where there is no
    interval, the number stands alone.
    """
    every = [*values, *low, *high]
    texts = decimals(every, _decimals_for(_widths(low, high)))
    count = len(values)
    return [
        value if NOTHING in (begin, end) else f"{value} [{begin}, {end}]"
        for value, begin, end in zip(
            texts[:count], texts[count : 2 * count], texts[2 * count :], strict=True
        )
    ]


def as_given(value: float | None) -> str:
    """Write a number as a user gives it: 1 and not 1.0000, though there is a 0.0625, too."""
    if value is None or not math.isfinite(value):
        return _no_number(value)
    return repr(value).removesuffix(".0")


def _widths(low: Sequence[float | None], high: Sequence[float | None]) -> Iterable[float]:
    for begin, end in zip(low, high, strict=True):
        if begin is not None and end is not None and begin < end < math.inf and begin > -math.inf:
            yield end - begin


def _decimals_for(widths: Iterable[float]) -> int | None:
    narrowest = min(widths, default=None)
    return None if narrowest is None else max(1 - math.floor(math.log10(narrowest)), 0)


def _no_number(value: float | None) -> str:
    return NOTHING if value is None else "NaN" if math.isnan(value) else f"{value:+}"


def _is_finite(value: float | None) -> bool:
    return value is not None and math.isfinite(value)
