"""The rules of the tables of jobs in slow, plain Python, which shares nothing with the package."""

from __future__ import annotations

import math
import re
from fnmatch import fnmatchcase

KINDS = ("per_task", "per_shot", "per_hour")


def typed(texts):
    """Return the kind of a column, and its values."""
    present = [text for text in texts if text is not None]

    def each(read):
        return [None if text is None else read(text) for text in texts]

    if not present:
        return str, texts
    if all(_is_integer(text) and -(2**63) <= int(text) < 2**63 for text in present):
        return int, each(int)
    if all(text.lower() in {"true", "false"} for text in present):
        return bool, each(lambda text: text.lower() == "true")
    if all(_is_float(text) for text in present):
        return float, each(float)
    return str, texts


def _is_integer(text):
    digits = text.removeprefix("-")
    return (
        digits != ""
        and set(digits) <= set("0123456789")
        and (digits == "0" or not digits.startswith("0"))
    )


def _is_float(text):
    bare = text.removeprefix("-").lower()
    if bare in {"nan", "inf", "infinity"}:
        return True
    if _is_integer(text):
        return abs(int(text)) < 2**53
    mantissa, e, exponent = bare.partition("e")
    whole, point, decimals = mantissa.partition(".")
    if e and not re.fullmatch("[+-]?[0-9]+", exponent):
        return False
    if not re.fullmatch("[0-9]*", whole + decimals) or whole + decimals == "":
        return False
    if (len(whole) > 1 and whole[0] == "0") or (not point and whole == ""):
        return False
    return math.isfinite(float(text))


def billable_seconds(duration, run_seconds):
    if duration is None or duration == 0:
        return duration
    if run_seconds is None or run_seconds <= 0 or duration < 0:
        return None
    return min(
        (duration, duration / 1000), key=lambda seconds: abs(math.log(seconds / run_seconds))
    )


def price_of(item, shipped, own):
    """Return the prices of an item: its own, else those of the last glob, else the shipped."""
    prices = dict.fromkeys(KINDS) | shipped.get(item, {})
    for pattern, given in own.items():
        if pattern != item and pattern not in shipped and fnmatchcase(item or "", pattern):
            prices |= given
    return prices | own.get(item, {})


def costs(jobs, tasks, shipped, own):
    """Return (job_name, job_arn, kind, item, tasks, not completed, shots, seconds, cost)."""
    rows = []
    for name, arn, instance, count, billable in jobs:
        by_device = {}
        for task in tasks:
            if task["job_arn"] == arn:
                by_device.setdefault(task["device"], []).append(task)
        for device, all_tasks in by_device.items():
            done = [task["shots"] for task in all_tasks if task["state"] == "COMPLETED"]
            shots = None if None in done else sum(done)
            price = price_of(device, shipped, own)
            cost = None
            if None not in (device, shots, price["per_task"], price["per_shot"]):
                cost = len(done) * price["per_task"] + shots * price["per_shot"]
            counts = (len(done), len(all_tasks) - len(done), shots, None)
            rows.append((name, arn, "tasks", device, *counts, cost))
        if not arn.startswith("local:"):
            seconds = None if billable is None else billable * (1 if count is None else count)
            per_hour = price_of(instance, shipped, own)["per_hour"]
            cost = None
            if None not in (instance, seconds, per_hour):
                cost = seconds / 3600 * per_hour
            rows.append((name, arn, "instance", instance, None, None, None, seconds, cost))
    return sorted(rows, key=lambda row: (*row[:3], row[3] is not None, row[3] or ""))


def iteration_of(task_job, created, logged):
    """Return the iteration logged next, of rows (job, iteration, time)."""
    times = {}
    for job, iteration, time in logged:
        if job == task_job and None not in (iteration, time):
            times[iteration] = min(time, times.get(iteration, time))
    if created is None:
        return None
    later = [(time, iteration) for iteration, time in times.items() if time >= created]
    return min(later)[1] if later else None


def continues(jobs):
    """Return job → parent, of rows (arn, created, uri, first, last)."""
    parents = {}
    for arn, created, uri, first, last in jobs:
        candidates = [
            ((other_created, other), other)
            for other, other_created, other_uri, other_first, other_last in jobs
            if None not in (created, uri, first, last)
            and None not in (other_created, other_uri, other_first, other_last)
            and other_uri.rstrip("/") == uri.rstrip("/")
            and (other_created, other) < (created, arn)
            and other_first < first <= other_last + 1
        ]
        parents[arn] = max(candidates)[1] if candidates else None
    return parents


def line_of(arn, parents):
    line = [arn]
    while parents.get(line[-1]) is not None:
        line.append(parents[line[-1]])
    return line


def join_chains(rows, parents):
    """Join rows (job, iteration, node, …): each iteration of a curve from the last job that can."""
    first = {}
    for job, iteration, *_ in rows:
        first[job] = min(iteration, first.get(job, iteration))
    known = set(parents)
    joined = [row for row in rows if row[0] not in known]
    for leaf in known - set(parents.values()):
        line = line_of(leaf, parents)
        for job, iteration, *values in rows:
            if job in line:
                later = line[: line.index(job)]
                if all(iteration < first[other] for other in later if other in first):
                    joined.append((leaf, iteration, *values))
    return sorted(joined, key=lambda row: (row[0], row[1], row[2] is not None, row[2] or ""))
