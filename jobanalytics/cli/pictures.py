"""Plots and reports of a JobSet, into files."""

from __future__ import annotations

import inspect
import io
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import polars as pl
import typer

from jobanalytics.cli.options import STDOUT, session_of
from jobanalytics.cli.picture_options import ScaledPicture
from jobanalytics.cli.running import current_run
from jobanalytics.cli.writing import check_place, write_file
from jobanalytics.completeness import counted
from jobanalytics.errors import InvalidArgumentError
from jobanalytics.job_set.options import ByPivotOptions
from jobanalytics.printable import printable

if TYPE_CHECKING:
    from collections.abc import Callable

    from jobanalytics.cli.options import Selection
    from jobanalytics.cli.picture_options import Picture
    from jobanalytics.job_set import JobSet

__all__ = ["draw", "report"]

_LONGEST_TITLE = 200
# Without these there is nothing of a job to draw; without its quantum tasks there is.
_DRAWN = ("records", "metrics")


def draw(kind: str, picture: Picture, selection: Selection, *metric: str, **options: Any) -> None:
    """Draw the jobs by the plot of that name of a JobSet, into a file.

    Options may be functions of the jobs, for what only they can tell.

    Raises
    ------
    typer.BadParameter
        If there is no folder for the file.
    InvalidArgumentError
        If the plot does not take an option.
    """
    # A report has no use for matplotlib.
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    from jobanalytics.plotting.text import plain  # noqa: PLC0415

    _check_place(picture.output)
    jobs = selection.chosen()
    plot = _method(jobs.plot, kind, options)
    told = {name: value(jobs) if callable(value) else value for name, value in options.items()}
    figure = Figure(figsize=picture.inches, layout="constrained")
    # A canvas of its own leaves the backend that matplotlib is set to alone.
    FigureCanvasAgg(figure)
    if isinstance(picture, ScaledPicture) and picture.log is not None:
        told["scale"] = "log" if picture.log else "linear"
    plot(*metric, ax=figure.subplots(), **told)
    if picture.title is not None:
        # Above the marks that a plot explains over its axes.
        figure.suptitle(plain(picture.title, _LONGEST_TITLE), wrap=True)
    file = io.BytesIO()
    figure.savefig(file, format=picture.ending.removeprefix("."), dpi=picture.dpi)
    _write(kind, picture.output, file.getvalue(), jobs, selection)


def report(file: str, selection: Selection, **options: Any) -> None:
    """Write the report of the jobs into a file.

    Raises
    ------
    typer.BadParameter
        If the file is a folder, or in none, or a terminal.
    """
    _check_place(file)
    jobs = selection.chosen()
    write = _method(jobs, "report", options)
    # What has been read is known only after the page is made, and may not be worth a former one.
    with TemporaryDirectory() as folder:
        page = write(Path(folder) / "report.html", **options).read_bytes()
    _write("Report", file, page, jobs, selection)


def _check_place(file: str) -> None:
    check_place(file)
    if file == STDOUT and sys.stdout.isatty():
        raise typer.BadParameter(
            "this is nothing for a terminal; name a file", param_hint="--output"
        )


def _write(what: str, file: str, data: bytes, jobs: JobSet, selection: Selection) -> None:
    """Write what was drawn of jobs, unless not one of them could be read."""
    errors = jobs.errors().filter(pl.col("reading").is_in(_DRAWN))
    if errors["job_arn"].n_unique() == len(jobs):
        place = "stdout" if file == STDOUT else printable(file)
        current_run().note(f"No job could be read, so nothing is written to {place}.")
        return
    write_file(file, data, session_of(selection))
    if file != STDOUT:
        current_run().note(f"{what} of {counted(len(jobs), 'job')} in {printable(file)}")


def _method(of: object, name: str, options: dict[str, Any]) -> Callable[..., Any]:
    """Return what draws that, if it takes the options."""
    method: Callable[..., Any] | None = getattr(of, name, None)
    if method is None:
        raise InvalidArgumentError(f"This version of jobanalytics does not draw {name!r}.")
    taken = inspect.signature(method).parameters
    names = {*taken, *ByPivotOptions.__annotations__} if "options" in taken else {*taken}
    if unknown := sorted(options.keys() - names):
        raise InvalidArgumentError(f"{name} takes no --{unknown[0]}.")
    return method
