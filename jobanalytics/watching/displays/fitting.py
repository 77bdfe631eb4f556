"""What of the rows has room in a terminal: numbers whole, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from jobanalytics.shortened import narrowest, shortened
from jobanalytics.watching.cells import columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jobanalytics.watching.cells import Cells

__all__ = ["GAP", "HEADINGS", "fitting"]

GAP = 2
HEADINGS = {"iteration": "iter."}
"""The headings of columns that are not called by their name."""

_LEAST_NAME = 14
_LEAST_CURVE = 5
_MOST_CURVE = 16
# What says least for its room goes first; state, metric and last stay in any terminal.
_LEFT_OUT = ("", "time", "iteration", "best")


def fitting(rows: Sequence[Cells], width: int) -> tuple[list[Cells], list[str], int]:
    """Choose what is shown of rows in so many cells.

    Names of jobs are shortened first, as far as they still differ; then the curve; then columns
    are left out.

    Parameters
    ----------
    rows : sequence of Cells
        The rows.
    width : int
        Of the terminal.

    Returns
    -------
    list of Cells
        The rows, with names of jobs that have room.
    list of str
        The columns that are shown.
    int
        How many cells the curve has, without the gap before it; 0 if there is none.
    """
    shown = columns(list(rows))
    jobs = [row.job for row in rows]
    least = narrowest(jobs, _LEAST_NAME)
    for name in _LEFT_OUT:
        shown = [each for each in shown if each != name]
        left = width - _width(rows, [each for each in shown if each != "job"]) - GAP
        if left >= least:
            break
    longest = max(map(cell_len, jobs), default=0)
    names = shortened(jobs, max(min(longest, left - GAP - _MOST_CURVE), min(least, left)))
    taken = max([cell_len("job"), *map(cell_len, names)])
    curve = min(left - taken - GAP, _MOST_CURVE)
    short = [row._replace(job=name) for row, name in zip(rows, names, strict=True)]
    return short, shown, curve if curve >= _LEAST_CURVE else 0


def _width(rows: Sequence[Cells], names: Sequence[str]) -> int:
    """Return how many cells columns take, with the gaps between them."""
    widths = [
        max(map(cell_len, [HEADINGS.get(name, name), *(getattr(row, name) for row in rows)]))
        for name in names
    ]
    return sum(widths) + GAP * (len(widths) - 1)
