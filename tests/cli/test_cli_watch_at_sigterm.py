"""watch on a terminal gives the cursor back when it is asked to end."""

import os
import signal
import subprocess
import time

from cli_processes import command, environment
from job_logs import energies
from terminals import Terminal


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
        deadline = time.monotonic() + 30
        while aws.calls["FilterLogEvents"] < looks + 2:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=15)
    finally:
        process.kill()
        process.communicate()
    assert process.returncode == -signal.SIGTERM
    written = terminal.written()
    assert written.count("\x1b[?25l") == written.count("\x1b[?25h") == 1
