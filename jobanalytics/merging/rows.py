"""The rows of a metrics frame: numbered, and filled with the metrics' values."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import polars as pl

from jobanalytics.distinct import begins_of_runs, encode, is_constant
from jobanalytics.errors import FrameSchemaError, InvalidArgumentError
from jobanalytics.merging.column_names import column_of
from jobanalytics.merging.numbering import number_distinct
from jobanalytics.merging.statistics import Statistics, merge_cells, smaller_or_larger
from jobanalytics.schema import (
    OBSERVATIONS,
    MetricStatistic,
    MetricType,
    check_frame,
    metrics_schema,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

# Eight bytes each: 8 GB.
_MOST_CELLS = 10**9

# The index of cells takes half as much again, so there is one for so many: 8 and 4 MB.
_CELLS_AT_ONCE = 2**20

# Rounds of folding, before what is left is grouped.
_ROUNDS = 3

__all__ = ["check_size", "lay_into_columns", "number_rows", "row_keys", "with_pivot"]


def row_keys(metric_type: MetricType) -> list[str]:
    """Return the columns that tell one row of a metrics frame from another."""
    return ["job_arn", metric_type.value, "node_id"]


def with_pivot(observations: pl.DataFrame, metric_type: MetricType) -> pl.DataFrame:
    """Check observations, and leave out those that are in no row."""
    checked = check_frame(observations, OBSERVATIONS, "observations")
    for name in ("metric", "value"):
        if checked[name].null_count():
            raise FrameSchemaError(
                f"The observations have nulls in the column {name}; an observation has a value. "
                "Leave out what was not logged."
            )
    if not checked[metric_type.value].null_count():
        return checked
    return checked.filter(pl.col(metric_type.value).is_not_null())


def number_rows(
    frame: pl.DataFrame, metric_type: MetricType, companion: str, statistic: MetricStatistic
) -> tuple[pl.DataFrame, pl.Series]:
    """Return the rows of the metrics frame, sorted, and which of them each row of `frame` is in.

    Parameters
    ----------
    frame : polars.DataFrame
        Observations, or cells of a partial merge.
    metric_type : MetricType
        The pivot.
    companion : str
        The column of `frame` that the other key is made of.
    statistic : MetricStatistic
        MIN or MAX, which of the values of `companion` that is.
    """
    names = row_keys(metric_type)
    telling = [name for name in names if not is_constant(frame[name])]
    keys = frame.select(*names, pl.col(companion).alias(metric_type.companion))
    # The values of one line have the same keys, and stand together: one look is enough for them.
    begins = begins_of_runs(keys[name] for name in (*telling, metric_type.companion))
    if begins is not None:
        keys = keys.filter(begins)
    row = number_distinct([keys[name] for name in telling], keys.height)
    height = cast("int", row.max()) + 1 if keys.height else 0
    other = _lay_into_rows(row, keys[metric_type.companion], height, statistic)
    rows = keys if _is_index(row, height) else keys[_last_index(row, height)]
    rows = rows.with_columns(other).select(list(metrics_schema(metric_type)))
    return rows, row if begins is None else row.gather(begins.cum_sum() - 1)


def lay_into_columns(
    rows: pl.DataFrame, values: pl.DataFrame, statistics: Statistics
) -> pl.DataFrame:
    """Lay the metrics' columns, sorted by name, beside the keys.

    The columns of many metrics are one long column of cells first: one step for all of them takes
    half the time of one for each.

    Parameters
    ----------
    rows : polars.DataFrame
        The keys.
    values : polars.DataFrame
        ``metric``, ``value``, and ``row``, which of `rows` that is.
    statistics : Statistics
        What several values of one cell become.
    """
    codes, metrics = encode(values["metric"])
    check_size(rows.height, len(metrics))
    at_once = max(1, _CELLS_AT_ONCE // max(1, rows.height))
    columns = []
    for statistic, some in _blocks([statistics[metric] for metric in metrics], at_once):
        place, cells = codes, values
        if len(some) < len(metrics):
            places = _nothing(len(metrics), pl.UInt32())
            place = places.scatter(some, range(len(some))).gather(codes)
            is_here = place.is_not_null()
            place, cells = place.filter(is_here), values.filter(is_here)
        cell = place * rows.height + cells["row"]
        long = _lay_into_rows(cell, cells["value"], rows.height * len(some), statistic)
        columns += [
            long.slice(number * rows.height, rows.height).alias(column_of(metrics[code]))
            for number, code in enumerate(some)
        ]
    return rows.hstack(sorted(columns, key=lambda column: column.name))


def check_size(height: int, metrics: int) -> None:
    """Raise unless a frame of so many rows and metrics can be held.

    Raises
    ------
    InvalidArgumentError
        If no machine holds it.
    """
    if height * metrics > _MOST_CELLS:
        raise InvalidArgumentError(
            f"Merging gives a frame of {height:,} rows and {metrics:,} metrics, which no machine "
            "holds. Do the metrics' names carry a number that should be an iteration? "
            "The observations themselves are a long table that can be filtered first."
        )


def _blocks(
    statistics: list[MetricStatistic], at_once: int
) -> Iterator[tuple[MetricStatistic, list[int]]]:
    """Put metrics, by their places, together that have the same statistic, not too many at once."""
    for statistic in dict.fromkeys(statistics):
        alike = [place for place, one in enumerate(statistics) if one is statistic]
        for first in range(0, len(alike), at_once):
            yield statistic, alike[first : first + at_once]


def _lay_into_rows(
    row: pl.Series, values: pl.Series, height: int, statistic: MetricStatistic
) -> pl.Series:
    """Make a column of the metrics frame out of values, numbers or times, and their rows.

    A row without a value is null in it. A row with one, as most are, has it as it is; only those
    with more are grouped and merged.
    """
    if _is_index(row, height):
        return values
    if len(row) < height and row.n_unique() == len(row):
        # Most cells are empty, as where metrics are logged in turn: the values are hashed sooner
        # than the cells are gone through twice.
        return _nothing(height, values.dtype).scatter(row, values)
    last = _last_index(row, height)
    column = values.gather(last)
    is_further = last.gather(row) != _index(row)
    if not is_further.any():
        return column
    cells = pl.DataFrame({"row": row, "value": values})
    if statistic in {MetricStatistic.MIN, MetricStatistic.MAX} and not row.is_sorted():
        return _fold(column, cells.filter(is_further), statistic)
    in_conflict = _nothing(height, pl.UInt8()).scatter(row.filter(is_further), 1)
    merged = merge_cells(cells.filter(in_conflict.gather(row).is_not_null()), statistic)
    return column.scatter(merged["row"], merged["value"])


def _fold(column: pl.Series, further: pl.DataFrame, statistic: MetricStatistic) -> pl.Series:
    """Fold further values into the rows of a column that are theirs.

    Mostly a row has one of them or two. One of each row at a time takes a third of the time of
    grouping them, unless they are sorted.
    """
    for _ in range(_ROUNDS):
        last = _last_index(further["row"], len(column))
        is_last = last.gather(further["row"]) == _index(further["row"])
        if is_last.all():
            break
        column = _fold_once(column, further.filter(is_last), statistic)
        further = further.filter(~is_last)
    else:
        further = merge_cells(further, statistic)
    return _fold_once(column, further, statistic)


def _fold_once(column: pl.Series, one_a_row: pl.DataFrame, statistic: MetricStatistic) -> pl.Series:
    row = one_a_row["row"]
    better = smaller_or_larger(column.gather(row), one_a_row["value"], statistic)
    return column.scatter(row, better)


def _last_index(row: pl.Series, height: int) -> pl.Series:
    """Find where each row comes last among `row`; null where it does not come."""
    return _nothing(height, pl.UInt32()).scatter(row, _index(row))


def _nothing(height: int, dtype: pl.DataType) -> pl.Series:
    # A call of Polars' engine takes a tenth of a millisecond, which counts where a job is small.
    return pl.Series([None], dtype=dtype).new_from_index(0, height)


def _is_index(row: pl.Series, height: int) -> bool:
    """Say whether each row comes once, and in order, as in a job of one metric."""
    return len(row) == height and bool((row == _index(row)).all())


def _index(column: pl.Series) -> pl.Series:
    return pl.int_range(len(column), dtype=pl.UInt32, eager=True)
