"""Reading one job's metrics over HTTP: jobanalytics beside the Braket SDK's metrics().

The emulator runs in another process. Prints medians, what each side read, and how many times the
rows of the SDK jobanalytics reads in the same time: by the clock, which the emulator's own work is
part of, and by this process's CPU. Then the peak memory of a process that reads a job of 300,000
metric lines.
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
        print(f"medians of {RUNS} interleaved runs: seconds, those of CPU, rows read; ratios a row")
        print(
            f"{'lines':>8} {'latency':>8} {'SDK':>26} {'jobanalytics':>26} {'time':>8} {'CPU':>8}"
        )
        for lines in SIZES:
            arn = create_job(aws, lines)
            for latency in LATENCIES:
                aws.configure(latency=latency)
                print(f"{lines:8,} {1e3 * latency:5.0f} ms {_compared(arn)}", flush=True)
            aws.configure(latency=0.0)
        arn = create_job(aws, LARGE)
        reader = subprocess.run(
            [sys.executable, __file__, arn], check=True, capture_output=True, text=True
        )
        print(reader.stdout, end="")


def _compared(arn: str) -> str:
    """Read a job in turns with both sides; say how long each took, and the ratios a row."""
    sides = {"sdk": sdk, "ours": ours}
    rows = {side: read(arn) for side, read in sides.items()}  # warm up
    clock: dict[str, list[float]] = {side: [] for side in sides}
    cpu: dict[str, list[float]] = {side: [] for side in sides}
    for _ in range(RUNS):
        for side, read in sides.items():
            begun = time.perf_counter(), time.process_time()
            read(arn)
            clock[side].append(time.perf_counter() - begun[0])
            cpu[side].append(time.process_time() - begun[1])
    told = " ".join(
        f"{statistics.median(clock[side]):8.2f} {statistics.median(cpu[side]):6.3f} "
        f"{f'({rows[side]:,})':>10}"
        for side in sides
    )
    ratios = " ".join(
        f"{_a_row(times['sdk'], rows['sdk']) / _a_row(times['ours'], rows['ours']):6.1f} x"
        for times in (clock, cpu)
    )
    return f"{told} {ratios}"


def _a_row(times: list[float], rows: int) -> float:
    return statistics.median(times) / rows


def read_large(arn: str) -> None:
    rows = ours(arn)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{rows:,} of {LARGE:,} rows read, peak memory of the process {peak:.0f} MiB")


if __name__ == "__main__":
    read_large(sys.argv[1]) if len(sys.argv) > 1 else main()
