"""A word while AWS does not answer: botocore asks again by itself, for half a minute and longer."""

from __future__ import annotations

import logging
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from jobanalytics.cli.wording import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["saying_what_takes_long"]

_PATIENCE_SECONDS = 3.0
# Where botocore tells of each attempt, and what it says of one that got no answer, and of a next.
_LOGGER = "botocore.endpoint"
_NO_ANSWER = "Exception received when sending HTTP request"
_NEXT = "Response received to retry"


@contextmanager
def saying_what_takes_long(say: Callable[[str], None]) -> Iterator[None]:
    """Say once that AWS does not answer, if it has not for a while."""
    logger = logging.getLogger(_LOGGER)
    handler, level, propagates = _NoAnswer(say), logger.level, logger.propagate
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


class _NoAnswer(logging.Handler):
    def __init__(self, say: Callable[[str], None]) -> None:
        super().__init__()
        self._say = say
        self._began: float | None = None
        self._error: BaseException | None = None
        self._has_said = False

    def emit(self, record: logging.LogRecord) -> None:
        """Say it of the first attempt after which patience will be at its end."""
        now = time.monotonic()
        self._began = self._began or now
        message = str(record.msg)
        if message.startswith(_NO_ANSWER) and record.exc_info:
            self._error = record.exc_info[1]
        elif message.startswith(_NEXT) and self._error is not None and not self._has_said:
            delay = record.args[0] if isinstance(record.args, tuple) and record.args else 0.0
            if now + float(str(delay)) - self._began >= _PATIENCE_SECONDS:
                self._has_said = True
                self._say(f"AWS does not answer, and is asked again: {one_line(str(self._error))}")
