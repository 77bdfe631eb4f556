"""What a sweep swept: hyperparameters with several values, and which of them only repeat."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from jobanalytics.comparison.varying_table import varying

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["swept_hyperparameters", "without_seeds"]

_SEED = re.compile(
    r"seed(?![a-z])|random_?state|(^|_)rng($|_)"
    r"|^(trial|repeat|repetition|replicate)(_?(id|index|number))?$",
    re.IGNORECASE,
)


def swept_hyperparameters(jobs: pl.DataFrame) -> list[str]:
    """Name the hyperparameters with several values; one that some jobs lack was not swept."""
    names: list[str] = varying(jobs).filter(pl.col("n_values") > 1)["hyperparameter"].to_list()
    return names


def without_seeds(names: Iterable[str]) -> list[str]:
    """Leave out what repeats a configuration by its name, such as ``seed`` or ``trial_id``."""
    return [name for name in names if not _SEED.search(name)]
