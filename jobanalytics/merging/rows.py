"""The rows of a metrics frame: numbered, and filled with the metrics' values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from jobanalytics.errors import FrameSchemaError, InvalidArgumentError
from jobanalytics.schema import METRICS_KEYS, OBSERVATIONS, MetricType, check_frame, metrics_schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Eight bytes each: 8 GB.
_MOST_CELLS = 10**9

__all__ = ["assemble", "by_metric", "number_rows", "row_keys", "with_pivot"]


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
    return checked.filter(pl.col(metric_type.value).is_not_null())


def number_rows(frame: pl.DataFrame, metric_type: MetricType) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the rows of the metrics frame, sorted, and `frame` with its ``row`` among them.

    Only the keys that differ at all are compared: for one job without nodes this is one column
    of integers, which is several times faster than three columns.
    """
    keys = row_keys(metric_type)
    pivot = metric_type.value
    telling = [key for key in keys if key == pivot or frame[key].n_unique() > 1]
    if "node_id" not in telling and _is_sorted(frame["job_arn"], frame[pivot]):
        # As most jobs log: a new row begins where the job or the pivot changes.
        begins = pl.any_horizontal(pl.col(key).ne_missing(pl.col(key).shift()) for key in telling)
        numbered = frame.with_columns(begins=begins)
        numbered = numbered.with_columns(row=pl.col("begins").cum_sum() - 1)
        return numbered.filter("begins").select("row", *keys), numbered.drop("begins")
    rows = frame.select(keys).unique(telling).sort(keys).with_row_index("row")
    numbered = frame.join(
        rows.select(*telling, "row"),
        on=telling,
        how="left",
        nulls_equal=True,
        maintain_order="left",
    )
    return rows, numbered


def _is_sorted(job: pl.Series, pivot: pl.Series) -> bool:
    """Say whether rows are sorted by job, and within a job by the pivot."""
    in_job = job.ne_missing(job.shift()) | (pivot >= pivot.shift())
    return job.is_sorted() and bool(in_job.all())


def by_metric(numbered: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    """Give each metric's name and rows."""
    for (metric,), cells in numbered.partition_by("metric", as_dict=True).items():
        yield metric, cells


def assemble(
    rows: pl.DataFrame,
    companion: pl.DataFrame,
    columns: Iterable[tuple[str, pl.DataFrame]],
    metric_type: MetricType,
) -> pl.DataFrame:
    """Lay the metrics' values (``row``, ``value``) side by side into the rows."""
    keys = metrics_schema(metric_type)
    columns = list(columns)
    if rows.height * len(columns) > _MOST_CELLS:
        raise InvalidArgumentError(
            f"Merging gives a frame of {rows.height:,} rows and {len(columns):,} metrics, which no "
            "machine holds. Do the metrics' names carry a number that should be an iteration? "
            "The observations themselves are a long table that can be filtered first."
        )
    name = metric_type.companion
    other = _column(name, companion["row"], companion[name], rows.height)
    metrics = [
        _column(_column_name(metric), values["row"], values["value"], rows.height)
        for metric, values in columns
    ]
    return rows.with_columns(other).select(list(keys)).hstack(sorted(metrics, key=lambda s: s.name))


def _column(name: str, row: pl.Series, values: pl.Series, height: int) -> pl.Series:
    return pl.repeat(None, height, dtype=values.dtype, eager=True).scatter(row, values).alias(name)


def _column_name(metric: str) -> str:
    """Keep metrics apart from the key columns.

    A name that already looks like the answer gets one more prefix, so that two metrics never
    end in one column.
    """
    bare = metric
    while bare.startswith("metrics."):
        bare = bare.removeprefix("metrics.")
    return f"metrics.{metric}" if bare in METRICS_KEYS else metric
