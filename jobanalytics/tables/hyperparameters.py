"""Texts → numbers and booleans, where a whole column of them are."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import polars as pl

from jobanalytics.errors import FrameSchemaError

__all__ = ["is_value", "typed"]

_INTEGER = r"^-?(0|[1-9][0-9]*)$"
_FINITE = r"^-?((0|[1-9][0-9]*)(\.[0-9]*)?|\.[0-9]+)(e[+-]?[0-9]+)?$"
_NOT_FINITE = r"^-?(nan|inf|infinity)$"
# Integers of this size and more are not all floats: two of them could become one.
_INEXACT = 2**53


def typed(texts: pl.Series) -> pl.Series:
    """Give a column of texts the dtype that every one of them has.

    Hyperparameters and tags are texts. What stands for a number has to be one before it can be
    compared or drawn, but a name made of digits is no number: bitstrings and zero-padded numbers
    (``0110``, ``007``) stay texts, and so does the whole column where a single value has to.

    Parameters
    ----------
    texts : polars.Series
        Of dtype String; nulls have no say.

    Returns
    -------
    polars.Series
        With the name and length of `texts`, and of the first of these dtypes that fits all:

        - Int64: whole numbers without leading zeros, that fit;
        - Float64: decimal numbers without leading zeros, with or without an exponent, not too large
          for a float; ``nan``, ``inf`` and ``infinity`` in any case; whole numbers, if smaller
          than 2⁵³ in size. All of these may have a minus sign, none a plus sign;
        - Boolean: ``true`` and ``false`` in any case;
        - String, which also is the dtype where everything is null.

    Raises
    ------
    FrameSchemaError
        If the column is of another dtype.
    """
    if texts.dtype == pl.Null:
        return texts.cast(pl.String)
    if texts.dtype != pl.String:
        raise FrameSchemaError(
            f"The column {texts.name!r} is {texts.dtype}; expected String, as hyperparameters are."
        )
    present = texts.drop_nulls()
    if present.is_empty():
        return texts
    lower = texts.str.to_lowercase()
    if present.str.contains(_INTEGER).all():
        integers = texts.cast(pl.Int64, strict=False)
        if integers.null_count() == texts.null_count():
            return integers
    if lower.is_in(["true", "false"]).all():
        return lower == "true"
    floats = lower.cast(pl.Float64, strict=False)
    return floats if _are_floats(lower, floats) else texts


def is_value(text: str | None, wanted: Any) -> bool:
    """Say whether a hyperparameter, which Braket has as text, is the value that is wanted.

    Parameters
    ----------
    text : str or None
        The hyperparameter; None for a job without it.
    wanted : str, number, bool, None, or a collection of these
        Of a collection any will do. A string has to be that very text, a number the same number
        (``0.1`` is also ``"0.10"``), a boolean the same boolean, and never ``"1"``.
    """
    if isinstance(wanted, Collection) and not isinstance(wanted, str):
        return any(is_value(text, one) for one in wanted)
    if text is None or wanted is None or isinstance(wanted, str):
        return bool(text == wanted)
    value: object = typed(pl.Series([text])).item()
    # In Python True equals 1; as hyperparameters they are not alike.
    alike = isinstance(value, bool) == isinstance(wanted, bool)
    return text == str(wanted) or (alike and bool(value == wanted))


def _are_floats(lower: pl.Series, floats: pl.Series) -> bool:
    """Say whether each text is what its float says, null aside."""
    number = lower.str.contains(_FINITE) & floats.is_finite()
    exact = ~lower.str.contains(_INTEGER) | (floats.abs() < _INEXACT)
    return bool(((number & exact) | lower.str.contains(_NOT_FINITE)).all())
