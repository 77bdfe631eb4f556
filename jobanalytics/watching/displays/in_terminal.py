"""In a terminal: a table that stays in its place."""

from __future__ import annotations

import os
import signal
import threading
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from jobanalytics.notebook.sparkline import blocks
from jobanalytics.printable import printable
from jobanalytics.watching.cells import NUMBERS, cells
from jobanalytics.watching.displays.display import Display
from jobanalytics.watching.displays.fitting import GAP, HEADINGS, fitting

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType, TracebackType
    from typing import Self

    from jobanalytics.watching.view import View

__all__ = ["InTerminal"]

_STYLES = {
    "QUEUED": "yellow",
    "RUNNING": "cyan",
    "COMPLETED": "green",
    "FAILED": "bold red",
    "CANCELLING": "magenta",
    "CANCELLED": "magenta",
}
# Heading, names of columns, lines, and what is said below.
_OTHER_LINES = 8
_SHOW_CURSOR = b"\x1b[?25h"


class InTerminal(Display):
    """Shows views with rich, on stdout."""

    def __init__(self) -> None:
        self._console = Console()
        # Nothing changes between two looks, so that no thread has to draw meanwhile.
        self._live = Live(console=self._console, auto_refresh=False)
        self._open = ExitStack()

    def __enter__(self) -> Self:
        self._open.enter_context(_cursor_shown_at_the_end(self._console))
        self._open.enter_context(self._live)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.close()

    def show(self, view: View) -> None:
        """Put a view in the place of the last one."""
        self._live.update(self._drawn(view), refresh=True)

    def _drawn(self, view: View) -> Group:
        rows, left_out = cells(view.rows, max(self._console.height - _OTHER_LINES, 1))
        rows, names, curve_width = fitting(rows, self._console.width)
        table = Table(
            box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, GAP - 1, 0, 0)
        )
        has_curve = bool(curve_width) and not self._console.options.ascii_only
        for name in [*names, *(["curve"] if has_curve else [])]:
            table.add_column(
                HEADINGS.get(name, name),
                justify="right" if name in NUMBERS else "left",
                no_wrap=True,
                overflow="ellipsis",
            )
        for row in rows:
            # As Text, in which no name is markup.
            texts = {name: Text(getattr(row, name)) for name in names}
            if "state" in texts:
                texts["state"].stylize(_STYLES.get(row.state.partition(",")[0], ""))
            curve = [Text(blocks(row.values, curve_width))] if has_curve else []
            table.add_row(*texts.values(), *curve)
        notes = [*([left_out] if left_out else []), *view.notes]
        return Group(
            Text(view.heading, style="bold"),
            table,
            *(Text(printable(note), style="dim") for note in notes),
        )


@contextmanager
def _cursor_shown_at_the_end(console: Console) -> Iterator[None]:
    """Show the cursor, which a live table hides, where the process is asked to end meanwhile."""
    is_ours = signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
    if not is_ours or threading.current_thread() is not threading.main_thread():
        yield
        return
    descriptor = console.file.fileno()

    def end(number: int, _: FrameType | None) -> None:
        # Not by the console, which may be in the middle of writing.
        os.write(descriptor, _SHOW_CURSOR)
        signal.signal(number, signal.SIG_DFL)
        signal.raise_signal(number)

    signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
