"""A word while AWS does not answer, or throttles: botocore asks again by itself, for a while."""

from __future__ import annotations

import logging
import threading
import time
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from jobanalytics.cli.wording import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["saying_what_takes_long"]

_PATIENCE_SECONDS = 3.0
# So long after the last throttled call, the next one is news.
_CALM_SECONDS = 60.0
# Where botocore tells of each attempt, and what it says of a new call, of an attempt that got no
# answer, of a next one, and of one that was throttled.
_ENDPOINT, _ADAPTIVE = "botocore.endpoint", "botocore.retries.adaptive"
_CALL = "Making request for"
_NO_ANSWER = "Exception received when sending HTTP request"
_NEXT = "Response received to retry"
_THROTTLED = "Throttling response received"


@contextmanager
def saying_what_takes_long(say: Callable[[str], None]) -> Iterator[None]:
    """Say that AWS does not answer, or throttles, if it has for a while."""
    handler = _Waiting(say)
    with ExitStack() as stack:
        for name in (_ENDPOINT, _ADAPTIVE):
            stack.enter_context(_heard_by(handler, logging.getLogger(name)))
        yield


@contextmanager
def _heard_by(handler: logging.Handler, logger: logging.Logger) -> Iterator[None]:
    level, propagates = logger.level, logger.propagate
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    # Nobody else has asked for what it tells at this level.
    logger.propagate = False
    try:
        yield
    finally:
        logger.propagate = propagates
        logger.setLevel(level)
        logger.removeHandler(handler)


class _Waiting(logging.Handler):
    def __init__(self, say: Callable[[str], None]) -> None:
        super().__init__()
        self._say = say
        self._began: float | None = None
        self._error: BaseException | None = None
        self._has_said = False
        self._call = threading.local()
        self._throttled_first = self._throttled_last = -_CALM_SECONDS
        self._has_said_of_throttling = False

    def emit(self, record: logging.LogRecord) -> None:
        """Say it of the first attempt after which patience will be at its end."""
        now = time.monotonic()
        self._began = self._began or now
        message = str(record.msg)
        args: tuple[Any, ...] = record.args if isinstance(record.args, tuple) else ()
        if message.startswith(_CALL) and args:
            self._call.name = getattr(args[0], "name", None)
        elif message.startswith(_NO_ANSWER) and record.exc_info:
            self._error = record.exc_info[1]
        elif message.startswith(_NEXT) and self._error is not None and not self._has_said:
            delay = float(str(args[0])) if args else 0.0
            if now + delay - self._began >= _PATIENCE_SECONDS:
                self._has_said = True
                self._say(f"AWS does not answer, and is asked again: {one_line(str(self._error))}")
        elif message.startswith(_THROTTLED):
            self._note_throttled(now)

    def _note_throttled(self, now: float) -> None:
        """Say once of throttled calls in a row, however many threads make them."""
        if now - self._throttled_last >= _CALM_SECONDS:
            self._throttled_first, self._has_said_of_throttling = now, False
        self._throttled_last = now
        is_long = now - self._throttled_first >= _PATIENCE_SECONDS
        if is_long and not self._has_said_of_throttling:
            self._has_said_of_throttling = True
            what = getattr(self._call, "name", None) or "calls"
            self._say(f"AWS throttles {what}, and is asked again, more slowly.")
