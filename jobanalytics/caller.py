"""Who called the package: where a warning is to point."""

from __future__ import annotations

import sys

__all__ = ["level_of_caller"]


def level_of_caller() -> int:
    """Return the stack level, as its caller's `warnings.warn` counts, of who called the package."""
    level, frame = 1, sys._getframe(1)  # noqa: SLF001 - as the warnings module itself does it
    while frame.f_back and frame.f_globals.get("__name__", "").startswith("jobanalytics."):
        level, frame = level + 1, frame.f_back
    return level
