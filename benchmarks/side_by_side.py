"""Timing of what is held against each other, in one run."""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["apart", "interleaved", "peak_mib", "print_times", "seconds_of"]


def seconds_of(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def peak_mib() -> float:
    """Return the most memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def apart(script: str, *arguments: str) -> dict[str, Any]:
    """Run a script in a process of its own, and return the JSON that it prints."""
    command = [sys.executable, script, *arguments]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def interleaved(actions: Mapping[str, Callable[[], object]], runs: int) -> dict[str, float]:
    """Time actions in turns, after a run of each to warm up; give the medians of seconds."""
    times: dict[str, list[float]] = {name: [] for name in actions}
    for run in range(runs + 1):
        for name, action in actions.items():
            taken = seconds_of(action)
            if run:
                times[name].append(taken)
    return {name: statistics.median(taken) for name, taken in times.items()}


def print_times(
    title: str,
    seconds: Mapping[str, float],
    notes: Mapping[str, str] | None = None,
    *,
    in_ms: bool = False,
) -> None:
    """Print times, and how many times as long as the first each of them is."""
    print(f"\n{title}")
    first = next(iter(seconds.values()))
    for name, taken in seconds.items():
        shown = f"{1e3 * taken:8,.1f} ms" if in_ms else f"{taken:8,.2f} s "
        note = (notes or {}).get(name, "")
        print(f"  {name:56}{shown}{taken / first:8.2f} x   {note}".rstrip())
