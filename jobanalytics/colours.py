"""Whether what is written to a terminal may have colours."""

from __future__ import annotations

import os

__all__ = ["is_colourless"]


def is_colourless() -> bool:
    """Say whether the user wants no colours, or has a terminal that knows none."""
    return bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
