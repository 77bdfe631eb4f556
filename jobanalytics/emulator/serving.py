"""Serving an emulator to other programs, until somebody ends it."""

from __future__ import annotations

import shlex
import signal
import sys
import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jobanalytics.emulator.emulator import Emulator

__all__ = ["serve"]


def serve(emulator: Emulator, *, exit_with_stdin: bool = False) -> None:
    """Print the variables that lead clients to an emulator, and wait for Ctrl-C or SIGTERM.

    Parameters
    ----------
    emulator : Emulator
        One that serves.
    exit_with_stdin : bool
        End, too, when standard input ends.
    """
    ended = threading.Event()

    def end(_signal: int, _frame: Any) -> None:
        ended.set()

    before = {each: signal.signal(each, end) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        if exit_with_stdin:
            threading.Thread(target=_wait_for_stdin, args=(ended,), daemon=True).start()
        variables = emulator.environ.items()
        lines = [f"export {name}={shlex.quote(value)}" for name, value in variables]
        sys.stdout.write("\n".join([*lines, "# serving until Ctrl-C", ""]))
        sys.stdout.flush()
        # In slices, because a wait without end cannot be interrupted everywhere.
        while not ended.wait(0.5):
            continue
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _wait_for_stdin(ended: threading.Event) -> None:
    sys.stdin.read()
    ended.set()
