"""What SearchJobs tells of jobs, from the body of an answer."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - msgspec reads the annotations
from typing import NotRequired, TypedDict

import msgspec

__all__ = ["SearchPage", "Summary", "read_summaries"]


class Summary(TypedDict):
    """A job, as a search tells of it."""

    status: str
    jobArn: str
    jobName: str
    device: str
    createdAt: datetime
    startedAt: NotRequired[datetime]
    endedAt: NotRequired[datetime]
    tags: NotRequired[dict[str, str]]


class SearchPage(TypedDict):
    """A page of jobs."""

    jobs: list[Summary]
    nextToken: NotRequired[str]


_page = msgspec.json.Decoder(SearchPage)


def read_summaries(body: bytes) -> SearchPage:
    """Read the body of a page of SearchJobs.

    Raises
    ------
    msgspec.DecodeError
        If the body is no JSON, or a required member is not there or not of its type.
    """
    return _page.decode(body)
