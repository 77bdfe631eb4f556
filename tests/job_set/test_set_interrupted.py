"""An interrupt stops the loading of a set at once; the same call goes on from there."""

import os
import signal
import subprocess
import sys

import pytest
from job_logs import ago
from waiting import PATIENCE, wait_until

SCRIPT = """
import sys, time
import jobanalytics as ja
jobs = ja.JobSet(sys.argv[1:])
print("begins", flush=True)
try:
    jobs.metrics(progress=False)
except KeyboardInterrupt as interrupt:
    print(*interrupt.__notes__, sep="|", flush=True)
print("stopped", flush=True)
sys.stdin.readline()
print(jobs.metrics(progress=False).height, flush=True)
"""


@pytest.fixture
def arns(aws, job_name):
    made = [aws.create_job(f"{job_name}-{job}", created_at=ago(hours=5)) for job in range(12)]
    for arn in made:
        aws.put_log_events(arn, [f"Metrics - loss={n}; iteration_number={n};" for n in range(50)])
    aws.configure(latency=0.1, page_events=10)
    return made


def test_it_stops_says_how_far_it_came_and_goes_on(aws, arns):
    command = [sys.executable, "-c", SCRIPT, *arns]
    streams = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    aws.fail("FilterLogEvents", "hold", times=None, after=20)
    with subprocess.Popen(command, env=dict(os.environ), **streams) as child:
        assert child.stdout.readline() == "begins\n"
        wait_until(lambda: aws.held["FilterLogEvents"], "a call is under way")
        child.send_signal(signal.SIGINT)
        note = child.stdout.readline()
        assert " of 12 jobs had been read (metrics); the same call goes on from there." in note
        assert "collect" not in note
        assert child.stdout.readline() == "stopped\n"
        aws.configure(latency=0.0)
        aws.clear_faults()
        rest, _ = child.communicate("go on\n", timeout=PATIENCE)
    assert rest == "600\n"
    # 600 lines are 60 pages; those that were under way are asked for again, and no others.
    assert aws.calls["FilterLogEvents"] < 60 + 15
