"""Commands that find jobs, and say what they are: search, table, completeness."""

# Typer reads these annotations, so that they are no strings here.

from importlib import import_module
from typing import Annotated

import typer

from jobanalytics.cli.comparing import swept
from jobanalytics.cli.options import Loading, Output, Searching, Selection
from jobanalytics.cli.running import current_run
from jobanalytics.cli.spreading import command

__all__ = ["add_to"]

_PANEL = "Find jobs"


def search(
    chosen: Searching,
    output: Output,
    *,
    arns: Annotated[
        bool,
        typer.Option("--arns", help="Print the ARNs alone, one a line, for other commands."),
    ] = False,
) -> None:
    """Find jobs, with what a search tells of them: quick also for thousands.

    Their hyperparameters, instances and costs take a call for each job: see table.

    For example:

      jobanalytics search 'vqe-*' --status COMPLETED
      jobanalytics search --created-after 2026-01-01 --arns
    """
    jobs = chosen.chosen()
    if arns:
        typer.echo("\n".join(job.arn for job in jobs))
        return
    found = import_module("jobanalytics.job_set.shown").known_table(
        import_module("jobanalytics.job_set.members").members_of(jobs)
    )
    names = ["job_name", "state", "device", "created_at", "started_at", "run_seconds"]
    tags = [name for name in found.columns if name.startswith("tags.")]
    output.show(found.select(*names, *tags, "job_arn"), chosen, ["job_name", "state", "created_at"])


def table(chosen: Selection, output: Output, loading: Loading) -> None:
    """Show the table of jobs: state, device, times, hyperparameters, tags.

    For example:

      jobanalytics table 'vqe-*' --hyperparameter n_layers=2
      jobanalytics table 'vqe-*' --columns job_name,state,n_layers,seed
      jobanalytics table 'vqe-*' -o jobs.parquet
    """
    jobs = chosen.chosen().table(**loading.loading())
    output.show(jobs, chosen, ["job_name", "state", "failure_reason", *swept(jobs), "run_seconds"])


def completeness(chosen: Selection, output: Output, loading: Loading) -> None:
    """Say of each job whether all that it logged has been read, and what stands against it.

    Exits with 1 if that is not so for a job.

    For example:

      jobanalytics completeness 'vqe-*' --columns job_name,complete,observations,notes
    """
    certificates = chosen.chosen().completeness(**loading.loading())
    first = ["job_name", "state", "complete", "observations", "notes"]
    output.show(certificates, chosen, first)
    if not certificates["complete"].all():
        current_run().is_incomplete = True


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    for function in (search, table, completeness):
        command(app, _PANEL)(function)
