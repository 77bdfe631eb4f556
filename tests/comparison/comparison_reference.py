"""What comparison makes of a metrics frame, in slow, plain Python.

Nothing here is shared with the package. A row of a metrics frame is a `Row`; tables are lists of
tuples in the order of their columns.
"""

from __future__ import annotations

import math
from collections import defaultdict
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any, NamedTuple

from scipy import stats

SECOND = timedelta(seconds=1)


class Row(NamedTuple):
    job_name: str
    job_arn: str
    iteration_number: int | None
    timestamp: datetime | None
    node_id: str | None
    metrics: dict[str, float | None]


class Point(NamedTuple):
    """A point of a curve whose job is in some group."""

    job_arn: str
    group: Any
    node_id: str | None
    x: Any
    value: float


def nulls_first(fields: tuple) -> tuple:
    return tuple((field is not None, field) for field in fields)


def job_of(row: Row) -> tuple:
    return (row.job_name, row.job_arn)


def curve_of(row: Row) -> tuple:
    return (*job_of(row), row.node_id)


def start_of_jobs(rows: list[Row]) -> dict[tuple, datetime]:
    start: dict[tuple, datetime] = {}
    for row in rows:
        if row.timestamp is not None:
            start[job_of(row)] = min(row.timestamp, start.get(job_of(row), row.timestamp))
    return start


def logged_curves(rows: list[Row], pivot: str, metric: str) -> dict[tuple, list[Row]]:
    """The rows of each curve where the metric was logged, in the order of the pivot."""
    curves = defaultdict(list)
    for row in sorted(rows, key=lambda row: getattr(row, pivot)):
        if row.metrics.get(metric) is not None:
            curves[curve_of(row)].append(row)
    return curves


def better(goal: str, value: float, other: float) -> bool:
    return value < other if goal == "min" else value > other


def best_row(rows: list[Row], metric: str, goal: str) -> Row | None:
    """The first of the rows with the best number."""
    best = None
    for row in rows:
        value = row.metrics[metric]
        if not math.isnan(value) and (best is None or better(goal, value, best.metrics[metric])):
            best = row
    return best


def mean(numbers: list[float]) -> float | None:
    """The mean, exactly rounded."""
    if not numbers:
        return None
    infinities = {number for number in numbers if math.isinf(number)}
    if infinities:
        return infinities.pop() if len(infinities) == 1 else math.nan
    return float(sum(map(Fraction, numbers)) / len(numbers))


def std(numbers: list[float]) -> float | None:
    if len(numbers) < 2:
        return None
    if any(map(math.isinf, numbers)):
        return math.nan
    middle = sum(map(Fraction, numbers)) / len(numbers)
    squares = sum((Fraction(number) - middle) ** 2 for number in numbers)
    return math.sqrt(squares / (len(numbers) - 1))


def without_nan(values: list[float]) -> list[float]:
    return [value for value in values if not math.isnan(value)]


def summary(rows: list[Row], pivot: str, goals: dict[str, str]) -> list[tuple]:
    """`goals` has every metric that is asked for; its goal may be None."""
    start = start_of_jobs(rows)
    table = []
    for metric, goal in goals.items():
        for curve, logged in logged_curves(rows, pivot, metric).items():
            values = [row.metrics[metric] for row in logged]
            numbers = without_nan(values)
            best = best_row(logged, metric, goal) if goal else None
            at = best.timestamp if best else None
            table.append(
                (
                    *(*curve, metric, len(values), len(values) - len(numbers)),
                    *(values[0], values[-1]),
                    *(min(numbers, default=None), max(numbers, default=None)),
                    *(mean(numbers), std(numbers)),
                    best.metrics[metric] if best else None,
                    best.iteration_number if best else None,
                    at,
                    (at - start[curve[:2]]) / SECOND if at else None,
                )
            )
    return sorted(table, key=lambda line: nulls_first(line[:4]))


def leaderboard(rows: list[Row], pivot: str, metric: str, goal: str) -> list[tuple]:
    """``(rank, row)`` of each job, in order."""
    of_jobs = defaultdict(list)
    for row in sorted(rows, key=lambda row: (getattr(row, pivot), nulls_first((row.node_id,)))):
        if row.metrics.get(metric) is not None:
            of_jobs[job_of(row)].append(row)
    chosen = [best_row(logged, metric, goal) or logged[0] for logged in of_jobs.values()]

    def beats(one: Row, other: Row) -> bool:
        value, rival = one.metrics[metric], other.metrics[metric]
        if math.isnan(rival):
            return not math.isnan(value)
        return not math.isnan(value) and better(goal, value, rival)

    ranked = [(1 + sum(beats(other, row) for other in chosen), row) for row in chosen]
    return sorted(ranked, key=lambda line: (line[0], job_of(line[1])))


def curves(
    rows: list[Row], pivot: str, metric: str, x: str, every: int | None = None, smooth: float = 0
) -> list[tuple]:
    """`every` is in iterations or microseconds."""
    start = start_of_jobs(rows)
    table = []
    for curve, logged in logged_curves(rows, pivot, metric).items():
        points = []
        for row in logged:
            place = row.iteration_number if x == "iteration_number" else row.timestamp
            if place is not None:
                if x == "elapsed":
                    place = (place - start[curve[:2]]) // timedelta(microseconds=1)
                points.append((place, row.metrics[metric]))
        points.sort(key=lambda point: point[0])
        if every:
            points = resampled(points, every)
        values = smoothed([value for _, value in points], smooth)
        for (place, _), value in zip(points, values, strict=True):
            table.append((*curve, metric, place / 1e6 if x == "elapsed" else place, value))
    return sorted(table, key=lambda line: nulls_first(line[:5]))


