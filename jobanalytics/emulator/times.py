"""Times as the services write them."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

__all__ = ["iso", "now", "now_ms", "to_datetime", "to_ms"]


def now() -> datetime:
    """Give the present moment."""
    return datetime.now(UTC)


def now_ms() -> int:
    """Give the present moment in milliseconds since the epoch."""
    return time.time_ns() // 1_000_000


def to_datetime(value: Any) -> datetime:
    """Read a moment: a datetime (naive is UTC), ISO 8601 text, or seconds since the epoch."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    moment = value if isinstance(value, datetime) else datetime.fromtimestamp(value, UTC)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def to_ms(value: datetime) -> int:
    """Give a moment in milliseconds since the epoch."""
    return round(value.timestamp() * 1000)


def iso(value: datetime) -> str:
    """Write a moment as REST-JSON does."""
    return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
