"""The unit of billableDuration is the one that fits the time from start to end."""

import job_tables_reference as reference
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from job_tables_frames import record, second

from jobanalytics.tables import jobs_table


def billable(duration, start, end):
    job = record(billableDuration=duration, startedAt=second(start), endedAt=second(end))
    return jobs_table([job])["billable_seconds"].to_list()[0]


@pytest.mark.parametrize(
    ("duration", "run", "seconds"),
    [
        (60, 60, 60.0),
        (60_000, 60, 60.0),
        (61, 60, 61.0),
        (45_000, 60, 45.0),
        (120_000, 60, 120.0),
        (31, 1, 31.0),
        (32, 1, 0.032),
        (0, 60, 0.0),
        (0, 0, 0.0),
        (0, -1, 0.0),
        (60, 0, None),
        (60, -5, None),
        (-60, 60, None),
        (None, 60, None),
    ],
)
def test_the_nearer_unit(duration, run, seconds):
    assert billable(duration, 100, 100 + run) == seconds


def test_without_a_run_time_the_unit_is_unknown():
    assert billable(60, None, 60) is None
    assert billable(60, 0, None) is None
    assert billable(0, None, None) == 0.0


@given(st.none() | st.integers(0, 10**9), st.integers(-10_000, 10**8))
@example(31_622, 1_000_000)
@example(31_623, 1_000_000)
def test_as_the_rules_say(duration, milliseconds):
    expected = reference.billable_seconds(duration, milliseconds / 1000)
    assert billable(duration, 0, milliseconds / 1000) == expected
