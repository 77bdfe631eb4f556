"""Tables to export, and how they are compared: to the last bit."""

from __future__ import annotations

import polars as pl
from tables import comparable

from jobanalytics.export import Export
from jobanalytics.schema import OBSERVATIONS
from jobanalytics.tables import jobs_table, results_table

START = 1_700_000_000_000_000


def arn_of(name):
    return f"arn:aws:braket:us-east-1:123456789012:job/{name}"


def record(name, hyperparameters=None, **members):
    return {
        "jobName": name,
        "jobArn": arn_of(name),
        "status": "COMPLETED",
        "hyperParameters": hyperparameters or {},
    } | members


def observed(name, count, metric="energy"):
    """The observations of a job that logged 0, -0.5, -1 and so on."""
    rows = [
        (name, arn_of(name), "algo-1", None, row, START + row, row, metric, -row / 2)
        for row in range(count)
    ]
    return pl.DataFrame(rows, schema={"job_name": pl.String(), **OBSERVATIONS}, orient="row")


def tables_of(records, observations=(), results=None):
    jobs = jobs_table(records)
    nothing = observed("none", 0)
    return Export(
        jobs,
        pl.concat([nothing, *observations]),
        results_table(jobs.select("job_name", "job_arn", "state"), results or {}),
    )


def sweep_of(values, name="n_layers"):
    """Tables of a job for each value of a hyperparameter, with two observations each."""
    names = [f"job-{place:02}" for place in range(len(values))]
    records = [
        record(job, {} if value is None else {name: value})
        for job, value in zip(names, values, strict=True)
    ]
    results = {arn_of(job): {"best": place / 2} for place, job in enumerate(names)}
    return tables_of(records, [observed(job, 2) for job in names], results)


def assert_same(found, expected):
    """No difference in columns, dtypes, rows, order, NaN, signs of zero."""
    for one, other in zip(found, expected, strict=True):
        assert list(one.schema.items()) == list(other.schema.items())
        assert comparable(one.rows(), signed_zero=True) == comparable(
            other.rows(), signed_zero=True
        )


def files_in(folder):
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )
