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
# Where botocore tells of each attempt, and what it says of one that got no answer.
_LOGGER = "botocore.endpoint"
_NO_ANSWER = "Exception received when sending HTTP request"


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
        self._began = time.monotonic()
        self._has_said = False

    def emit(self, record: logging.LogRecord) -> None:
        """Say it of the first attempt that failed when patience was at its end."""
        is_late = time.monotonic() - self._began >= _PATIENCE_SECONDS
        if is_late and not self._has_said and str(record.msg).startswith(_NO_ANSWER):
            self._has_said = True
            error = record.exc_info[1] if record.exc_info else None
            self._say(f"AWS does not answer, and is asked again: {one_line(str(error))}")
