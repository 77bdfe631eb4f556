"""The command line as tests call it: in this process, as a process, and on a terminal."""

import json
import subprocess

import pytest
from cli_processes import command, environment
from small_sweep import put
from terminals import run_here, run_process
from typer.testing import CliRunner
from waiting import PATIENCE

from jobanalytics.cli import main


@pytest.fixture
def cli(aws, tmp_path, monkeypatch):
    """Run a command in this process, in an empty folder; what it found is its exit code."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments, code=0, stdin=None):
        done = CliRunner().invoke(main, [*map(str, arguments)], input=stdin)
        assert done.exit_code == code, done.output
        return done

    return run


@pytest.fixture
def process(aws, tmp_path):
    """Run a command as a process of its own, in an empty folder."""

    def run(*arguments, code=0, text=True, **variables):
        done = subprocess.run(
            command(*arguments),
            cwd=tmp_path,
            env=environment(**variables),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=text,
            timeout=PATIENCE,
            check=False,
        )
        assert done.returncode == code, done.stderr
        return done

    return run


@pytest.fixture
def terminal(aws, tmp_path, monkeypatch):
    """Run a command in this process, with a terminal of some width as its stdout."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments, width=100, code=0):
        ended, shown = run_here([*map(str, arguments)], width, monkeypatch)
        assert ended == code, shown
        return shown

    return run


@pytest.fixture
def terminal_of_a_process(aws, tmp_path):
    """Run a command as a process of its own on a terminal of some width."""

    def run(*arguments, width=100, code=0, **variables):
        ended, shown = run_process(
            command(*arguments), width, cwd=tmp_path, env=environment(**variables)
        )
        assert ended == code, shown
        return shown

    return run


@pytest.fixture
def sweep(aws, job_name):
    """The name of a small sweep's jobs, as a glob, and their ARNs."""
    return f"{job_name}-*", put(aws, job_name)


@pytest.fixture
def local_jobs(tmp_path):
    """Make a folder of local jobs with such values of one hyperparameter; give its path."""

    def make(**values):
        ((name, given),) = values.items()
        for number, value in enumerate(given):
            folder = tmp_path / "local" / f"job-{number}"
            folder.mkdir(parents=True)
            (folder / "log.txt").write_text(f"Metrics - loss={number}; iteration_number=0;\n")
            own = {} if value is None else {name: value}
            (folder / "hyperparameters.json").write_text(json.dumps(own))
        return tmp_path / "local"

    return make
