"""Jobs read together give what each gives alone, whatever their names, pages and interruptions."""

from datetime import UTC, datetime
from itertools import count

import pytest
from drawn_sweeps import DrawnJob, pagings, put, sweeps
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from sweeps import by_search, outcomes, own_region, readings

from jobanalytics import AwsQuantumJob
from jobanalytics.emulator.behaviour import Settings

# What says how and when it was read, and not what was read.
HOW = ["pages", "read_at"]


@pytest.fixture(scope="module")
def cloud(emulator):
    """The emulator, to which all the examples of a law go, with all that the former ones left."""
    with emulator.environment():
        yield emulator
    emulator.clear_faults()
    emulator.configure(**vars(Settings()))


REGION = own_region()
NUMBERS = count()


def certificate(job):
    """Return what a job's certificate says of what was read; it asks for the instances."""
    row = job.completeness().drop(HOW).row(0, named=True)
    if not row["terminal"]:
        # Such a window ends a day after the reading.
        assert row.pop("window_end") > datetime.now(UTC)
    return row


def old_arns_once(drawn, are_old):
    """Give an old ARN to some jobs: it holds the name, which then no other old one may have."""
    for job, is_old in zip(drawn, are_old, strict=False):
        if is_old:
            members = job.members | {"old_arn": True}
            yield DrawnJob(f"{job.name}-{next(NUMBERS)}", members, job.streams, job.comes_by)
        else:
            yield job


@settings(max_examples=settings.default.max_examples // 2)
@given(
    drawn=sweeps,
    are_old=st.lists(st.booleans(), min_size=5, max_size=5),
    paging=pagings,
    order=st.randoms(use_true_random=False),
    broken_off_after=st.lists(st.integers(0, 6), max_size=2),
)
def test_together_as_alone(cloud, drawn, are_old, paging, order, broken_off_after):
    cloud.configure(**vars(Settings()))
    put_in = {put(cloud, job, REGION): job for job in old_arns_once(drawn, are_old)}
    found = {job.arn: job for job in by_search(REGION)}
    jobs = [
        found[arn] if job.comes_by == "search" else AwsQuantumJob(arn)
        for arn, job in put_in.items()
        if job.comes_by != "nothing"
    ]
    if not jobs:
        return
    order.shuffle(jobs)
    cloud.configure(**paging)
    for calls in broken_off_after:
        cloud.fail("FilterLogEvents", "denied", times=None, after=calls)
        outcomes(jobs)
        cloud.clear_faults()
    read = readings(jobs)
    cloud.configure(**vars(Settings()))
    for job in jobs:
        alone = AwsQuantumJob(job.arn)
        reading = alone._read_metrics()
        assert_frame_equal(read[job.arn].observations, reading.observations)
        assert_frame_equal(read[job.arn].malformed, reading.malformed)
        assert read[job.arn].lines_matched == reading.lines_matched
        assert certificate(job) == certificate(alone)
