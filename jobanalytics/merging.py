"""Observations → metrics frame: one row per iteration or timestamp, one value per cell.

Merging is a monoid. A *partial merge* is a long table with one row per cell, which holds what
each statistic needs to go on; partial merges of any split of the observations combine, in any
order, to the partial merge of the whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

import polars as pl

from jobanalytics.errors import InvalidArgumentError
from jobanalytics.schema import (
    METRICS_KEYS,
    OBSERVATIONS,
    MetricStatistic,
    MetricType,
    check_frame,
    conflicts_schema,
    metrics_schema,
    partial_schema,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = [
    "StatisticLike",
    "check_statistic",
    "combine_partial_merges",
    "conflicts",
    "finish_partial_merge",
    "merge_metrics",
    "metrics_dict",
    "partial_merge",
]

StatisticLike: TypeAlias = MetricStatistic | str | Mapping[str, MetricStatistic | str]
"""One statistic for all metrics, or one for each metric named; the rest take MAX."""

_NAN = float("nan")

# A partial merge compares times as ticks, so that a line without a time, of a local log, has its
# place too: before all others, as where nulls are sorted first.
_NO_TIME = -(2**63)

_NUMBER = pl.col("value").fill_nan(None)
# The rows are in the order of (timestamp, record) where these two are taken.
_FIRST = _NUMBER.first(ignore_nulls=True)
_LAST = _NUMBER.last(ignore_nulls=True)

_STATE = {
    "min": _NUMBER.min(),
    "max": _NUMBER.max(),
    "sum": _NUMBER.sum(),
    "numbers": _NUMBER.count(),
    "first": _FIRST,
    "last": _LAST,
}
"""What is kept of a cell's observations. All of it passes over NaN."""

_NEEDS = {
    MetricStatistic.MAX: ["max"],
    MetricStatistic.MIN: ["min"],
    MetricStatistic.AVG: ["min", "max", "sum", "numbers"],
    MetricStatistic.FIRST: ["first"],
    MetricStatistic.LAST: ["last"],
}

_VALUE = {
    MetricStatistic.MAX: pl.col("max"),
    MetricStatistic.MIN: pl.col("min"),
    # Rounding of the sum may carry the mean of nearly equal values past them by an ulp.
    MetricStatistic.AVG: (pl.col("sum") / pl.col("numbers")).clip(pl.col("min"), pl.col("max")),
    MetricStatistic.FIRST: pl.col("first"),
    MetricStatistic.LAST: pl.col("last"),
}
"""What a cell becomes, of what is kept of it; null where it holds nothing but NaN."""


