"""One row per job: its record, its hyperparameters, its tags."""

import time
from datetime import datetime, timedelta, timezone

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from job_tables_frames import BEGIN, QPU, arn_of, record, second

from jobanalytics.errors import InvalidArgumentError
from jobanalytics.schema import JOBS
from jobanalytics.tables import jobs_table

names = st.sampled_from(["n", "lr", "Ω", "a.b", "", "tags.x"])
values = st.sampled_from(["1", "2", "0.5", "true", "False", "0110", "x"])
moments = st.none() | st.integers(0, 5).map(second)
records = st.lists(
    st.builds(
        record,
        st.text("abc", min_size=1, max_size=3),
        hyperParameters=st.dictionaries(names, values, max_size=3),
        tags=st.none() | st.dictionaries(names, values, max_size=2),
        createdAt=moments,
        startedAt=moments,
        endedAt=moments,
        billableDuration=st.none() | st.integers(0, 10_000),
    ),
    max_size=5,
)


def test_the_record_of_get_job():
    row = jobs_table([record(failureReason="it rained", status="FAILED")]).row(0, named=True)
    assert row == {
        "job_name": "a",
        "job_arn": arn_of("a"),
        "state": "FAILED",
        "device": QPU,
        "instance": "ml.m5.large",
        "instance_count": 1,
        "created_at": second(0),
        "started_at": second(10),
        "ended_at": second(70),
        "queue_seconds": 10.0,
        "run_seconds": 60.0,
        "billable_seconds": 60.0,
        "failure_reason": "it rained",
    }


def test_the_summary_of_search_jobs_is_poorer():
    summary = {"jobName": "a", "jobArn": arn_of("a"), "status": "QUEUED", "device": QPU}
    row = jobs_table([summary | {"createdAt": BEGIN}]).row(0, named=True)
    assert (row["device"], row["created_at"]) == (QPU, BEGIN)
    assert [name for name, value in row.items() if value is not None] == [
        "job_name",
        "job_arn",
        "state",
        "device",
        "created_at",
    ]


def test_a_local_job():
    local = {"jobArn": "local:job/x", "jobName": "x", "status": "COMPLETED", "endedAt": second(1)}
    table = jobs_table([local | {"hyperParameters": {"n": "4"}}])
    assert table["hyperparameters.n"].to_list() == [4]
    assert table["ended_at"].to_list() == [second(1)]
    assert table["run_seconds"].to_list() == [None]


def test_columns_are_the_fixed_ones_and_then_the_names_sorted():
    table = jobs_table(
        [
            record("a", hyperParameters={"b": "1", "Z": "x"}, tags={"z": "1"}),
            record("b", hyperParameters={"a": "1.5"}, tags={"who": "me", "a": "true"}),
        ]
    )
    hyperparameters = ["hyperparameters.Z", "hyperparameters.a", "hyperparameters.b"]
    tags = ["tags.a", "tags.who", "tags.z"]
    assert table.columns == [*JOBS, *hyperparameters, *tags]
    assert table.select(list(JOBS)).schema == JOBS
    assert table.select(hyperparameters).rows() == [("x", None, 1), (None, 1.5, None)]
    assert table.select(tags).rows() == [(None, None, "1"), ("true", "me", None)]


def test_types_are_of_the_whole_set_of_jobs():
    jobs = [record("a", hyperParameters={"n": "1"}), record("b", hyperParameters={"n": "two"})]
    assert jobs_table(jobs)["hyperparameters.n"].to_list() == ["1", "two"]
    assert jobs_table(jobs[:1])["hyperparameters.n"].to_list() == [1]


def test_texts_stay_as_they_are_on_request():
    table = jobs_table([record(hyperParameters={"n": "1"})], typed=False)
    assert table["hyperparameters.n"].to_list() == ["1"]


def test_times_of_any_zone():
    zone = timezone(timedelta(hours=-7))
    table = jobs_table([record(createdAt=datetime(2026, 8, 31, 17, tzinfo=zone))])
    assert table["created_at"].to_list() == [second(0)]
    assert table["queue_seconds"].to_list() == [10.0]


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="this system's zone cannot be changed")
def test_times_without_a_zone_are_utc_wherever_it_runs(monkeypatch):
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "America/Los_Angeles")
        time.tzset()
        naive = datetime(2026, 9, 1)  # noqa: DTZ001 - that is the point
        table = jobs_table([record(createdAt=naive)])
    time.tzset()
    assert table["created_at"].to_list() == [second(0)]


def test_seconds_have_their_milliseconds():
    table = jobs_table([record(startedAt=second(0.125), endedAt=second(10.5))])
    assert table.select("queue_seconds", "run_seconds").row(0) == (0.125, 10.375)


def test_what_no_utf8_holds_is_written_out():
    table = jobs_table([record(hyperParameters={"\udc80": "\ud800"}, tags={"\udc81": "\ud801"})])
    assert table["hyperparameters.\\udc80"].to_list() == ["\\ud800"]
    assert table["tags.\\udc81"].to_list() == ["\\ud801"]


def test_no_jobs_give_the_empty_table():
    table = jobs_table([])
    assert table.schema == JOBS
    assert table.is_empty()


@pytest.mark.parametrize("member", ["jobName", "jobArn", "status"])
def test_what_is_no_record_is_refused(member):
    with pytest.raises(InvalidArgumentError, match=f"Record 1 lacks {member}; expected the record"):
        jobs_table([record(), record(**{member: None})])


@given(records, st.randoms(use_true_random=False))
def test_rows_are_in_the_order_of_the_records_and_nothing_else_depends_on_it(jobs, random):
    table = jobs_table(jobs)
    assert table["job_name"].to_list() == [job["jobName"] for job in jobs]
    shuffled = random.sample(range(len(jobs)), len(jobs))
    again = jobs_table([jobs[place] for place in shuffled])
    assert again.schema == table.schema
    assert again.equals(table[shuffled])


@given(records)
def test_every_hyperparameter_is_in_its_cell(jobs):
    table = jobs_table(jobs, typed=False)
    for row, job in zip(table.iter_rows(named=True), jobs, strict=True):
        found = {
            name.removeprefix("hyperparameters."): value
            for name, value in row.items()
            if name.startswith("hyperparameters.") and value is not None
        }
        assert found == job["hyperParameters"]
    assert all(table[name].dtype == pl.String for name in table.columns if name.startswith("hyper"))
