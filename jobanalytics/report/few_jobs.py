"""Groups of so few jobs that the bootstrap makes too narrow intervals, and their mark."""

from __future__ import annotations

__all__ = ["FEW", "FEWEST", "are_few", "marked"]

FEW = "†"
FEWEST = 5
"""From so many jobs on an interval holds about what it says."""


def are_few(count: int) -> bool:
    """Whether so many jobs are too few for an interval; of none there is nothing to mark."""
    return 0 < count < FEWEST


def marked(name: str, count: int) -> str:
    """Return the name of a group of so many jobs, with the mark if they are few."""
    return f"{name} {FEW}" if are_few(count) else name
