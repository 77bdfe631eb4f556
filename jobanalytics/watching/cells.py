"""A view as cells of text: the same for every display."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from jobanalytics.completeness import counted
from jobanalytics.notebook.measures import clock, written
from jobanalytics.printable import printable
from jobanalytics.quantum_job import TERMINAL_STATES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

__all__ = ["NUMBERS", "Cells", "cells", "columns", "state_of", "time_of"]

NUMBERS = ("time", "iteration", "last", "best")
"""The columns that stand to the right."""


class Cells(NamedTuple):
    """One row; what is the same as in the row above is empty."""

    job: str
    state: str
    time: str
    metric: str
    iteration: str
    last: str
    best: str
    values: list[float]


def cells(rows: Sequence[dict[str, Any]], most: int) -> tuple[list[Cells], str]:
    """Return the rows of a view, and words on those that are left out.

    Parameters
    ----------
    rows : sequence of dict
        As `View.rows`.
    most : int
        The most rows; where there are more, jobs that have not ended come first.
    """
    if len(rows) > most:
        rows = sorted(rows, key=lambda row: row["state"] in TERMINAL_STATES)
    shown, former = [], None
    for row in rows[:most]:
        is_first, former = row["job_arn"] != former, row["job_arn"]
        shown.append(_cells(row, is_first=is_first))
    left_out = len({row["job_arn"] for row in rows[most:]})
    return shown, f"… and rows of {counted(left_out, 'other job')}" if left_out else ""


def columns(rows: list[Cells]) -> list[str]:
    """Name the columns of text in which anything stands."""
    return [name for name in Cells._fields[:-1] if any(getattr(row, name) for row in rows)]


def _cells(row: dict[str, Any], *, is_first: bool) -> Cells:
    return Cells(
        job=printable(row["job_name"]) if is_first else "",
        state=state_of(row) if is_first else "",
        time=time_of(row) if is_first else "",
        metric=printable(row["metric"] or ""),
        iteration="" if row["iteration_number"] is None else f"{row['iteration_number']}",
        last=written(row["last"]),
        best=written(row["best"]),
        values=row["values"] or [],
    )


def state_of(row: dict[str, Any]) -> str:
    """Write a job's state, with its place while it is QUEUED."""
    if row["state"] is None:
        return "not asked yet"
    place = row["queue_position"]
    return printable(row["state"] if place is None else f"{row['state']}, place {place}")


def time_of(row: dict[str, Any]) -> str:
    """Write how long a job has run, or waits."""
    if row["run_seconds"] is not None:
        return clock(row["run_seconds"])
    return clock(row["queue_seconds"])
