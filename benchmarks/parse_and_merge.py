"""Parsing and merging metric lines: jobanalytics beside the Braket SDK's parser, in one run.

Prints medians and ratios. From boto3's pages, lists of events, and from a column of messages. The
limit is a bare scan of the messages' bytes, which counts their semicolons.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from operator import itemgetter
from typing import TYPE_CHECKING

import polars as pl
from braket.jobs.metrics_data.definitions import MetricStatistic as SdkStatistic
from braket.jobs.metrics_data.definitions import MetricType as SdkType
from braket.jobs.metrics_data.log_metrics_parser import LogMetricsParser

from jobanalytics import MetricType, merge_metrics, parse_log_events
from jobanalytics.observations import METRIC_MARKER
from jobanalytics.schema import LOG_EVENTS

if TYPE_CHECKING:
    from collections.abc import Callable

RUNS = 3
PAGE = 10_000
PAGE_COLUMNS = {"log_stream": pl.String, "timestamp": pl.Int64, "message": pl.String}
STREAM = "vqe/3f2b8a52-4c57-4d11-9d8e-0f5a3f0f7a11/algo-1-1760000000"


def one_metric(lines: int) -> list[str]:
    return [
        f"Metrics - timestamp={1.76e9 + i / 8}; energy={random.random()}; iteration_number={i};"
        for i in range(lines)
    ]


def four_metrics_four_nodes(lines: int) -> list[str]:
    return [
        f"[node{i % 4}]<stdout>:Metrics - timestamp={1.76e9 + i / 8}; energy={random.random()}; "
        f"grad={random.random()}; loss={random.random()}; acc={random.random()}; "
        f"iteration_number={int(i * 0.7) // 4};"
        for i in range(lines)
    ]


def mostly_noise(lines: int) -> list[str]:
    return [
        one if i % 20 == 0 else f"INFO step {i} took {random.random()} s on algo-1"
        for i, one in enumerate(one_metric(lines))
    ]


def metrics_in_turn(lines: int) -> list[str]:
    names = ("energy", "grad", "loss", "acc")
    return [
        f"Metrics - timestamp={1.76e9 + i / 8}; {names[i % 4]}={random.random()}; "
        f"iteration_number={i // 4};"
        for i in range(lines)
    ]


def one_odd_in_fifty(lines: int) -> list[str]:
    return [one if i % 50 else f"{one} grad=0.1" for i, one in enumerate(one_metric(lines))]


LOGS: list[tuple[str, Callable[[int], list[str]], int]] = [
    ("one metric a line", one_metric, 300_000),
    ("four metrics, four nodes, 30 % conflicts", four_metrics_four_nodes, 100_000),
    ("four metrics in turn", metrics_in_turn, 300_000),
    ("one metric, one odd line in fifty", one_odd_in_fifty, 300_000),
    ("95 % noise", mostly_noise, 300_000),
    ("one metric a line", one_metric, 1_000),
    ("four metrics, four nodes, 30 % conflicts", four_metrics_four_nodes, 1_000),
]


def sdk(pages: list[list[dict[str, object]]], pivot: SdkType) -> int:
    parser = LogMetricsParser()
    for page in pages:
        for event in page:
            message = event["message"]
            if METRIC_MARKER in message:
                parser.parse_log_message(event["timestamp"], message)
    return len(parser.get_parsed_metrics(pivot, SdkStatistic.MAX)[pivot_name(pivot)])


def pivot_name(pivot: SdkType) -> str:
    return "timestamp" if pivot is SdkType.TIMESTAMP else "iteration_number"


def ours_from_column(frame: pl.DataFrame, pivot: MetricType) -> int:
    return merge_metrics(parse_log_events(frame).observations, pivot).height


def ours_from_pages(pages: list[list[dict[str, object]]], pivot: MetricType) -> int:
    """From what boto3 answers: the noise goes before anything becomes a column."""
    frames = []
    for page in pages:
        kept = [event for event in page if METRIC_MARKER in event["message"]]
        columns = {
            "log_stream": list(map(itemgetter("logStreamName"), kept)),
            "timestamp": list(map(itemgetter("timestamp"), kept)),
            "message": list(map(itemgetter("message"), kept)),
        }
        frames.append(pl.DataFrame(columns, schema=PAGE_COLUMNS))
    events = pl.concat(frames).select(
        pl.lit("job").alias("job_arn"),
        "log_stream",
        pl.col("timestamp").cast(LOG_EVENTS["timestamp"]),
        "message",
    )
    return ours_from_column(events, pivot)


def measure(name: str, messages: list[str], pivot: SdkType) -> None:
    events: list[dict[str, object]] = [
        {"logStreamName": STREAM, "timestamp": 1_760_000_000_000 + i, "message": message}
        for i, message in enumerate(messages)
    ]
    pages = [events[first : first + PAGE] for first in range(0, len(events), PAGE)]
    frame = pl.DataFrame(
        {
            "job_arn": ["job"] * len(messages),
            "log_stream": [STREAM] * len(messages),
            "timestamp": [event["timestamp"] for event in events],
            "message": messages,
        },
        schema=LOG_EVENTS,
    )
    calls = {
        "SDK": lambda: sdk(pages, pivot),
        "pages": lambda: ours_from_pages(pages, MetricType.of(pivot)),
        "column": lambda: ours_from_column(frame, MetricType.of(pivot)),
    }
    rows = {side: call() for side, call in calls.items()}  # warm up
    assert len(set(rows.values())) == 1, rows
    data = "\n".join(messages).encode()
    calls["scan"] = lambda: data.count(b";")
    times: dict[str, list[float]] = {side: [] for side in calls}
    for _ in range(RUNS if len(messages) > 10_000 else 20 * RUNS):
        for side, call in calls.items():
            start = time.perf_counter()
            call()
            times[side].append(time.perf_counter() - start)
    median = {side: statistics.median(taken) for side, taken in times.items()}
    cells = "".join(
        f" {1e3 * median[side]:5.0f} ms ({median['SDK'] / median[side]:4.1f} x)"
        for side in ("pages", "column")
    )
    print(
        f"{name:42} {len(messages):8,} {pivot_name(pivot):>16} {1e3 * median['SDK']:5.0f} ms{cells}"
        f" {1e3 * median['scan']:6.2f} ms"
    )


def main() -> None:
    random.seed(1)
    print(f"Python {sys.version.split()[0]}, polars {pl.__version__}")
    print(f"Medians of {RUNS} interleaved runs, and how many times as fast as the SDK.")
    print(
        f"{'log':42} {'lines':>8} {'pivot':>16} {'SDK':>8} {'from pages':>17} {'from column':>17} "
        f"{'limit':>9}"
    )
    for name, make, lines in LOGS:
        messages = make(lines)
        for pivot in SdkType:
            measure(name, messages, pivot)


if __name__ == "__main__":
    main()
