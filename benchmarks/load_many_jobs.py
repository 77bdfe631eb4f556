"""Loading the metrics of a sweep over HTTP: `JobSet.metrics` beside a loop over the Braket SDK.

The emulator runs in another process and waits 40 ms before each answer. Prints

* for 1,000 jobs of 1,000 lines, under the quotas: time, calls, and what there is to hold them
  against; rows, compared with what was logged; and the memory of the process that loaded them;
* for 200 jobs of 800 lines, without quotas: medians of interleaved runs of both sides. The SDK is
  timed on a few of the jobs, and scaled up linearly. It asks once a second whether its query is
  done, so how long a job takes depends on how often it asks. The emulator decides: at the first
  time, which CloudWatch hardly manages, and at the second.
"""

from __future__ import annotations

import json
import math
import os
import random
import resource
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import boto3

import jobanalytics as ja
from jobanalytics.emulator import EmulatorProcess

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl

LATENCY = 0.04
RUNS = 3
INSIGHTS_SECONDS = {"first": 0.0, "second": 0.5}
SMALL_JOBS, SMALL_LINES, SDK_JOBS = 200, 800, 6
LARGE_JOBS, LARGE_LINES = 1_000, 1_000

# The most that a call gives, and how many FilterLogEvents allows at once and a second.
PAGE_BYTES, PAGE_LINES, BYTES_OF_AN_EVENT = 1_048_576, 10_000, 26
STREAMS_A_CALL, JOBS_A_CALL = 50, 100
BURST, RATE = 5, 5


def energies(job: int, lines: int) -> list[float]:
    """Give what a job logs: the same whenever it is asked for."""
    noise = random.Random(job)
    return [-1 + math.exp(-i / 100) + noise.gauss(0, 0.01) for i in range(lines)]


def fill(aws: EmulatorProcess, jobs: int, lines: int) -> tuple[list[str], int]:
    """Put a sweep in; give its ARNs, and the bytes that CloudWatch counts for its log."""
    begin = datetime.now(UTC) - timedelta(hours=8)
    arns, size = [], 0
    for job in range(jobs):
        created = begin + timedelta(seconds=job)
        arn = aws.create_job(
            f"sweep-{job:04}",
            created_at=created,
            started_at=created + timedelta(minutes=1),
            ended_at=created + timedelta(hours=2),
        )
        first = (created + timedelta(minutes=2)).timestamp()
        times = [first + i * 6_000 / lines for i in range(lines)]
        events = [
            (round(1e3 * t), f"Metrics - timestamp={t}; energy={energy}; iteration_number={i};")
            for i, (t, energy) in enumerate(zip(times, energies(job, lines), strict=True))
        ]
        aws.put_log_events(arn, events)
        arns.append(arn)
        size += sum(len(line) + BYTES_OF_AN_EVENT for _, line in events)
    return arns, size


def is_whole(frame: pl.DataFrame, jobs: int, lines: int) -> bool:
    """Tell whether a merged frame has every row, with the value that was logged."""
    logged = [energy for job in range(jobs) for energy in energies(job, lines)]
    numbers = [i for _ in range(jobs) for i in range(lines)]
    return frame["energy"].to_list() == logged and frame["iteration_number"].to_list() == numbers


class Chain:
    """Counts calls by operation and thread: one thread's calls are made one after the other."""

    def __init__(self, session: boto3.Session) -> None:
        self.calls: Counter[tuple[str, int]] = Counter()
        session.events.register("before-call", self._count)

    def _count(self, model: Any, **_: Any) -> None:
        self.calls[model.name, threading.get_ident()] += 1

    def longest(self) -> dict[str, int]:
        """Give the most calls of one thread, by operation; one operation follows the other."""
        most: dict[str, int] = {}
        for (operation, _), count in self.calls.items():
            most[operation] = max(most.get(operation, 0), count)
        return most


def sdk(arns: list[str]) -> int:
    """Read jobs with the Braket SDK as its users do; give the number of rows."""
    from braket.aws import AwsQuantumJob, AwsSession
    from braket.jobs.metrics_data.definitions import MetricStatistic, MetricType

    session = AwsSession(boto3.Session())
    frames = [
        AwsQuantumJob(arn, session).metrics(MetricType.ITERATION_NUMBER, MetricStatistic.MAX)
        for arn in arns
    ]
    return sum(len(frame["iteration_number"]) for frame in frames)


