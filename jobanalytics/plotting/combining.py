"""Several columns as one, whose values are told apart as one column's are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from jobanalytics.comparison.groups import HYPERPARAMETER, TAG
from jobanalytics.plotting.text import value_text

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["with_combined"]


def with_combined(frame: pl.DataFrame, columns: Sequence[str]) -> tuple[pl.DataFrame, str]:
    """Add a column of texts such as ``ring, 2`` for ``ansatz, n_layers``; return its name, too.

    The texts are an Enum, in the order of the columns' own values, null last.
    """
    keys = [f"key{place}" for place in range(len(columns))]
    named = [pl.col(column).alias(key) for column, key in zip(columns, keys, strict=True)]
    different = frame.select(named).unique().sort(keys, nulls_last=True)
    texts: dict[str, None] = {}
    for row in different.iter_rows():
        text = ", ".join(value_text(value, most=None) for value in row)
        # Other values may have the same text, as 0.1 and "0.1", or with a comma in them.
        number, own = 1, text
        while own in texts:
            number += 1
            own = f"{text} ({number})"
        texts[own] = None
    name = ", ".join(column.removeprefix(HYPERPARAMETER).removeprefix(TAG) for column in columns)
    coded = different.with_columns(pl.Series("text", list(texts), pl.Enum(list(texts))))
    joined = frame.select(named).join(
        coded, on=keys, how="left", nulls_equal=True, maintain_order="left"
    )
    return frame.with_columns(joined["text"].alias(name)), name
