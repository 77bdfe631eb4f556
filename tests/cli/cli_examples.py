"""The commands, and the examples in their help."""

import shlex

from typer.main import get_command

from jobanalytics.cli import main


def _below(group, names=()):
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _below(command, (*names, name))
        else:
            yield " ".join((*names, name)), command


COMMANDS = dict(_below(get_command(main)))
"""Commands by their names, such as ``plot bands``."""


def examples_in(text):
    """The examples in a help text, without the name of the program."""
    lines = [line.strip() for line in text.splitlines()]
    return [shlex.split(line)[1:] for line in lines if line.startswith("jobanalytics ")]


def examples_of(name):
    """The examples in the help of a command."""
    return examples_in(COMMANDS[name].help)
