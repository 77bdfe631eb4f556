"""Every example of every help text runs against the emulator that its own command starts."""

import os
import shlex
import signal
import subprocess
from itertools import pairwise

import pytest
from cli_examples import COMMANDS, examples_in, examples_of
from conftest import command, environment
from typer.main import get_command
from typer.testing import CliRunner

from jobanalytics.cli import main
from jobanalytics.job_set import JobSet
from jobanalytics.job_set.plots import Plots

# What others need to have run before.
_ORDER = {"emulator": 0, "sync": 1}


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder, and the environment that the emulator's example says to export."""
    folder = tmp_path_factory.mktemp("examples")
    (words,) = examples_of("emulator")
    with subprocess.Popen(
        command(*words), env=environment(), cwd=folder, stdout=subprocess.PIPE, text=True
    ) as emulator:
        variables = {}
        for line in emulator.stdout:
            if line.startswith("#"):
                break
            name, _, value = line.removeprefix("export ").strip().partition("=")
            variables[name] = shlex.split(value)[0]
        yield folder, variables
        emulator.send_signal(signal.SIGINT)
        assert emulator.wait(10) == 0


def examples():
    names = sorted(COMMANDS, key=lambda name: _ORDER.get(name, 2))
    found = [words for name in names if name != "emulator" for words in examples_of(name)]
    return [*found, *examples_in(get_command(main).help)]


def exists(words):
    """Whether what draws it is there."""
    if words[0] == "plot":
        return hasattr(Plots, words[1])
    return words[0] != "report" or hasattr(JobSet, "report")


def marked(words):
    # The tests of the demo run it each time; once more takes as long as all other examples.
    return pytest.param(words, marks=[pytest.mark.slow] if words[0] == "demo" else [])


@pytest.mark.parametrize("words", [marked(words) for words in examples()], ids=shlex.join)
def test_example(place, words, monkeypatch):
    folder, variables = place
    monkeypatch.chdir(folder)
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    done = CliRunner().invoke(main, words)
    if not exists(words):
        assert (done.exit_code, done.stdout) == (2, "")
        assert "does not draw" in done.stderr
        return
    assert done.exit_code == 0, done.output
    written = [word for option, word in pairwise(words) if option == "-o"]
    assert done.stdout or written
    assert all((folder / name).exists() for name in written)
