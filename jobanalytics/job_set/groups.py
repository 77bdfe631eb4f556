"""The columns of the table of jobs that put the jobs of a set into groups."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import polars as pl

from jobanalytics import comparison, tables
from jobanalytics.comparison.groups import HYPERPARAMETER, TAG, find_group_column, group_names
from jobanalytics.distinct import runs_of
from jobanalytics.errors import InvalidArgumentError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jobanalytics.comparison.groups import GroupsLike

__all__ = [
    "alike",
    "check_groups",
    "column_named",
    "hints",
    "of_jobs",
    "partition_column",
    "split",
    "with_groups",
]


def column_named(name: str, table: pl.DataFrame) -> str:
    """Return the column of that name, else that hyperparameter, else that tag, else the name."""
    names = (name, HYPERPARAMETER + name, TAG + name)
    return next((column for column in names if column in table.columns), name)


def alike(name: str, value: Any, table: pl.DataFrame) -> pl.Expr:
    """Say whether jobs have a value in a column of the table.

    Where one job has text in a hyperparameter, all of its column is text: a number or a boolean is
    sought among what the texts stand for.

    Raises
    ------
    polars.exceptions.ColumnNotFoundError
        If the table has no such column.
    """
    column = column_named(name, table)
    if table.schema.get(column) != pl.String or not isinstance(value, (bool, int, float)):
        return pl.col(column).eq(value)
    texts = table[column].unique().drop_nulls()
    read = {text: tables.typed(pl.Series([text])).item() for text in texts}
    same = [
        text
        for text, each in read.items()
        if each == value and isinstance(each, bool) == isinstance(value, bool)
    ]
    return pl.col(column).is_in(same)


def hints(predicates: Iterable[Any], table: pl.DataFrame) -> list[str]:
    """Say which columns of the table may be meant by those of predicates that it has not."""
    full = {
        column.removeprefix(HYPERPARAMETER).removeprefix(TAG): column for column in table.columns
    }
    each = [list(one) if isinstance(one, (list, tuple)) else [one] for one in predicates]
    expressions = [one for some in each for one in some if isinstance(one, pl.Expr)]
    names = dict.fromkeys(name for one in expressions for name in one.meta.root_names())
    found = []
    for name in names.keys() - set(table.columns):
        close = [name] if name in full else get_close_matches(name, full, 1)
        if close:
            found.append(f"Did you mean the column {full[close[0]]!r}?")
    return sorted(found)


def split(table: pl.DataFrame, by: GroupsLike) -> dict[Any, list[str]]:
    """Return the ARNs of each group of jobs, by its value or tuple of values, in their order."""
    columns = [find_group_column(name, table.columns) for name in group_names(by)]
    if not columns:
        return {(): table["job_arn"].to_list()}
    # The ARN may be one of the columns, and one column may be given twice.
    keys = [f"by{place}" for place in range(len(columns))]
    keyed = table.select(
        "job_arn", *(pl.col(column).alias(key) for column, key in zip(columns, keys, strict=True))
    )
    groups = keyed.sort(keys, maintain_order=True).partition_by(
        keys, maintain_order=True, as_dict=True
    )
    return {
        values[0] if isinstance(by, str) else values: group["job_arn"].to_list()
        for values, group in groups.items()
    }


def check_groups(table: pl.DataFrame, by: GroupsLike) -> None:
    """Raise if there are no jobs that could say what the groups are.

    Raises
    ------
    InvalidArgumentError
        If the table has no rows, and no column that is meant.
    """
    if table.is_empty():
        for name in group_names(by):
            if column_named(name, table) not in table.columns:
                raise InvalidArgumentError(
                    f"There are no jobs to group by {name!r}. Look first whether there are any: "
                    "`if jobs:`."
                )


def partition_column(table: pl.DataFrame, partition_by: str | None) -> str | None:
    """Return the column that an export is to be partitioned by, found as one of groups is.

    Raises
    ------
    InvalidArgumentError
        If there is no such column, or something else than a name is given.
    """
    if partition_by is None:
        return None
    if not isinstance(partition_by, str):
        raise InvalidArgumentError(
            f"partition_by takes the name of one column; got {partition_by!r}."
        )
    check_groups(table, partition_by)
    return find_group_column(partition_by, table.columns)


def of_jobs(table: pl.DataFrame, frame: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of the jobs in a table: a job without a record is left out."""
    if {arn for arn, _, _ in runs_of(frame["job_arn"])} <= set(table["job_arn"]):
        return frame
    return frame.join(table, on="job_arn", how="semi", maintain_order="left")


def with_groups(frame: pl.DataFrame, table: pl.DataFrame, by: GroupsLike) -> pl.DataFrame:
    """Join the columns of groups to the rows of the jobs in a table; other jobs are left out."""
    check_groups(table, by)
    return comparison.with_groups(of_jobs(table, frame), table, by)
