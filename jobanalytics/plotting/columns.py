"""The columns of a frame that short names mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jobanalytics.plotting.style import require

if TYPE_CHECKING:
    import polars as pl

__all__ = ["column_of"]


def column_of(frame: pl.DataFrame, name: str) -> str:
    """Return the column of that name, else that hyperparameter, else that tag, or raise."""
    for column in (name, f"hyperparameters.{name}", f"tags.{name}"):
        if column in frame.columns:
            return column
    require(frame, name)
    return name
