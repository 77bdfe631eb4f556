"""The metric lines of one job or several, read page by page by one chain of FilterLogEvents."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import polars as pl
from botocore.exceptions import ClientError

from jobanalytics.aws.errors import error_code
from jobanalytics.aws.log_columns import PAGE
from jobanalytics.aws.log_events import METRICS_PATTERN, LogWindow, filter_log_events
from jobanalytics.schema import LOG_EVENTS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from jobanalytics.aws.session import AwsClients

__all__ = ["LogScan", "ScanStopped"]


class ScanStopped(Exception):  # noqa: N818 - it is no error: nobody wants the rest any more
    """The reading was stopped between two pages."""


class LogScan:
    """A scan that can stop between two pages, and go on, also in another thread.

    Parameters
    ----------
    windows : mapping of str to LogWindow
        What to read of each job, by ARN.
    streams : mapping of str to sequence of str, optional
        The names of each job's streams, by ARN, at most 100 in all. Without it there is one job,
        and it is read by its prefix.
    """

    def __init__(
        self, windows: Mapping[str, LogWindow], streams: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        self.windows = dict(windows)
        self.by_prefix = streams is None
        self._job_of = {name: arn for arn, names in (streams or {}).items() for name in names}
        self.begun_at = datetime.now(UTC)
        self.pages = 0
        self._events: list[pl.DataFrame] = []
        self._token: str | None = None
        self._is_over = False
        self._goes_in_circles = False
        self._running = threading.Lock()
        self._columns = [
            name
            for name in PAGE
            if name != "event_id" or any(window.with_ids for window in self.windows.values())
        ]
        if self.by_prefix:
            (self._window,) = self.windows.values()
        else:
            self._window = LogWindow(
                start=min(window.start for window in self.windows.values()),
                end=max(window.end for window in self.windows.values()),
                streams=tuple(self._job_of),
            )

    def run(
        self,
        clients: AwsClients,
        what: str,
        stop: threading.Event,
        on_lines: Callable[[int], None],
    ) -> None:
        """Read on to the end of the log.

        Raises
        ------
        ScanStopped
            If `stop` is set. What was read is kept, and the next run goes on behind it, as it
            does behind an error.
        botocore.exceptions.ClientError
            As the service answers.
        MalformedResponseError
            If a page lacks its members, also when it is asked for again.
        """
        # Two that want the same jobs at once do not read twice what one of them reads.
        with self._running:
            if self._goes_in_circles:
                self._begin_anew()
            try:
                self._read(clients, what, stop, on_lines)
            except ClientError as error:
                # A token that is a day old is valid no more.
                if self._token is None or error_code(error) != "InvalidParameterException":
                    raise
                self._begin_anew()
                self._read(clients, what, stop, on_lines)

    def _begin_anew(self) -> None:
        self.pages, self._events, self._token = 0, [], None
        self._goes_in_circles = False

    def _read(
        self,
        clients: AwsClients,
        what: str,
        stop: threading.Event,
        on_lines: Callable[[int], None],
    ) -> None:
        if self._is_over or not (self.by_prefix or self._job_of):
            return
        if stop.is_set():
            raise ScanStopped
        pages = filter_log_events(
            clients, self._window, what, pattern=METRICS_PATTERN, token=self._token
        )
        for events, token in pages:
            self._events.append(events[self._columns])
            # Going on from such a token would read its page once more.
            self._goes_in_circles = token is not None and token == self._token
            self._token = token
            self.pages += 1
            on_lines(events.height)
            if stop.is_set() and token is not None:
                raise ScanStopped
        self._is_over = True

    def streams_of(self, arn: str) -> list[str]:
        """Return the streams of a job: all where they were listed, else those that had lines."""
        if self.by_prefix:
            return self._read_events()["log_stream"].unique().to_list()
        return [name for name, job_arn in self._job_of.items() if job_arn == arn]

    def log_events(self) -> pl.DataFrame:
        """Return what was read, each line with its job; columns as in `LOG_EVENTS`.

        Where a job's window asks for the events' ids, ``event_id`` String is behind them.
        """
        read = self._read_events()
        if self.by_prefix:
            (arn,) = self.windows
            return read.select(pl.lit(arn).alias("job_arn"), *read.columns)
        windows = [self.windows[arn] for arn in self._job_of.values()]
        jobs = pl.DataFrame(
            {
                "log_stream": list(self._job_of),
                "job_arn": list(self._job_of.values()),
                "start": [window.start for window in windows],
                "end": [window.end for window in windows],
            },
            schema={
                "log_stream": pl.String,
                "job_arn": pl.String,
                "start": LOG_EVENTS["timestamp"],
                "end": LOG_EVENTS["timestamp"],
            },
        )
        # The scan's window is that of all its jobs; a job's own is what it would be read by alone.
        return (
            read.join(jobs, on="log_stream", how="left", maintain_order="left")
            .filter(pl.col("timestamp").is_between("start", "end"))
            .select("job_arn", *self._columns)
        )

    def _read_events(self) -> pl.DataFrame:
        return pl.concat([PAGE.to_frame().select(self._columns), *self._events])
