"""Which log streams jobs have, found with few calls of DescribeLogStreams."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import groupby, takewhile
from typing import TYPE_CHECKING, NamedTuple

from botocore.exceptions import ClientError

from jobanalytics.aws.errors import error_code, translated
from jobanalytics.aws.log_events import LOG_GROUP
from jobanalytics.aws.responses import pages
from jobanalytics.concurrently import concurrently
from jobanalytics.errors import AwsError
from jobanalytics.observations import INSTANCE_PATTERN

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterable, Iterator

    from jobanalytics.aws.session import AwsClients

__all__ = ["StreamPage", "count_instances", "log_streams", "streams_by_prefix"]

_INSTANCE = re.compile(INSTANCE_PATTERN)


class StreamPage(NamedTuple):
    """One page of log streams.

    Attributes
    ----------
    names : list of str
        The streams' names, in order.
    is_last : bool
        Whether no page follows.
    """

    names: list[str]
    is_last: bool


def log_streams(clients: AwsClients, stream_prefix: str, what: str) -> Iterator[StreamPage]:
    """List the streams that begin with a prefix, page by page."""
    for page in pages(
        clients.logs.describe_log_streams,
        required=["logStreams"],
        what=what,
        logGroupName=LOG_GROUP,
        logStreamNamePrefix=stream_prefix,
    ):
        names = [stream["logStreamName"] for stream in page["logStreams"]]
        yield StreamPage(names, page.get("nextToken") is None)


def streams_by_prefix(
    clients: AwsClients, prefixes: Iterable[str], what: str, stop: threading.Event
) -> dict[str, list[str]]:
    """List the streams of many jobs.

    Jobs whose streams begin alike are listed together, 50 streams a call. Where so many streams of
    other jobs come between that there are more calls than jobs found, the rest are split by the
    next letter, and so on down to the single job. That is less than two calls a job, at worst.

    Parameters
    ----------
    clients : AwsClients
        Where to look.
    prefixes : iterable of str
        What the names of each job's streams begin with; none begins with another.
    what : str
        What is being done, for errors.
    stop : threading.Event
        Ends the listing early when it is set.

    Returns
    -------
    dict of str to list of str
        The streams of each prefix, in order; none where the log group does not exist. Prefixes
        that could not be listed are not in it: names are a shortcut, each job can be read without.
    """
    found: dict[str, list[str]] = {}
    groups = [sorted(set(prefixes))]
    while groups:
        split: list[list[str]] = []
        for _, listing in concurrently(
            lambda group: _list_together(clients, group, what, stop), groups, stop=stop
        ):
            try:
                with translated(what):
                    listed, rest = listing.result()
            except AwsError:
                continue
            found.update(listed)
            if rest:
                split += _split(rest)
        groups = split
    return found


def _list_together(
    clients: AwsClients, group: list[str], what: str, stop: threading.Event
) -> tuple[dict[str, list[str]], list[str]]:
    """List the streams that begin as all of a sorted group do, as long as that pays.

    Returns the streams of the prefixes that it has come past, and the other prefixes.
    """
    common = _common_prefix(group)
    if not common:
        return {}, group
    streams: list[str] = []
    past = 0
    try:
        for calls, page in enumerate(log_streams(clients, common, what), start=1):
            streams += page.names
            past = len(group) if page.is_last else _come_past(group, streams)
            if stop.is_set() or (past < calls and len(group) > 1):
                break
    except ClientError as error:
        if error_code(error) != "ResourceNotFoundException":
            raise
        past = len(group)
    return _assigned(group[:past], streams), group[past:]


def _come_past(group: list[str], streams: list[str]) -> int:
    """Count the prefixes of a sorted group of which no stream can follow."""
    if streams != sorted(streams):
        return 0
    last = streams[-1] if streams else ""
    begun = bisect_right(group, last)
    return begun - 1 if begun and last.startswith(group[begun - 1]) else begun


def _common_prefix(group: list[str]) -> str:
    """Return what all texts of a sorted list begin with: what the first and the last do."""
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(group[0], group[-1], strict=False))
    return "".join(letter for letter, _ in alike)


def _split(group: list[str]) -> list[list[str]]:
    """Split a sorted list by the first letter in which its texts differ."""
    place = len(_common_prefix(group))
    return [list(alike) for _, alike in groupby(group, lambda text: text[place : place + 1])]


def _assigned(group: list[str], streams: list[str]) -> dict[str, list[str]]:
    """Give each prefix of a sorted group its streams; streams of other jobs are nobody's."""
    assigned: dict[str, list[str]] = {prefix: [] for prefix in group}
    for name in streams:
        # Of all that are not behind the name, only the last can be what it begins with.
        begun = bisect_right(group, name)
        if begun and name.startswith(group[begun - 1]):
            assigned[group[begun - 1]].append(name)
    return assigned


def count_instances(streams: Iterable[str]) -> int:
    """Count the instances behind streams: an instance that began again has two streams."""
    return len({_instance(stream) for stream in streams})


def _instance(stream: str) -> str:
    match = _INSTANCE.search(stream)
    return stream if match is None else match[1]
