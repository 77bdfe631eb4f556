"""FilterLogEvents: the events of many streams in one order, page by page."""

from __future__ import annotations

from bisect import bisect_left
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from jobanalytics.emulator.behaviour import ServiceError, Settings
from jobanalytics.emulator.filter_pattern import compile_filter_pattern
from jobanalytics.emulator.log_store import Event, LogGroup, LogStream, window
from jobanalytics.emulator.tokens import fingerprint, make_token, read_token

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["EventFilter", "fit_page"]

EVENT_OVERHEAD = 26
_KEPT_ANSWERS = 32


def fit_page(events: Iterable[Event], most_events: int, most_bytes: int) -> list[Event]:
    """Take events while the page holds them; the first one always fits."""
    page: list[Event] = []
    size = 0
    for event in events:
        message = event[3]
        length = len(message) if message.isascii() else len(message.encode())
        size += length + EVENT_OVERHEAD
        if page and (len(page) >= most_events or size > most_bytes):
            break
        page.append(event)
    return page


class EventFilter:
    """Answers FilterLogEvents.

    A token says after which event its page begins, so it needs no state here. What matches a query
    is merged once and kept as long as no event was added to its streams: pages are then slices.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._answers: OrderedDict[str, tuple[tuple[int, int], list[Event]]] = OrderedDict()

    def page(self, scope: tuple[str, str], group: LogGroup, request: dict[str, Any]) -> Any:
        """Give the page that the request asks for."""
        query = fingerprint(request, "FilterLogEvents", *scope)
        forwards = request.get("startFromHead", True)
        number, after = 0, None
        if request.get("nextToken"):
            state = read_token(request["nextToken"], query)
            number, after, forwards = state["page"], state["after"], state["forwards"]
        events = self._matching(query, group, request)
        most = self._settings.events_in_page(number, request.get("limit"))
        page, rest = _cut(events, after, most, self._settings.page_bytes, forwards=forwards)
        if self._settings.is_empty_page(number):
            rest, page = rest + len(page), []
        answer: dict[str, Any] = {
            "events": [
                {
                    "logStreamName": stream,
                    "timestamp": timestamp,
                    "message": message,
                    "ingestionTime": ingested,
                    "eventId": f"{event_number:056d}",
                }
                for timestamp, ingested, event_number, message, stream in page
            ],
            "searchedLogStreams": [],
        }
        if rest or (page and self._settings.is_empty_page(number + 1)):
            place = list(page[-1][:3]) if page else after
            answer["nextToken"] = make_token(query, page=number + 1, after=place, forwards=forwards)
        return answer

    def _matching(self, query: str, group: LogGroup, request: dict[str, Any]) -> list[Event]:
        oldest = group.oldest
        chosen = [(stream, stream.read(oldest)) for stream in _streams(group, request)]
        # Every change of any stream takes a new and higher version.
        version = (len(chosen), max((stream.version for stream, _ in chosen), default=0))
        kept = self._answers.get(query)
        if kept is not None and kept[0] == version:
            self._answers.move_to_end(query)
            return kept[1]
        test = compile_filter_pattern(request.get("filterPattern", ""))
        end = request.get("endTime")
        matching: list[Event] = []
        for _, events in chosen:
            part = window(events, request.get("startTime"), None if end is None else end + 1)
            matching += part if test is None else [event for event in part if test(event[3])]
        if len(chosen) > 1:
            matching.sort()
        self._answers[query] = (version, matching)
        while len(self._answers) > _KEPT_ANSWERS:
            self._answers.popitem(last=False)
        return matching


def _cut(
    events: list[Event], after: list[int] | None, most: int, most_bytes: int, *, forwards: bool
) -> tuple[list[Event], int]:
    """Give one page and how many events come behind it."""
    if forwards:
        first = 0 if after is None else bisect_left(events, (after[0], after[1], after[2] + 1))
        page = fit_page(events[first : first + most], most, most_bytes)
        return page, len(events) - first - len(page)
    last = len(events) if after is None else bisect_left(events, tuple(after))
    page = fit_page(events[max(0, last - most) : last][::-1], most, most_bytes)
    return page, last - len(page)


def _streams(group: LogGroup, request: dict[str, Any]) -> Iterable[LogStream]:
    names, prefix = request.get("logStreamNames"), request.get("logStreamNamePrefix")
    if names and prefix:
        raise ServiceError(
            "validation", "Use either logStreamNamePrefix or logStreamNames, but not both."
        )
    if names:
        return [group.stream(name) for name in dict.fromkeys(names)]
    return group.streams(prefix or "")