def resampled(points: list[tuple], every: int) -> list[tuple]:
    windows = defaultdict(list)
    epoch = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
    for place, value in points:
        if isinstance(place, datetime):
            length = timedelta(microseconds=every)
            begin = epoch + (place - epoch) // length * length
        else:
            begin = place // every * every
        windows[begin].append(value)
    return [
        (begin, mean_of_numbers(values))
        for begin, values in sorted(windows.items(), key=lambda window: window[0])
    ]


def mean_of_numbers(values: list[float]) -> float:
    middle = mean(without_nan(values))
    return math.nan if middle is None else middle


def smoothed(values: list[float], weight: float) -> list[float]:
    """As TensorBoard does it."""
    last, count, result = 0.0, 0, []
    for value in values:
        if not math.isfinite(value) or not weight:
            result.append(value)
            continue
        last = last * weight + (1 - weight) * value
        count += 1
        result.append(last / (1 - weight**count))
    return result


def bands(points: list[Point], center: str, interval: str) -> list[tuple]:
    """``(group, node, x, center, low, high, n, nan_count)``, sorted."""
    of_jobs = defaultdict(list)
    for point in points:
        of_jobs[point.group, point.node_id, point.x, point.job_arn].append(point.value)
    places = defaultdict(list)
    for (*place, _), values in of_jobs.items():
        places[tuple(place)].append(mean_of_numbers(values))
    table = []
    for place in sorted(places, key=nulls_first):
        numbers = sorted(without_nan(places[place]))
        middle = center_of(numbers, center) if numbers else math.nan
        low, high = interval_of(numbers, center, interval, middle)
        if low is None or high is None or math.isnan(low) or math.isnan(high):
            low = high = None
        n = len(numbers)
        table.append((*place, middle, low, high, n, len(places[place]) - n))
    return table


def trimmed(numbers: list[float]) -> list[float]:
    cut = len(numbers) // 4
    return numbers[cut : len(numbers) - cut]


def center_of(numbers: list[float], center: str) -> float:
    if center == "mean":
        return mean(numbers)
    return quantile(numbers, 0.5) if center == "median" else mean(trimmed(numbers))


def quantile(numbers: list[float], share: float) -> float:
    place = share * (len(numbers) - 1)
    below, above = numbers[math.floor(place)], numbers[math.ceil(place)]
    if below == above:
        return below
    part = place % 1
    return below * (1 - part) + above * part


def interval_of(
    numbers: list[float], center: str, interval: str, middle: float
) -> tuple[float | None, float | None]:
    n = len(numbers)
    if not n:
        return None, None
    if interval == "minmax":
        return numbers[0], numbers[-1]
    if interval == "iqr":
        return quantile(numbers, 0.25), quantile(numbers, 0.75)
    if n < 2:
        return None, None
    if interval == "std":
        half = std(numbers)
    elif center == "mean":
        half = float(stats.t.ppf(0.975, n - 1)) * std(numbers) / math.sqrt(n)
    elif center == "median":
        return median_interval(numbers)
    else:
        half = iqm_half_width(numbers)
    return middle - half, middle + half


def median_interval(numbers: list[float]) -> tuple[float | None, float | None]:
    """The innermost d-th values from the ends, with 2 P(B < d) <= 5 %."""
    n, d = len(numbers), 0
    while 2 * sum(math.comb(n, below) for below in range(d + 1)) * 20 <= 2**n:
        d += 1
    return (numbers[d - 1], numbers[n - d]) if d else (None, None)


def iqm_half_width(numbers: list[float]) -> float:
    inner = trimmed(numbers)
    if any(map(math.isinf, inner)):
        return math.nan
    cut, left = len(numbers) // 4, len(inner)
    winsorized = [inner[0]] * cut + inner + [inner[-1]] * cut
    squares = std(winsorized) ** 2 * (len(numbers) - 1)
    error = math.sqrt(squares / (left * (left - 1)))
    return float(stats.t.ppf(0.975, left - 1)) * error


def join_nodes(rows: list[Row], pivot: str, statistic: str) -> list[Row]:
    groups = defaultdict(list)
    for row in rows:
        groups[(*job_of(row), getattr(row, pivot))].append(row)
    other = "timestamp" if pivot == "iteration_number" else "iteration_number"
    joined = []
    for (job_name, job_arn, place), group in sorted(groups.items()):
        group.sort(key=lambda row: nulls_first((row.timestamp, row.node_id)))
        known = [getattr(row, other) for row in group if getattr(row, other) is not None]
        smallest = statistic in {"min", "first"}
        companion = (min(known) if smallest else max(known)) if known else None
        keys = {pivot: place, other: companion}
        metrics = {}
        for metric in group[0].metrics:
            values = [row.metrics[metric] for row in group if row.metrics[metric] is not None]
            numbers = without_nan(values)
            if numbers:
                metrics[metric] = {
                    "max": max(numbers),
                    "min": min(numbers),
                    "avg": mean(numbers),
                    "first": numbers[0],
                    "last": numbers[-1],
                }[statistic]
            else:
                metrics[metric] = math.nan if values else None
        joined.append(Row(job_name, job_arn, node_id=None, metrics=metrics, **keys))
    return joined
