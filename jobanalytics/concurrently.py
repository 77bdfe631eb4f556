"""Calls made by several threads, whose outcomes come as they are ready."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

__all__ = ["WORKERS", "concurrently", "raised", "returned"]

Item = TypeVar("Item")
Result = TypeVar("Result")

WORKERS = 16
"""Threads that wait for a service; the machine has little to do for each."""

# Where a thread that waits cannot be interrupted, it looks up so often.
_LOOK_UP_SECONDS = 0.2


def concurrently(
    function: Callable[[Item], Result],
    items: Iterable[Item],
    *,
    workers: int = WORKERS,
    stop: threading.Event | None = None,
) -> Iterator[tuple[Item, Future[Result]]]:
    """Call a function with each item, and give the outcomes as they are ready.

    The threads of an executor of the standard library are waited for when Python exits, however
    long their calls take. These are daemons: closing this generator, or an interrupt that leaves
    it, lets each finish the call that it is in, and waits for none.

    Parameters
    ----------
    function : callable
        Is called in other threads.
    items : iterable
        What it is called with.
    workers : int
        The most calls at once.
    stop : threading.Event, optional
        Ends this early, from elsewhere, when it is set. It is only looked at: who shares it with
        other calls sets it.

    Yields
    ------
    tuple of item and concurrent.futures.Future
        The future is done: its ``result()`` returns what the function did, or raises it.
    """
    closed = threading.Event()
    ends = (closed,) if stop is None else (closed, stop)
    waiting: SimpleQueue[Item] = SimpleQueue()
    done: SimpleQueue[tuple[Item, Future[Result]]] = SimpleQueue()
    count = 0
    for item in items:
        waiting.put(item)
        count += 1

    def work() -> None:
        while not any(end.is_set() for end in ends):
            try:
                item = waiting.get_nowait()
            except Empty:
                return
            done.put((item, _called(function, item)))

    try:
        for _ in range(min(workers, count)):
            threading.Thread(target=work, name="jobanalytics", daemon=True).start()
        while count and (outcome := _next(done, ends)) is not None:
            count -= 1
            yield outcome
    finally:  # also where it is closed or interrupted: whoever called wants no more
        closed.set()


def returned(result: Result) -> Future[Result]:
    """Make the future of a call that has returned."""
    future: Future[Result] = Future()
    future.set_result(result)
    return future


def raised(error: BaseException) -> Future[Any]:
    """Make the future of a call that has raised."""
    future: Future[Any] = Future()
    future.set_exception(error)
    return future


def _called(function: Callable[[Item], Result], item: Item) -> Future[Result]:
    try:
        return returned(function(item))
    except BaseException as error:  # noqa: BLE001 - it is raised where the result is asked for
        return raised(error)


def _next(
    done: SimpleQueue[tuple[Item, Future[Result]]], ends: tuple[threading.Event, ...]
) -> tuple[Item, Future[Result]] | None:
    """Wait for the next outcome; None if there will be none."""
    while True:
        try:
            return done.get(timeout=_LOOK_UP_SECONDS)
        except Empty:
            if any(end.is_set() for end in ends):
                return None
