"""How jobs and groups of jobs are called on a page: no two of them alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from jobanalytics.job_names import names_apart
from jobanalytics.printable import given
from jobanalytics.report.words import distinct, short_name, shown, texts_apart

__all__ = ["Labels", "labels_of"]


@dataclass(frozen=True)
class Labels:
    """Names of jobs and groups.

    Attributes
    ----------
    jobs : list of str
        A name for each row of the table of jobs.
    states : list of str or None
        The state of each.
    place_of_job : dict
        The row of each ARN.
    group_columns : list of str
        The columns that make the groups.
    groups : list of str
        A name for each group, in their order; none for no groups.
    group_of_job : list of int
        The place in `groups` of each row; 0 for no groups.
    are_numbers : bool
        Whether the groups are those of one number, which has an order.
    """

    jobs: list[str]
    states: list[str | None]
    place_of_job: dict[str, int]
    group_columns: list[str]
    groups: list[str]
    group_of_job: list[int]
    are_numbers: bool
    places: dict[tuple[Any, ...], int]

    def place_of_group(self, row: pl.DataFrame) -> int:
        """Return the place of the group that the first row of a frame belongs to."""
        return self.places[_key(row.select(self.group_columns).row(0))]

    def named(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return a frame whose ``job_name`` is how the job of ``job_arn`` is called on the page."""
        # A job whose record could not be read is in no table of jobs.
        names = [
            self.jobs[self.place_of_job[arn]] if arn in self.place_of_job else shown(name)
            for arn, name in zip(frame["job_arn"], names_apart(frame), strict=True)
        ]
        return frame.with_columns(job_name=pl.Series(names, dtype=pl.String))


def labels_of(jobs: pl.DataFrame, groups: list[str]) -> Labels:
    """Name the jobs of a table, and the groups that some of its columns make."""
    names = distinct(shown(name) for name in names_apart(jobs))
    rows: list[tuple[Any, ...]] = []
    values = jobs.select(groups).clear()
    if groups and jobs.height:
        rows = jobs.select(groups).rows()
        values = jobs.select(groups).unique().sort(pl.all())
    places = {_key(value): place for place, value in enumerate(values.rows())}
    return Labels(
        jobs=names,
        states=jobs["state"].to_list(),
        place_of_job={arn: place for place, arn in enumerate(jobs["job_arn"])},
        group_columns=groups,
        groups=distinct(_called(values)),
        group_of_job=[places[_key(row)] for row in rows] or [0] * jobs.height,
        are_numbers=len(groups) == 1 and values.height > 0 and jobs[groups[0]].dtype.is_numeric(),
        places=places,
    )


def _called(values: pl.DataFrame) -> list[str]:
    """Name the groups of these values, one a row."""
    columns = [
        [f"{short_name(column.name)} = {text}" for text in _in_words(column)] for column in values
    ]
    return [", ".join(parts) for parts in zip(*columns, strict=True)]


def _in_words(values: pl.Series) -> list[str]:
    if values.dtype == pl.String:
        return [given(None if value is None else shown(value, 80)) for value in values]
    texts = texts_apart(values)
    return [
        given(None) if value is None else text for value, text in zip(values, texts, strict=True)
    ]


def _key(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """Make NaN equal to itself."""
    return tuple("NaN" if value != value else value for value in values)  # noqa: PLR0124
