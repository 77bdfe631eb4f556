"""The events of a log page, from the body of an answer to columns.

botocore makes a dict of every event, member by member along its service model: ten times the work
of reading the JSON. Its clients emit an event before they parse an answer, and there a page that
is as it must be becomes columns at once, which travel in the answer that they came in.

botocore's guide does not list that event, ``before-parse``. So nothing hangs on it but speed: what
was not taken here, or not understood, is left to botocore as it came, and its dicts become
columns afterwards.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import polars as pl

from jobanalytics.errors import MalformedResponseError
from jobanalytics.schema import LOG_EVENTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from botocore.client import BaseClient

__all__ = ["PAGE", "take_columns", "to_columns"]

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
_OK = 200

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


def take_columns(logs: BaseClient) -> None:
    """Let a client of CloudWatch Logs answer FilterLogEvents with columns, as `to_columns` wants.

    Parameters
    ----------
    logs : botocore.client.BaseClient
        The client. No other client, also of its session, is changed.
    """
    logs.meta.events.register("before-parse.cloudwatch-logs.FilterLogEvents", _take_events)


def _take_events(
    response_dict: dict[str, Any], customized_response_dict: dict[str, Any], **_: Any
) -> None:
    """Put the events of an answer beside its body, as columns; leave any other answer alone.

    botocore calls it with the answer before it parses that. What is put into
    `customized_response_dict` becomes members of the parsed answer.
    """
    if response_dict["status_code"] != _OK:
        return
    try:
        page = _page.decode(response_dict["body"])
    except (msgspec.DecodeError, RecursionError):
        return
    columns = {
        "log_stream": list(map(attrgetter("log_stream_name"), page.events)),
        "timestamp": list(map(attrgetter("timestamp"), page.events)),
        "message": list(map(attrgetter("message"), page.events)),
        "event_id": list(map(attrgetter("event_id"), page.events)),
    }
    customized_response_dict["events"] = pl.DataFrame(columns, schema=PAGE)
    response_dict["body"] = msgspec.json.encode({"nextToken": page.next_token})


def to_columns(events: pl.DataFrame | Sequence[dict[str, Any]], what: str) -> pl.DataFrame:
    """Return the events of an answer as columns; those of `PAGE`.

    Parameters
    ----------
    events : polars.DataFrame or sequence of dict
        As they were taken out of the body, or as botocore parsed them.
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
