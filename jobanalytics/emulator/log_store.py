"""Log groups, streams and events, kept so that reading a window costs no scan and no sort."""

from __future__ import annotations

import heapq
import itertools
from bisect import bisect_left, insort
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jobanalytics.emulator.behaviour import ServiceError
from jobanalytics.emulator.times import now_ms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Event", "LogGroup", "LogStream", "window"]

# Timestamp, ingestion time (both in ms), running number, message, stream name. The running number
# makes every event unique, so that events sort without ever comparing messages.
Event = tuple[int, int, int, str, str]

DAY_MS = 24 * 3600 * 1000

_numbers = itertools.count(1)
_versions = itertools.count(1)


def window(events: list[Event], start: int | None, end: int | None) -> list[Event]:
    """Give the events with ``start <= timestamp < end``."""
    first = 0 if start is None else bisect_left(events, (start,))
    last = len(events) if end is None else bisect_left(events, (end,))
    return events[first:last]


@dataclass
class LogStream:
    """The events of one stream: those that can be read, sorted, and those still under way."""

    name: str
    created: int = field(default_factory=now_ms)
    version: int = field(default_factory=lambda: next(_versions))
    _events: list[Event] = field(default_factory=list)
    _sorted: bool = True
    _pending: list[tuple[int, Event]] = field(default_factory=list)

    def add(
        self,
        events: Iterable[tuple[int, str]],
        visible_at: int | None = None,
        ingested: int | None = None,
    ) -> None:
        """Take (timestamp, message) pairs in.

        Parameters
        ----------
        events
            Timestamps in ms, and messages.
        visible_at
            When they can be read first, in ms; None for at once. They are ingested then.
        ingested
            Ingestion time in ms; None for half a second after each event, or now if that is sooner.
        """
        present = now_ms()
        if visible_at is not None and visible_at > present:
            for timestamp, message in events:
                event = (timestamp, visible_at, next(_numbers), message, self.name)
                heapq.heappush(self._pending, (visible_at, event))
            return
        name, numbers = self.name, _numbers
        if ingested is None:
            self._events += [
                (timestamp, min(present, timestamp + 500), next(numbers), message, name)
                for timestamp, message in events
            ]
        else:
            self._events += [
                (timestamp, ingested, next(numbers), message, name) for timestamp, message in events
            ]
        self._sorted = False
        self.version = next(_versions)

    def read(self, oldest: int | None = None) -> list[Event]:
        """Give the events that can be read now, sorted; the list is the stream's own.

        Parameters
        ----------
        oldest
            Events before this time, in ms, have outlived their retention and are removed.
        """
        present = now_ms()
        while self._pending and self._pending[0][0] <= present:
            self._events.append(heapq.heappop(self._pending)[1])
            self._sorted = False
            self.version = next(_versions)
        if not self._sorted:
            self._events.sort()
            self._sorted = True
        if oldest is not None and self._events and self._events[0][0] < oldest:
            del self._events[: bisect_left(self._events, (oldest,))]
            self.version = next(_versions)
        return self._events


@dataclass
class LogGroup:
    """One log group with its streams by name."""

    name: str
    created: int = field(default_factory=now_ms)
    retention_days: int | None = None
    _streams: dict[str, LogStream] = field(default_factory=dict)
    _names: list[str] = field(default_factory=list)

    @property
    def oldest(self) -> int | None:
        """Time in ms before which events are gone; None to keep them for ever."""
        return None if self.retention_days is None else now_ms() - self.retention_days * DAY_MS

    def create_stream(self, name: str) -> LogStream:
        """Add a stream; it must not exist."""
        if name in self._streams:
            raise ServiceError(
                "ResourceAlreadyExistsException", "The specified log stream already exists"
            )
        self._streams[name] = LogStream(name)
        insort(self._names, name)
        return self._streams[name]

    def ensure_stream(self, name: str) -> LogStream:
        """Give a stream, added if it does not exist."""
        return self._streams[name] if name in self._streams else self.create_stream(name)

    def delete_stream(self, name: str) -> None:
        """Remove a stream and its events."""
        self.stream(name)
        del self._streams[name]
        del self._names[bisect_left(self._names, name)]

    def stream(self, name: str) -> LogStream:
        """Give a stream that must exist."""
        if name not in self._streams:
            raise ServiceError(
                "ResourceNotFoundException", "The specified log stream does not exist."
            )
        return self._streams[name]

    def streams(self, prefix: str = "") -> Iterator[LogStream]:
        """Give the streams whose names begin so, by name."""
        for name in self._names[bisect_left(self._names, prefix) :]:
            if not name.startswith(prefix):
                return
            yield self._streams[name]
