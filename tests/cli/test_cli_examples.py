"""Every example of every help text runs against the emulator that its own command starts."""

import os
import shlex
import signal
import subprocess
from itertools import pairwise

import pytest
from cli_examples import COMMANDS, examples_in, examples_of
from cli_processes import command, environment
from typer.main import get_command
from typer.testing import CliRunner
from waiting import PATIENCE

from jobanalytics.cli import main


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder, and the environment that the emulator's example says to export."""
    folder = tmp_path_factory.mktemp("examples")
    (words,) = examples_of("emulator")
    with subprocess.Popen(
        command(*words), env=environment(), cwd=folder, stdout=subprocess.PIPE, text=True
    ) as emulator:
        try:
            variables = {}
            for line in emulator.stdout:
                if line.startswith("#"):
                    break
                name, _, value = line.removeprefix("export ").strip().partition("=")
                variables[name] = shlex.split(value)[0]
            with pytest.MonkeyPatch.context() as patch:
                lead_there(patch, folder, variables)
                # Examples of archives need one, whichever of them this process runs.
                for words in examples_of("sync"):
                    assert CliRunner().invoke(main, words).exit_code == 0
            yield folder, variables
        finally:
            emulator.send_signal(signal.SIGINT)
            assert emulator.wait(PATIENCE) == 0


def lead_there(patch, folder, variables):
    patch.chdir(folder)
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        patch.delenv(name)
    for name, value in variables.items():
        patch.setenv(name, value)


def examples():
    found = [words for name in COMMANDS if name != "emulator" for words in examples_of(name)]
    return [*found, *examples_in(get_command(main).help)]


def marked(words):
    # The tests of the demo run it each time; once more takes as long as all other examples.
    return pytest.param(words, marks=[pytest.mark.slow] if words[0] == "demo" else [])


@pytest.mark.parametrize("words", [marked(words) for words in examples()], ids=shlex.join)
def test_example(place, words, monkeypatch):
    folder, variables = place
    lead_there(monkeypatch, folder, variables)
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 0, done.output
    written = [word for option, word in pairwise(words) if option == "-o"]
    assert done.stdout or written
    assert all((folder / name).exists() for name in written)
