"""What is said while AWS throttles: botocore asks again by itself, more and more slowly."""

import io
import logging
import re
import time

import pytest
from job_logs import energies
from rich.console import Console
from rich.live import Live

from jobanalytics import AwsQuantumJob
from jobanalytics.cli import patience
from jobanalytics.cli.patience import saying_what_takes_long
from jobanalytics.cli.running import Run

ADAPTIVE = logging.getLogger("botocore.retries.adaptive")


@pytest.fixture
def at(monkeypatch):
    """Set the clock, and have a call throttled then."""

    def throttled(seconds):
        monkeypatch.setattr(time, "monotonic", lambda: 1000.0 + seconds)
        ADAPTIVE.debug("Throttling response received, new send rate: %s", 1.0)

    return throttled


def test_the_call_is_named(aws, job_name, monkeypatch):
    arn = aws.create_job(job_name, "COMPLETED")
    aws.put_log_events(arn, energies(3))
    monkeypatch.setattr(patience, "_PATIENCE_SECONDS", 0.0)
    said = []
    aws.fail("GetJob", "throttle", times=1)
    with saying_what_takes_long(said.append):
        AwsQuantumJob(arn).state()
    assert said == ["AWS throttles GetJob, and is asked again, more slowly."]


def test_it_is_said_once_and_not_of_what_soon_passes(at):
    said = []
    with saying_what_takes_long(said.append):
        for seconds in (0, 1, 2.9):
            at(seconds)
        assert said == []
        for seconds in (3, 4, 20):
            at(seconds)
        assert len(said) == 1
        for seconds in (500, 501):  # in the next hour of a watch
            at(seconds)
        assert len(said) == 1
        at(504)
        assert len(said) == 2
    at(600)
    assert len(said) == 2
    assert not ADAPTIVE.handlers
    assert ADAPTIVE.propagate


def test_it_is_said_above_a_table_that_stays_in_its_place():
    console = Console(file=io.StringIO(), force_terminal=True, width=60)
    with Live("the table", console=console, auto_refresh=False) as live:
        live.refresh()
        Run().note("AWS throttles")
    # What stands before the sign that erases a line is seen no more.
    seen = re.sub(r"[^\n]*\x1b\[2K", "", console.file.getvalue())
    seen = re.sub(r"\x1b\[[^a-zA-Z]*[a-zA-Z]|\r", "", seen)
    assert seen.splitlines() == ["AWS throttles", "the table"]
