"""watch in a shell: until all have ended, with exit codes, and quiet at Ctrl-C."""

import re
import signal
import subprocess

import pytest
from cli_processes import command, environment
from job_logs import energies
from waiting import PATIENCE

from jobanalytics.cli.exit_codes import ExitCode


@pytest.fixture
def running(aws, job_name):
    arn = aws.create_job(job_name, "RUNNING")
    aws.put_log_events(arn, energies(3))
    return arn


@pytest.fixture
def watching(aws, tmp_path):
    """Start watch as a process that looks often."""
    started = []

    def start(*arguments, interval="0.2"):
        words = command("watch", *arguments, "--poll-interval", interval)
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        started.append(subprocess.Popen(words, cwd=tmp_path, env=environment(), **streams))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


def until(process, words):
    """Read lines until one has these words; return all of them."""
    read = []
    while not read or words not in read[-1]:
        read.append(process.stdout.readline())
        assert read[-1], (read, process.stderr.read())
    return read


def test_it_follows_until_the_end(aws, watching, running, job_name):
    process = watching(running, "--metric", "energy", "--goal", "min")
    until(process, f"{job_name} RUNNING")
    aws.update_job(running, status="COMPLETED")
    out, error = process.communicate(timeout=PATIENCE)
    assert re.search(rf"{job_name} COMPLETED .*energy .*\(best ", out)
    assert (process.returncode, error) == (ExitCode.FINE, "")


@pytest.mark.parametrize("state", ["FAILED", "CANCELLED"])
def test_1_where_a_job_has_not_completed(aws, cli, running, state):
    aws.update_job(running, status=state)
    done = cli("watch", running, "--poll-interval", "0.1", code=ExitCode.DATA)
    assert state in done.stdout


def test_1_where_it_is_over_before_the_job(cli, running):
    arguments = ("--poll-interval", "0.1", "--timeout", "0.2")
    done = cli("watch", running, *arguments, code=ExitCode.DATA)
    assert done.stderr.startswith("error: 1 of 1 job had not ended after 0.2 s")
    assert "--timeout" in done.stderr
    assert "poll_timeout_seconds" not in done.stderr


def test_130_and_quiet_at_ctrl_c(watching, running, job_name):
    process = watching(running)
    until(process, f"{job_name} RUNNING")
    process.send_signal(signal.SIGINT)
    out, error = process.communicate(timeout=PATIENCE)
    assert "Stopped while 1 of 1 job had not ended." in out
    assert (process.returncode, error) == (ExitCode.INTERRUPTED, "interrupted\n")


def test_130_also_where_all_have_ended_and_are_not_read_yet(aws, watching, running, job_name):
    aws.update_job(running, status="COMPLETED")
    # What has just ended is read once more, a look later.
    process = watching(running, interval="600")
    until(process, f"{job_name} COMPLETED")
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=PATIENCE)
    assert process.returncode == ExitCode.INTERRUPTED


def test_what_makes_no_sense_is_said_before_anybody_is_asked(aws, cli, running):
    aws.reset_calls()
    for words in (["--goal", "low"], ["--statistic", "mode"], ["--goal", "x=min", "-m", "energy"]):
        done = cli("watch", running, *words, code=ExitCode.USAGE)
        assert done.stdout == ""
    assert not aws.calls["GetJob"]


def test_a_metric_that_nobody_logged(cli, aws, running):
    aws.update_job(running, status="COMPLETED")
    done = cli("watch", running, "-m", "enrgy", "--poll-interval", "0.1")
    assert "did you mean 'energy'" in done.stderr


def test_it_is_a_table_on_a_terminal(aws, terminal, running, job_name):
    aws.update_job(running, status="COMPLETED")
    shown = terminal("watch", running, "--poll-interval", "0.1", width=80)
    assert re.search(rf"{job_name} +COMPLETED +\d:\d\d:\d\d +energy", "\n".join(shown.lines))
