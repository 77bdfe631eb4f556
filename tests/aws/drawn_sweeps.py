"""Hypothesis strategies: jobs of all kinds with their logs, and how CloudWatch pages them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from hypothesis import strategies as st
from job_logs import ago, milliseconds

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

MARGIN_BEFORE, MARGIN_AFTER = timedelta(days=14), timedelta(days=1)

NAMES = ["vqe", "vqe-1", "vqe-10", "vqe-100", "vqe-2", "vqe-1-a", "qaoa", "x"]
LINES = [
    "Training starts",
    "Metrics - energy=1; iteration_number=1;",
    "Metrics - energy=2; loss=nan; iteration_number=1;",
    "Metrics - energy=-0.5; iteration_number=2; timestamp=1700000000.5;",
    "[nodeA]<stdout>:Metrics - energy=3; iteration_number=2;",
    "Metrics - energy=4;Metrics - energy=5; iteration_number=7;",
    "Metrics - energy=tensor(1.); accuracy=0.5;",
    "Metrics - energy=6",
    "Metrics - ",
    f"Metrics - energy=7; {'x' * 500}=8;",
]
# One moment for all examples, so that what is drawn does not depend on the time.
_NOW = ago()
_STATES = ["COMPLETED", "COMPLETED", "FAILED", "CANCELLED", "RUNNING", "QUEUED"]
_AGES = [timedelta(hours=2), timedelta(hours=30), timedelta(days=10), timedelta(days=40)]


class DrawnStream(NamedTuple):
    """A log stream: its instance, the time in its name if it began again, and its lines."""

    instance: str
    began_again_at: int | None
    events: list[tuple[int, str]]


class DrawnJob(NamedTuple):
    """A job to put in, and how it comes to be read: found by a search, by ARN, or not at all."""

    name: str
    members: dict[str, Any]
    streams: list[DrawnStream]
    comes_by: str


@st.composite
def jobs(draw: Callable) -> DrawnJob:
    status = draw(st.sampled_from(_STATES))
    # Microseconds, which a log event's time does not have.
    microseconds = timedelta(microseconds=draw(st.integers(0, 5000)))
    created = _NOW - draw(st.sampled_from(_AGES)) - microseconds
    started = created + timedelta(minutes=2)
    ended = created + timedelta(minutes=draw(st.sampled_from([3, 60, 118])))
    members: dict[str, Any] = {
        "status": status,
        "created_at": created,
        "instance_count": draw(st.integers(1, 3)),
    }
    if status in {"COMPLETED", "FAILED"}:
        members |= {"started_at": started, "ended_at": ended}
    if status == "CANCELLED":
        members |= {"ended_at": ended}
    streams = []
    if status != "QUEUED":
        for number in range(1, members["instance_count"] + 1):
            for again in draw(st.sampled_from([[None], [None, 1_999_999_999], []])):
                events = draw(events_of(created, ended))
                streams.append(DrawnStream(f"algo-{number}", again, events))
    comes_by = draw(st.sampled_from(["search", "search", "arn", "nothing"]))
    return DrawnJob(draw(st.sampled_from(NAMES)), members, streams, comes_by)


@st.composite
def events_of(draw: Callable, created: datetime, ended: datetime) -> list[tuple[int, str]]:
    """Lines at few moments, of which some are at the edges of the job's window, or outside."""
    first, last = milliseconds(created - MARGIN_BEFORE), milliseconds(ended + MARGIN_AFTER)
    moments = st.one_of(
        st.integers(0, 3).map(lambda number: milliseconds(created) + number * 60_000),
        st.integers(first - 2, first + 2),
        st.integers(last - 2, last + 2),
        st.sampled_from([0, first - 10**8, last + 10**8]),
    )
    return draw(st.lists(st.tuples(moments, st.sampled_from(LINES)), max_size=6))


sweeps = st.lists(jobs(), min_size=1, max_size=5)

pagings = st.fixed_dictionaries(
    {
        "page_events": st.sampled_from([1, 2, 3, 10_000]),
        "page_bytes": st.sampled_from([2000, 1_048_576]),
        "empty_pages_every": st.integers(0, 2),
        "partial_pages_every": st.integers(0, 2),
    }
)


def put(aws: Any, job: DrawnJob, region: str) -> str:
    """Put a job and its log in; give its ARN."""
    arn = aws.create_job(job.name, region=region, **job.members)
    for stream in job.streams:
        name = aws.put_log_events(arn, [], instance=stream.instance)
        if stream.began_again_at is not None:
            name = f"{name.rpartition('-')[0]}-{stream.began_again_at}"
        aws.put_log_events(arn, stream.events, stream=name)
    return str(arn)
