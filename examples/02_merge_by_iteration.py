"""Log lines to frames, in memory: merging by iteration, and merging in parts."""

from datetime import UTC, datetime

import polars as pl

import jobanalytics as ja
from jobanalytics.schema import LOG_EVENTS

# Two instances log the same iterations.
LINES = {
    "algo-1": [
        "Metrics - timestamp=1700000000.0; energy=-1.00; accuracy=0.50; iteration_number=0;",
        "an ordinary line",
        "Metrics - timestamp=1700000001.0; energy=-1.20; accuracy=0.60; iteration_number=1;",
    ],
    "algo-2": [
        "Metrics - timestamp=1700000000.5; energy=-1.10; accuracy=0.40; iteration_number=0;",
        "Metrics - timestamp=1700000001.5; energy=-1.30; accuracy=n/a; iteration_number=1;",
    ],
}


def log_events(instance: str) -> pl.DataFrame:
    lines = LINES[instance]
    return pl.DataFrame(
        {
            "job_arn": ["local:job/example"] * len(lines),
            "log_stream": [f"example/{instance}-1700000000000"] * len(lines),
            "timestamp": [datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)] * len(lines),
            "message": lines,
        },
        schema=LOG_EVENTS,
    )


# "n/a" is no number: it is named, and costs nothing else of its line.
observations, malformed = ja.parse_log_events(pl.concat([log_events(name) for name in LINES]))
print(observations.select("instance", "record", "iteration_number", "metric", "value"))
print(malformed)

# Each metric has a statistic of its own; one that is not named takes "max".
whole = ja.merge_metrics(observations, "iteration_number", {"energy": "min", "accuracy": "avg"})
print(whole)

# The same from parts, each merged on its own, as on two machines; they combine in any order.
parts = [
    ja.partial_merge(observations.filter(instance=instance), "iteration_number")
    for instance in LINES
]
combined = ja.combine_partial_merges(reversed(parts))
same = ja.finish_partial_merge(combined, {"energy": "min", "accuracy": "avg"})
print("merged in parts, the frame is the same:", same.equals(whole))
