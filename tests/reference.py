"""The rules of the log format and of merging in slow, plain Python.

Nothing here is shared with the package: the fast path is held to these functions. Log events and
observations are tuples in the order of the columns of their tables, times are aware datetimes.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import NamedTuple

MARKER = "Metrics -"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
KEYS = ("job_name", "job_arn", "timestamp", "iteration_number", "node_id")
COMPANION = {"timestamp": "iteration_number", "iteration_number": "timestamp"}
YEAR_1, YEAR_10000 = -62135596800, 253402300800


class LogEvent(NamedTuple):
    job_arn: str
    log_stream: str | None
    timestamp: datetime | None
    message: str | None


class Observation(NamedTuple):
    job_arn: str
    instance: str | None
    node_id: str | None
    record: int
    timestamp: datetime | None
    iteration_number: int | None
    metric: str
    value: float


class Malformed(NamedTuple):
    job_arn: str
    record: int
    item: str
    reason: str


def parse(log_events: Iterable[LogEvent]) -> tuple[list[Observation], list[Malformed]]:
    """Read log events, which are in the order of their streams."""
    by_job = defaultdict(list)
    for event in log_events:
        by_job[event.job_arn].append(event)
    observations: list[Observation] = []
    malformed: list[Malformed] = []
    for job_arn in sorted(by_job):
        record = 0
        for event in sorted(by_job[job_arn], key=_order_of_event):
            if event.message is None or MARKER not in event.message:
                record += 1
                continue
            prefix, *bodies = event.message.split(MARKER)
            node = node_of(prefix)
            for body in bodies:
                metrics, keys, skipped = read_record(body)
                for metric, value in metrics.items():
                    observations.append(
                        Observation(
                            job_arn,
                            instance_of(event.log_stream),
                            node,
                            record,
                            keys.get("timestamp", event.timestamp),
                            keys.get("iteration_number"),
                            metric,
                            value,
                        )
                    )
                malformed += [Malformed(job_arn, record, *item) for item in skipped]
                record += 1
                # The next record of the line may have a tag of its own.
                own = node_of(body.split(";")[-1])
                node = node if own is None else own
    return observations, malformed


def _order_of_event(event: LogEvent) -> tuple:
    return (
        (event.timestamp is not None, event.timestamp or EPOCH),
        (event.log_stream is not None, event.log_stream or ""),
    )


def instance_of(log_stream: str | None) -> str | None:
    """``algo-<n>``, maybe with ``-<something>``, is the last part of the stream's name."""
    last_part = (log_stream or "").split("/")[-1]
    found = re.fullmatch(r"(algo-\d+)(-.*)?", last_part, re.DOTALL)
    return found[1] if found else None


def node_of(before: str) -> str | None:
    """A ``[tag]`` at the beginning of the last line before the marker, else of the first.

    White space, a byte-order mark and terminal colours may precede it.
    """
    last_line = re.split(r"[\r\n]", before)[-1]
    for text in (last_line, before):
        bare = re.sub(r"^(\x1b\[[0-9;]*m|[\s\ufeff])*", "", text)
        if bare.startswith("[") and "]" in bare:
            return bare[1 : bare.index("]")]
    return None


def read_record(body: str) -> tuple[dict, dict, list[tuple[str, str]]]:
    """Return the metrics and the keys of a record, and its malformed items with the reasons."""
    *closed, rest = body.split(";")
    skipped = []  # (place, item, reason)
    values = {}  # name: (place, item, number)
    for place, item in enumerate(closed):
        reason, name, number = read_item(item)
        if reason:
            skipped.append((place, item, reason))
        elif name:
            values.pop(name, None)  # The last one also gives the place.
            values[name] = (place, item, number)
    if "=" in rest:
        skipped.append((len(closed), rest, "no closing ';'"))

    keys = {}
    for key, read_key in (("timestamp", read_time), ("iteration_number", read_iteration)):
        if key in values:
            place, item, number = values.pop(key)
            reason, keys[key] = read_key(item, number)
            if reason:
                skipped.append((place, item, reason))
    keys = {name: key for name, key in keys.items() if key is not None}
    metrics = {name: number for name, (_, _, number) in values.items()}
    return metrics, keys, [(item.strip(), reason) for _, item, reason in sorted(skipped)]


def read_item(item: str) -> tuple[str | None, str | None, float]:
    """Return why a closed item is malformed, or None, and its name and number if it has any."""
    name, equals, text = item.partition("=")
    name, text = name.strip(), text.strip()
    if not equals:
        return ("no '=' between name and value" if name else None), None, math.nan
    if not name:
        return "no name before '='", None, math.nan
    try:
        return None, name, float(text)
    except ValueError:
        return "not a number", None, math.nan


def read_time(_item: str, seconds: float) -> tuple[str | None, datetime | None]:
    if not math.isfinite(seconds):
        return None, None
    if YEAR_1 <= seconds < YEAR_10000:
        return None, EPOCH + timedelta(microseconds=round(seconds * 1e6))
    return "timestamp is outside the years 1 to 9999", None


