"""How the states of jobs look, in colour and in grey."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["StateLook", "look_of_state"]


class StateLook(NamedTuple):
    """The colour, the marker, and the hatch of a state."""

    color: str
    marker: str
    hatch: str
    is_filled: bool = True


_LOOKS = {
    "COMPLETED": StateLook("#0072B2", "o", ""),
    "RUNNING": StateLook("#009E73", "o", "..", is_filled=False),
    "QUEUED": StateLook("#E69F00", "D", "", is_filled=False),
    "FAILED": StateLook("#D55E00", "X", "xxx"),
    "CANCELLED": StateLook("#CC79A7", "s", "///"),
    "CANCELLING": StateLook("#CC79A7", "s", "\\\\\\", is_filled=False),
}


def look_of_state(state: str | None) -> StateLook:
    """Return how a state looks; one that is not known looks like COMPLETED, in grey."""
    return _LOOKS.get(state or "", StateLook("#808080", "o", ""))
