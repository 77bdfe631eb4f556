"""The command line as a whole: its commands, in their order, and what they have in common."""

# Typer reads these annotations, so that they are no strings here.

from typing import Annotated

import typer

import jobanalytics
from jobanalytics.cli import comparing, drawing, finding, following, keeping, reading, trying
from jobanalytics.cli.exit_codes import MEANINGS, ExitCode
from jobanalytics.cli.options import Debug
from jobanalytics.cli.running import Commands

__all__ = ["app"]

_HELP = """Amazon Braket Hybrid Jobs as tables: every value that a sweep's jobs logged, or a loud
word about what is missing.

Jobs are ARNs, names, globs over names ('vqe-*'), folders of local jobs, or
those of an archive. Tables are shown on a terminal, and are CSV in a pipe;
progress and messages go to stderr.

For example:

  jobanalytics leaderboard energy 'vqe-*' --goal min -k 3
"""

_EXIT_CODES = "\n".join(f"  {code:>3}  {words}" for code, words in MEANINGS.items())

app = typer.Typer(
    cls=Commands,
    help=f"{_HELP}\nExit codes:\n\n{_EXIT_CODES}",
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
)


def _show_version(value: bool) -> None:  # noqa: FBT001 - Typer calls it
    if value:
        typer.echo(f"jobanalytics {jobanalytics.__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _whole(
    context: typer.Context,
    *,
    version: Annotated[  # noqa: ARG001 - its callback does it
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
    debug: Debug = False,  # noqa: ARG001 - its callback does it
) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
        raise typer.Exit(ExitCode.USAGE)


for part in (finding, comparing, drawing, following, reading, keeping, trying):
    part.add_to(app)
