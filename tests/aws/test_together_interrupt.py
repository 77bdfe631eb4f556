"""Ctrl-C ends a reading at once, keeps what was read, and the next call goes on from there."""

import re
import signal
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from sweeps import by_search, own_region, put_sweep
from waiting import PATIENCE, settled, wait_until

from jobanalytics import JobSet

SCRIPT = Path(__file__).with_name("interrupted_reading.py")
# 40 jobs of 20 lines each are read by 4 scans of 10 streams, 10 lines a page.
JOBS, SCANS = 40, 4
PAGES = SCANS * 20
KEPT = r"(\d+) of 40 jobs .*the same call goes on from there"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGINT to send")


@pytest.fixture
def region(aws):
    region = own_region()
    put_sweep(aws, JOBS, lines=20, region=region)
    aws.configure(page_events=10, latency=0.05)
    return region


@pytest.fixture
def script(aws, region, tmp_path):
    """Start the script, which catches so many interrupts; it is killed if it goes on too long."""
    running = []

    def start(catches=0):
        aws.reset_calls()
        command = [sys.executable, str(SCRIPT), region, str(tmp_path / "read"), str(catches)]
        pipes = dict.fromkeys(["stdin", "stdout", "stderr"], subprocess.PIPE)
        running.append(subprocess.Popen(command, text=True, **pipes))
        assert running[-1].stdout.readline() == "begins\n"
        return running[-1]

    yield start
    for process in running:
        process.kill()
        process.communicate()


def hold_behind(aws, calls, operation="FilterLogEvents"):
    """Let so many calls be answered, and no others before they are released."""
    aws.fail(operation, "hold", times=None, after=calls)


def interrupt_held(aws, process, operation="FilterLogEvents"):
    """Interrupt the script as soon as it waits for an answer that it will not get."""
    wait_until(lambda: aws.held[operation] or process.poll() is not None, "a call is held")
    assert process.poll() is None
    process.send_signal(signal.SIGINT)


def settled_calls(aws):
    return settled(lambda: aws.calls, "the number of calls")


def read_at_once(aws, region):
    aws.configure(latency=0)
    return JobSet(by_search(region)).observations()


def test_it_ends_at_once(aws, script):
    hold_behind(aws, 30)
    process = script()
    interrupt_held(aws, process)
    # Whoever waited for the calls that are under way would wait for ever.
    _, stderr = process.communicate(timeout=PATIENCE)
    assert aws.held["FilterLogEvents"]
    assert process.returncode == -signal.SIGINT
    assert "Traceback" in stderr
    assert "KeyboardInterrupt" in stderr
    assert int(re.search(KEPT, stderr)[1]) < JOBS
    assert aws.calls["FilterLogEvents"] < PAGES


def test_while_the_streams_are_listed(aws, script, region):
    put_sweep(aws, 150, lines=1, name="wvqe", region=region)
    hold_behind(aws, 0, "DescribeLogStreams")
    process = script(catches=1)
    interrupt_held(aws, process, "DescribeLogStreams")
    assert re.search(KEPT.replace("40", "190"), process.stdout.readline())[1] == "0"
    aws.clear_faults()
    calls = settled_calls(aws)
    assert calls["DescribeLogStreams"] < 4
    assert "FilterLogEvents" not in calls


@pytest.mark.parametrize("calls", [1, 50])
def test_it_goes_on(aws, script, region, tmp_path, calls):
    hold_behind(aws, calls)
    process = script(catches=1)
    interrupt_held(aws, process)
    assert re.search(KEPT, process.stdout.readline())
    # Only the calls that were under way end: nobody goes on behind a user's back.
    aws.clear_faults()
    assert settled_calls(aws)["FilterLogEvents"] < calls + 2 * 8
    process.communicate("\n", timeout=PATIENCE)
    assert process.returncode == 0
    assert aws.calls["FilterLogEvents"] == PAGES
    assert aws.calls["DescribeLogStreams"] == 1
    assert_frame_equal(pl.read_parquet(tmp_path / "read"), read_at_once(aws, region))


def test_it_goes_on_at_once_and_again(aws, script, region, tmp_path):
    for calls in (10, 20, 40):
        aws.fail("FilterLogEvents", "hold", times=SCANS, after=calls)
    process = script(catches=3)
    for let_go in (*[lambda: aws.release("FilterLogEvents")] * 2, aws.clear_faults):
        interrupt_held(aws, process)
        assert re.search(KEPT, process.stdout.readline())
        process.stdin.write("\n")
        process.stdin.flush()
        assert process.stdout.readline() == "begins\n"
        let_go()
    _, stderr = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, stderr
    assert PAGES <= aws.calls["FilterLogEvents"] <= PAGES + 8
    assert_frame_equal(pl.read_parquet(tmp_path / "read"), read_at_once(aws, region))
