"""Partial merges: merging as far as it goes without the rest, and what combines them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from jobanalytics.errors import InvalidArgumentError
from jobanalytics.merging.rows import lay_into_columns, number_rows, row_keys, with_pivot
from jobanalytics.merging.statistics import NUMBER, STATE, StatisticLike, Statistics
from jobanalytics.schema import MetricStatistic, MetricType, check_frame, partial_schema

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["combine_partial_merges", "finish_partial_merge", "partial_merge"]

# A partial merge compares times as ticks, so that a line without a time, of a local log, has its
# place too: before all others, as where nulls are sorted first.
_NO_TIME = -(2**63)


def partial_merge(
    observations: pl.DataFrame, metric_type: MetricType | str = MetricType.TIMESTAMP
) -> pl.DataFrame:
    """Merge some of the observations as far as it goes without the rest.

    Parameters
    ----------
    observations : polars.DataFrame
        Columns as in `jobanalytics.schema.OBSERVATIONS`, in any order.
    metric_type : MetricType or str
        The pivot. Observations without it are left out.

    Returns
    -------
    polars.DataFrame
        One row per cell; columns as in `jobanalytics.schema.partial_schema`, rows in no order.

    Raises
    ------
    FrameSchemaError
        If a column is missing or has another dtype.
    InvalidArgumentError
        If `metric_type` is no MetricType.
    """
    metric_type = MetricType.of(metric_type)
    companion = metric_type.companion
    ticks = pl.col("timestamp").to_physical().fill_null(_NO_TIME)
    is_number = NUMBER.is_not_null()
    state = {
        **STATE,
        "first_time": ticks.filter(is_number).first(),
        "first_record": pl.col("record").filter(is_number).first(),
        "last_time": ticks.filter(is_number).last(),
        "last_record": pl.col("record").filter(is_number).last(),
        "companion_min": pl.col(companion).min(),
        "companion_max": pl.col(companion).max(),
    }
    return _reduce(
        with_pivot(observations, metric_type).sort("timestamp", "record"), state, metric_type
    )


def combine_partial_merges(partial_merges: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Combine partial merges of parts of the observations to that of the whole.

    Parameters
    ----------
    partial_merges : iterable of polars.DataFrame
        What `partial_merge`, or this function, returned for the same pivot; in any order.

    Returns
    -------
    polars.DataFrame
        As `partial_merge` returns it.

    Raises
    ------
    InvalidArgumentError
        If there is no partial merge at all, or they do not all have the same pivot.
    FrameSchemaError
        If a frame is no partial merge.
    """
    parts = list(partial_merges)
    if not parts:
        raise InvalidArgumentError("There is no partial merge to combine; expected at least one.")
    metric_type = _pivot_of(parts[0])
    if any(_pivot_of(part) is not metric_type for part in parts):
        raise InvalidArgumentError(
            "The partial merges have different pivots, timestamp and iteration_number; expected "
            "one pivot. Make them all with the same metric_type."
        )
    whole = pl.concat(
        [check_frame(part, partial_schema(metric_type), "partial merges") for part in parts]
    )
    state = {
        "min": pl.col("min").min(),
        "max": pl.col("max").max(),
        "sum": pl.col("sum").sum(),
        "numbers": pl.col("numbers").sum(),
        "companion_min": pl.col("companion_min").min(),
        "companion_max": pl.col("companion_max").max(),
    }
    # A part that holds nothing but NaN has null here, and must not win.
    for name in ("first", "first_time", "first_record"):
        state[name] = pl.col(name).sort_by("first_time", "first_record", nulls_last=True).first()
    for name in ("last", "last_time", "last_record"):
        state[name] = pl.col(name).sort_by("last_time", "last_record", nulls_last=False).last()
    return _reduce(whole, state, metric_type)


def finish_partial_merge(
    partial: pl.DataFrame, statistic: StatisticLike = MetricStatistic.MAX
) -> pl.DataFrame:
    """Turn a partial merge into the metrics frame that `merge_metrics` gives of the same whole.

    Parameters
    ----------
    partial : polars.DataFrame
        What `partial_merge` or `combine_partial_merges` returned.
    statistic : MetricStatistic, str, or mapping of metric name to either
        As for `merge_metrics`.

    Returns
    -------
    polars.DataFrame
        As `merge_metrics` returns it; AVG equal up to rounding.

    Raises
    ------
    FrameSchemaError
        If `partial` is no partial merge.
    InvalidArgumentError
        If `statistic` is none of those above.
    """
    metric_type = _pivot_of(partial)
    statistics = Statistics(statistic)
    partial = check_frame(partial, partial_schema(metric_type), "partial merges")
    statistics.warn_of_unknown(partial["metric"], metric_type)
    smallest = statistics.companion_is_smallest(metric_type)
    bound = MetricStatistic.MIN if smallest else MetricStatistic.MAX
    rows, row = number_rows(partial, metric_type, f"companion_{bound.value}", bound)
    values = partial.select("metric", row.alias("row"), value=statistics.of_state())
    return lay_into_columns(rows, values, statistics)


def _pivot_of(partial: pl.DataFrame) -> MetricType:
    """Say by which pivot a partial merge was made, from its columns."""
    if isinstance(partial, pl.DataFrame):
        for metric_type in MetricType:
            if metric_type.value in partial.columns:
                return metric_type
    check_frame(partial, partial_schema(MetricType.TIMESTAMP), "partial merges")
    raise AssertionError("a frame without a pivot passed for a partial merge")


def _reduce(
    frame: pl.DataFrame, state: dict[str, pl.Expr], metric_type: MetricType
) -> pl.DataFrame:
    """Reduce the rows of each cell to its state."""
    cells = frame.group_by(*row_keys(metric_type), "metric", maintain_order=True).agg(**state)
    return cells.select(
        pl.col(name).cast(dtype) for name, dtype in partial_schema(metric_type).items()
    )
