"""On a terminal each instance has a colour of its own, unless NO_COLOR is set."""

import os
import pty
import re
import subprocess
import sys

import pytest

SCRIPT = "import sys; from jobanalytics import AwsQuantumJob; AwsQuantumJob(sys.argv[1]).logs()"


def shown_on_a_terminal(arn, **environment):
    terminal, end = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", SCRIPT, arn], stdout=end, env=os.environ | environment
    ) as child:
        os.close(end)
        shown = b""
        try:
            while piece := os.read(terminal, 65536):
                shown += piece
        except OSError:  # what Linux says when the other end is closed
            pass
        os.close(terminal)
    assert child.returncode == 0
    return shown.decode().replace("\r\n", "\n")


@pytest.fixture
def arn(aws, job_name):
    arn = aws.create_job(job_name, instance_count=2)
    for instance in ("algo-1", "algo-2"):
        aws.put_log_events(arn, [f"{instance} a", f"{instance} b"], instance=instance)
    return arn


def test_each_instance_has_its_colour(arn):
    lines = shown_on_a_terminal(arn, NO_COLOR="").splitlines()
    colours = {}
    for line in lines:
        match = re.fullmatch(r"(\x1b\[3\dm)(algo-\d) [ab]\x1b\[0m", line)
        colours.setdefault(match[2], set()).add(match[1])
    assert len(lines) == 4
    assert sorted(colours) == ["algo-1", "algo-2"]
    assert len(colours["algo-1"]) == len(colours["algo-2"]) == 1
    assert colours["algo-1"] != colours["algo-2"]


def test_no_color_is_honoured(arn):
    shown = shown_on_a_terminal(arn, NO_COLOR="1")
    assert "\x1b" not in shown
    assert len(shown.splitlines()) == 4


def test_a_notebook_has_colours(arn, monkeypatch, capsys):
    from jobanalytics import AwsQuantumJob  # noqa: PLC0415

    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("JPY_PARENT_PID", "1")
    AwsQuantumJob(arn).logs()
    assert capsys.readouterr().out.count("\x1b[0m") == 4
