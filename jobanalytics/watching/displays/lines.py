"""Lines: what has changed, a line for each job, for logs and pipes."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import TYPE_CHECKING, Any

from jobanalytics.notebook.measures import written
from jobanalytics.printable import printable
from jobanalytics.watching.cells import state_of, time_of
from jobanalytics.watching.displays.display import Display

if TYPE_CHECKING:
    from jobanalytics.watching.view import View

__all__ = ["Lines"]


class Lines(Display):
    """Prints a line where the state of a job, its place, or one of its values has changed."""

    def __init__(self) -> None:
        self._shown: dict[str, tuple[Any, ...]] = {}
        self._notes: tuple[str, ...] = ()

    def show(self, view: View) -> None:
        """Print what is another than in the last view."""
        jobs: dict[str, list[dict[str, Any]]] = {}
        for row in view.rows:
            jobs.setdefault(row["job_arn"], []).append(row)
        for arn, rows in jobs.items():
            if rows[0]["state"] is None:
                continue  # nobody has been asked yet
            words = (state_of(rows[0]), *(_standing(row) for row in rows if row["count"]))
            # A NaN is no change to another one, which texts know, and numbers do not.
            if words != self._shown.get(arn):
                self._shown[arn] = words
                head = (printable(rows[0]["job_name"]), words[0], time_of(rows[0]))
                _say(", ".join([" ".join(filter(None, head)), *words[1:]]))
        for note in view.notes:
            if note not in self._notes:
                _say(printable(note))
        self._notes = view.notes


def _standing(row: dict[str, Any]) -> str:
    words = f"{printable(row['metric'])} {written(row['last'])}"
    if row["iteration_number"] is not None:
        words += f" at iteration {row['iteration_number']}"
    return words if row["best"] is None else f"{words} (best {written(row['best'])})"


def _say(words: str) -> None:
    line = f"{datetime.now():%H:%M:%S} {words}"  # noqa: DTZ005 - the clock on the wall
    # A log need not take all letters.
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    print(line.encode(encoding, "backslashreplace").decode(encoding), flush=True)  # noqa: T201
