"""Arguments that are words or whole numbers, and what to say when they are not."""

from __future__ import annotations

from difflib import get_close_matches
from operator import index
from typing import TYPE_CHECKING, Any

from jobanalytics.errors import InvalidArgumentError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["GOALS", "did_you_mean", "list_of", "one_of", "whole_number"]

GOALS = ("min", "max")

_NAMES_SHOWN = 20


def one_of(argument: str, choice: Any, choices: Sequence[str]) -> str:
    """Return the one of `choices` that `choice` means, in any case, or raise."""
    if isinstance(choice, str) and choice.casefold() in choices:
        return choice.casefold()
    expected = ", ".join(map(repr, choices))
    raise InvalidArgumentError(f"{argument} takes one of {expected}; got {choice!r}.")


def whole_number(argument: str, number: Any, least: int) -> int:
    """Return `number` as an int that is `least` or more, or raise."""
    try:
        whole = index(number)
    except TypeError:
        whole = least - 1
    if isinstance(number, bool) or whole < least:
        raise InvalidArgumentError(
            f"{argument} takes a whole number, {least} or more; got {number!r}."
        )
    return whole


def did_you_mean(name: Any, names: Iterable[str]) -> str:
    """Return a question for the most similar of `names`, if one is, to end a clause with."""
    close = get_close_matches(name, list(names), 1) if isinstance(name, str) else []
    return f"; did you mean {close[0]!r}?" if close else "."


def list_of(names: Sequence[Any]) -> str:
    """List names for an error, not all of very many."""
    more = len(names) - _NAMES_SHOWN
    others = f" and {more:,} other{'s' * (more > 1)}" if more > 0 else ""
    return ", ".join(map(repr, names[:_NAMES_SHOWN])) + others
