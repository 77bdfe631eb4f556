"""CloudWatch Logs Insights, as far as clients of job logs use it."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from jobanalytics.emulator.behaviour import ServiceError, Settings
from jobanalytics.emulator.log_store import Event, LogGroup, window
from jobanalytics.emulator.tokens import fingerprint, make_token, read_token

__all__ = ["Insights"]

Test = Callable[[Event], bool]

_PAGE = 10_000
_CONCURRENT = 100
_FIELDS: dict[str, Callable[[Event], str]] = {
    "@timestamp": lambda event: _insights_time(event[0]),
    "@ingestionTime": lambda event: _insights_time(event[1]),
    "@message": lambda event: event[3],
    "@logStream": lambda event: event[4],
}
_CONDITION = re.compile(
    r"""\s*(@\w+)\s+(not\s+like|like|=~|!=|=)\s+
        (?:/((?:[^/\\]|\\.)*)/ | "((?:[^"\\]|\\.)*)" | '((?:[^'\\]|\\.)*)')\s*""",
    re.VERBOSE | re.DOTALL,
)


@dataclass
class _Query:
    """One query that was started, with all that it will give."""

    account: tuple[str, str]
    fields: list[str]
    rows: list[Event]
    statistics: dict[str, float]
    began: float
    status: str | None = None


@dataclass
class _Command:
    """What a query string asks for."""

    fields: list[str]
    tests: list[Test]
    descending: bool = True
    sort_field: str = "@timestamp"
    limit: int | None = None


class Insights:
    """The queries that were started."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._queries: dict[str, _Query] = {}

    def start(
        self, account: tuple[str, str], groups: list[LogGroup], request: dict[str, Any]
    ) -> str:
        """Start a query and give its id."""
        running = [
            query
            for query in self._queries.values()
            if query.account == account and self._status(query) == "Running"
        ]
        if len(running) >= _CONCURRENT:
            raise ServiceError("LimitExceededException", "Account maximum query concurrency limit")
        if request["startTime"] > request["endTime"]:
            raise ServiceError("validation", "startTime must not be after endTime.")
        command = _parse(request["queryString"])
        # Seconds, both ends inclusive: the whole last second belongs to the window.
        first, last = request["startTime"] * 1000, request["endTime"] * 1000 + 1000
        scanned = [
            event
            for group in groups
            for stream in group.streams()
            for event in window(stream.read(group.oldest), first, last)
        ]
        rows = scanned
        for test in command.tests:
            rows = [event for event in rows if test(event)]
        if command.sort_field == "@timestamp":
            rows = sorted(rows, reverse=command.descending)
        else:
            rows = sorted(rows, key=_FIELDS[command.sort_field], reverse=command.descending)
        statistics = {
            "recordsMatched": float(len(rows)),
            "recordsScanned": float(len(scanned)),
            "bytesScanned": float(sum(len(event[3]) for event in scanned)),
            "logGroupsScanned": float(len(groups)),
        }
        limit = command.limit or request.get("limit", _PAGE)
        query_id = str(uuid.uuid4())
        self._queries[query_id] = _Query(
            account, command.fields, rows[:limit], statistics, time.monotonic()
        )
        return query_id

    def results(self, account: tuple[str, str], request: dict[str, Any]) -> dict[str, Any]:
        """Give a page of a query's rows, only a part of them while it runs."""
        query = self._query(account, request["queryId"])
        status = self._status(query)
        rows = query.rows
        if status == "Running":
            part = (time.monotonic() - query.began) / self._settings.insights_seconds
            rows = rows[: int(len(rows) * part)]
        owner = fingerprint({"queryId": request["queryId"]}, "GetQueryResults", *account)
        token = request.get("nextToken")
        first = read_token(token, owner)["offset"] if token else 0
        last = first + (request.get("maxItems") or _PAGE)
        answer: dict[str, Any] = {
            "queryLanguage": "CWLI",
            "results": [_row(query.fields, event) for event in rows[first:last]],
            "statistics": query.statistics,
            "status": status,
        }
        if last < len(rows):
            answer["nextToken"] = make_token(owner, offset=last)
        return answer

    def stop(self, account: tuple[str, str], query_id: str) -> dict[str, Any]:
        """Cancel a query that still runs."""
        query = self._query(account, query_id)
        if self._status(query) != "Running":
            raise ServiceError("validation", "The query has ended already.")
        query.status = "Cancelled"
        return {"success": True}

    def _query(self, account: tuple[str, str], query_id: str) -> _Query:
        query = self._queries.get(query_id)
        if query is None or query.account != account:
            raise ServiceError("ResourceNotFoundException", "The specified query does not exist.")
        return query

    def _status(self, query: _Query) -> str:
        if query.status is None:
            if time.monotonic() - query.began < self._settings.insights_seconds:
                return "Running"
            query.status = self._settings.insights_status
        return query.status


def _parse(text: str) -> _Command:
    command = _Command(["@timestamp", "@message"], [])
    for part in _split(text):
        name, _, rest = part.strip().partition(" ")
        if name == "fields":
            command.fields = [field.strip() for field in rest.split(",")]
        elif name == "filter":
            command.tests += [_condition(item) for item in re.split(r"\s+and\s+(?=@)", rest)]
        elif name == "sort":
            field, _, order = rest.strip().partition(" ")
            command.sort_field, command.descending = field, order.strip() != "asc"
        elif name == "limit" and rest.strip().isdigit():
            command.limit = int(rest)
        elif name:
            raise ServiceError(
                "MalformedQueryException", f"The emulator does not understand: {part.strip()}"
            )
    for field in (*command.fields, command.sort_field):
        if field not in _FIELDS:
            raise ServiceError("MalformedQueryException", f"Unknown field {field}")
    return command


def _split(text: str) -> Sequence[str]:
    """Split a query at the bars that stand outside of patterns and strings."""
    quoted = r"/(?:[^/\\]|\\.)*/|\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'"
    return re.findall(rf"(?:{quoted}|[^|])+", text)


def _condition(text: str) -> Test:
    match = _CONDITION.fullmatch(text)
    if match is None or match[1] not in _FIELDS:
        raise ServiceError("MalformedQueryException", f"The emulator cannot filter by: {text}")
    value = _FIELDS[match[1]]
    operator = " ".join(match[2].split())
    plain = match[4] if match[4] is not None else match[5]
    if operator in {"=", "!="} and plain is not None:
        return lambda event: (value(event) == plain) == (operator == "=")
    wanted = operator != "not like"
    try:
        search = re.compile(match[3] if plain is None else re.escape(plain)).search
    except re.error as failure:
        raise ServiceError("MalformedQueryException", f"Invalid pattern: {failure}") from failure
    return lambda event: (search(value(event)) is not None) == wanted


def _row(fields: list[str], event: Event) -> list[dict[str, str]]:
    row = [{"field": field, "value": _FIELDS[field](event)} for field in fields]
    return [*row, {"field": "@ptr", "value": f"Cn{event[2]:054d}"}]


def _insights_time(milliseconds: int) -> str:
    moment = datetime.fromtimestamp(milliseconds / 1000, UTC)
    return moment.isoformat(sep=" ", timespec="milliseconds").removesuffix("+00:00")
