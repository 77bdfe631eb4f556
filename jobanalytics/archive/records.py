"""Jobs' records ↔ JSON text, times included."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from jobanalytics.errors import InvalidArgumentError

__all__ = ["check_record", "record_from_json", "record_to_json"]

# Where GetJob has times. A hyperparameter may have any of these names, too.
_TIMES = ("createdAt", "startedAt", "endedAt")
_EVENTS, _EVENT_TIME = "events", "timeOfEvent"


# Where they are used, GetJob has these types. A record may be of anybody's making.
_TYPES: dict[str, type] = {
    "jobArn": str,
    "jobName": str,
    "status": str,
    **dict.fromkeys(_TIMES, datetime),
    "failureReason": str,
    "device": str,
    "deviceConfig": dict,
    "instanceConfig": dict,
    "outputDataConfig": dict,
    "hyperParameters": dict,
    "tags": dict,
    "events": list,
    "billableDuration": int,
}
_NESTED: dict[str, dict[str, type]] = {
    "deviceConfig": {"device": str},
    "instanceConfig": {"instanceType": str, "instanceCount": int},
    "outputDataConfig": {"s3Path": str},
}
_REQUIRED = ("jobArn", "jobName", "status")
_LARGEST = 2**63 - 1


def check_record(record: dict[str, Any]) -> None:
    """Check that what an archive says of a job can be laid out as a table.

    Raises
    ------
    InvalidArgumentError
        If a member of the record is of another type than GetJob has there.
    """
    _check(record, _TYPES, "")
    if missing := [name for name in _REQUIRED if record.get(name) is None]:
        raise InvalidArgumentError(f"The record of a job lacks {', '.join(missing)}.")
    for name, types in _NESTED.items():
        _check(record.get(name) or {}, types, f"{name}.")


def _check(record: dict[str, Any], types: dict[str, type], prefix: str) -> None:
    for name, expected in types.items():
        value = record.get(name)
        if value is not None and not _fits(value, expected):
            raise InvalidArgumentError(
                f"The record of a job has {value!r:.100} as its {prefix}{name}, where GetJob has a "
                f"{expected.__name__}."
            )


def _fits(value: object, expected: type) -> bool:
    if not isinstance(value, expected):
        return False
    if isinstance(value, int):
        return abs(value) <= _LARGEST
    if isinstance(value, datetime):
        try:
            value.astimezone(UTC)
        except OverflowError:
            return False
    if isinstance(value, str):
        return value.isascii() or value.encode("utf-8", "replace").decode() == value
    return True


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
