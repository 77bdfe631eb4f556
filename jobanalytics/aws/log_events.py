"""The log of jobs, page by page, as columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl
from botocore.exceptions import ClientError

from jobanalytics.aws.errors import error_code
from jobanalytics.aws.log_columns import PAGE, to_columns
from jobanalytics.aws.responses import pages

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from jobanalytics.aws.session import AwsClients

__all__ = [
    "LOG_GROUP",
    "METRICS_PATTERN",
    "LogPage",
    "LogWindow",
    "filter_log_events",
    "retention_days",
    "to_log_events",
]

LOG_GROUP = "/aws/braket/jobs"

METRICS_PATTERN = '"Metrics -"'
"""FilterLogEvents' pattern of metric lines; with double quotes it is a phrase."""


class LogPage(NamedTuple):
    """One page of log events.

    Attributes
    ----------
    events : polars.DataFrame
        Columns as in `PAGE`.
    token : str or None
        Where the next page begins; None behind the last.
    """

    events: pl.DataFrame
    token: str | None


@dataclass(frozen=True)
class LogWindow:
    """Which part of the log group to read: some streams, and a time.

    Attributes
    ----------
    start, end : datetime
        Both are within the window.
    stream_prefix : str
        What the names of the streams begin with, if they are not given.
    streams : tuple of str
        The streams' names, at most 100.
    with_ids : bool
        Whether the events' ids are needed, to know them again.
    is_whole : bool
        Whether it is all that can have been logged until now.
    """

    start: datetime
    end: datetime
    stream_prefix: str = ""
    streams: tuple[str, ...] = ()
    with_ids: bool = False
    is_whole: bool = True


def filter_log_events(
    clients: AwsClients,
    window: LogWindow,
    what: str,
    *,
    pattern: str | None = None,
    token: str | None = None,
) -> Iterator[LogPage]:
    """Read the events of a window, each page as it arrives.

    Parameters
    ----------
    clients : AwsClients
        Where to read.
    window : LogWindow
        What to read.
    what : str
        What is being done, for errors.
    pattern : str, optional
        CloudWatch's filter pattern; without one all events come.
    token : str, optional
        That of a former page, to go on behind it.

    Yields
    ------
    LogPage
        Sorted by time over all streams. A page may be empty. There is at least one, unless the
        region has no log group of Braket jobs at all.

    Raises
    ------
    MalformedResponseError
        If a page, or an event in it, lacks a required member.
    """
    request: dict[str, object] = {
        "logGroupName": LOG_GROUP,
        "startTime": _milliseconds(window.start),
        "endTime": _milliseconds(window.end),
    }
    if window.streams:
        request["logStreamNames"] = list(window.streams)
    else:
        request["logStreamNamePrefix"] = window.stream_prefix
    if pattern is not None:
        request["filterPattern"] = pattern
    answers = pages(
        clients.logs.filter_log_events, required=["events"], what=what, token=token, **request
    )
    if not window.streams and token is None:
        answers = _unless_no_group(answers)
    for page in answers:
        # Popped: whoever goes through the pages decides how long their events are kept.
        yield LogPage(to_columns(page.pop("events"), what), page.get("nextToken"))


def _unless_no_group(answers: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Go through pages; through none if the log group does not exist.

    It comes with the first log line of an account's first job in a region.
    """
    begun = False
    try:
        for answer in answers:
            begun = True
            yield answer
    except ClientError as error:
        # A group that is gone in the middle has lost what was still to be read.
        if begun or error_code(error) != "ResourceNotFoundException":
            raise


def to_log_events(read: Iterable[LogPage], job_arn: str) -> pl.DataFrame:
    """Join pages of one job to log events; columns as in `jobanalytics.schema.LOG_EVENTS`."""
    columns = ["log_stream", "timestamp", "message"]
    # An event's id is as long as a short message, and none is kept beyond its page.
    events = pl.concat([PAGE.to_frame()[columns], *(page.events[columns] for page in read)])
    return events.select(pl.lit(job_arn).alias("job_arn"), "log_stream", "timestamp", "message")


def retention_days(clients: AwsClients, what: str) -> int | None:
    """Return how long the log group keeps its events; None for ever."""
    for page in pages(
        clients.logs.describe_log_groups,
        required=["logGroups"],
        what=what,
        logGroupNamePrefix=LOG_GROUP,
    ):
        for group in page["logGroups"]:
            if group["logGroupName"] == LOG_GROUP:
                days: int | None = group.get("retentionInDays")
                return days
    return None


def _milliseconds(time: datetime) -> int:
    return round(time.timestamp() * 1000)
