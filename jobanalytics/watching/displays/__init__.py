"""Where a view is shown: a notebook, a terminal, or lines of a log."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING

from jobanalytics.notebook.kernel import is_in_kernel
from jobanalytics.watching.displays.display import Display
from jobanalytics.watching.displays.lines import Lines

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

__all__ = ["Display", "open_display"]

_HERE = "jobanalytics.watching.displays"


def open_display() -> AbstractContextManager[Display]:
    """Return the display for where this runs; entering it begins to show."""
    # Each of the two has a library of its own, which the others do without.
    display: AbstractContextManager[Display]
    if is_in_kernel():
        display = import_module(f"{_HERE}.in_notebook").InNotebook()
    elif sys.stdout.isatty() and os.environ.get("TERM") != "dumb":
        display = import_module(f"{_HERE}.in_terminal").InTerminal()
    else:
        display = Lines()
    return display
