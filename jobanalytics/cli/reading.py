"""Commands that read what else jobs have: logs, results, tasks, costs."""

# Typer reads these annotations, so that they are no strings here.

import json
import sys
from contextlib import redirect_stdout
from importlib import import_module
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO, cast

import typer

from jobanalytics.cli.exit_codes import ExitCode
from jobanalytics.cli.options import Loading, Output, Selection, session_of
from jobanalytics.cli.running import current_run
from jobanalytics.cli.spreading import command
from jobanalytics.cli.wording import SafeStream
from jobanalytics.printable import printable

if TYPE_CHECKING:
    from jobanalytics.quantum_job import QuantumJob

__all__ = ["Prices", "add_to", "prices_in"]

_PANEL = "Read what else there is"
Prices = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE.json",
        help="Your prices in USD beside the shipped ones, per_task, per_shot or per_hour, by "
        'device ARN, instance type or glob: {"ml.m5.large": {"per_hour": 0.1}}.',
    ),
]


def logs(
    chosen: Selection,
    *,
    follow: Annotated[
        bool, typer.Option("--follow", help="Go on until the job has ended; of one job.")
    ] = False,
    poll_interval: Annotated[
        float, typer.Option(min=0.1, help="Seconds between two looks, with --follow.")
    ] = 5.0,
    tail: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Only the last N lines of each job.")
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Write to a file, or to s3://bucket/key."
        ),
    ] = None,
) -> ExitCode:
    """Print the logs of jobs, all instances in the order of time.

    On a terminal each instance has its colour, and nothing that a job printed can steer the
    terminal; to a file or a pipe the lines go as they are. With --follow, a job that FAILED
    exits with 1.

    For example:

      jobanalytics logs vqe-01 --tail 20
      jobanalytics logs vqe-01 -o vqe-01.log
    """
    if follow and (tail is not None or output is not None):
        raise typer.BadParameter("goes without --tail and --output", param_hint="--follow")
    writing = import_module("jobanalytics.cli.writing")
    file = None if output in {None, "-"} else str(output)
    if file is not None:
        writing.check_place(file)
    jobs = chosen.chosen()
    if follow and len(jobs) > 1:
        raise typer.BadParameter(f"takes one job; got {len(jobs):,}", param_hint="--follow")
    written = _Text()
    stream = SafeStream(sys.stdout) if sys.stdout.isatty() else sys.stdout
    with redirect_stdout(cast("TextIO", stream if file is None else written)):
        for job in jobs:
            if len(jobs) > 1:
                typer.echo(f"==> {printable(job.name)} <==")
            if tail is None:
                job.logs(wait=follow, poll_interval_seconds=poll_interval)
            else:
                sys.stdout.write(_last_lines(job, tail))
    if file is not None:
        text = written.getvalue()
        writing.write_file(file, text.encode("utf-8", "backslashreplace"), session_of(chosen))
        counted = import_module("jobanalytics.completeness").counted
        current_run().note(f"Logs of {counted(len(jobs), 'job')} in {printable(file)}")
    return ExitCode.FINE


class _Text(StringIO):
    """What is printed, kept; with colours if it is for a terminal."""

    def __init__(self, *, is_for_terminal: bool = False) -> None:
        super().__init__(newline="")
        self._is_for_terminal = is_for_terminal

    def isatty(self) -> bool:
        return self._is_for_terminal


def _last_lines(job: "QuantumJob", most: int) -> str:
    text = _Text(is_for_terminal=sys.stdout.isatty())
    with redirect_stdout(text):
        job.logs()
    # A log can have other ends of lines within a line.
    lines = text.getvalue().removesuffix("\n").split("\n")
    return "".join(f"{line}\n" for line in lines[-most:]) if text.tell() else ""


def results(
    chosen: Selection,
    output: Output,
    loading: Loading,
    *,
    allow_pickle: Annotated[
        bool,
        typer.Option(
            "--allow-pickle",
            help="Unpickle results that were stored pickled. That runs code of whoever wrote "
            "them: for jobs that you trust.",
        ),
    ] = False,
    bundles: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER", help="Download the bundles instead, each to a folder of its own."
        ),
    ] = None,
) -> None:
    """Show what the jobs stored with save_job_result, or download it.

    For example:

      jobanalytics results 'vqe-0*'
      jobanalytics results vqe-01 vqe-02 --bundles bundles
    """
    jobs = chosen.chosen()
    if bundles is None:
        table = jobs.results(allow_pickle=allow_pickle, **loading.loading())
    else:
        table = jobs.download_results(bundles, **loading.loading())
    output.show(table, chosen)


def tasks(
    chosen: Selection,
    output: Output,
    loading: Loading,
    *,
    iterations: Annotated[
        bool, typer.Option("--iterations", help="Say in which iteration each was created.")
    ] = False,
) -> None:
    """Show the quantum tasks that the jobs created.

    For example:

      jobanalytics tasks 'vqe-*' --format csv
    """
    on = "iteration_number" if iterations else None
    output.show(chosen.chosen().tasks(on=on, **loading.loading()), chosen)


def costs(
    chosen: Selection,
    output: Output,
    loading: Loading,
    *,
    prices: Prices = None,
) -> None:
    """Show what each job cost, by device and instance; what has no price has no cost.

    For example:

      jobanalytics costs 'vqe-*'
    """
    own = prices_in(prices)
    output.show(chosen.chosen().costs(own, **loading.loading()), chosen)


def prices_in(path: Path | None) -> Any:
    """Return the prices in a file of JSON; None if there is none.

    Raises
    ------
    typer.BadParameter
        If it cannot be read, or is no JSON.
    """
    if path is None:
        return None
    try:
        return json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise typer.BadParameter(f"{path} is not JSON: {error}", param_hint="--prices") from error
    except OSError as error:
        raise typer.BadParameter(
            f"{path} cannot be read: {error.strerror}", param_hint="--prices"
        ) from error


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    for function in (logs, results, tasks, costs):
        command(app, _PANEL)(function)
