"""Amazon CloudWatch Logs."""

from __future__ import annotations

import threading
from bisect import bisect_left
from typing import TYPE_CHECKING, Any

from jobanalytics.emulator.behaviour import ServiceError, Settings
from jobanalytics.emulator.filter_log_events import EVENT_OVERHEAD, EventFilter, fit_page
from jobanalytics.emulator.insights import Insights
from jobanalytics.emulator.log_store import DAY_MS, Event, LogGroup, LogStream, window
from jobanalytics.emulator.times import now_ms
from jobanalytics.emulator.tokens import fingerprint, make_token, read_token

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = ["LogsService"]

Request = dict[str, Any]
Answer = dict[str, Any]
Account = tuple[str, str]

_RETENTIONS = (
    *(1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731),
    *(1096, 1827, 2192, 2557, 2922, 3288, 3653),
)
_BATCH_BYTES = 1_048_576
_TOO_OLD_MS = 14 * DAY_MS
_TOO_NEW_MS = 2 * 3600 * 1000
_PAGE_OF_STREAMS = 50


class LogsService:
    """The log groups of every account and region."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        # One lock is enough: what the operations do under it holds the interpreter's lock anyway.
        self._lock = threading.RLock()
        self._groups: dict[Account, dict[str, LogGroup]] = {}
        self._filter = EventFilter(settings)
        self._insights = Insights(settings)
        handlers: dict[str, Callable[[Account, Request], Answer]] = {
            "CreateLogGroup": self._create_group,
            "DescribeLogGroups": self._describe_groups,
            "PutRetentionPolicy": self._put_retention,
            "DeleteRetentionPolicy": self._delete_retention,
            "CreateLogStream": self._create_stream,
            "DeleteLogStream": self._delete_stream,
            "DescribeLogStreams": self._describe_streams,
            "PutLogEvents": self._put_events,
            "GetLogEvents": self._get_events,
            "FilterLogEvents": self._filter_events,
            "StartQuery": self._start_query,
            "GetQueryResults": self._query_results,
            "StopQuery": self._stop_query,
        }
        self.operations = {name: self._locked(handler) for name, handler in handlers.items()}

    def _locked(
        self, handler: Callable[[Account, Request], Answer]
    ) -> Callable[[Account, Request], Answer]:
        def run(account: Account, request: Request) -> Answer:
            with self._lock:
                return handler(account, request)

        return run

    # What tests put in.

    def add_events(
        self,
        account: Account,
        group: str,
        stream: str,
        events: Iterable[tuple[int, str]],
        visible_at: int | None = None,
    ) -> None:
        """Take events in, with a group and stream made where they are missing."""
        with self._lock:
            self.ensure_group(account, group).ensure_stream(stream).add(events, visible_at)

    def ensure_group(self, account: Account, name: str) -> LogGroup:
        """Give a group, added if it does not exist."""
        with self._lock:
            return self._groups.setdefault(account, {}).setdefault(name, LogGroup(name))

    def delete_streams(self, account: Account, group: str, prefix: str) -> None:
        """Remove the streams whose names begin so."""
        with self._lock:
            found = self.ensure_group(account, group)
            for stream in list(found.streams(prefix)):
                found.delete_stream(stream.name)

    # Groups.

    def _group(self, account: Account, request: Request) -> LogGroup:
        name, identifier = request.get("logGroupName"), request.get("logGroupIdentifier")
        if (name is None) == (identifier is None):
            raise ServiceError(
                "validation", "Give either logGroupName or logGroupIdentifier, and not both."
            )
        key = name or str(identifier).removesuffix(":*").split(":log-group:")[-1]
        groups = self._groups.get(account, {})
        if key not in groups:
            raise ServiceError(
                "ResourceNotFoundException", "The specified log group does not exist."
            )
        return groups[key]

    def _create_group(self, account: Account, request: Request) -> Answer:
        if request["logGroupName"] in self._groups.get(account, {}):
            raise ServiceError(
                "ResourceAlreadyExistsException", "The specified log group already exists"
            )
        self.ensure_group(account, request["logGroupName"])
        return {}

    def _describe_groups(self, account: Account, request: Request) -> Answer:
        prefix = request.get("logGroupNamePrefix", "")
        part = request.get("logGroupNamePattern", "").lower()
        names = sorted(
            name
            for name in self._groups.get(account, {})
            if name.startswith(prefix) and part in name.lower()
        )
        query = fingerprint(request, "DescribeLogGroups", *account)
        first = self._offset(request, query)
        size = request.get("limit", _PAGE_OF_STREAMS)
        groups = []
        for name in names[first : first + size]:
            group = self._groups[account][name]
            arn = f"arn:aws:logs:{account[1]}:{account[0]}:log-group:{name}"
            found = {
                "logGroupName": name,
                "creationTime": group.created,
                "metricFilterCount": 0,
                "arn": f"{arn}:*",
                "storedBytes": 0,
                "logGroupClass": "STANDARD",
                "logGroupArn": arn,
            }
            if group.retention_days is not None:
                found["retentionInDays"] = group.retention_days
            groups.append(found)
        return {"logGroups": groups, **_next_offset(query, first + size, len(names))}

    def _put_retention(self, account: Account, request: Request) -> Answer:
        if request["retentionInDays"] not in _RETENTIONS:
            raise ServiceError("validation", f"retentionInDays must be one of {_RETENTIONS}")
        self._group(account, request).retention_days = request["retentionInDays"]
        return {}

    def _delete_retention(self, account: Account, request: Request) -> Answer:
        self._group(account, request).retention_days = None
        return {}

    # Streams.

    def _create_stream(self, account: Account, request: Request) -> Answer:
        self._group(account, request).create_stream(request["logStreamName"])
        return {}

    def _delete_stream(self, account: Account, request: Request) -> Answer:
        self._group(account, request).delete_stream(request["logStreamName"])
        return {}

    def _describe_streams(self, account: Account, request: Request) -> Answer:
        group = self._group(account, request)
        prefix = request.get("logStreamNamePrefix")
        by_time = request.get("orderBy") == "LastEventTime"
        if by_time and prefix:
            raise ServiceError(
                "validation", "Cannot order by LastEventTime with a logStreamNamePrefix."
            )
        streams = list(group.streams(prefix or ""))
        if by_time:
            streams.sort(key=lambda stream: self._last_seen(group, stream))
        if request.get("descending"):
            streams.reverse()
        query = fingerprint(request, "DescribeLogStreams", *account)
        first = self._offset(request, query)
        size = request.get("limit", _PAGE_OF_STREAMS)
        arn = f"arn:aws:logs:{account[1]}:{account[0]}:log-group:{group.name}:log-stream:"
        found = [
            {
                "logStreamName": stream.name,
                "creationTime": stream.created,
                "arn": arn + stream.name,
                # Deprecated for streams: always 0.
                "storedBytes": 0,
                "uploadSequenceToken": "49000000000000000000000000000000000000000000000000000001",
                **self._stream_times(group, stream),
            }
            for stream in streams[first : first + size]
        ]
        return {"logStreams": found, **_next_offset(query, first + size, len(streams))}

    def _stream_times(self, group: LogGroup, stream: LogStream) -> dict[str, int]:
        events = stream.read(group.oldest)
        if self._settings.stream_times_lag > 0:
            known = now_ms() - round(self._settings.stream_times_lag * 1000)
            events = [event for event in events if event[1] <= known]
        if not events:
            return {}
        return {
            "firstEventTimestamp": events[0][0],
            "lastEventTimestamp": events[-1][0],
            "lastIngestionTime": events[-1][1],
        }

    def _last_seen(self, group: LogGroup, stream: LogStream) -> tuple[int, str]:
        return self._stream_times(group, stream).get("lastEventTimestamp", 0), stream.name

    # Events.

    def _put_events(self, account: Account, request: Request) -> Answer:
        group = self._group(account, request)
        stream = group.stream(request["logStreamName"])
        events = [(event["timestamp"], event["message"]) for event in request["logEvents"]]
        times = [timestamp for timestamp, _ in events]
        if sum(len(message.encode()) + EVENT_OVERHEAD for _, message in events) > _BATCH_BYTES:
            raise ServiceError("validation", "Upload too large: the batch exceeds 1048576 bytes")
        if times != sorted(times):
            raise ServiceError(
                "validation",
                "Log events in a single PutLogEvents request must be in chronological order.",
            )
        present = now_ms()
        expired = bisect_left(times, group.oldest) if group.oldest is not None else 0
        first = max(bisect_left(times, present - _TOO_OLD_MS), expired)
        last = bisect_left(times, present + _TOO_NEW_MS + 1)
        if first < last and times[last - 1] - times[first] > DAY_MS:
            raise ServiceError("validation", "The batch of log events spans more than 24 hours.")
        stream.add(events[first:last], ingested=present)
        rejected = {}
        if first > 0:
            kind = "expiredLogEventEndIndex" if expired == first else "tooOldLogEventEndIndex"
            rejected[kind] = first
        if last < len(times):
            rejected["tooNewLogEventStartIndex"] = last
        answer: Answer = {"nextSequenceToken": f"{present:056d}"}
        return {**answer, "rejectedLogEventsInfo": rejected} if rejected else answer

    def _get_events(self, account: Account, request: Request) -> Answer:
        group = self._group(account, request)
        stream = group.stream(request["logStreamName"])
        events = window(stream.read(group.oldest), request.get("startTime"), request.get("endTime"))
        owner = {"stream": stream.name, "group": group.name}
        query = fingerprint(owner, "GetLogEvents", *account)
        sent = request.get("nextToken")
        from_head = request.get("startFromHead", False)
        if sent is None:
            state = {"page": 0, "place": None, "forwards": from_head}
        else:
            state = read_token(sent[2:], query)
            if state["forwards"] and not from_head:
                raise ServiceError(
                    "validation", "startFromHead must be true with a nextForwardToken."
                )
        number, place = state["page"], state["place"]
        empty = self._settings.is_empty_page(number)
        most = 0 if empty else self._settings.events_in_page(number, request.get("limit"))
        page = self._stream_page(events, place, most, forwards=state["forwards"])
        # A place is (event, 0) just before that event, or (event, 1) just after it.
        before, after = ([*page[0][:3], 0], [*page[-1][:3], 1]) if page else (place, place)
        answer = {
            "events": [
                {"timestamp": timestamp, "message": message, "ingestionTime": ingested}
                for timestamp, ingested, _, message, _ in page
            ],
            "nextForwardToken": "f/"
            + make_token(query, page=number + 1, place=after, forwards=True),
            "nextBackwardToken": "b/"
            + make_token(query, page=number + 1, place=before, forwards=False),
        }
        if sent is not None and not page and not empty:
            answer["nextForwardToken" if state["forwards"] else "nextBackwardToken"] = sent
        return answer

    def _stream_page(
        self, events: list[Event], place: list[int] | None, most: int, *, forwards: bool
    ) -> list[Event]:
        if most == 0:
            return []
        if place is None:
            cut = 0 if forwards else len(events)
        else:
            cut = bisect_left(events, (place[0], place[1], place[2] + place[3]))
        if forwards:
            return fit_page(events[cut : cut + most], most, self._settings.page_bytes)
        newest = events[max(0, cut - most) : cut][::-1]
        return fit_page(newest, most, self._settings.page_bytes)[::-1]

    def _filter_events(self, account: Account, request: Request) -> Answer:
        answer: Answer = self._filter.page(account, self._group(account, request), request)
        return answer

    # Insights.

    def _start_query(self, account: Account, request: Request) -> Answer:
        names = [
            *request.get("logGroupNames", []),
            *request.get("logGroupIdentifiers", []),
            *([request["logGroupName"]] if "logGroupName" in request else []),
        ]
        if not names:
            raise ServiceError("validation", "Name at least one log group.")
        groups = [self._group(account, {"logGroupIdentifier": name}) for name in names]
        return {"queryId": self._insights.start(account, groups, request)}

    def _query_results(self, account: Account, request: Request) -> Answer:
        return self._insights.results(account, request)

    def _stop_query(self, account: Account, request: Request) -> Answer:
        return self._insights.stop(account, request["queryId"])

    def _offset(self, request: Request, query: str) -> int:
        token = request.get("nextToken")
        return int(read_token(token, query)["offset"]) if token else 0


def _next_offset(query: str, offset: int, total: int) -> dict[str, str]:
    return {"nextToken": make_token(query, offset=offset)} if offset < total else {}
