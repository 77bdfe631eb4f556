"""table() has one row a job, in the order of the set; no log is read for it."""

import polars as pl
import pytest

from jobanalytics import IncompleteMetricsWarning, JobNotFoundError, JobSet, search_jobs
from jobanalytics.schema import JOBS
from jobanalytics.tables import jobs_table


def test_one_row_a_job_in_the_order_of_the_set(aws, sweep, folder):
    jobs = JobSet([*sweep[::-1], folder("local", n_layers=7)])
    table = jobs.table()
    assert table["job_arn"].to_list() == [*sweep[::-1], "local:job/local"]
    assert table["hyperparameters.n_layers"].to_list() == [2, 2, 2, 1, 1, 1, 7]
    assert table.select(list(JOBS)).schema == JOBS
    assert aws.calls == {"GetJob": 6}


def test_it_is_what_jobs_table_makes_of_the_records(sweep):
    jobs = JobSet(sweep)
    assert jobs.table().equals(jobs_table([job.metadata() for job in jobs]))


def test_typed_or_as_braket_has_it(sweep):
    jobs = JobSet(sweep)
    assert jobs.table()["hyperparameters.lr"].to_list() == [0.1] * 6
    raw = jobs.table(typed=False)
    assert raw["hyperparameters.lr"].to_list() == ["0.1"] * 6
    assert raw["hyperparameters.n_layers"].dtype == pl.String


def test_what_has_ended_is_asked_for_once(aws, sweep):
    aws.update_job(sweep[0], status="RUNNING", ended_at=None)
    jobs = JobSet(sweep)
    jobs.table()
    aws.update_job(sweep[0], status="COMPLETED")
    assert jobs.table()["state"].to_list() == ["COMPLETED"] * 6
    assert aws.calls == {"GetJob": 7}


def test_what_a_search_found_is_asked_for_its_hyperparameters(aws, sweep, job_name):
    jobs = search_jobs(name=f"{job_name}-*")
    assert jobs.table()["hyperparameters.seed"].to_list() == [2, 1, 0, 2, 1, 0]
    assert aws.calls["GetJob"] == 6
    assert aws.calls["FilterLogEvents"] == 0


def test_a_job_without_a_record_is_raised_or_left_out(sweep, missing):
    jobs = JobSet([sweep[0], missing(sweep[0]), sweep[1]])
    with pytest.raises(JobNotFoundError, match=r"no job .*000000000000 in this account"):
        jobs.table()
    with pytest.warns(IncompleteMetricsWarning, match=r"1 of 3 jobs left out \(records\)"):
        table = jobs.table(on_error="collect")
    assert table["job_arn"].to_list() == sweep[:2]


def test_of_what_a_search_knows_no_row_is_made_up(aws, sweep, job_name):
    jobs = search_jobs(name=f"{job_name}-*")
    aws.fail("GetJob", "denied", times=None)
    with pytest.warns(IncompleteMetricsWarning, match=r"6 of 6 jobs left out \(records\)"):
        table = jobs.table(on_error="collect")
    assert table.is_empty()
    assert jobs.errors()["error"].to_list() == ["AccessDeniedError"] * 6


def test_varying(sweep, folder):
    assert JobSet(sweep).varying().rows() == [
        ("n_layers", 2, 0, ["1", "2"]),
        ("seed", 3, 0, ["0", "1", "2"]),
    ]
    assert JobSet([sweep[0], folder("local", seed=0)]).varying().rows() == [
        ("lr", 1, 1, ["0.1"]),
        ("n_layers", 1, 1, ["1"]),
    ]
