"""filter() keeps the jobs whose rows of the table meet conditions."""

import polars as pl
import pytest

from jobanalytics import AwsQuantumJob, IncompleteMetricsWarning, JobNotFoundError, JobSet


@pytest.fixture
def jobs(aws, sweep):
    aws.update_job(sweep[5], status="FAILED", tags={"group": "b"})
    return JobSet(sweep)


def places(jobs, kept):
    assert isinstance(kept, JobSet)
    return [list(jobs).index(job) for job in kept]


@pytest.mark.parametrize(
    ("predicates", "constraints", "expected"),
    [
        ([], {}, [0, 1, 2, 3, 4, 5]),
        ([pl.col("hyperparameters.n_layers") > 1], {}, [3, 4, 5]),
        ([pl.col("hyperparameters.n_layers") > 1, pl.col("state") == "COMPLETED"], {}, [3, 4]),
        ([], {"state": "FAILED"}, [5]),
        ([], {"n_layers": 2, "seed": 0}, [3]),
        ([pl.col("hyperparameters.seed") < 2], {"n_layers": 1}, [0, 1]),
        ([], {"group": "b"}, [5]),
        ([], {"state": "QUEUED"}, []),
        ([pl.col("hyperparameters.seed").is_in([2, 1])], {}, [1, 2, 4, 5]),
    ],
)
def test_expressions_and_constraints(jobs, predicates, constraints, expected):
    assert places(jobs, jobs.filter(*predicates, **constraints)) == expected


def test_the_jobs_stay_the_same_and_in_order(jobs):
    backwards = jobs[::-1]
    kept = backwards.filter(n_layers=1)
    assert [job.arn for job in kept] == [job.arn for job in jobs[2::-1]]
    assert kept[0] is jobs[2]


@pytest.mark.parametrize(
    ("predicates", "constraints"),
    [
        ([], {"n_layer": 1}),
        ([pl.col("n_layers") > 1], {}),
        ([[pl.col("n_layers") > 1, pl.col("state") == "COMPLETED"]], {}),
        ([pl.col("hyperparameters.seed") > 1, pl.col("nlayers") == 1], {"seed": 1}),
    ],
)
def test_a_column_that_there_is_not(jobs, predicates, constraints):
    with pytest.raises(pl.exceptions.ColumnNotFoundError, match="layer") as caught:
        jobs.filter(*predicates, **constraints)
    assert caught.value.__notes__ == ["Did you mean the column 'hyperparameters.n_layers'?"]


def test_a_column_like_no_other(jobs):
    with pytest.raises(pl.exceptions.ColumnNotFoundError, match="xyz") as caught:
        jobs.filter(xyz=1)
    assert not hasattr(caught.value, "__notes__")


def test_of_no_jobs_none_is_left_whatever_the_condition():
    assert JobSet().filter(pl.col("hyperparameters.n_layers") > 1, seed=0) == JobSet()


def test_jobs_without_a_record(sweep, missing):
    jobs = JobSet([missing(sweep[0]), *sweep])
    with pytest.raises(JobNotFoundError):
        jobs.filter(n_layers=1)
    with pytest.warns(IncompleteMetricsWarning, match=r"1 of 7 jobs left out \(records\)"):
        kept = jobs.filter(n_layers=1, on_error="collect")
    assert list(kept) == [AwsQuantumJob(arn) for arn in sweep[:3]]
