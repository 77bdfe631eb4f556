"""Metrics frames whose jobs are in groups and each have one value, for compare."""

from __future__ import annotations

import polars as pl

from jobanalytics.schema import MetricType, metrics_of_jobs_schema


def jobs_of_groups(groups: dict) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the metrics and the jobs: every value of a group is that of one job."""
    rows = [
        (f"job-{place}", f"arn:{number}:{place}", group, value)
        for number, (group, values) in enumerate(groups.items())
        for place, value in enumerate(values)
    ]
    columns = pl.DataFrame(
        rows,
        schema=["job_name", "job_arn", "hyperparameters.g", "energy"],
        orient="row",
        strict=False,
    )
    schema = metrics_of_jobs_schema(MetricType.ITERATION_NUMBER)
    metrics = columns.with_columns(iteration_number=0, timestamp=None, node_id=None).select(
        *(pl.col(name).cast(dtype) for name, dtype in schema.items()),
        pl.col("energy").cast(pl.Float64),
    )
    return metrics, columns.drop("energy")


def of_group(table: pl.DataFrame, group: object, by: str = "hyperparameters.g") -> dict:
    (row,) = [row for row in table.rows(named=True) if row[by] == group]
    return row
