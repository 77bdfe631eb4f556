"""Whether a frame is what its documentation says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from jobanalytics.errors import FrameSchemaError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["check_frame"]


def _full_name(kind: type) -> str:
    return (
        kind.__qualname__
        if kind.__module__ == "builtins"
        else f"{kind.__module__}.{kind.__qualname__}"
    )


def check_frame(frame: pl.DataFrame, schema: Mapping[str, Any], what: str) -> pl.DataFrame:
    """Return the columns of `schema` out of `frame`, in that order.

    Parameters
    ----------
    frame : polars.DataFrame
        May have further columns, which are left out, and any order of columns.
    schema : mapping of str to polars.DataType
        The columns that must be there. A column of nulls without a dtype (``pl.Null``) is taken
        for the dtype that it should have.
    what : str
        The name of the table, for the error.

    Raises
    ------
    FrameSchemaError
        If `frame` is no Polars DataFrame, or lacks a column, or one has another dtype.
    """
    if not isinstance(frame, pl.DataFrame):
        raise FrameSchemaError(
            f"The {what} must be a polars.DataFrame; got {_full_name(type(frame))}. "
            "Collect a LazyFrame first; for pandas use polars.from_pandas."
        )
    missing = [name for name in schema if name not in frame.columns]
    if missing:
        raise FrameSchemaError(
            f"The {what} lack the column(s) {', '.join(missing)}; "
            f"expected {', '.join(schema)}; got {', '.join(frame.columns) or 'no columns'}."
        )
    frame = frame.select(list(schema))
    nothing = [pl.col(name).cast(schema[name]) for name in schema if frame[name].dtype == pl.Null]
    if nothing:
        frame = frame.with_columns(nothing)
    wrong = [
        f"{name} is {frame[name].dtype} instead of {schema[name]}"
        for name in schema
        if frame[name].dtype != schema[name]
    ]
    if wrong:
        raise FrameSchemaError(f"The {what} have columns of another dtype: {'; '.join(wrong)}.")
    return frame
