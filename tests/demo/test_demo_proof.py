"""The demo's proof must notice what is lost, changed or invented."""

import polars as pl
import pytest

from jobanalytics import parse_log_events
from jobanalytics.demo.proof import compare
from jobanalytics.demo.sweep import JobPlan, JobRun, LogLine
from jobanalytics.schema import LOG_EVENTS

LINES = [
    "Metrics - timestamp=1700000000.25; energy=-1.5; iteration_number=0;",
    "Metrics - timestamp=1700000000.5; energy_change=None; iteration_number=0;",
    "an ordinary line",
    "Metrics - timestamp=1700000001.5; energy=nan; iteration_number=1;",
]
RUN = JobRun(
    plan=JobPlan("vqe-01", {}),
    created=0,
    started=0,
    ended=1,
    exit_code=0,
    lines={"algo-1": [LogLine(0.0, line) for line in LINES]},
    files={},
)


@pytest.fixture
def read():
    events = pl.DataFrame(
        {
            "job_arn": ["arn"] * len(LINES),
            "log_stream": ["vqe-01/algo-1-0"] * len(LINES),
            "timestamp": [None] * len(LINES),
            "message": LINES,
        },
        schema=LOG_EVENTS,
    )
    return parse_log_events(events).observations.with_columns(job_name=pl.lit("vqe-01"))


def test_all_read_is_equal(read):
    found = compare([RUN], read)
    assert found == (2, 2, 0, 0, 1)
    assert found.is_equal


def test_a_lost_value_is_missing(read):
    found = compare([RUN], read.head(1))
    assert (found.missing, found.invented) == (1, 0)
    assert not found.is_equal


def test_a_value_read_twice_is_invented(read):
    found = compare([RUN], pl.concat([read, read.head(1)]))
    assert (found.missing, found.invented) == (0, 1)
    assert not found.is_equal


@pytest.mark.parametrize(
    "change",
    [
        pl.col("value") + 1e-15,
        pl.col("timestamp") + pl.duration(microseconds=1),
        pl.col("iteration_number") + 1,
        pl.lit("algo-2").alias("instance"),
        pl.lit("vqe-02").alias("job_name"),
        pl.lit("gradient").alias("metric"),
    ],
    ids=str,
)
def test_a_changed_value_is_missing_and_invented(read, change):
    found = compare([RUN], read.with_columns(change))
    assert found.missing == found.invented > 0
    assert not found.is_equal
