"""Times and sizes as one reads them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["clock", "megabytes", "moment", "written"]

_MEGABYTE = 10**6


def moment(time: datetime | None) -> str:
    """Write when something was, to the second, with its time zone."""
    return "" if time is None else f"{time:%Y-%m-%d %H:%M:%S %Z}"


def megabytes(size: int) -> str:
    """Write how many bytes there are: ``1.5 MB``; below one megabyte ``12 kB``."""
    return f"{size / 1e6:,.1f} MB" if size >= _MEGABYTE else f"{size / 1e3:,.0f} kB"


def clock(seconds: float | None) -> str:
    """Write how long something took: ``0:01:20``; ``1 d 02:00:00`` from a day on."""
    if seconds is None:
        return ""
    minutes, second = divmod(max(int(seconds), 0), 60)
    hours, minute = divmod(minutes, 60)
    days, hour = divmod(hours, 24)
    if days:
        return f"{days} d {hour:02}:{minute:02}:{second:02}"
    return f"{hour}:{minute:02}:{second:02}"


def written(value: float | None) -> str:
    """Write a value as one reads it."""
    if value is None:
        return ""
    if math.isnan(value):
        return "NaN"
    return f"{value:+}" if math.isinf(value) else f"{value:.6g}"
