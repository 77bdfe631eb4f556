"""Commands that keep jobs: sync, export, verify."""

# Typer reads these annotations, so that they are no strings here.

from importlib import import_module
from typing import Annotated

import typer

import jobanalytics as ja
from jobanalytics.cli.exit_codes import ExitCode
from jobanalytics.cli.options import (
    Loading,
    Output,
    Place,
    Searching,
    Selection,
    is_searching,
    session_of,
)
from jobanalytics.cli.running import current_run
from jobanalytics.cli.spreading import command
from jobanalytics.printable import printable

__all__ = ["add_to"]

_PANEL = "Keep jobs"
_Archive = Annotated[
    str,
    typer.Option("--archive", metavar="ROOT", help="The archive: a folder, or s3://bucket/prefix."),
]


def sync(
    chosen: Searching,
    output: Output,
    loading: Loading,
    *,
    archive: _Archive,
    bundles: Annotated[
        bool, typer.Option("--bundles", help="Keep the result bundles, too.")
    ] = False,
    refresh: Annotated[
        bool, typer.Option("--refresh", help="Read jobs anew that are final, too.")
    ] = False,
) -> ExitCode:
    """Bring what is new of jobs into an archive; without jobs, of those that it has.

    For example:

      jobanalytics sync 'vqe-*' --archive archive
      jobanalytics sync --archive archive
    """
    import_module("jobanalytics.cli.choosing").lead_to(chosen.endpoint_url)
    jobs = chosen.chosen() if is_searching(chosen) else None
    options = loading.loading()
    synced = ja.Archive(archive, session_of(chosen)).sync(
        jobs,
        progress=options["progress"],
        on_error=options["on_error"],
        bundles=bundles,
        refresh=refresh,
    )
    output.show(synced, chosen)
    return ExitCode.FINE if synced["error"].null_count() == synced.height else ExitCode.DATA


def export(
    chosen: Selection,
    loading: Loading,
    *,
    output: Annotated[
        str,
        typer.Option("--output", "-o", metavar="FOLDER", help="Where to, or s3://bucket/prefix."),
    ],
    partition_by: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Split the observations by this, such as n_layers."),
    ] = None,
    allow_pickle: Annotated[
        bool,
        typer.Option(
            "--allow-pickle",
            help="Unpickle results that were stored pickled. That runs code of whoever wrote them.",
        ),
    ] = False,
) -> None:
    """Write jobs, observations and results as Parquet for any program, such as for a paper.

    For example:

      jobanalytics export 'vqe-0*' -o paper
    """
    jobs = chosen.chosen()
    jobs.write_parquet(
        output,
        partition_by=partition_by,
        allow_pickle=allow_pickle,
        session=session_of(chosen),
        **loading.loading(),
    )
    counted = import_module("jobanalytics.completeness").counted
    current_run().note(f"{counted(len(jobs), 'job')} in {printable(output)}")


def verify(place: Place, output: Output, *, archive: _Archive) -> ExitCode:
    """Check every file of an archive; exits with 1 if one has a problem.

    For example:

      jobanalytics verify --archive archive
    """
    import_module("jobanalytics.cli.choosing").lead_to(place.endpoint_url)
    files = ja.Archive(archive, session_of(place)).verify()
    output.show(files, place)
    damaged = files.height - files["problem"].null_count()
    if damaged:
        current_run().warn(f"{damaged:,} of {files.height:,} files have a problem")
        return ExitCode.DATA
    current_run().note(f"All {files.height:,} files are whole")
    return ExitCode.FINE


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    for function in (sync, export, verify):
        command(app, _PANEL)(function)
