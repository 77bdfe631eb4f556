"""Two jobs → what differs between them."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from jobanalytics.comparison.arguments import did_you_mean, list_of
from jobanalytics.comparison.groups import HYPERPARAMETER, check_jobs
from jobanalytics.comparison.numbered import number_metrics
from jobanalytics.comparison.summary_table import summary
from jobanalytics.errors import InvalidArgumentError
from jobanalytics.schema import (
    DIFFERENCES,
    SUMMARY,
    SUMMARY_DIFFERENCES,
    MetricType,
    curve_differences_schema,
)

__all__ = ["JobsDiff", "diff"]

_STATISTICS = [
    name
    for name in SUMMARY
    if name not in {"job_name", "job_arn", "node_id", "metric"} and not name.startswith("best")
]


class JobsDiff(NamedTuple):
    """What differs between two jobs, a and b."""

    hyperparameters: pl.DataFrame
    """``name``, ``a`` and ``b`` String: the hyperparameters that differ, sorted by name."""
    metadata: pl.DataFrame
    """``name``, ``a`` and ``b`` String: what else differs in the table of jobs, in its order."""
    summary: pl.DataFrame
    """``node_id``, ``metric``, ``statistic`` String, ``a``, ``b`` and ``difference`` Float64."""
    curves: pl.DataFrame
    """``node_id``, ``metric`` String, the pivot, ``a``, ``b`` and ``difference`` Float64."""

    def _sections(self) -> list[tuple[str, pl.DataFrame]]:
        metrics = self.summary["metric"].n_unique()
        return [
            (f"Hyperparameters: {self.hyperparameters.height:,} differ", self.hyperparameters),
            (f"Metadata: {self.metadata.height:,} differ", self.metadata),
            (f"Summaries: {metrics:,} metrics", self.summary),
            (f"Curves: {self.curves.height:,} points", self.curves),
        ]

    def __repr__(self) -> str:
        """Count what differs, in one line; ``str()`` has the tables."""
        counts = (f"{frame.height:,} in {name}" for name, frame in self._asdict().items())
        return f"<JobsDiff: {', '.join(counts)}>"

    def __str__(self) -> str:
        with pl.Config(
            tbl_hide_dataframe_shape=True,
            tbl_hide_column_data_types=True,
            tbl_rows=12,
            fmt_str_lengths=80,
        ):
            return "\n\n".join(
                heading if frame.is_empty() else f"{heading}\n{frame}"
                for heading, frame in self._sections()
            )

    def _repr_html_(self) -> str:
        with pl.Config(tbl_hide_dataframe_shape=True, tbl_rows=12, fmt_str_lengths=80):
            return "\n".join(
                f"<h4>{heading}</h4>{'' if frame.is_empty() else frame._repr_html_()}"
                for heading, frame in self._sections()
            )


def diff(metrics: pl.DataFrame, jobs: pl.DataFrame, a: str, b: str) -> JobsDiff:
    """Lay two jobs beside each other.

    Parameters
    ----------
    metrics : polars.DataFrame
        A metrics frame of many jobs; see `jobanalytics.comparison`.
    jobs : polars.DataFrame
        The table of jobs, one row a job.
    a, b : str
        The jobs' ARNs.

    Returns
    -------
    JobsDiff
        A named tuple of four frames. ``hyperparameters`` and ``metadata`` (the other columns of
        `jobs`) list, with ``name``, ``a`` and ``b`` String, only what differs, null where a job
        does not have it. ``summary`` has all statistics of both jobs side by side, without
        those of the best: ``node_id``, ``metric``, ``statistic`` String, ``a``, ``b`` and
        ``difference`` Float64; sorted by node (nulls first) and metric, statistics in the order of
        `jobanalytics.schema.SUMMARY`. ``curves`` has all values: ``node_id``, ``metric``, the
        pivot, ``a``, ``b`` and ``difference``; sorted by node (nulls first), metric and pivot. A
        row is there where either job has a value; the ``difference`` is ``b - a``, in the metric's
        unit (``count`` and ``nan_count`` without one), null where one has none, and 0 for two
        equal infinities.

    Raises
    ------
    FrameSchemaError
        If `metrics` is no metrics frame of many jobs, or `jobs` no table with one row a job.
    InvalidArgumentError
        If `jobs` has no job `a` or `b`.
    """
    jobs = check_jobs(jobs)
    for arn in (a, b):
        if not isinstance(arn, str) or arn not in jobs["job_arn"]:
            arns = jobs["job_arn"].drop_nulls().to_list()
            raise InvalidArgumentError(
                f"There is no job {arn!r}{did_you_mean(arn, arns)} The jobs are {list_of(arns)}."
            )
    numbered = number_metrics(metrics)
    of_a, of_b = (numbered.frame.filter(pl.col("job_arn") == arn) for arn in (a, b))
    hyperparameters = [name for name in jobs.columns if name.startswith(HYPERPARAMETER)]
    metadata = [name for name in jobs.columns if name not in hyperparameters]
    return JobsDiff(
        hyperparameters=_differing(jobs, sorted(hyperparameters), a, b),
        metadata=_differing(jobs, metadata, a, b),
        summary=_summaries(of_a, of_b),
        curves=_curves(of_a, of_b, numbered.metrics, numbered.metric_type),
    )


def _differing(jobs: pl.DataFrame, names: list[str], a: str, b: str) -> pl.DataFrame:
    of_a = jobs.filter(pl.col("job_arn") == a)
    of_b = jobs.filter(pl.col("job_arn") == b)
    rows = [
        (name.removeprefix(HYPERPARAMETER), _text(of_a[name]), _text(of_b[name]))
        for name in names
        if not of_a[name].equals(of_b[name], null_equal=True)
    ]
    return pl.DataFrame(rows, schema=DIFFERENCES, orient="row")


def _text(value: pl.Series) -> str | None:
    """Write the one value of a series as text."""
    if value.dtype.is_nested():
        return None if value.is_null().all() else str(value.to_list()[0])
    text: str | None = value.cast(pl.String).item()
    return text


def _summaries(of_a: pl.DataFrame, of_b: pl.DataFrame) -> pl.DataFrame:
    order = pl.Enum(_STATISTICS)

    def statistics(metrics: pl.DataFrame, name: str) -> pl.DataFrame:
        return (
            summary(metrics)
            .with_columns(pl.col(_STATISTICS).cast(pl.Float64))
            .unpivot(
                _STATISTICS,
                index=["node_id", "metric"],
                variable_name="statistic",
                value_name=name,
            )
            .with_columns(pl.col("statistic").cast(order))
        )

    table = _beside(statistics(of_a, "a"), statistics(of_b, "b"))
    return table.with_columns(pl.col("statistic").cast(pl.String)).select(list(SUMMARY_DIFFERENCES))


def _curves(
    of_a: pl.DataFrame, of_b: pl.DataFrame, metrics: list[str], metric_type: MetricType
) -> pl.DataFrame:
    schema = curve_differences_schema(metric_type)

    def values(frame: pl.DataFrame, name: str) -> pl.DataFrame:
        curves = [
            frame.select(
                "node_id",
                pl.lit(metric).alias("metric"),
                metric_type.value,
                pl.col(metric).alias(name),
            )
            for metric in metrics
        ]
        empty = schema.to_frame().select("node_id", "metric", metric_type.value, name)
        return pl.concat([empty, *curves])

    return _beside(values(of_a, "a"), values(of_b, "b")).select(list(schema))


def _beside(of_a: pl.DataFrame, of_b: pl.DataFrame) -> pl.DataFrame:
    """Join what both have in common by all columns but the last, which is the value."""
    keys = of_a.columns[:-1]
    both = of_a.drop_nulls("a").join(
        of_b.drop_nulls("b"), on=keys, how="full", coalesce=True, nulls_equal=True
    )
    # Two equal infinities have no difference that is a number, and yet none.
    equal = pl.col("a") == pl.col("b")
    not_nan = pl.col("a").is_not_nan()
    difference = pl.when(equal & not_nan).then(0.0).otherwise(pl.col("b") - pl.col("a"))
    return both.with_columns(difference=difference).sort(keys)
