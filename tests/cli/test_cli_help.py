"""Help: quick, light, with an example and the exit codes; and the completion of shells."""

import json
import os
import re
import shlex
import subprocess
import sys
import urllib.request

import pytest
from cli_examples import COMMANDS, examples_of
from cli_processes import command, environment
from typer.testing import CliRunner

from jobanalytics import AwsQuantumJob
from jobanalytics.cli import main
from jobanalytics.cli.exit_codes import MEANINGS, ExitCode, code_of
from jobanalytics.errors import JobAnalyticsError

HEAVY = {"polars", "boto3", "botocore", "matplotlib", "scipy", "numpy", "s3fs", "pyarrow", "moto"}


def loaded_by(*arguments):
    code = (
        "import atexit, sys; from jobanalytics.cli import main;"
        "atexit.register(lambda: print(*{name.partition('.')[0] for name in sys.modules}));"
        f"main({list(arguments)!r})"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment(),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return set(done.stdout.splitlines()[-1].split())


@pytest.mark.parametrize(
    "arguments",
    [("--help",), ("leaderboard", "--help"), ("plot", "bands", "--help"), ("--version",)],
)
def test_help_loads_nothing_heavy(arguments):
    loaded = loaded_by(*arguments)
    assert "typer" in loaded
    assert not loaded & HEAVY


def test_who_imports_the_package_does_not_load_the_command_line():
    code = "import jobanalytics, sys; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment(),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    assert not {"typer", "rich", "jobanalytics.cli"} & set(done.stdout.split())


def test_help_takes_less_than_half_a_second():
    def seconds():
        """Of work: what a process waits for others is not its own."""
        before = os.times()
        subprocess.run(command("--help"), env=environment(), stdout=subprocess.DEVNULL, check=True)
        after = os.times()
        return sum(after[2:4]) - sum(before[2:4])

    assert min(seconds() for _ in range(3)) < 0.5


def test_help_names_every_exit_code():
    text = CliRunner().invoke(main, ["--help"]).stdout
    for code, words in MEANINGS.items():
        assert re.search(rf"\b{code.value}\s+{re.escape(words)}", text)
    assert set(MEANINGS) == set(ExitCode)


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_an_example_of_itself(name):
    examples = examples_of(name)
    assert examples
    for words in examples:
        assert words[: len(name.split())] == name.split()


def test_every_command_that_the_users_were_promised():
    asked = (
        "search table metrics summary leaderboard compare plot report watch logs results tasks "
        "costs sync export verify emulator demo"
    )
    assert set(asked.split()) <= {name.split()[0] for name in COMMANDS}


def test_the_help_of_the_emulator_puts_jobs_in(aws, job_name):
    help_text = COMMANDS["emulator"].help.replace("\\\n", " ")
    calls = [shlex.split(line) for line in help_text.splitlines() if line.strip()[:5] == "curl "]
    assert [url.rpartition("/")[2] for _, url, *_ in calls] == ["create_job", "put_log_events"]
    arn = "<ARN>"
    for _, url, option, data in calls:
        assert option == "-d"
        text = data.replace("<ARN>", arn).replace("vqe-1", job_name)
        place = url.replace("$AWS_ENDPOINT_URL_BRAKET", aws.environ["AWS_ENDPOINT_URL_BRAKET"])
        with urllib.request.urlopen(place, text.encode()) as answer:
            arn = json.load(answer)["result"] if arn == "<ARN>" else arn
    job = AwsQuantumJob(arn)
    assert job.name == job_name
    assert job.observations().select("metric", "value").rows() == [("energy", -1.5)]


@pytest.mark.parametrize("group", [[], ["plot"]])
def test_without_a_command_it_shows_help(group):
    done = CliRunner().invoke(main, group)
    assert done.exit_code == ExitCode.USAGE
    assert "leaderboard" in done.stdout


def test_the_short_help_option():
    assert "--goal" in CliRunner().invoke(main, ["leaderboard", "-h"]).stdout


def all_below(kind):
    for one in kind.__subclasses__():
        yield one
        yield from all_below(one)


def test_every_error_of_the_package_has_an_exit_code():
    for kind in all_below(JobAnalyticsError):
        assert code_of(kind) not in {ExitCode.FINE, ExitCode.BUG}
    assert code_of(ZeroDivisionError) is ExitCode.BUG


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_shells_complete_commands_and_options(shell):
    def completed(words, number):
        variables = {
            "_JOBANALYTICS_COMPLETE": f"complete_{shell}",
            "COMP_WORDS": words,
            "COMP_CWORD": str(number),
            "_TYPER_COMPLETE_ARGS": words,
            "_TYPER_COMPLETE_FISH_ACTION": "get-args",
        }
        return subprocess.run(
            command(), env=environment(**variables), stdout=subprocess.PIPE, text=True, check=False
        ).stdout

    assert "leaderboard" in completed("jobanalytics lea", 1)
    assert "--statistic" in completed("jobanalytics summary --stat", 2)
