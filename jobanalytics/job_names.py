"""What jobs are called where several have one name."""

from __future__ import annotations

import polars as pl

__all__ = ["names_apart"]

_FEWEST_LETTERS = 4


def names_apart(frame: pl.DataFrame) -> pl.Series:
    """Return the ``job_name`` of each row, with the end of ``job_arn`` where other jobs have it.

    As much of the ARNs as differs, so that a job is called the same on every plot and page. Null
    stays null.
    """
    jobs = frame.select("job_name", "job_arn").unique().drop_nulls()
    shared = jobs.filter(pl.col("job_name").is_duplicated())
    if shared.is_empty():
        return frame["job_name"]
    ends = [
        (arn, f"{name} (…{end})")
        for (name,), arns in shared.sort(pl.all()).partition_by("job_name", as_dict=True).items()
        for arn, end in zip(arns["job_arn"], _ends(arns["job_arn"].to_list()), strict=True)
    ]
    called = pl.DataFrame(ends, schema={"job_arn": pl.String, "called": pl.String}, orient="row")
    joined = frame.select("job_name", "job_arn").join(
        called, on="job_arn", how="left", maintain_order="left"
    )
    return joined.select(job_name=pl.coalesce("called", "job_name")).to_series()


def _ends(arns: list[str]) -> list[str]:
    """Return the ends of different ARNs, as long as it takes to tell them apart."""
    length = _FEWEST_LETTERS
    while len({arn[-length:] for arn in arns}) < len(arns):
        length += 1
    return [arn[-length:] for arn in arns]