def read_iteration(item: str, number: float) -> tuple[str | None, int | None]:
    if math.isfinite(number) and number == int(number) and -(2**63) < number < 2**63:
        # Beyond 2^53 a float is not exact; digits are.
        text = item.partition("=")[2].strip()
        return None, int(text) if re.fullmatch(r"[+-]?[0-9]+", text) else int(number)
    return "iteration number is not an integer", None


def merge(
    observations: Iterable[Observation], pivot: str, statistic: str | Mapping[str, str]
) -> tuple[list[str], list[tuple]]:
    """Return the column names of the metrics frame, and its rows."""
    cells, companions = defaultdict(list), defaultdict(list)
    for observation in observations:
        key = getattr(observation, pivot)
        if key is not None:
            row = (observation.job_arn, key, observation.node_id)
            cells[row, observation.metric].append(observation)
            companions[row].append(getattr(observation, COMPANION[pivot]))

    def statistic_of(name: str) -> str:
        return statistic.get(name, "max") if isinstance(statistic, Mapping) else statistic

    smallest = statistic_of(COMPANION[pivot]) in {"min", "first"}
    metrics = sorted({metric for _, metric in cells}, key=column_name)
    rows = []
    for row in sorted(companions, key=nulls_first):
        known = [key for key in companions[row] if key is not None]
        companion = (min(known) if smallest else max(known)) if known else None
        values = [
            merged(cells[row, metric], statistic_of(metric)) if (row, metric) in cells else None
            for metric in metrics
        ]
        job_arn, key, node_id = row
        rows.append((job_arn, key, companion, node_id, *values))
    columns = ["job_arn", pivot, COMPANION[pivot], "node_id", *map(column_name, metrics)]
    return columns, rows


def merged(cell: list[Observation], statistic: str) -> float:
    """What the observations of one cell become."""
    in_order = sorted(cell, key=lambda one: (nulls_first((one.timestamp,)), one.record))
    numbers = [one.value for one in in_order if not math.isnan(one.value)]
    if not numbers:
        return math.nan
    if statistic == "avg":
        return mean(numbers)
    choose = {
        "max": max,
        "min": min,
        "first": lambda values: values[0],
        "last": lambda values: values[-1],
    }
    return choose[statistic](numbers)


def mean(numbers: list[float]) -> float:
    """The mean, exactly rounded."""
    infinities = {number for number in numbers if math.isinf(number)}
    if infinities:
        return infinities.pop() if len(infinities) == 1 else math.nan
    return float(sum(map(Fraction, numbers)) / len(numbers))


def conflicts(observations: Iterable[Observation], pivot: str) -> list[tuple]:
    """Return the rows of the table of conflicts."""
    cells = defaultdict(list)
    for one in observations:
        if getattr(one, pivot) is not None:
            cells[one.job_arn, getattr(one, pivot), one.node_id, one.metric].append(one)
    rows = []
    for cell in sorted(cells, key=nulls_first):
        if len(cells[cell]) > 1:
            smallest, largest = merged(cells[cell], "min"), merged(cells[cell], "max")
            spread = 0.0 if smallest == largest else largest - smallest
            instances = sorted({one.instance for one in cells[cell]} - {None})
            nans = sum(math.isnan(one.value) for one in cells[cell])
            rows.append((*cell, len(cells[cell]), nans, smallest, largest, spread, instances))
    return rows


def nulls_first(row: tuple) -> tuple:
    """A sort key that puts None before everything."""
    return tuple((field is not None, field) for field in row)


def column_name(metric: str) -> str:
    bare = re.sub(r"^(metrics\.)*", "", metric)
    return "metrics." + metric if bare in KEYS else metric


def sdk_metrics(
    lines: Iterable[str], pivot: str, statistic: str
) -> dict[str, list[float | str | None]]:
    r"""What the Braket SDK makes of metric lines that each have a ``timestamp=``.

    It takes ``name = value;`` out of the line wherever it stands, names being ``\w+``, skips what
    is not a number, keeps the last of a name, and merges the lines of one pivot and node with
    Python's ``max`` or ``min``, the other key included. A line without the pivot has no row and
    no column.
    """
    choose = {"max": max, "min": min}[statistic]
    rows: dict[tuple, dict] = {}
    for line in lines:
        record: dict[str, float | str] = {}
        for name, text in re.findall(r"(\w+)\s*=\s*([^;]+);", line):
            try:
                record[name] = float(text)
            except ValueError:
                continue
        if tag := re.match(r"\[([^]]*)\]", line):
            record["node_id"] = tag[1]
        if pivot in record:
            row = rows.setdefault((record[pivot], record.get("node_id")), {})
            for name, value in record.items():
                row[name] = choose(row[name], value) if name in row else value
    columns = {name for row in rows.values() for name in row}
    return {name: [row.get(name) for row in rows.values()] for name in columns}


def union_of_readings(one: Counter[object], other: Counter[object]) -> Counter[object]:
    """Return the values that two readings of one log have together: those of both count once."""
    return Counter({value: max(one[value], other[value]) for value in one.keys() | other.keys()})
