"""What has no place on the axes of a chart: where it is, and which jobs have it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from jobanalytics.report.words import cut_in_middle, listed, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from jobanalytics.report.labels import Labels

__all__ = ["key_of", "marks_of", "most_marks", "say_not_finite"]

_MOST_ON_PAGE = 6_000
_MOST_OF_CURVE = 40
_NAME_LENGTH = 48
_SIGNS = {"nan": "| NaN", "down": "▼ \N{MINUS SIGN}∞", "up": "▲ +∞"}
_STATES = {"FAILED": "✖", "CANCELLED": "■", "CANCELLING": "□", "RUNNING": "○"}
_OTHER_STATE = "◇"
_WORDS = {"nan": "NaN", "down": "\N{MINUS SIGN}∞", "up": "+∞"}


def most_marks(curves: int) -> int:
    """Return how many marks of a kind each of so many curves may have."""
    return min(max(_MOST_ON_PAGE // max(curves, 1), 1), _MOST_OF_CURVE)


def marks_of(
    values: NDArray[np.float64], most: int, nan: NDArray[np.bool_] | None = None
) -> dict[str, NDArray[np.intp]]:
    """Say where a curve is not finite, with the first and the last place of what is thinned.

    Parameters
    ----------
    values : array of float
        The curve, in its order.
    most : int
        How many places of each kind to keep.
    nan : array of bool, optional
        Where there is a NaN besides those of `values`.
    """
    found = {"nan": np.isnan(values), "down": np.isneginf(values), "up": np.isposinf(values)}
    if nan is not None:
        found["nan"] = found["nan"] | nan
    places = {kind: np.flatnonzero(has) for kind, has in found.items() if has.any()}
    return {kind: _thinned(each, most) for kind, each in places.items()}


def key_of(kinds: Iterable[str], states: Iterable[str | None] = ()) -> str:
    """Say what the marks of a chart mean; nothing where there are none."""
    there = set(kinds)
    ends = [shown(state) for state in dict.fromkeys(states) if state != "COMPLETED"]
    words = []
    if ends:
        signs = [f"{_STATES.get(state, _OTHER_STATE)} {state}" for state in ends]
        words.append(f"At the last value of a curve: {', '.join(signs)}.")
    if there:
        signs = [sign for kind, sign in _SIGNS.items() if kind in there]
        words.append(f"At the edge, where there is no number to draw: {', '.join(signs)}.")
    return " ".join(words)


def say_not_finite(curves: pl.DataFrame, labels: Labels) -> str:
    """Say which jobs have how many values that are no finite numbers; nothing for none.

    Parameters
    ----------
    curves : polars.DataFrame
        As `jobanalytics.comparison.curves` returns them, without nulls.
    labels : Labels
        How jobs are called.
    """
    value = pl.col("value")
    counts = curves.group_by("job_arn", maintain_order=True).agg(
        count=pl.len(),
        nan=value.is_nan().sum(),
        down=(value == float("-inf")).sum(),
        up=(value == float("inf")).sum(),
    )
    rows = counts.filter(pl.col("nan") + pl.col("down") + pl.col("up") > 0).rows(named=True)
    names = [labels.jobs[labels.place_of_job[row["job_arn"]]] for row in rows]
    return listed(
        [
            f"{cut_in_middle(name, _NAME_LENGTH)} ({_count(row)})"
            for name, row in zip(names, rows, strict=True)
        ]
    )


def _count(row: dict[str, Any]) -> str:
    parts: Sequence[str] = [
        f"{'all ' if row[kind] == row['count'] > 1 else ''}{row[kind]:,} {word}"
        for kind, word in _WORDS.items()
        if row[kind]
    ]
    return ", ".join(parts)


def _thinned(places: NDArray[np.intp], most: int) -> NDArray[np.intp]:
    if len(places) <= most:
        return places
    return places[np.unique(np.linspace(0, len(places) - 1, most).round().astype(np.intp))]
