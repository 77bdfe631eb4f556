"""The enums of the contract, whose members may be given by name or by value."""

from __future__ import annotations

from enum import Enum
from typing import Any, Self

from jobanalytics.errors import InvalidArgumentError

__all__ = ["MetricStatistic", "MetricType"]


class _Choice(Enum):
    """An enum whose members may be given by name or by value, in any case."""

    @classmethod
    def of(cls, choice: Any) -> Self:
        """Return the member that `choice` means.

        Parameters
        ----------
        choice : enum member or str
            A member of this enum, a member of the Braket SDK's enum of the same name, or a
            member's name or value in any case: ``"max"``, ``"ITERATION_NUMBER"``,
            ``"IterationNumber"``.

        Raises
        ------
        InvalidArgumentError
            If it is none of these.
        """
        if isinstance(choice, cls):
            return choice
        spelling = choice.name if isinstance(choice, Enum) else choice
        if isinstance(spelling, str):
            wanted = spelling.replace("_", "").casefold()
            for member in cls:
                if wanted in {
                    member.name.replace("_", "").casefold(),
                    member.value.replace("_", "").casefold(),
                }:
                    return member
        expected = ", ".join(repr(member.value) for member in cls)
        raise InvalidArgumentError(f"{cls.__name__} takes one of {expected}; got {choice!r}.")


class MetricType(_Choice):
    """The key that gives a metrics frame its rows."""

    TIMESTAMP = "timestamp"
    ITERATION_NUMBER = "iteration_number"

    @property
    def companion(self) -> str:
        """The other key: ``iteration_number`` for TIMESTAMP, and the other way round."""
        if self is MetricType.TIMESTAMP:
            return MetricType.ITERATION_NUMBER.value
        return MetricType.TIMESTAMP.value


class MetricStatistic(_Choice):
    """What a cell with several observations becomes.

    A NaN gives way to any number; a cell is NaN only where all of its observations are.
    """

    MAX = "max"
    """The largest value."""
    MIN = "min"
    """The smallest value."""
    AVG = "avg"
    """The arithmetic mean of the raw observations, never of merged values."""
    FIRST = "first"
    """The value with the smallest (timestamp, record)."""
    LAST = "last"
    """The value with the largest (timestamp, record)."""
