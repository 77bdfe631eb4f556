"""Amazon CloudWatch metrics: PutMetricData and GetMetricData."""

from __future__ import annotations

import math
import threading
from bisect import bisect_left, insort
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from jobanalytics.emulator.behaviour import ServiceError, Settings
from jobanalytics.emulator.times import to_datetime
from jobanalytics.emulator.tokens import fingerprint, make_token, read_token

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = ["MetricsService"]

Account = tuple[str, str]
Series = tuple[str, str, frozenset[tuple[str, str]]]
# Timestamp in seconds, smallest, largest, sum, count.
Sample = tuple[float, float, float, float, float]

_DEFAULT_DATAPOINTS = 100_800
_MOST_QUERIES = 500
_SHORT_PERIODS = {1, 5, 10, 20, 30}
_STATISTICS: dict[str, Callable[[list[Sample]], float]] = {
    "Minimum": lambda samples: min(sample[1] for sample in samples),
    "Maximum": lambda samples: max(sample[2] for sample in samples),
    "Sum": lambda samples: math.fsum(sample[3] for sample in samples),
    "SampleCount": lambda samples: math.fsum(sample[4] for sample in samples),
    "Average": lambda samples: (
        math.fsum(sample[3] for sample in samples) / math.fsum(sample[4] for sample in samples)
    ),
}


class MetricsService:
    """The metrics of every account and region."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._samples: dict[tuple[Account, Series], list[Sample]] = {}
        self.operations: dict[str, Callable[[Account, dict[str, Any]], dict[str, Any]]] = {
            "GetMetricData": self._get,
            "PutMetricData": self._put,
        }

    def add(
        self,
        account: Account,
        namespace: str,
        name: str,
        dimensions: dict[str, str],
        samples: Iterable[Sample],
    ) -> None:
        """Take samples of one metric in."""
        key = (account, (namespace, name, frozenset(dimensions.items())))
        with self._lock:
            kept = self._samples.setdefault(key, [])
            for sample in samples:
                insort(kept, sample)

    def _put(self, account: Account, request: dict[str, Any]) -> dict[str, Any]:
        for datum in request.get("MetricData", []):
            moment = to_datetime(datum.get("Timestamp") or datetime.now(UTC)).timestamp()
            totals = datum.get("StatisticValues")
            if totals is not None:
                names = ("Minimum", "Maximum", "Sum", "SampleCount")
                least, most, total, count = (float(totals[name]) for name in names)
                samples = [(moment, least, most, total, count)]
            elif "Values" in datum:
                counts = datum.get("Counts") or [1.0] * len(datum["Values"])
                samples = [
                    (moment, float(value), float(value), value * count, float(count))
                    for value, count in zip(datum["Values"], counts, strict=True)
                ]
            elif "Value" in datum:
                value = float(datum["Value"])
                samples = [(moment, value, value, value, 1.0)]
            else:
                raise ServiceError("MissingParameter", "Give Value, Values or StatisticValues.")
            dimensions = {item["Name"]: item["Value"] for item in datum.get("Dimensions", [])}
            self.add(account, request["Namespace"], datum["MetricName"], dimensions, samples)
        return {}

    def _get(self, account: Account, request: dict[str, Any]) -> dict[str, Any]:
        queries = request["MetricDataQueries"]
        if len({query["Id"] for query in queries}) != len(queries):
            raise ServiceError("validation", "The ids of MetricDataQueries must be unique.")
        if len(queries) > _MOST_QUERIES:
            raise ServiceError("validation", f"At most {_MOST_QUERIES} MetricDataQueries.")
        if to_datetime(request["StartTime"]) >= to_datetime(request["EndTime"]):
            raise ServiceError("validation", "The parameter StartTime must be less than EndTime.")
        owner = fingerprint(request, "GetMetricData", *account)
        # A token says which query its page begins with, and at which of its points.
        number, query_number, offset = 0, 0, 0
        if request.get("NextToken"):
            state = read_token(request["NextToken"], owner, "InvalidNextToken")
            number, query_number, offset = state["page"], state["query"], state["offset"]
        room = request.get("MaxDatapoints") or _DEFAULT_DATAPOINTS
        if self._settings.is_empty_page(number):
            room = 0
        results, following = [], None
        for position in range(query_number, len(queries)):
            query = queries[position]
            if not query.get("ReturnData", True):
                continue
            points = self._points(account, request, query)
            begin = offset if position == query_number else 0
            page = points[begin : begin + room]
            room -= len(page)
            complete = begin + len(page) == len(points)
            if not complete and following is None:
                following = (position, begin + len(page))
            results.append(
                {
                    "Id": query["Id"],
                    "Label": query.get("Label") or query["MetricStat"]["Metric"]["MetricName"],
                    "Timestamps": [datetime.fromtimestamp(moment, UTC) for moment, _ in page],
                    "Values": [value for _, value in page],
                    "StatusCode": "Complete" if complete else "PartialData",
                }
            )
        answer: dict[str, Any] = {"MetricDataResults": results, "Messages": []}
        if following is not None:
            query_number, offset = following
            answer["NextToken"] = make_token(
                owner, page=number + 1, query=query_number, offset=offset
            )
        return answer

    def _points(
        self, account: Account, request: dict[str, Any], query: dict[str, Any]
    ) -> list[tuple[float, float]]:
        """Give one query's points, in the order that was asked for."""
        if "MetricStat" not in query:
            raise ServiceError("validation", "The emulator knows MetricStat, no expressions.")
        metric, period = query["MetricStat"]["Metric"], query["MetricStat"]["Period"]
        if period not in _SHORT_PERIODS and period % 60:
            raise ServiceError("validation", "Period must be 1, 5, 10, 20, 30 or 60 * n seconds.")
        statistic = _STATISTICS.get(query["MetricStat"]["Stat"])
        if statistic is None:
            raise ServiceError("validation", f"Stat must be one of {sorted(_STATISTICS)}")
        dimensions = frozenset(
            (item["Name"], item["Value"]) for item in metric.get("Dimensions", [])
        )
        key = (account, (metric["Namespace"], metric["MetricName"], dimensions))
        # A period's point stands at the period's start, and belongs to the window by that time.
        start = to_datetime(request["StartTime"]).timestamp() // period * period
        end = to_datetime(request["EndTime"]).timestamp()
        grouped: dict[float, list[Sample]] = {}
        with self._lock:
            samples = self._samples.get(key, [])
            for sample in samples[bisect_left(samples, (start,)) :]:
                moment = sample[0] // period * period
                if moment >= end:
                    break
                grouped.setdefault(moment, []).append(sample)
        points = [(moment, statistic(group)) for moment, group in grouped.items()]
        ascending = request.get("ScanBy") == "TimestampAscending"
        return points if ascending else points[::-1]
