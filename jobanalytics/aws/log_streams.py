"""Which log streams jobs have, found with few calls of DescribeLogStreams."""

from __future__ import annotations

from itertools import groupby, islice, takewhile
from typing import TYPE_CHECKING

import polars as pl
from botocore.exceptions import ClientError

from jobanalytics.aws.errors import error_code
from jobanalytics.aws.log_events import LOG_GROUP
from jobanalytics.aws.responses import pages
from jobanalytics.concurrently import concurrently
from jobanalytics.observations import INSTANCE_PATTERN

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterable, Iterator

    from jobanalytics.aws.session import AwsClients

__all__ = ["count_instances", "log_streams", "streams_by_prefix"]

# Streams of other jobs may share a prefix. Listing a prefix is given up after as many calls as a
# quarter of its jobs: looking for each job by itself takes a call a job.
_JOBS_PER_PAGE = 4


def log_streams(clients: AwsClients, stream_prefix: str, what: str) -> Iterator[list[str]]:
    """Give the names of the streams that begin with a prefix, page by page."""
    for page in pages(
        clients.logs.describe_log_streams,
        required=["logStreams"],
        what=what,
        logGroupName=LOG_GROUP,
        logStreamNamePrefix=stream_prefix,
    ):
        yield [stream["logStreamName"] for stream in page["logStreams"]]


def streams_by_prefix(
    clients: AwsClients, prefixes: Iterable[str], what: str, stop: threading.Event
) -> dict[str, list[str]]:
    """List the streams of many jobs.

    Jobs whose streams begin alike are listed together, 50 streams a call. Where streams of other
    jobs come between, so that this does not pay, they are split by the next letter, and so on down
    to the single job.

    Parameters
    ----------
    clients : AwsClients
        Where to look.
    prefixes : iterable of str
        What the names of each job's streams begin with; they differ within their folders, up to
        the last ``/``.
    what : str
        What is being done, for errors.
    stop : threading.Event
        Ends the listing early when it is set.

    Returns
    -------
    dict of str to list of str
        The streams of each prefix, in order.

    Raises
    ------
    botocore.exceptions.ClientError
        As the service answers, but for a log group that does not exist: it has no streams.
    """
    found: dict[str, list[str]] = {prefix: [] for prefix in prefixes}
    groups = [sorted(found)]
    while groups:
        split: list[list[str]] = []
        for group, listing in concurrently(
            lambda group: _list_together(clients, group, what), groups, stop=stop
        ):
            streams = listing.result()
            if streams is None:
                split += _split(group)
            else:
                found.update(_assigned(group, streams))
        groups = split
    return found


def _list_together(clients: AwsClients, group: list[str], what: str) -> list[str] | None:
    """List the streams that begin as all of a group do; None if they are too many others'."""
    common = _common_prefix(group)
    if not common:
        return None
    listing = log_streams(clients, common, what)
    streams: list[str] = []
    try:
        if len(group) == 1:
            return [name for page in listing for name in page]
        most = -(-len(group) // _JOBS_PER_PAGE)
        for page in islice(listing, most):
            streams += page
        return streams if next(listing, None) is None else None
    except ClientError as error:
        if error_code(error) != "ResourceNotFoundException":
            raise
        return []


def _common_prefix(group: list[str]) -> str:
    """Return what all texts of a sorted list begin with: what the first and the last do."""
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(group[0], group[-1], strict=False))
    return "".join(letter for letter, _ in alike)


def _split(group: list[str]) -> list[list[str]]:
    """Split a sorted list by the first letter in which its texts differ."""
    place = len(_common_prefix(group))
    return [list(alike) for _, alike in groupby(group, lambda text: text[place : place + 1])]


def _assigned(group: list[str], streams: list[str]) -> dict[str, list[str]]:
    """Give each prefix its streams; streams of other jobs are nobody's."""
    of_folder = {prefix[: prefix.rindex("/") + 1]: prefix for prefix in group}
    assigned: dict[str, list[str]] = {prefix: [] for prefix in group}
    for name in streams:
        prefix = of_folder.get(name[: name.rfind("/") + 1])
        if prefix is not None and name.startswith(prefix):
            assigned[prefix].append(name)
    return assigned


def count_instances(streams: Iterable[str]) -> int:
    """Count the instances behind streams: an instance that began again has two streams."""
    names = pl.DataFrame({"stream": list(streams)}, schema={"stream": pl.String})
    instance = pl.col("stream").str.extract(INSTANCE_PATTERN)
    return names.select(pl.coalesce(instance, "stream")).to_series().n_unique()
