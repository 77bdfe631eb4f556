"""Ctrl-C ends a reading at once, keeps what was read, and the next call goes on from there."""

import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from sweeps import by_search, own_region, put_sweep

from jobanalytics import JobSet

SCRIPT = Path(__file__).with_name("interrupted_reading.py")
# 40 jobs of 20 lines each are read by 4 scans of 10 streams, 10 lines a page.
JOBS, PAGES = 40, 4 * 20
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


def interrupt_behind(aws, process, calls, operation="FilterLogEvents"):
    while aws.calls[operation] < calls:
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)


def read_at_once(aws, region):
    aws.configure(latency=0)
    return JobSet(by_search(region)).observations()


def test_it_ends_at_once(aws, script):
    process = script()
    while aws.calls["FilterLogEvents"] < 30:
        time.sleep(0.01)
    # Whoever waited for the calls that are under way would wait for longer than this test does.
    aws.configure(latency=60)
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=30)
    assert process.returncode == -signal.SIGINT
    assert "Traceback" in stderr
    assert "KeyboardInterrupt" in stderr
    assert int(re.search(KEPT, stderr)[1]) < JOBS
    assert aws.calls["FilterLogEvents"] < PAGES


def test_while_the_streams_are_listed(aws, script, region):
    put_sweep(aws, 150, lines=1, name="wvqe", region=region)
    aws.configure(latency=0.2)
    process = script(catches=1)
    interrupt_behind(aws, process, 1, "DescribeLogStreams")
    assert re.search(KEPT.replace("40", "190"), process.stdout.readline())[1] == "0"
    time.sleep(0.5)
    calls = aws.calls
    assert calls["DescribeLogStreams"] < 4
    assert "FilterLogEvents" not in calls
    time.sleep(0.5)
    assert aws.calls == calls


@pytest.mark.parametrize("calls", [1, 50])
def test_it_goes_on(aws, script, region, tmp_path, calls):
    process = script(catches=1)
    interrupt_behind(aws, process, calls)
    assert re.search(KEPT, process.stdout.readline())
    # Only the calls that were under way end: nobody goes on behind a user's back.
    time.sleep(0.3)
    so_far = aws.calls
    assert so_far["FilterLogEvents"] < calls + 2 * 8
    time.sleep(0.3)
    assert aws.calls == so_far
    process.communicate("\n", timeout=20)
    assert process.returncode == 0
    assert aws.calls["FilterLogEvents"] == PAGES
    assert aws.calls["DescribeLogStreams"] == 1
    assert_frame_equal(pl.read_parquet(tmp_path / "read"), read_at_once(aws, region))


def test_it_goes_on_at_once_and_again(aws, script, region, tmp_path):
    aws.configure(latency=0.1)
    process = script(catches=3)
    for calls in (10, 25, 50):
        interrupt_behind(aws, process, calls)
        assert re.search(KEPT, process.stdout.readline())
        process.stdin.write("\n")
        process.stdin.flush()
    _, stderr = process.communicate(timeout=30)
    assert process.returncode == 0, stderr
    assert PAGES <= aws.calls["FilterLogEvents"] <= PAGES + 8
    assert_frame_equal(pl.read_parquet(tmp_path / "read"), read_at_once(aws, region))
