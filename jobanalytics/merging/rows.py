"""The rows of a metrics frame: numbered, and filled with the metrics' values."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import polars as pl

from jobanalytics.errors import FrameSchemaError, InvalidArgumentError
from jobanalytics.merging.distinct import is_constant, number_distinct
from jobanalytics.merging.statistics import merge_cells
from jobanalytics.schema import (
    METRICS_KEYS,
    OBSERVATIONS,
    MetricStatistic,
    MetricType,
    check_frame,
    metrics_schema,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# Eight bytes each: 8 GB.
_MOST_CELLS = 10**9

__all__ = [
    "assemble",
    "by_metric",
    "lay_into_rows",
    "number_rows",
    "row_keys",
    "with_pivot",
    "without_repetitions",
]


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


def number_rows(frame: pl.DataFrame, metric_type: MetricType) -> tuple[pl.DataFrame, pl.Series]:
    """Return the rows of the metrics frame, sorted, and which of them each row of `frame` is in."""
    keys = frame.select(row_keys(metric_type))
    row = number_distinct(*keys.get_columns())
    height = 0 if row.is_empty() else cast("int", row.max()) + 1
    return keys[_last_index(row, height)], row


def by_metric(frame: pl.DataFrame, height: int) -> Iterator[tuple[str, pl.DataFrame]]:
    """Give each metric's name and rows, once such a frame is known to be possible."""
    if is_constant(frame["metric"]):
        parts = {frame["metric"][0]: frame} if frame.height else {}
    else:
        by_key = frame.partition_by("metric", as_dict=True, include_key=False)
        parts = {metric: cells for (metric,), cells in by_key.items()}
    if height * len(parts) > _MOST_CELLS:
        raise InvalidArgumentError(
            f"Merging gives a frame of {height:,} rows and {len(parts):,} metrics, which no "
            "machine holds. Do the metrics' names carry a number that should be an iteration? "
            "The observations themselves are a long table that can be filtered first."
        )
    yield from parts.items()


def lay_into_rows(
    row: pl.Series, values: pl.Series, height: int, statistic: MetricStatistic
) -> pl.Series:
    """Make a column of the metrics frame out of values, numbers or times, and their rows.

    A row without a value is null in it. A row with one, as most are, has it as it is; only those
    with more are grouped and merged.
    """
    last = _last_index(row, height)
    column = values.gather(last)
    is_last = last.gather(row) == _index(row)
    if is_last.all():
        return column
    in_conflict = pl.repeat(0, height, dtype=pl.UInt8, eager=True).scatter(row.filter(~is_last), 1)
    cells = pl.DataFrame({"row": row, "value": values}).filter(in_conflict.gather(row) == 1)
    merged = merge_cells(cells, statistic)
    return column.scatter(merged["row"], merged["value"])


def without_repetitions(row: pl.Series, values: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Leave out a value where it and its row are those before it, as for the metrics of a line."""
    is_repeated = (row == row.shift()) & values.eq_missing(values.shift())
    is_new = ~is_repeated.fill_null(value=False)
    return (row, values) if is_new.all() else (row.filter(is_new), values.filter(is_new))


def assemble(
    rows: pl.DataFrame,
    companion: pl.Series,
    metrics: Mapping[str, pl.Series],
    metric_type: MetricType,
) -> pl.DataFrame:
    """Lay the metrics' columns, sorted by name, beside the keys."""
    keys = rows.hstack([companion.alias(metric_type.companion)])
    columns = [column.alias(_column_name(metric)) for metric, column in metrics.items()]
    return keys.select(list(metrics_schema(metric_type))).hstack(
        sorted(columns, key=lambda column: column.name)
    )


def _last_index(row: pl.Series, height: int) -> pl.Series:
    """Find where each row comes last among `row`; null where it does not come."""
    return pl.repeat(None, height, dtype=pl.UInt32, eager=True).scatter(row, _index(row))


def _index(column: pl.Series) -> pl.Series:
    return pl.int_range(len(column), dtype=pl.UInt32, eager=True)


def _column_name(metric: str) -> str:
    """Keep metrics apart from the key columns.

    A name that already looks like the answer gets one more prefix, so that two metrics never
    end in one column.
    """
    bare = metric
    while bare.startswith("metrics."):
        bare = bare.removeprefix("metrics.")
    return f"metrics.{metric}" if bare in METRICS_KEYS else metric
