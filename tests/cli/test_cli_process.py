"""What only a process shows: Ctrl-C, closed pipes, and which stream gets what."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from cli_processes import command, environment
from job_logs import ago
from terminals import Terminal
from waiting import PATIENCE, wait_until

from jobanalytics.cli.exit_codes import ExitCode


@pytest.fixture
def start(aws, tmp_path):
    """Start a command as a process in an empty folder; it is ended with the test."""
    started = []

    def run(*arguments, **options):
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
        started.append(
            subprocess.Popen(command(*arguments), cwd=tmp_path, env=environment(), **streams)
        )
        return started[-1]

    yield run
    for process in started:
        process.kill()
        process.communicate()


@pytest.mark.parametrize(
    ("operation", "arguments"),
    [
        ("SearchJobs", ["table", "SWEEP", "-o", "jobs.csv"]),
        ("FilterLogEvents", ["metrics", "SWEEP", "-o", "metrics.parquet"]),
    ],
)
def test_ctrl_c_ends_at_once_and_leaves_nothing(aws, start, sweep, tmp_path, operation, arguments):
    aws.fail(operation, "hold", times=None)
    process = start(*(sweep[0] if word == "SWEEP" else word for word in arguments))
    wait_until(lambda: aws.held[operation], "asked")
    process.send_signal(signal.SIGINT)
    out, error = process.communicate(timeout=PATIENCE)
    assert process.returncode == ExitCode.INTERRUPTED
    assert aws.held[operation], "it has not waited for an answer"
    assert (out, error) == (b"", b"interrupted\n")
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_while_it_is_still_being_imported():
    code = """
import sys

class Interrupted:
    def find_spec(self, name, path=None, target=None):
        if name == "jobanalytics.cli.app":
            raise KeyboardInterrupt

sys.meta_path.insert(0, Interrupted())
import jobanalytics.cli
"""
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(), capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (ExitCode.INTERRUPTED, b"")


def test_ctrl_c_keeps_what_a_sync_has_brought(aws, start, cli, sweep):
    cli("sync", sweep[1][0], "--archive", "archive")
    aws.fail("FilterLogEvents", "hold", times=None)
    syncing = start("sync", sweep[0], "--archive", "archive")
    wait_until(lambda: aws.held["FilterLogEvents"], "asked")
    syncing.send_signal(signal.SIGINT)
    syncing.communicate(timeout=PATIENCE)
    assert syncing.returncode == ExitCode.INTERRUPTED
    aws.clear_faults()
    cli("verify", "--archive", "archive")
    assert len(cli("sync", sweep[0], "--archive", "archive").stdout.splitlines()) == 1 + 6


def test_a_log_is_followed_until_ctrl_c(aws, start, job_name):
    arn = aws.create_job(job_name, "RUNNING")
    aws.put_log_events(arn, ["one"])
    process = start("logs", arn, "--follow", "--poll-interval", "0.2")
    assert process.stdout.readline() == b"one\n"
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=PATIENCE)
    assert process.returncode == ExitCode.INTERRUPTED
    assert error == b"interrupted\n"


@pytest.mark.parametrize(
    ("command", "unbuffered"), [("metrics", None), ("metrics", "1"), ("logs", None)]
)
def test_a_closed_pipe_ends_it_quietly(aws, start, job_name, monkeypatch, command, unbuffered):
    monkeypatch.delenv("PYTHONUNBUFFERED", raising=False)
    if unbuffered:
        monkeypatch.setenv("PYTHONUNBUFFERED", unbuffered)
    arn = aws.create_job(job_name, created_at=ago(hours=3))
    aws.put_log_events(arn, [f"Metrics - x={i}; iteration_number={i};" for i in range(3_000)])
    process = start(command, arn)
    assert process.stdout.readline()
    process.stdout.close()
    assert process.wait(PATIENCE) == ExitCode.PIPE_CLOSED
    assert process.stderr.read() == b""


def test_a_pipe_that_was_closed_before(start, sweep, monkeypatch):
    monkeypatch.delenv("PYTHONUNBUFFERED", raising=False)
    process = start("search", sweep[0])
    process.stdout.close()
    # What fits into a buffer is still there at the end of Python, which must not speak of it.
    assert process.wait(PATIENCE) == ExitCode.PIPE_CLOSED
    assert process.stderr.read() == b""


@pytest.mark.parametrize("arguments", [["--help"], ["leaderboard", "--help"], ["plot"]])
def test_help_whose_reader_has_gone(start, arguments, monkeypatch):
    monkeypatch.setenv("PYTHONUNBUFFERED", "1")
    process = start(*arguments)
    process.stdout.close()
    assert process.wait(PATIENCE) == ExitCode.PIPE_CLOSED
    assert process.stderr.read() == b""


@pytest.mark.parametrize("arguments", [["search"], ["logs"]])
def test_a_full_disk_below_standard_output(start, sweep, arguments):
    with Path("/dev/full").open("wb") as full:
        process = start(*arguments, sweep[0], stdout=full)
        _, error = process.communicate(timeout=PATIENCE)
    assert process.returncode == ExitCode.FILE
    assert error == b"error: Writing to stdout failed: No space left on device.\n"


def test_progress_is_on_stderr_and_only_on_a_terminal(aws, start, sweep):
    aws.configure(latency=0.7)
    terminal = Terminal(100)
    process = start("metrics", sweep[1][0], stderr=terminal.descriptor)
    os.close(terminal.descriptor)
    out, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == ExitCode.FINE
    assert "metrics:" in terminal.written()
    assert len(out.splitlines()) == 1 + 4
    assert b"\r" not in out


@pytest.fixture
def dead():
    """The URL of an endpoint where nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


def test_a_dead_endpoint_is_spoken_of_before_it_is_given_up(start, dead, monkeypatch):
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "30")
    process = start("search", "x", "--endpoint-url", dead, text=True)
    said = process.stderr.readline()
    assert process.poll() is None, "it is asked again"
    assert said.startswith("AWS does not answer, and is asked again: ")
    assert dead in said


def test_what_is_given_up_soon_is_an_error_alone(process, dead):
    arguments = ("search", "x", "--endpoint-url", dead)
    done = process(*arguments, code=ExitCode.AWS, AWS_MAX_ATTEMPTS="2")
    assert done.stderr.startswith("error: ")
    assert done.stderr.count("\n") == 1


def test_the_installed_program_is_this_one():
    project = (Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8")
    assert 'jobanalytics = "jobanalytics.cli:main"' in project


def test_the_emulator_of_a_shell_serves_what_it_says(start):
    process = start("emulator", "--no-jobs", "--quiet")
    lines = [process.stdout.readline().decode() for _ in range(15)]
    assert lines[0].startswith("export AWS_ENDPOINT_URL_BRAKET=http://127.0.0.1:")
    assert lines[-1].startswith("# serving")
    process.send_signal(signal.SIGTERM)
    _, error = process.communicate(timeout=PATIENCE)
    assert (process.returncode, error) == (0, b"")


@pytest.mark.parametrize(
    "words", [["--help"], ["table", "local"], ["table", "local", "-o", "t.csv"]]
)
def test_a_closed_stdout_is_no_bug(start, local_jobs, tmp_path, words):
    local_jobs(g=["1"])
    shell = ["sh", "-c", 'exec "$@" >&-', "sh", *command(*words)]
    done = subprocess.run(shell, cwd=tmp_path, env=environment(), capture_output=True, check=False)
    assert (done.returncode, b"bug" in done.stderr) == (0, False)
    assert (tmp_path / "t.csv").exists() == ("-o" in words)
