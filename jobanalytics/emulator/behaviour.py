"""How the emulator misbehaves: settings, faults, quotas, and the count of what was asked."""

from __future__ import annotations

import dataclasses
import threading
import time
from collections import Counter
from dataclasses import dataclass
from typing import Any

__all__ = ["DELAYS", "Calls", "Fault", "Faults", "Quotas", "ServiceError", "Settings"]

FAULT_KINDS = frozenset(
    {
        "cut",
        "denied",
        "empty",
        "expired-token",
        "hold",
        "internal",
        "missing",
        "not-found",
        "not-json",
        "reset",
        "throttle",
        "timeout",
        "unavailable",
        "validation",
    }
)

DELAYS = frozenset({"hold", "timeout"})
"""Faults after which the answer is as ever, only late."""

# Rate per second and burst, per account and region. Braket's numbers are those of its quota table;
# the ones of the two Insights operations are not published and stand for the order of magnitude.
QUOTAS: dict[str, tuple[float, float]] = {
    "Braket": (140, 600),
    "CancelJob": (2, 5),
    "CreateJob": (1, 5),
    "DescribeLogGroups": (10, 10),
    "DescribeLogStreams": (25, 25),
    "FilterLogEvents": (5, 5),
    "GetJob": (5, 25),
    "GetLogEvents": (25, 25),
    "GetMetricData": (50, 50),
    "GetQuantumTask": (100, 100),
    "GetQueryResults": (10, 10),
    "SearchJobs": (5, 50),
    "SearchQuantumTasks": (5, 50),
    "StartQuery": (10, 10),
}


class ServiceError(Exception):
    """An answer that is an error.

    Parameters
    ----------
    kind
        ``"validation"`` or a fault kind, which each service words in its own way, or the service's
        own error code.
    message
        What the caller reads.
    status
        HTTP status for an error code of the service's own.
    """

    def __init__(self, kind: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.status = status


@dataclass
class Settings:
    """What can be switched while the emulator runs.

    Parameters
    ----------
    latency
        Seconds that every request waits for its answer.
    quotas
        Whether requests beyond AWS's rates are throttled.
    page_events, page_bytes
        Most log events and bytes (message and 26 each) in one page.
    empty_pages_every
        An empty page comes first, and another after every so many; 0 for none.
    partial_pages_every
        Every so many-th page of log events is only half filled; 0 for none.
    cancel_seconds
        How long CancelJob leaves a job CANCELLING; None for ever. A job that was put in as
        CANCELLING stays it.
    insights_seconds
        How long an Insights query is Running, with a growing part of its rows.
    insights_status
        What an Insights query ends as.
    stream_times_lag
        Seconds by which DescribeLogStreams lags behind the events.
    """

    latency: float = 0.0
    quotas: bool = False
    page_events: int = 10_000
    page_bytes: int = 1_048_576
    empty_pages_every: int = 0
    partial_pages_every: int = 0
    cancel_seconds: float | None = 1.0
    insights_seconds: float = 0.0
    insights_status: str = "Complete"
    stream_times_lag: float = 0.0

    def update(self, **changes: Any) -> None:
        """Change some settings, none of them if a name is unknown."""
        unknown = changes.keys() - {field.name for field in dataclasses.fields(self)}
        if unknown:
            raise ValueError(f"The emulator has no setting called {sorted(unknown)}")
        for name, value in changes.items():
            setattr(self, name, value)

    def is_empty_page(self, number: int) -> bool:
        """Tell whether the page of this number is one of the empty ones."""
        return self.empty_pages_every > 0 and number % (self.empty_pages_every + 1) == 0

    def events_in_page(self, number: int, limit: int | None) -> int:
        """Give how many log events the page of this number may hold."""
        most = min(self.page_events, limit or self.page_events)
        every = self.partial_pages_every
        return max(1, most // 2) if every > 0 and number % every == every - 1 else most


@dataclass
class Fault:
    """One planned fault; ``times=None`` means for ever."""

    operation: str
    kind: str
    times: int | None = 1
    after: int = 0
    seconds: float = 30.0

    def __post_init__(self) -> None:
        if self.kind not in FAULT_KINDS:
            raise ValueError(f"Unknown fault {self.kind!r}; one of {sorted(FAULT_KINDS)}")

    def matches(self, operation: str) -> bool:
        """Tell whether this fault is meant for the operation."""
        if self.operation.endswith("*"):
            return operation.startswith(self.operation[:-1])
        return self.operation == operation


class Faults:
    """The planned faults, used up request by request in the order they were planned."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._planned: list[Fault] = []
        self._held: list[tuple[str, threading.Event]] = []
        self._ended = False

    def add(self, fault: Fault) -> None:
        """Plan one more fault."""
        with self._lock:
            self._planned.append(fault)

    def clear(self) -> None:
        """Forget every planned fault, and hold no request any longer."""
        with self._lock:
            self._planned.clear()
            self._let_go([name for name, _ in self._held])

    def end(self) -> None:
        """Hold no request from now on."""
        with self._lock:
            self._ended = True
        self.clear()

    def hold(self, operation: str) -> None:
        """Wait, as a request of the operation, until somebody releases it."""
        released = threading.Event()
        with self._lock:
            if self._ended:
                return
            self._held.append((operation, released))
        released.wait()

    def held(self) -> Counter[str]:
        """Count the requests that are held now, by operation."""
        with self._lock:
            return Counter(name for name, _ in self._held)

    def release(self, operation: str) -> None:
        """Let the requests of an operation go on that are held now."""
        with self._lock:
            self._let_go([operation])

    def _let_go(self, operations: list[str]) -> None:
        for name, released in self._held:
            if name in operations:
                released.set()
        self._held = [each for each in self._held if each[0] not in operations]

    def take(self, operation: str) -> Fault | None:
        """Give the fault that this request suffers, if any."""
        with self._lock:
            for fault in self._planned:
                if not fault.matches(operation):
                    continue
                if fault.after > 0:
                    fault.after -= 1
                    continue
                if fault.times is not None:
                    fault.times -= 1
                    if fault.times <= 0:
                        self._planned.remove(fault)
                return fault
        return None


class Quotas:
    """Token buckets, one per account, region and operation."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._buckets: dict[tuple[str, ...], tuple[float, float]] = {}

    def admit(self, account: str, region: str, service: str, operation: str) -> bool:
        """Take one token from each bucket that the request falls into; tell whether all had one."""
        with self._lock:
            own = self._take(account, region, operation)
            shared = service != "braket" or self._take(account, region, "Braket")
            return own and shared

    def reset(self) -> None:
        """Fill every bucket again."""
        with self._lock:
            self._buckets.clear()

    def _take(self, account: str, region: str, name: str) -> bool:
        if name not in QUOTAS:
            return True
        rate, burst = QUOTAS[name]
        now = time.monotonic()
        tokens, since = self._buckets.get((account, region, name), (burst, now))
        tokens = min(burst, tokens + (now - since) * rate)
        admitted = tokens >= 1
        self._buckets[account, region, name] = (tokens - admitted, now)
        return admitted


class Calls:
    """How often each operation was asked, and how often throttled as ``<name>:throttled``."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()

    def add(self, name: str) -> None:
        """Count one request."""
        with self._lock:
            self._counts[name] += 1

    def counts(self) -> Counter[str]:
        """Give a copy of the counts."""
        with self._lock:
            return self._counts.copy()

    def reset(self) -> None:
        """Start from nothing again."""
        with self._lock:
            self._counts.clear()
