"""ArchivedReading: the certificate that an archive keeps, and the observations when asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jobanalytics.completeness import certificates

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl

__all__ = ["ArchivedReading"]


@dataclass(frozen=True)
class ArchivedReading:
    """A reading of a job's metrics, as an archive keeps it.

    Attributes
    ----------
    certificate : dict
        Its row; members as in `jobanalytics.schema.COMPLETENESS`.
    load, load_lines : callable
        Return the observations, and the lines of a job that is not final.
    """

    certificate: dict[str, Any]
    load: Callable[[], pl.DataFrame]
    load_lines: Callable[[], pl.DataFrame | None]

    @property
    def observations(self) -> pl.DataFrame:
        """What was logged; columns as in `jobanalytics.schema.OBSERVATIONS`."""
        return self.load()

    @property
    def lines(self) -> pl.DataFrame | None:
        """The metric lines, where they are needed to go on from here."""
        return self.load_lines()

    @property
    def is_complete(self) -> bool:
        """Whether this is all there will ever be, as far as the reader knew."""
        complete: bool = self.certificate["complete"]
        return complete

    @property
    def completeness(self) -> pl.DataFrame:
        """The certificate: one row; columns as in `jobanalytics.schema.COMPLETENESS`."""
        return certificates([self])
