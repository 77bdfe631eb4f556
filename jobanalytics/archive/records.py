"""Jobs' records ↔ JSON text, times included."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

__all__ = ["record_from_json", "record_to_json"]

# Where GetJob has times. A hyperparameter may have any of these names, too.
_TIMES = ("createdAt", "startedAt", "endedAt")
_EVENTS, _EVENT_TIME = "events", "timeOfEvent"


def record_to_json(record: dict[str, Any]) -> str:
    """Write a record as GetJob gives it; times become ISO 8601."""
    return json.dumps(record, default=_time)


def _time(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"A job's record holds a {type(value).__name__}, which JSON does not know.")


def record_from_json(text: str) -> dict[str, Any]:
    """Read a record back."""
    record: dict[str, Any] = json.loads(text)
    for name in _TIMES:
        if record.get(name) is not None:
            record[name] = datetime.fromisoformat(record[name])
    for event in record.get(_EVENTS) or []:
        if event.get(_EVENT_TIME) is not None:
            event[_EVENT_TIME] = datetime.fromisoformat(event[_EVENT_TIME])
    return record
