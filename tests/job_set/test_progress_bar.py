"""A bar shows jobs and lines while many jobs are loaded, where somebody can see it."""

import os
import pty
import re
import subprocess
import sys
import termios
import threading

import pytest
from job_logs import ago
from waiting import PATIENCE

SCRIPT = """
import sys
import jobanalytics as ja
frame = ja.JobSet(sys.argv[2:]).metrics(progress=sys.argv[1] == "shown")
print(frame.height)
"""


@pytest.fixture
def arns(aws, job_name):
    """Jobs that take a second to read, whose pages hold a few lines each."""
    made = [aws.create_job(f"{job_name}-{job}", created_at=ago(hours=5)) for job in range(12)]
    for arn in made:
        aws.put_log_events(arn, [f"Metrics - loss={n}; iteration_number={n};" for n in range(50)])
    aws.configure(latency=0.1, page_events=20)
    return made


def run(arns, shown="shown", script=SCRIPT, **streams):
    return subprocess.run(
        [sys.executable, "-c", script, shown, *arns],
        check=True,
        timeout=120,
        stdout=subprocess.PIPE,
        **streams,
    )


def on_terminal(arns, shown):
    """Run the script on a pseudo-terminal; give what is shown there, and what it printed."""
    leader, follower = pty.openpty()
    termios.tcsetwinsize(leader, (24, 120))
    seen = []

    def watch():
        try:
            while data := os.read(leader, 1024):
                seen.append(data)
        except OSError:  # as Linux ends a terminal that nobody writes to any more
            return

    reader = threading.Thread(target=watch)
    reader.start()
    try:
        done = run(arns, shown, stderr=follower)
    finally:
        os.close(follower)
        reader.join(PATIENCE)
        os.close(leader)
    return b"".join(seen).decode(), done.stdout


def test_on_a_terminal_it_counts_jobs_and_lines_and_is_gone_at_the_end(arns):
    screen, printed = on_terminal(arns, "shown")
    assert printed == b"600\n"
    assert "metrics:" in screen
    assert re.search(r" [1-9][0-9]*/12 \[", screen)
    assert " lines]" in screen
    assert screen.rstrip("\n").endswith("\r")
    assert screen.rstrip("\r\n").rpartition("\r")[2].strip() == ""


def test_without_it_the_terminal_stays_clean(arns):
    assert on_terminal(arns, "hidden") == ("", b"600\n")


def test_where_there_is_no_terminal_nothing_is_shown(arns):
    done = run(arns, stderr=subprocess.PIPE)
    assert (done.stdout, done.stderr) == (b"600\n", b"")
