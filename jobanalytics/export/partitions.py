"""Observations → the folders of a partitioned export, named as Hive does: ``<column>=<value>``."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime
from typing import Any
from urllib.parse import quote

import polars as pl

from jobanalytics.errors import InvalidArgumentError
from jobanalytics.schema import OBSERVATIONS

__all__ = ["folders_of_jobs", "in_order", "split"]

_NULL = "__HIVE_DEFAULT_PARTITION__"
# File systems take no longer names.
_LONGEST = 255
# Readers show the column's name as it stands, so that only what breaks a path is quoted.
_UNSAFE_IN_COLUMN = re.compile(r"[\x00-\x1f\x7f\"#%*/:<=>?\\|]")
_CAPITALS = re.compile("(%[0-9A-F]{2})|([A-Z])")
_OWN_COLUMNS = {"job_name", *OBSERVATIONS}


def folders_of_jobs(jobs: pl.DataFrame, column: str) -> dict[str, str]:
    """Name the folder of each job, by its ARN.

    Parameters
    ----------
    jobs : polars.DataFrame
        The table of jobs.
    column : str
        One of its columns.

    Raises
    ------
    InvalidArgumentError
        If there is no such column, or a value is too long for the name of a folder.
    """
    if column not in jobs.columns:
        raise InvalidArgumentError(
            f"The jobs have no column {column!r} to partition by; they have "
            f"{', '.join(jobs.columns)}."
        )
    texts = [_quoted(value) for value in jobs[column]]
    count = Counter(text.casefold() for text in set(texts))
    # File systems that take capitals for small letters would put two values in one folder.
    texts = [_without_capitals(text) if count[text.casefold()] > 1 else text for text in texts]
    folders = [f"{_key(column)}={text}" for text in texts]
    for folder in folders:
        if len(folder.encode()) > _LONGEST:
            raise InvalidArgumentError(
                f"The column {column!r} has a value that is too long for the name of a folder, "
                f"which is {folder[:80]!r} and more. Partition by another column."
            )
    return dict(zip(jobs["job_arn"], folders, strict=True))


def split(observations: pl.DataFrame, jobs: pl.DataFrame, column: str) -> dict[str, pl.DataFrame]:
    """Return the rows of each folder, in their order.

    Where there are no rows there is one folder all the same, so that readers find the columns; no
    value is its name, as pandas cannot read one that is null alone.
    """
    if observations.is_empty():
        return {f"{_key(column)}=": observations}
    of_jobs = folders_of_jobs(jobs, column)
    folder = observations["job_arn"].replace_strict(of_jobs, default=f"{_key(column)}={_NULL}")
    parts = observations.with_columns(folder.alias("folder")).partition_by(
        "folder", maintain_order=True, include_key=False, as_dict=True
    )
    return {name: rows for (name,), rows in parts.items()}


def in_order(observations: pl.DataFrame) -> pl.DataFrame:
    """Put the jobs in the order of their names and ARNs; rows of one job stand together."""
    runs = observations["job_arn"].rle().struct.unnest()
    starts = runs["len"].cum_sum() - runs["len"]
    names = observations["job_name"].gather(starts)
    ordered = sorted(zip(names, runs["value"], starts, runs["len"], strict=True))
    blocks = [observations.slice(start, length) for _, _, start, length in ordered]
    return pl.concat([observations.clear(), *blocks])


def _key(column: str) -> str:
    """Return what folders call a column.

    One that the observations have too is another one there: readers do not agree on whether the
    folder's values go before the file's, and pandas reads neither.
    """
    name = f"jobs.{column}" if column in _OWN_COLUMNS else column
    return _UNSAFE_IN_COLUMN.sub(lambda match: f"%{ord(match[0]):02X}", name)


def _quoted(value: Any) -> str:
    """Write a value as a part of a path."""
    if value is None:
        return _NULL
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return quote(value.replace(tzinfo=None).isoformat(" "), safe="")
    text = quote(str(value), safe="")
    if text == _NULL:
        return text.replace("_", "%5F")
    # Windows drops a dot at the end.
    return f"{text[:-1]}%2E" if text.endswith(".") else text


def _without_capitals(text: str) -> str:
    return _CAPITALS.sub(lambda match: match[1] or f"%{ord(match[2]):02X}", text)
