"""Bringing a sweep from AWS into an archive: `Archive.sync` beside only loading the same jobs.

The emulator runs in another process and waits 40 ms before each answer, without quotas. Under them
GetJob decides: it is allowed five times a second, and a sync needs it once for each job, since
nothing else has the hyperparameters.
"""

from __future__ import annotations

import json
import os
import statistics
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import boto3
from load_many_jobs import LATENCY, SMALL_JOBS, SMALL_LINES, fill
from side_by_side import print_times, seconds_of

import jobanalytics as ja
from jobanalytics.emulator import EmulatorProcess

if TYPE_CHECKING:
    from collections.abc import Callable

RUNS = 3
RESULT = {"dataDictionary": {"energy": -1.0}, "dataFormat": "plaintext"}
LOAD, SYNC = "JobSet.observations()", "Archive.sync(jobs), with records, tasks, results"
NOTHING_NEW = "Archive.sync(), nothing new"


def found(session: boto3.Session) -> ja.JobSet:
    return ja.search_jobs(name="sweep-*", session=session)


def check(archive: ja.Archive, session: boto3.Session) -> None:
    loaded, kept = found(session).observations(progress=False), archive.jobs().observations()
    if kept.height != SMALL_JOBS * SMALL_LINES or not kept.equals(loaded):
        raise AssertionError("the archive has other rows than were loaded")
    if not all(job.result() for job in archive.jobs()):
        raise AssertionError("results are missing")


def main() -> None:
    times: dict[str, list[float]] = {LOAD: [], SYNC: [], NOTHING_NEW: []}
    calls: dict[str, str] = {}
    with TemporaryDirectory() as folder, EmulatorProcess() as aws:
        os.environ.update(aws.environ)
        arns, _ = fill(aws, SMALL_JOBS, SMALL_LINES)
        for arn in arns:
            aws.put_bundle(arn, {"results.json": json.dumps(RESULT).encode()})
        aws.configure(latency=LATENCY)
        session = boto3.Session()
        for run in range(RUNS + 1):
            archive = ja.Archive(Path(folder, str(run)))
            actions: dict[str, Callable[[], object]] = {
                LOAD: lambda: found(session).observations(progress=False),
                SYNC: lambda archive=archive: archive.sync(found(session), progress=False),
                NOTHING_NEW: lambda archive=archive: archive.sync(progress=False),
            }
            for name, action in actions.items():
                aws.reset_calls()
                taken = seconds_of(action)
                calls[name] = f"{sum(aws.calls.values()):,} calls"
                if run:
                    times[name].append(taken)
        check(archive, session)
    print_times(
        f"{SMALL_JOBS:,} jobs of {SMALL_LINES:,} lines, without quotas, {1e3 * LATENCY:.0f} ms a "
        f"call; medians of {RUNS} interleaved runs",
        {name: statistics.median(taken) for name, taken in times.items()},
        calls,
    )


if __name__ == "__main__":
    main()
