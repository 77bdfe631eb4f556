"""On a terminal watch keeps one table in its place; an interrupt ends it with what is known."""

import os
import pty
import re
import signal
import termios
import threading
import time
from contextlib import redirect_stdout, suppress

import polars as pl
import pytest
from driving import OPTIONS
from waiting import wait_until

from jobanalytics import AwsQuantumJob


class Terminal:
    """A pseudo-terminal of 24 lines of 110 characters, as stdout."""

    def __init__(self):
        self._leader, follower = pty.openpty()
        termios.tcsetwinsize(follower, (24, 110))
        self.stdout = open(follower, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - closed below
        self._seen = []
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self):
        try:
            while data := os.read(self._leader, 4096):
                self._seen.append(data)
        except OSError:  # as Linux ends a terminal that nobody writes to any more
            return

    def watch(self, job, **options):
        # Not in a fixture: pytest puts another stdout in its place before the test.
        with redirect_stdout(self.stdout):
            return job.watch(**OPTIONS, **options)

    @property
    def screen(self):
        return b"".join(self._seen).decode("utf-8", "replace")

    def wait_for(self, words):
        wait_until(lambda: words in self.screen, lambda: f"{words!r} in {self.screen}")

    def close(self):
        self.stdout.close()
        self._reader.join()
        os.close(self._leader)


@pytest.fixture
def terminal(monkeypatch):
    made = Terminal()
    for name, value in {"TERM": "xterm", "COLUMNS": "110", "LINES": "24"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("NO_COLOR", raising=False)
    yield made
    made.close()


@pytest.fixture
def job(driver, running):
    driver.log(running, 3.0, 1.0, 2.0)
    return AwsQuantumJob(running)


def test_one_table_is_kept_up_to_date(driver, job, job_name, terminal):
    driver.play(
        lambda: (terminal.wait_for("RUNNING"), driver.log(job.arn, -4.0, first=3)),
        lambda: (terminal.wait_for("-4"), driver.end(job.arn)),
    )
    table = terminal.watch(job, goal="min")
    assert table["last"].item() == -4.0
    terminal.wait_for("may not be all")
    last = terminal.screen.rpartition("1 job: ")[2]
    shown = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", last)
    assert re.search(rf"{job_name} +COMPLETED +0:\d\d:\d\d +energy +3 +-4 +-4 +█▆▇▁", shown)
    assert "\x1b[1A" in terminal.screen, "each look has a table of its own"


def test_an_interrupt_returns_what_is_known(driver, job, terminal):
    driver.play(lambda: (terminal.wait_for("energy"), os.kill(os.getpid(), signal.SIGINT)))
    table = terminal.watch(job)
    assert table.select("state", "last").rows() == [("RUNNING", 2.0)]
    terminal.wait_for("Stopped while 1 of 1 job had not ended.")


def test_an_interrupt_while_polars_computes_in_another_thread(driver, job, terminal):
    numbers = pl.DataFrame({"number": pl.int_range(2_000_000, eager=True).shuffle(seed=1)})
    computing, interrupted = threading.Event(), threading.Event()

    def compute():
        while not interrupted.is_set():
            computing.set()
            with suppress(KeyboardInterrupt):
                numbers.sort("number")

    def interrupt():
        terminal.wait_for("energy")
        other.start()
        computing.wait()
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.1)  # it computes on for a while
        interrupted.set()

    other = threading.Thread(target=compute)
    driver.play(interrupt)
    table = terminal.watch(job)
    # Polars would raise the interrupt again here.
    assert table.select("state", "last").rows() == [("RUNNING", 2.0)]
    other.join()


def test_what_moves_no_cursor_gets_lines(driver, job, terminal, monkeypatch):
    monkeypatch.setenv("TERM", "dumb")
    driver.play(lambda: driver.end(job.arn))
    terminal.watch(job)
    terminal.wait_for("COMPLETED")
    assert "\x1b" not in terminal.screen
