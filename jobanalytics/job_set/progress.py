"""A bar that shows how far the loading of many jobs is."""

from __future__ import annotations

import threading
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Self

from tqdm import tqdm

from jobanalytics.notebook.kernel import is_in_kernel

if TYPE_CHECKING:
    from types import TracebackType

__all__ = ["Progress"]

# What is over sooner needs no bar.
_DELAY_SECONDS = 0.5


class Progress:
    """Counts jobs and log lines, in a terminal or a notebook.

    Parameters
    ----------
    total : int
        How many jobs there are.
    what : str
        What is done with them.
    shown : bool
        Whether to show it; where stderr is neither a terminal nor a notebook's, nothing is shown
        anyway.
    """

    def __init__(self, total: int, what: str, *, shown: bool) -> None:
        self._lines = 0
        self._lock = threading.Lock()
        is_notebook = is_in_kernel()
        self._bar = _kind_of_bar(is_notebook=is_notebook)(
            total=total,
            desc=what,
            unit=" jobs",
            leave=False,
            delay=_DELAY_SECONDS,
            miniters=0,
            # None is: where stderr is no terminal. A kernel has none, and yet somebody looks.
            disable=(False if is_notebook else None) if shown else True,
        )

    def add_job(self) -> None:
        """Count a job that is done."""
        with self._lock:
            self._bar.update(1)

    def add_lines(self, count: int) -> None:
        """Count log lines; threads may call it."""
        with self._lock:
            self._lines += count
            self._bar.set_postfix_str(f"{self._lines:,} lines", refresh=False)
            self._bar.update(0)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.close()


def _kind_of_bar(*, is_notebook: bool) -> Any:
    """Return tqdm's class of bars: widgets where a notebook has them, else text.

    ``tqdm.auto`` chooses likewise, but with a warning where there are no widgets.
    """
    if is_notebook and find_spec("ipywidgets") is not None:
        return import_module("tqdm.notebook").tqdm
    return tqdm
