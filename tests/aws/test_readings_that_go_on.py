"""A reading that goes on from earlier lines: what it reads of the log, and what that proves."""

from datetime import timedelta

import polars as pl
import pytest
from job_logs import ago

from jobanalytics.aws.job_state import OVERLAP, JobState
from jobanalytics.aws.log_scan import LogScan
from jobanalytics.aws.metrics_reading import Retention, read_scan
from jobanalytics.schema import ARCHIVED_LINES

ARN = "arn:aws:braket:us-west-2:123456789012:job/vqe"
LATEST = ago(hours=20).replace(microsecond=0)
STREAM = "vqe/algo-1-0"
LINES = pl.DataFrame(
    [
        (ARN, STREAM, moment, "Metrics - e=1;", str(moment))
        for moment in (LATEST - timedelta(hours=9), LATEST)
    ],
    schema=ARCHIVED_LINES,
    orient="row",
)


def state_of(status, lines, **times):
    """Make the state of a job of three days, apart from the user's, with lines that it has."""
    state = JobState(ARN)
    record = {"jobArn": ARN, "jobName": "vqe", "status": status, "createdAt": ago(days=3)}
    state.learn_record(record | times)
    return state.twin(lines)


def test_a_running_job_is_read_on_from_before_its_latest_line():
    window = state_of("RUNNING", LINES).window()
    assert window.start == LATEST - OVERLAP
    assert (window.is_whole, window.with_ids) == (False, True)


def test_so_is_one_whose_log_has_not_settled():
    window = state_of("COMPLETED", LINES, endedAt=ago(minutes=1)).window()
    assert (window.start, window.is_whole) == (LATEST - OVERLAP, False)


@pytest.mark.parametrize(
    ("status", "lines", "ended"),
    [
        ("RUNNING", None, None),
        ("RUNNING", LINES.clear(), None),
        ("COMPLETED", LINES, ago(hours=1)),
        ("COMPLETED", None, ago(hours=1)),
    ],
)
def test_others_are_read_whole(status, lines, ended):
    window = state_of(status, lines, endedAt=ended).window()
    assert window.start < ago(days=16)
    assert (window.is_whole, window.with_ids) == (True, True)


def test_a_job_by_itself_needs_no_ids():
    state = JobState(ARN)
    state.learn_summary({"jobName": "vqe", "status": "RUNNING", "createdAt": ago(days=3)})
    assert not state.window().with_ids


@pytest.mark.parametrize("is_whole", [False, True])
def test_only_a_whole_reading_proves_that_a_log_has_settled(is_whole):
    """The log of a job can settle between the choice of the window and the reading."""
    state = state_of("COMPLETED", LINES, endedAt=ago(minutes=10 if is_whole else 1))
    scan = LogScan({ARN: state.window()}, {ARN: [STREAM]})
    state.learn_summary({"endedAt": ago(minutes=10)})
    retention = Retention(clients=None, what="reading", remarks=("not asked",), _asked=True)
    reading = read_scan(scan, {ARN: state}, retention)[ARN]
    assert reading.facts.settled == is_whole
    assert reading.lines.height == 2
    assert reading.observations.height == 2
