"""Jobs: hybrid jobs in an order, each once; what a JobSet is as a sequence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Self, overload

from jobanalytics.job_set.loading import Loader
from jobanalytics.job_set.members import Member, Members, members_of
from jobanalytics.job_set.shown import as_html, describe
from jobanalytics.notebook.elements import safely
from jobanalytics.quantum_job import QuantumJob

__all__ = ["Jobs"]


class Jobs(Sequence[QuantumJob]):
    """Hybrid jobs, in an order, each once.

    Parameters
    ----------
    jobs : iterable
        As `JobSet` takes them.
    """

    def __init__(self, jobs: Any = ()) -> None:
        self._members = members_of(jobs)
        self._loader = Loader(self._members)

    def __len__(self) -> int:
        return len(self._members)

    def __iter__(self) -> Iterator[QuantumJob]:
        return (member.job for member in self._members)

    def __contains__(self, which: object) -> bool:
        """Say whether a job, also one of the Braket SDK, is in the set, or one so called.

        Names that are not known yet are asked for.
        """
        return bool(self._members.matching(which, self._loader.names))

    @overload
    def __getitem__(self, which: int | str) -> QuantumJob: ...
    @overload
    def __getitem__(self, which: slice) -> Self: ...

    def __getitem__(self, which: int | str | slice) -> QuantumJob | Self:
        """Return a job by its place, name or ARN, or the set of a slice of the places.

        Names that are not known yet are asked for.

        Raises
        ------
        IndexError
            If there is no such place.
        InvalidArgumentError
            If no job has that name or ARN, or several have.
        """
        if isinstance(which, slice):
            return type(self)(Members(self._members[which]))
        return self._find(which).job

    def __add__(self, other: Any) -> Self:
        return type(self)([*self, *type(self)(other)])

    def __eq__(self, other: object) -> bool:
        return list(self) == list(other) if isinstance(other, Jobs) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[object, ...]:
        """Cross to another process as the jobs; what was loaded, and errors(), stay here."""
        return type(self), (self._members,)

    def _find(self, which: Any) -> Member:
        return self._members.find(which, self._loader.names)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {describe(self._members)}>"

    def _repr_html_(self) -> str:
        return safely(lambda: as_html(self._members), lambda: repr(self))
