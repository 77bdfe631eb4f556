"""Log lines for the eye: as they come, in the order of time, a colour for each instance."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import polars as pl

from jobanalytics.aws.errors import translated
from jobanalytics.aws.log_events import filter_log_events
from jobanalytics.colours import is_colourless

if TYPE_CHECKING:
    from jobanalytics.aws.log_events import LogWindow
    from jobanalytics.aws.session import AwsClients

__all__ = ["LogTail"]

# How far back each look goes, for events that arrive late and out of order.
_OVERLAP = timedelta(minutes=5)

# Blue, magenta, green, cyan, yellow: readable on dark and on light, and not the red of errors.
_COLOURS = (34, 35, 32, 36, 33)


class LogTail:
    """Prints what a job's log has gained since the last look.

    Parameters
    ----------
    clients : AwsClients
        Where to read.
    what : str
        What is being done, for errors.
    """

    def __init__(self, clients: AwsClients, what: str) -> None:
        self._clients = clients
        self._what = what
        self._streams: list[str] = []
        self._printed = pl.DataFrame(schema={"event_id": pl.String})
        self._printed_until = datetime.fromtimestamp(0, UTC) + _OVERLAP
        self._coloured = _shows_colours()
        self._position: str | None = None

    def print_new(self, window: LogWindow, *, whole: bool = False) -> None:
        """Print the events of a window that were not printed before.

        By default only its latest part is looked at; the last look is at the whole, for an
        instance whose clock is behind.
        """
        if not whole:
            window = replace(window, start=max(window.start, self._printed_until - _OVERLAP))
        with translated(self._what):
            for page in filter_log_events(self._clients, window, self._what):
                self._print(page.events)

    def _print(self, page: pl.DataFrame) -> None:
        new = page.join(self._printed, on="event_id", how="anti", maintain_order="left")
        if new.height:
            sys.stdout.write(self._text(new))
            sys.stdout.flush()
            self._remember(new)

    def say_queued(self, position: str | None) -> None:
        """Say on stderr where in the queue the job is, if that has changed and is known."""
        if position not in {None, self._position}:
            self._position = position
            print(f"Queue position: {position}", file=sys.stderr)  # noqa: T201

    def _remember(self, events: pl.DataFrame) -> None:
        self._printed = pl.concat([self._printed, events.select("event_id")])
        # An instance whose clock is ahead must not hide what the others print.
        newest = min(events["timestamp"][-1], datetime.now(UTC))
        self._printed_until = max(self._printed_until, newest)

    def _text(self, events: pl.DataFrame) -> str:
        lines = events["message"].str.strip_chars_end("\r\n")
        if self._coloured:
            for stream in events["log_stream"].unique(maintain_order=True):
                if stream not in self._streams:
                    self._streams.append(stream)
            colours = {
                stream: f"\x1b[{_COLOURS[number % len(_COLOURS)]}m"
                for number, stream in enumerate(self._streams)
            }
            colour = events["log_stream"].replace_strict(colours, return_dtype=pl.String)
            lines = colour + lines + "\x1b[0m"
        return "\n".join(lines) + "\n"


def _shows_colours() -> bool:
    if is_colourless():
        return False
    return sys.stdout.isatty() or "JPY_PARENT_PID" in os.environ
