"""A job has the lines of its own window, whichever jobs share its scan."""

from datetime import UTC, datetime, timedelta

import pytest
from job_logs import ago, milliseconds
from sweeps import by_arn, energies_of, own_region, readings

BEFORE, AFTER = timedelta(days=14), timedelta(days=1)
MILLISECOND = timedelta(milliseconds=1)
# Microseconds that round up to a millisecond, and such that do not.
OLD = datetime(2026, 3, 1, 12, 0, 0, 999_700, tzinfo=UTC)
OLD_END = OLD + timedelta(hours=1, microseconds=-400)


@pytest.fixture
def pair(aws):
    """Two jobs that share a scan, made far apart: from the first to the second all is read."""
    region = own_region()
    old = aws.create_job("vqe-old", created_at=OLD, started_at=OLD, ended_at=OLD_END, region=region)
    return old, aws.create_job("vqe-new", created_at=ago(hours=2), region=region)


def put(aws, arn, *moments):
    """Log a line at each moment, whose energy is the place of that moment."""
    lines = [(milliseconds(time), f"Metrics - energy={n};") for n, time in enumerate(moments)]
    aws.put_log_events(arn, lines)


def assert_as_alone(arns, expected):
    together = readings(by_arn(arns))
    assert [energies_of(together[arn]) for arn in arns] == expected
    for arn in arns:
        alone = readings(by_arn([arn]))[arn]
        assert alone.observations.equals(together[arn].observations)
        for edge in ("window_start", "window_end"):
            assert getattr(alone.facts, edge) == getattr(together[arn].facts, edge)


def test_lines_outside_their_own_window(aws, pair):
    old, new = pair
    put(aws, old, OLD, ago(hours=1))
    put(aws, new, OLD, ago(hours=1))
    assert_as_alone(pair, [[0.0], [1.0]])
    # They shared a scan, and the group's window holds all four lines.
    assert aws.calls["FilterLogEvents"] == 1 + 2


def test_lines_at_the_edges_of_their_window(aws, pair):
    old, new = pair
    # In whole milliseconds, without what is less.
    first = (OLD - BEFORE).replace(microsecond=999_000)
    last = (OLD_END + AFTER).replace(microsecond=999_000)
    moments = [first - MILLISECOND, first, first + MILLISECOND]
    moments += [last - MILLISECOND, last, last + MILLISECOND]
    put(aws, old, *moments)
    put(aws, new, ago(hours=1))
    assert_as_alone(pair, [[1.0, 2.0, 3.0, 4.0], [0.0]])


def test_a_job_that_runs_has_all_lines_up_to_now(aws):
    region = own_region()
    running = aws.create_job("vqe-1", "RUNNING", created_at=ago(days=3), region=region)
    ended = aws.create_job("vqe-2", created_at=ago(days=3), ended_at=ago(days=2), region=region)
    put(aws, running, ago(days=2), ago(seconds=1))
    put(aws, ended, ago(days=2, hours=12), ago(seconds=1))
    read = readings(by_arn([running, ended]))
    assert energies_of(read[running]) == [0.0, 1.0]
    assert energies_of(read[ended]) == [0.0]
