"""watch on a terminal gives the cursor back when it is asked to end."""

import os
import signal
import subprocess

from cli_processes import command, environment
from job_logs import energies
from terminals import Terminal
from waiting import PATIENCE, wait_until


def test_the_cursor_is_shown_again(aws, job_name, tmp_path):
    arn = aws.create_job(job_name, "RUNNING")
    aws.put_log_events(arn, energies(3))
    terminal = Terminal(100)
    looks = aws.calls["FilterLogEvents"]
    process = subprocess.Popen(
        command("watch", arn, "--poll-interval", "0.2"),
        cwd=tmp_path,
        env={**environment(), "TERM": "xterm-256color"},
        stdin=terminal.descriptor,
        stdout=terminal.descriptor,
        stderr=subprocess.PIPE,
    )
    os.close(terminal.descriptor)
    try:
        wait_until(lambda: aws.calls["FilterLogEvents"] >= looks + 2, "the job is looked at twice")
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
        process.communicate()
    assert process.returncode == -signal.SIGTERM
    written = terminal.written()
    assert written.count("\x1b[?25l") == written.count("\x1b[?25h") == 1
