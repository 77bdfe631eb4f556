"""In a notebook: one display, whose HTML is updated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from IPython.display import display, update_display

from jobanalytics.notebook.elements import Html, bold, escaped, joined, small, table, text
from jobanalytics.notebook.sparkline import svg
from jobanalytics.watching.cells import NUMBERS, cells, columns
from jobanalytics.watching.displays.display import Display

if TYPE_CHECKING:
    from jobanalytics.watching.view import View

__all__ = ["InNotebook"]

_MOST = 60


class InNotebook(Display):
    """Shows views as one output of the cell."""

    def __init__(self) -> None:
        self._id: str | None = None

    def show(self, view: View) -> None:
        """Put a view in the place of the last one."""
        shown = {"text/html": _html(view), "text/plain": f"<watch: {view.heading}>"}
        if self._id is None:
            handle = display(shown, raw=True, display_id=True)  # type: ignore[no-untyped-call]
            self._id = handle.display_id
        else:
            update_display(shown, raw=True, display_id=self._id)  # type: ignore[no-untyped-call]


def _html(view: View) -> Html:
    rows, left_out = cells(view.rows, _MOST)
    names = columns(rows)
    body = table(
        [*names, "curve"],
        [[*(text(getattr(row, name)) for name in names), svg(row.values)] for row in rows],
        NUMBERS,
    )
    notes = [*([left_out] if left_out else []), *view.notes]
    return joined([bold(view.heading), body, *(small(escaped(note)) for note in notes)])
