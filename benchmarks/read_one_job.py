"""Reading one job's metrics over HTTP: jobanalytics beside the Braket SDK's metrics().

The emulator runs in another process. Prints medians and ratios, and what each side read; then the
peak memory of a process that reads a job of 300,000 metric lines.
"""

from __future__ import annotations

import os
import random
import resource
import statistics
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import jobanalytics as ja
from jobanalytics.emulator import EmulatorProcess

RUNS = 3
LATENCIES = (0.0, 0.04)
SIZES = (800, 9_000, 100_000)
LARGE = 300_000


def create_job(aws: EmulatorProcess, lines: int) -> str:
    created = datetime.now(UTC) - timedelta(hours=5)
    arn = aws.create_job(
        name=f"vqe-{lines}",
        status="COMPLETED",
        created_at=created,
        started_at=created + timedelta(minutes=1),
        ended_at=created + timedelta(hours=2),
    )
    first = (created + timedelta(minutes=2)).timestamp()
    step = 6_000 / lines
    times = [first + i * step for i in range(lines)]
    events = [
        (
            round(1000 * t),
            f"Metrics - timestamp={t}; energy={random.random()}; iteration_number={i};",
        )
        for i, t in enumerate(times)
    ]
    aws.put_log_events(arn, events)
    return arn


def ours(arn: str) -> int:
    return len(ja.AwsQuantumJob(arn).metrics("iteration_number", "min")["iteration_number"])


def sdk(arn: str) -> int:
    # Imported here, so that the peak of memory below is without the SDK.
    import boto3
    from braket.aws import AwsQuantumJob as SdkJob
    from braket.aws import AwsSession
    from braket.jobs.metrics_data.definitions import MetricStatistic, MetricType

    job = SdkJob(arn, AwsSession(boto3.Session(region_name="us-west-2")))
    metrics = job.metrics(MetricType.ITERATION_NUMBER, MetricStatistic.MIN)
    return len(metrics.get("iteration_number", []))


def main() -> None:
    random.seed(1)
    with EmulatorProcess(s3=False) as aws:
        os.environ.update(aws.environ)
        print(f"medians of {RUNS} interleaved runs; rows read in brackets")
        print(f"{'lines':>8} {'latency':>8} {'SDK':>24} {'jobanalytics':>24} {'ratio':>7}")
        for lines in SIZES:
            arn = create_job(aws, lines)
            for latency in LATENCIES:
                aws.configure(latency=latency)
                times: dict[str, list[float]] = {"sdk": [], "ours": []}
                rows = {"sdk": sdk(arn), "ours": ours(arn)}  # warm up
                for _ in range(RUNS):
                    for side, read in (("sdk", sdk), ("ours", ours)):
                        start = time.perf_counter()
                        rows[side] = read(arn)
                        times[side].append(time.perf_counter() - start)
                median = {side: statistics.median(times[side]) for side in times}
                theirs, mine = (f"{median[side]:.2f} s ({rows[side]:,})" for side in times)
                ratio = median["sdk"] / median["ours"]
                print(f"{lines:8,} {1e3 * latency:5.0f} ms {theirs:>24} {mine:>24} {ratio:5.1f} x")
            aws.configure(latency=0.0)
        arn = create_job(aws, LARGE)
        reader = subprocess.run(
            [sys.executable, __file__, arn], check=True, capture_output=True, text=True
        )
        print(reader.stdout, end="")


def read_large(arn: str) -> None:
    rows = ours(arn)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{rows:,} of {LARGE:,} rows read, peak memory of the process {peak:.0f} MiB")


if __name__ == "__main__":
    read_large(sys.argv[1]) if len(sys.argv) > 1 else main()
