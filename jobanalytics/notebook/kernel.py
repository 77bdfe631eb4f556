"""Whether this is a notebook's kernel."""

from __future__ import annotations

import sys

__all__ = ["is_in_kernel"]


def is_in_kernel() -> bool:
    """Say whether this runs in the kernel of a notebook, which shows HTML and has no terminal.

    IPython in a terminal is none.
    """
    ipython = sys.modules.get("IPython")
    shell = None if ipython is None else ipython.get_ipython()
    return getattr(shell, "kernel", None) is not None
