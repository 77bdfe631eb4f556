"""The events of a log page become columns: from the body of an answer, or from botocore's dicts."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import polars as pl

from jobanalytics.errors import MalformedResponseError
from jobanalytics.schema import LOG_EVENTS

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["PAGE", "read_page", "to_columns"]

PAGE = pl.Schema(
    {
        "log_stream": pl.String(),
        "timestamp": LOG_EVENTS["timestamp"],
        "message": pl.String(),
        "event_id": pl.String(),
    }
)
"""The events of one page."""

_MEMBERS = {
    "logStreamName": "log_stream",
    "timestamp": "timestamp",
    "message": "message",
    "eventId": "event_id",
}
"""What the columns are called in an answer."""

_NEEDED = ("logStreamName", "timestamp", "message")
_Int64 = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]


class _Event(msgspec.Struct, rename="camel", gc=False):
    log_stream_name: str
    timestamp: _Int64
    message: str
    event_id: str | None = None


class _Page(msgspec.Struct, rename="camel"):
    events: list[_Event]
    next_token: str | None = None


_page = msgspec.json.Decoder(_Page)


def read_page(body: bytes) -> dict[str, Any]:
    """Read the body of a page of FilterLogEvents.

    Returns
    -------
    dict
        ``events``, columns as in `PAGE`, and ``nextToken`` if there is one.

    Raises
    ------
    msgspec.DecodeError
        If the body is no JSON, or a required member is not there or not of its type.
    """
    page = _page.decode(body)
    columns = {
        "log_stream": list(map(attrgetter("log_stream_name"), page.events)),
        "timestamp": list(map(attrgetter("timestamp"), page.events)),
        "message": list(map(attrgetter("message"), page.events)),
        "event_id": list(map(attrgetter("event_id"), page.events)),
    }
    token = {} if page.next_token is None else {"nextToken": page.next_token}
    return {"events": pl.DataFrame(columns, schema=PAGE), **token}


def to_columns(events: pl.DataFrame | Sequence[dict[str, Any]], what: str) -> pl.DataFrame:
    """Return the events of an answer as columns; those of `PAGE`.

    Parameters
    ----------
    events : polars.DataFrame or sequence of dict
        As `read_page` gave them, or as botocore parsed them.
    what : str
        What is being done, for the error.

    Raises
    ------
    MalformedResponseError
        If an event lacks a required member, or has one that is not of its type.
    """
    if isinstance(events, pl.DataFrame):
        return events
    asked = f"{what[:1].upper()}{what[1:]}"
    try:
        frame = pl.DataFrame(events, schema={name: PAGE[_MEMBERS[name]] for name in _MEMBERS})
    except (TypeError, ValueError, pl.exceptions.PolarsError) as error:
        raise MalformedResponseError(
            f"{asked}: log events came that cannot be read; expected texts, and a time in "
            f"milliseconds. {error}"
        ) from error
    lacking = [name for name in _NEEDED if frame[name].null_count()]
    if lacking:
        raise MalformedResponseError(f"{asked}: log events came without {', '.join(lacking)}.")
    return frame.rename(_MEMBERS)
