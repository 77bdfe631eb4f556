"""Where the time goes: profiles of the hot paths, each as shares of its whole.

A share is that of a function of the package with what it calls outside of it, mostly Polars.
Measured with cProfile, which adds little: there is no Python for each line or value.
"""

from __future__ import annotations

import cProfile
import json
import pstats
import random
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypeAlias

import polars as pl
from generated_jobs import GeneratedJob
from parse_and_merge import LOGS, PAGE, STREAM

import jobanalytics as ja
from jobanalytics.archive.contents import Contents
from jobanalytics.archive.versions import existing
from jobanalytics.aws.log_columns import read_page
from jobanalytics.schema import LOG_EVENTS
from jobanalytics.storage import open_store

if TYPE_CHECKING:
    from collections.abc import Callable

Place: TypeAlias = tuple[str, int, str]

PACKAGE = str(Path(ja.__file__).parent)
LEAST = 0.03
JOBS, ITERATIONS = 200, 5_000
LINES = 100_000


def profile(title: str, action: Callable[[], object]) -> None:
    """Print which functions of the package the time of an action goes to."""
    action()
    profiler = cProfile.Profile()
    start = time.perf_counter()
    profiler.runcall(action)
    seconds = time.perf_counter() - start
    print(f"\n{title}: {1e3 * seconds:,.0f} ms")
    shares = own_shares(pstats.Stats(profiler))
    for name, share in sorted(shares.items(), key=lambda one: -one[1]):
        if share >= LEAST:
            print(f"  {share:5.0%}  {name}")
    rest = 1 - sum(share for share in shares.values() if share >= LEAST)
    print(f"  {rest:5.0%}  else, and waiting")


def own_shares(stats: pstats.Stats) -> dict[str, float]:
    """Count the time of Polars, Arrow and others to the function of the package that called it."""
    found: dict[str, float] = {}
    entries = stats.stats  # type: ignore[attr-defined]
    whole = max(cumulative for _, _, _, cumulative, _ in entries.values())
    for (file, _, function), (_, _, own, _, _) in entries.items():
        if file.startswith(PACKAGE):
            name = f"{Path(file).relative_to(PACKAGE)}: {function}"
            found[name] = found.get(name, 0) + own / whole
    for place, (_, _, own, _, callers) in entries.items():
        if not place[0].startswith(PACKAGE):
            _count_to_callers(entries, place, own, callers, found, whole, frozenset())
    return found


def _count_to_callers(
    entries: dict[Place, Any],
    place: Place,
    own: float,
    callers: dict[Place, Any],
    found: dict[str, float],
    whole: float,
    seen: frozenset[Place],
) -> None:
    """Share the time of a function out to the functions of the package that called it."""
    total = sum(times[3] for times in callers.values()) or 1
    for caller, times in callers.items():
        part = own * times[3] / total
        if caller[0].startswith(PACKAGE):
            name = f"{Path(caller[0]).relative_to(PACKAGE)}: {caller[2]}"
            found[name] = found.get(name, 0) + part / whole
        elif caller not in seen and caller in entries:
            above = entries[caller][4]
            _count_to_callers(entries, caller, part, above, found, whole, seen | {place, caller})


def column_of(messages: list[str]) -> pl.DataFrame:
    columns = {
        "job_arn": ["job"] * len(messages),
        "log_stream": [STREAM] * len(messages),
        "timestamp": range(1_760_000_000_000, 1_760_000_000_000 + len(messages)),
        "message": messages,
    }
    return pl.DataFrame(columns, schema=LOG_EVENTS)


def body_of(messages: list[str]) -> bytes:
    """Make the body of a page of FilterLogEvents."""
    events = [
        {
            "logStreamName": STREAM,
            "timestamp": 1_760_000_000_000 + number,
            "message": message,
            "ingestionTime": 1_760_000_000_500 + number,
            "eventId": f"{number:056}",
        }
        for number, message in enumerate(messages)
    ]
    return json.dumps({"events": events, "searchedLogStreams": []}).encode()


def main() -> None:
    random.seed(1)
    (name, make, _), *_ = LOGS
    body = body_of(make(PAGE))
    profile(f"From the body to columns, a page of {PAGE:,} lines", lambda: read_page(body))
    for name, make, lines in LOGS[:2]:
        events = column_of(make(lines))
        observations = ja.parse_log_events(events).observations
        what = f"{lines:,} lines, {name}"
        profile(f"Parsing, {what}", lambda events=events: ja.parse_log_events(events))
        profile(
            f"Merging by iteration, {what}",
            lambda rows=observations: ja.merge_metrics(rows, "iteration_number"),
        )
    with TemporaryDirectory() as name:
        root = Path(name, "archive")
        made_up = [GeneratedJob(number, ITERATIONS) for number in range(JOBS)]
        ja.Archive(root).sync(made_up, progress=False)
        store = open_store(root)
        entries = list(existing(store).entries.values())
        contents = Contents(store)
        what = f"{4 * JOBS * ITERATIONS:,} observations of an archive"
        profile(f"Reading {what}", lambda: contents.observations(entries))
        profile(
            f"Reading one of the four metrics, {what}",
            lambda: contents.observations(entries, {"energy"}),
        )
        jobs = ja.Archive(root).jobs()
        profile(
            f"Curves of one of the four, {what} that are kept",
            lambda: jobs.curves("energy", progress=False),
        )


if __name__ == "__main__":
    main()
