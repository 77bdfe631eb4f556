"""Plots and reports of a JobSet, into files."""

from __future__ import annotations

import inspect
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from jobanalytics.cli.options import session_of
from jobanalytics.cli.running import current_run
from jobanalytics.cli.writing import check_place, write_file
from jobanalytics.errors import InvalidArgumentError
from jobanalytics.job_set.options import ByPivotOptions
from jobanalytics.printable import printable

if TYPE_CHECKING:
    from collections.abc import Callable

    from jobanalytics.cli.options import Selection

__all__ = ["draw", "report"]

_ENDINGS = (".png", ".pdf", ".svg")
_SIZE = (8, 5)
_DPI = 150


def draw(kind: str, file: str, selection: Selection, *metric: str, **options: Any) -> None:
    """Draw the jobs by the plot of that name of a JobSet, into a file.

    Raises
    ------
    typer.BadParameter
        If the file's ending is none of a picture, or the plot does not take an option.
    """
    check_place(file)
    ending = Path(file).suffix.lower()
    if ending not in _ENDINGS:
        raise typer.BadParameter(
            f"the ending of {file} is none of {', '.join(_ENDINGS)}", param_hint="--output"
        )
    jobs = selection.chosen()
    plot = _method(jobs.plot, kind, options)
    figure = Figure(figsize=_SIZE, layout="constrained")
    # A canvas of its own leaves the backend that matplotlib is set to alone.
    FigureCanvasAgg(figure)
    plot(*metric, ax=figure.subplots(), **options)
    picture = io.BytesIO()
    figure.savefig(picture, format=ending.removeprefix("."), dpi=_DPI)
    write_file(file, picture.getvalue(), session_of(selection))
    current_run().note(f"{kind} of {len(jobs):,} jobs in {printable(file)}")


def report(file: str, selection: Selection, **options: Any) -> None:
    """Write the report of the jobs into a file."""
    check_place(file)
    jobs = selection.chosen()
    written = _method(jobs, "report", options)(file, **options)
    current_run().note(f"Report of {len(jobs):,} jobs in {printable(str(written or file))}")


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