def merge_metrics(
    observations: pl.DataFrame,
    metric_type: MetricType | str = MetricType.TIMESTAMP,
    statistic: StatisticLike = MetricStatistic.MAX,
) -> pl.DataFrame:
    """Merge observations into one row per job, pivot and node.

    Parameters
    ----------
    observations : polars.DataFrame
        Columns as in `jobanalytics.schema.OBSERVATIONS`, of one job or many, in any order.
    metric_type : MetricType or str
        The pivot: ``timestamp`` or ``iteration_number``. Observations without it are left out.
    statistic : MetricStatistic, str, or mapping of metric name to either
        What a cell with several observations becomes: ``max``, ``min``, ``avg``, ``first`` or
        ``last``. A mapping names one per metric; a metric that it does not name takes MAX, and a
        name that no metric has is passed over.

    Returns
    -------
    polars.DataFrame
        ``job_arn`` String, the pivot, the other key, ``node_id`` String, then each metric as
        Float64, sorted by name; ``timestamp`` is Datetime(us, UTC), ``iteration_number`` Int64.
        Rows are sorted by job, pivot and node (nulls first). The other key has its smallest value
        under MIN and FIRST, else (a mapping too) its largest. A metric named like a key column is
        called ``metrics.<name>``. Null: nothing was logged.

    Raises
    ------
    FrameSchemaError
        If a column is missing or has another dtype.
    InvalidArgumentError
        If `metric_type` or `statistic` is none of those above.

    Notes
    -----
    NaN gives way to every number; a cell is NaN where all its observations are, and under AVG
    where it holds both infinities, which have no mean. AVG lies between MIN and MAX.
    """
    metric_type = MetricType.of(metric_type)
    statistics = _Statistics(statistic)
    observations = _with_pivot(observations, metric_type)
    if statistics.need_order:
        observations = observations.sort("timestamp", "record")
    rows, numbered = _number_rows(observations, metric_type)
    companion = numbered.group_by("row").agg(_companion(metric_type, statistics))

    def columns() -> Iterator[tuple[str, pl.DataFrame]]:
        for metric, values in _by_metric(numbered):
            kind = statistics[metric]
            if values["row"].n_unique() == values.height:
                yield metric, values.select("row", "value")
            else:
                kept = values.group_by("row").agg(**{name: _STATE[name] for name in _NEEDS[kind]})
                yield metric, kept.select("row", value=_VALUE[kind].fill_null(_NAN))

    return _assemble(rows, companion, columns(), metric_type)


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
    is_number = _NUMBER.is_not_null()
    state = {
        **_STATE,
        "first_time": ticks.filter(is_number).first(),
        "first_record": pl.col("record").filter(is_number).first(),
        "last_time": ticks.filter(is_number).last(),
        "last_record": pl.col("record").filter(is_number).last(),
        "companion_min": pl.col(companion).min(),
        "companion_max": pl.col(companion).max(),
    }
    return _reduce(
        _with_pivot(observations, metric_type).sort("timestamp", "record"), state, metric_type
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
    statistics = _Statistics(statistic)
    partial = check_frame(partial, partial_schema(metric_type), "partial merges")
    rows, numbered = _number_rows(partial, metric_type)
    smallest = statistics.companion_is_smallest(metric_type)
    bound = pl.col("companion_min").min() if smallest else pl.col("companion_max").max()
    companion = numbered.group_by("row").agg(bound.alias(metric_type.companion))
    columns = (
        (metric, cells.select("row", value=_VALUE[statistics[metric]].fill_null(_NAN)))
        for metric, cells in _by_metric(numbered)
    )
    return _assemble(rows, companion, columns, metric_type)


def conflicts(
    observations: pl.DataFrame, metric_type: MetricType | str = MetricType.TIMESTAMP
) -> pl.DataFrame:
    """List the cells that have more than one observation.

    Parameters
    ----------
    observations : polars.DataFrame
        Columns as in `jobanalytics.schema.OBSERVATIONS`, in any order.
    metric_type : MetricType or str
        The pivot. Observations without it are in no cell.

    Returns
    -------
    polars.DataFrame
        ``job_arn`` String, the pivot, ``node_id`` String, ``metric`` String, ``count`` UInt32,
        ``min``, ``max`` and ``spread`` Float64 in the metric's unit (NaN is passed over; a cell
        that holds nothing else has NaN), ``instances`` List(String), sorted. Rows are sorted by
        job, pivot, node (nulls first) and metric.

    Raises
    ------
    FrameSchemaError
        If a column is missing or has another dtype.
    InvalidArgumentError
        If `metric_type` is no MetricType.
    """
    metric_type = MetricType.of(metric_type)
    cell = [*_row_keys(metric_type), "metric"]
    # The difference of two equal infinities would be no number.
    equal = pl.col("min") == pl.col("max")
    spread = pl.when(equal).then(0.0).otherwise(pl.col("max") - pl.col("min"))
    return (
        _with_pivot(observations, metric_type)
        .group_by(cell)
        .agg(
            count=pl.len(),
            min=_NUMBER.min(),
            max=_NUMBER.max(),
            instances=pl.col("instance").drop_nulls().unique().sort(),
        )
        .filter(pl.col("count") > 1)
        .with_columns(spread=spread)
        .with_columns(pl.col("min", "max", "spread").fill_null(_NAN))
        .sort(cell)
        .select(pl.col(name).cast(dtype) for name, dtype in conflicts_schema(metric_type).items())
    )


def metrics_dict(frame: pl.DataFrame) -> dict[str, list[Any]]:
    """Return the metrics frame of one job as columns of plain Python values.

    Parameters
    ----------
    frame : polars.DataFrame
        What `merge_metrics` returned for one job.

    Returns
    -------
    dict of str to list
        In the order of the columns and without ``job_arn``; a key column in which everything is
        null is left out. ``timestamp`` is in seconds since the epoch, as float;
        ``iteration_number`` int; null is None. Empty where the frame has no rows.
    """
    if frame.is_empty():
        return {}
    columns = frame.drop("job_name", "job_arn", strict=False)
    kept = [
        name
        for name in columns.columns
        if name not in METRICS_KEYS or columns[name].null_count() < columns.height
    ]
    seconds = pl.col("timestamp").dt.timestamp("us") / 1e6
    if "timestamp" in kept:
        columns = columns.with_columns(seconds.alias("timestamp"))
    return columns.select(kept).to_dict(as_series=False)


def check_statistic(statistic: StatisticLike) -> None:
    """Raise InvalidArgumentError if `merge_metrics` would not take `statistic`."""
    _Statistics(statistic)


class _Statistics:
    """Which statistic each metric takes."""

    def __init__(self, statistic: StatisticLike) -> None:
        if isinstance(statistic, Mapping):
            self._default = MetricStatistic.MAX
            self._by_name = {name: MetricStatistic.of(one) for name, one in statistic.items()}
        else:
            self._default = MetricStatistic.of(statistic)
            self._by_name = {}

    def __getitem__(self, metric: str) -> MetricStatistic:
        return self._by_name.get(metric, self._default)

    @property
    def need_order(self) -> bool:
        """Whether any metric needs its observations in the order of time."""
        taken = {self._default, *self._by_name.values()}
        return not taken.isdisjoint({MetricStatistic.FIRST, MetricStatistic.LAST})

    def companion_is_smallest(self, metric_type: MetricType) -> bool:
        return self[metric_type.companion] in {MetricStatistic.MIN, MetricStatistic.FIRST}


def _companion(metric_type: MetricType, statistics: _Statistics) -> pl.Expr:
    companion = pl.col(metric_type.companion)
    return companion.min() if statistics.companion_is_smallest(metric_type) else companion.max()


def _row_keys(metric_type: MetricType) -> list[str]:
    return ["job_arn", metric_type.value, "node_id"]


def _with_pivot(observations: pl.DataFrame, metric_type: MetricType) -> pl.DataFrame:
    checked = check_frame(observations, OBSERVATIONS, "observations")
    return checked.filter(pl.col(metric_type.value).is_not_null())


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
    cells = frame.group_by(*_row_keys(metric_type), "metric", maintain_order=True).agg(**state)
    return cells.select(
        pl.col(name).cast(dtype) for name, dtype in partial_schema(metric_type).items()
    )


def _number_rows(frame: pl.DataFrame, metric_type: MetricType) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the rows of the metrics frame, sorted, and `frame` with its ``row`` among them.

    Only the keys that differ at all are compared: for one job without nodes this is one column
    of integers, which is several times faster than three columns.
    """
    keys = _row_keys(metric_type)
    pivot = metric_type.value
    telling = [key for key in keys if key == pivot or frame[key].n_unique() > 1]
    if telling == [pivot] and frame[pivot].is_sorted():
        # As most jobs log: a new row begins where the pivot changes.
        numbered = frame.with_columns(row=pl.col(pivot).rle_id())
        starts = pl.col("row") != pl.col("row").shift()
        return numbered.filter(starts.fill_null(value=True)).select("row", *keys), numbered
    rows = frame.select(keys).unique(telling).sort(keys).with_row_index("row")
    numbered = frame.join(
        rows.select(*telling, "row"),
        on=telling,
        how="left",
        nulls_equal=True,
        maintain_order="left",
    )
    return rows, numbered


def _by_metric(numbered: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    for (metric,), cells in numbered.partition_by("metric", as_dict=True).items():
        yield metric, cells


def _assemble(
    rows: pl.DataFrame,
    companion: pl.DataFrame,
    columns: Iterable[tuple[str, pl.DataFrame]],
    metric_type: MetricType,
) -> pl.DataFrame:
    """Lay the metrics' values (``row``, ``value``) side by side into the rows."""
    keys = metrics_schema(metric_type)
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
