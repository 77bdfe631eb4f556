"""What jobs stored → the table of results."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import polars as pl

from jobanalytics.errors import InvalidArgumentError
from jobanalytics.schema import RESULTS, check_frame
from jobanalytics.tables.json_text import encodable, json_text

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["results_table"]

# Integers of this size and more are not all floats: two of them could become one.
_INEXACT = 2**53
_INT64 = range(-(2**63), 2**63)


def results_table(
    jobs: pl.DataFrame, results: Mapping[str, Mapping[str, Any] | None]
) -> pl.DataFrame:
    """Lay what jobs stored with ``save_job_result`` out as a table.

    Parameters
    ----------
    jobs : polars.DataFrame
        ``job_name``, ``job_arn`` and ``state`` String, one row per job, and any further columns.
    results : mapping of str to mapping
        The stored values by their names, of each job by its ARN: empty where the job stored
        nothing, missing or None where it was not asked.

    Returns
    -------
    polars.DataFrame
        One row per row of `jobs`, in their order: ``job_name``, ``job_arn``, ``state`` String,
        ``has_result`` Boolean (null where it was not asked), then ``results.<name>``, sorted.
        Their dtype is Boolean, Int64, Float64 or String where every job's value is such (integers
        smaller than 2⁵³ in size are taken among floats, numpy's scalars as Python's). Elsewhere it
        is String with the JSON text of each value, strings too. Null: the job stored no such
        value, or None.

    Raises
    ------
    FrameSchemaError
        If a column of `jobs` is missing or has another dtype.
    InvalidArgumentError
        If the result of a job is no mapping.

    Notes
    -----
    No value makes it fail. In JSON text a NaN is ``NaN``, as Python writes and reads it; numpy
    arrays, and whatever else has a ``tolist()``, are what that returns; other objects are their
    ``repr``. A name that is no string is taken as a string; a string of the same spelling goes
    before it.
    """
    keys = [name for name in RESULTS if name != "has_result"]
    table = check_frame(jobs, {name: RESULTS[name] for name in keys}, "jobs")
    stored = [_named(arn, results.get(arn)) for arn in table["job_arn"]]
    has_result = [None if values is None else bool(values) for values in stored]
    names = sorted({name for values in stored for name in values or {}})
    columns = [
        _column(f"results.{name}", [(values or {}).get(name) for values in stored])
        for name in names
    ]
    return table.with_columns(pl.Series("has_result", has_result, pl.Boolean)).hstack(columns)


def _named(arn: str, result: Any) -> dict[str, Any] | None:
    """Return a job's values under names that a column can have."""
    if result is None:
        return None
    if not isinstance(result, Mapping):
        raise InvalidArgumentError(
            f"The result of job {arn} is a {type(result).__name__}; expected a mapping of names "
            "and values, as job.result() returns it."
        )
    items = sorted(result.items(), key=lambda item: isinstance(item[0], str))
    return {_name(name): value for name, value in items}


def _name(name: Any) -> str:
    return encodable(name) if isinstance(name, str) else json_text(name).strip('"')


def _column(name: str, values: list[Any]) -> pl.Series:
    """Return a column with the dtype that all of the values have, or with their JSON texts."""
    plain = [_plain(value) for value in values]
    kinds = {type(value) for value in plain if value is not None}
    if kinds == {bool}:
        return pl.Series(name, plain, pl.Boolean)
    if kinds == {int} and all(value is None or value in _INT64 for value in plain):
        return pl.Series(name, plain, pl.Int64)
    if float in kinds and kinds <= {int, float} and _are_exact(plain):
        return pl.Series(name, plain, pl.Float64, strict=False)
    if kinds <= {str}:
        return pl.Series(name, plain, pl.String)
    texts = [None if value is None else json_text(value) for value in plain]
    return pl.Series(name, texts, pl.String)


def _are_exact(numbers: Iterable[Any]) -> bool:
    return all(abs(number) < _INEXACT for number in numbers if type(number) is int)


def _plain(value: Any) -> Any:
    """Return numpy's scalars, and what is derived from Python's, as Python's own."""
    # By the type itself: an object may say anything of its __class__.
    kind = type(value)
    if kind.__module__ == "numpy" and getattr(value, "shape", None) == ():
        of = {"b": bool, "i": int, "u": int, "f": float, "U": str}.get(value.dtype.kind)
        value = value if of is None else of(value)
        kind = type(value)
    if issubclass(kind, str):
        return encodable(str.__str__(value))
    if issubclass(kind, float):
        return float.__float__(value)
    if issubclass(kind, int) and kind is not bool:
        return int.__int__(value)
    return value