def without_quotas() -> None:
    with EmulatorProcess(s3=False) as aws:
        os.environ.update(aws.environ)
        arns, _ = fill(aws, SMALL_JOBS, SMALL_LINES)
        aws.configure(latency=LATENCY)
        session = boto3.Session()
        chain = Chain(session)

        def ours() -> pl.DataFrame:
            return ja.search_jobs(name="sweep-*", session=session).metrics(progress=False)

        sample = arns[:: SMALL_JOBS // SDK_JOBS][:SDK_JOBS]
        frame, rows = ours(), sdk(sample[:1])  # warm up
        if not is_whole(frame, SMALL_JOBS, SMALL_LINES) or rows != SMALL_LINES:
            raise AssertionError("rows are missing")
        times: dict[str, list[float]] = {"ours": [], **{poll: [] for poll in INSIGHTS_SECONDS}}
        for _ in range(RUNS):
            chain.calls.clear()
            times["ours"].append(_seconds(ours))
            for poll, seconds in INSIGHTS_SECONDS.items():
                aws.configure(insights_seconds=seconds)
                times[poll].append(_seconds(lambda: sdk(sample)))
    mine, longest = statistics.median(times["ours"]), chain.longest()
    floor = sum(longest.values()) * LATENCY
    print(
        f"\n{SMALL_JOBS:,} jobs of {SMALL_LINES:,} lines, without quotas, {1e3 * LATENCY:.0f} ms a "
        f"call; medians of {RUNS} interleaved runs\n"
        f"  jobanalytics  {mine:7.2f} s, which finds the jobs too; {frame.height:,} rows\n"
        f"  latency floor {floor:7.2f} s, of which that is {mine / floor:.1f} x: the most calls "
        f"that one thread made, one after\n{'':27}the other ({_listed(longest)})"
    )
    for poll in INSIGHTS_SECONDS:
        a_job = statistics.median(times[poll]) / len(sample)
        theirs = a_job * SMALL_JOBS
        print(
            f"  Braket SDK    {theirs:7.1f} s, scaled up from {len(sample)} jobs at {a_job:.2f} s, "
            f"with queries done at the {poll} poll: {theirs / mine:.0f} x"
        )


def under_quotas() -> None:
    with EmulatorProcess(s3=False) as aws:
        os.environ.update(aws.environ)
        _, size = fill(aws, LARGE_JOBS, LARGE_LINES)
        aws.configure(latency=LATENCY, quotas=True)
        aws.reset_calls()
        loaded = subprocess.run(
            [sys.executable, __file__, "load"], check=True, capture_output=True, text=True
        )
        calls = aws.calls
    lines = LARGE_JOBS * LARGE_LINES
    fewest = {
        "FilterLogEvents": max(-(-size // PAGE_BYTES), -(-lines // PAGE_LINES)),
        "DescribeLogStreams": -(-LARGE_JOBS // STREAMS_A_CALL),
        "SearchJobs": -(-LARGE_JOBS // JOBS_A_CALL),
    }
    found = json.loads(loaded.stdout)
    least = fewest["FilterLogEvents"]
    throttled = {name: count for name, count in calls.items() if name.endswith(":throttled")}
    made = {name: count for name, count in calls.items() if name not in throttled}
    print(
        f"{LARGE_JOBS:,} jobs of {LARGE_LINES:,} lines ({size / 1e6:.0f} MB), under the quotas, "
        f"{1e3 * LATENCY:.0f} ms a call; one run\n"
        f"  time          {found['seconds']:7.1f} s, from finding the jobs to the merged frame\n"
        f"  quota's floor {(least - BURST) / RATE:7.1f} s: {least} calls of FilterLogEvents, "
        f"{RATE} a second\n"
        f"  calls         {sum(made.values()):5,}: {_listed(made)}; throttled were "
        f"{sum(throttled.values()):,} of them\n"
        f"  fewest        {sum(fewest.values()):5,}: {_listed(fewest)}\n"
        f"  calls/fewest  {sum(made.values()) / sum(fewest.values()):7.2f} x, of FilterLogEvents "
        f"{made['FilterLogEvents'] / least:.2f} x\n"
        f"  rows          {found['rows']:,} of {lines:,}, "
        f"{'each with' if found['whole'] else 'NOT each with'} the value that was logged\n"
        f"  peak memory   {found['peak']:5.0f} MiB of the process that loaded them "
        f"({found['before']:.0f} MiB before)\n"
        f"  frames        {found['observations']:5.0f} MiB of observations, "
        f"{found['merged']:.0f} MiB merged"
    )


def load() -> None:
    """Load the jobs in a process of their own, and say in JSON how that went."""
    before = _peak()
    start = time.perf_counter()
    jobs = ja.search_jobs(name="sweep-*")
    frame = jobs.metrics(progress=False)
    seconds = time.perf_counter() - start
    observations = jobs.observations(progress=False)
    found = {
        "seconds": seconds,
        "peak": _peak(),
        "before": before,
        "observations": observations.estimated_size("mb"),
        "merged": frame.estimated_size("mb"),
        "rows": frame.height,
        "whole": is_whole(frame, LARGE_JOBS, LARGE_LINES),
    }
    print(json.dumps(found))


def _seconds(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _listed(calls: dict[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in sorted(calls.items()))


if __name__ == "__main__":
    if sys.argv[1:] == ["load"]:
        load()
    else:
        # First, while this process is small: a child's peak begins with what its parent has.
        under_quotas()
        without_quotas()
