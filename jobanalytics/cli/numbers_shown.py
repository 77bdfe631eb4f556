"""Numbers as people read them: alike decimals in a column, no more than they say."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["NOTHING", "as_given", "decimals", "with_interval"]

NOTHING = "-"
"""What stands for a null."""

# So many digits of a number count, and so many may be written to put points below one another.
_DIGITS, _MOST_DIGITS = 6, 9
# Numbers beyond these have an exponent.
_SMALL, _LARGE = 1e-4, 1e9


def decimals(values: Sequence[float | None], most: int | None = None) -> list[str]:
    """Write numbers with their digits, and all with as many decimals, where that is not too long.

    It is too long where numbers of very different sizes stand together, as where one job diverged:
    each is written by itself then. With `most` there are no more decimals than that.
    """
    texts = [_significant(value, most) for value in values]
    numbers = [text.lstrip("-").partition(".") for text in texts if text]
    behind = max((len(digits) for _, _, digits in numbers), default=0)
    before = max((len(whole) for whole, _, _ in numbers), default=0)
    is_alike = before + behind <= _MOST_DIGITS and not any("e" in text for text in texts)
    if is_alike:
        texts = [f"{value:.{behind}f}" if _is_finite(value) else "" for value in values]
    return [text or _no_number(value) for text, value in zip(texts, values, strict=True)]


def _significant(value: float | None, most: int | None) -> str:
    """Write a number with the digits that count, and without zeros behind them."""
    if value is None or not math.isfinite(value):
        return ""
    size = abs(value)
    if size and not _SMALL <= size < _LARGE:
        return f"{value:.{_DIGITS}g}"
    before = math.floor(math.log10(size)) + 1 if size else 0
    behind = max(_DIGITS - before, 0)
    text = f"{value:.{behind if most is None else min(behind, most)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def with_interval(
    values: Sequence[float | None], low: Sequence[float | None], high: Sequence[float | None]
) -> list[str]:
    """Write numbers with their intervals: ``-7.69 [-7.74, -7.55]``.

    They have as many decimals as the narrowest interval has two digits for, and as no number
    becomes 0 by; a number that has no interval, or one of no width, has its own. Where there is no
    interval, the number stands alone.
    """
    every = [*values, *low, *high]
    sure = [
        _significant(value, None).partition(".")[2]
        for value, begin, end in zip(values, low, high, strict=True)
        if begin is None or begin == end
    ]
    most = max([*map(len, sure), *map(_decimals_for, _sizes(values, low, high))], default=None)
    texts = decimals(every, most)
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


def _sizes(
    values: Sequence[float | None], low: Sequence[float | None], high: Sequence[float | None]
) -> Iterable[float]:
    """Give the size of what has to be seen of each: the interval's, and an end's beside 0."""
    for value, begin, end in zip(values, low, high, strict=True):
        if value is None or begin is None or end is None or not begin < end < math.inf:
            continue
        if begin > -math.inf:
            yield end - begin
        if begin > 0 or end < 0:
            yield min(abs(begin), abs(value), abs(end))


def _decimals_for(size: float) -> int:
    """Return how many decimals show two digits, of a size of 1 those behind the point."""
    return max(2 - math.ceil(math.log10(size)), 0)


def _no_number(value: float | None) -> str:
    return NOTHING if value is None else "NaN" if math.isnan(value) else f"{value:+}"


def _is_finite(value: float | None) -> bool:
    return value is not None and math.isfinite(value)
