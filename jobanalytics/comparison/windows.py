"""How long the windows are that curves are resampled to."""

from __future__ import annotations

import math
import re
from datetime import timedelta
from numbers import Real
from typing import Any

from jobanalytics.comparison.arguments import whole_number
from jobanalytics.errors import InvalidArgumentError

__all__ = ["window_length"]

_MICROSECONDS = {
    "us": 1,
    "ms": 1_000,
    "s": 1_000_000,
    "m": 60_000_000,
    "h": 3_600_000_000,
    "d": 86_400_000_000,
    "w": 604_800_000_000,
}
_PART = re.compile(r"([0-9]+)(us|ms|s|m|h|d|w)")
_MOST = 2**63 - 1


def window_length(every: Any, x: str) -> int:
    """Return the length of a window over `x`: iterations, or microseconds.

    Raises
    ------
    InvalidArgumentError
        If `every` is of another kind than `x` needs, or not positive.
    """
    if x == "iteration_number":
        return min(whole_number("every, over iteration_number,", every, least=1), _MOST)
    length = _microseconds(every, x)
    if not 1 <= length <= _MOST:
        raise InvalidArgumentError(
            f"every takes a window of 1 microsecond or more, up to 292,000 years; got {every!r}."
        )
    return length


def _microseconds(every: Any, x: str) -> int:
    if isinstance(every, timedelta):
        return every // timedelta(microseconds=1)
    if isinstance(every, str):
        parts = _PART.findall(every)
        if parts and "".join(map("".join, parts)) == every:
            return sum(int(number) * _MICROSECONDS[unit] for number, unit in parts)
    elif isinstance(every, Real) and not isinstance(every, bool) and math.isfinite(every):
        return round(float(every) * 1e6)
    raise InvalidArgumentError(
        f"every, over {x}, takes seconds, a timedelta, or a duration such as '10s' or '1h30m' "
        f"(units {', '.join(_MICROSECONDS)}); got {every!r}."
    )
