"""Export: what an export holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Export"]


class Export(NamedTuple):
    """The tables of a set of jobs.

    Attributes
    ----------
    jobs : polars.DataFrame
        One row a job: the columns of `jobanalytics.schema.JOBS`, then ``hyperparameters.<name>``
        and ``tags.<name>``.
    observations : polars.DataFrame
        Every value that the jobs logged: ``job_name`` String, then the columns of
        `jobanalytics.schema.OBSERVATIONS`; ordered by job name, ARN, record and place in the
        record.
    results : polars.DataFrame
        What the jobs stored, one row a job: the columns of `jobanalytics.schema.RESULTS`, then
        ``results.<name>``.
    """

    jobs: pl.DataFrame
    observations: pl.DataFrame
    results: pl.DataFrame

    def __repr__(self) -> str:
        """Say how much there is: three frames at once are no sight."""
        rows = (f"{frame.height:,} {name}" for name, frame in self._asdict().items())
        return f"<Export of {', '.join(rows)}>"
