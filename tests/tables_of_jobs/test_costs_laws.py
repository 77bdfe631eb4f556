"""Costs against the rules in plain Python."""

import math

import job_tables_reference as reference
import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from job_tables_frames import GARNET, QPU, SV1, arn_of, jobs_frame, tasks_frame

from jobanalytics.tables import costs, prices

SHIPPED = {row["item"]: row for row in prices().select(pl.exclude("^[sdr].*$")).to_dicts()}
SHIPPED = {item: {kind: row[kind] for kind in reference.KINDS} for item, row in SHIPPED.items()}

names = st.sampled_from("abc")
some_jobs = st.lists(
    st.fixed_dictionaries(
        {
            "job_name": names,
            "instance": st.sampled_from([None, "ml.m5.large", "ml.c5.xlarge"]),
            "instance_count": st.sampled_from([None, 1, 2]),
            "billable_seconds": st.none() | st.floats(0, 1e6),
        }
    ),
    unique_by=lambda job: job["job_name"],
)
local_jobs = st.sampled_from([[], [{"job_name": "c", "job_arn": "local:job/c"}]])
some_tasks = st.lists(
    st.fixed_dictionaries(
        {
            "job_arn": names.map(arn_of),
            "device": st.sampled_from([QPU, GARNET, SV1, "new", None]),
            "state": st.sampled_from(["COMPLETED", "COMPLETED", "FAILED", "RUNNING"]),
            "shots": st.sampled_from([0, 1, 100, 100, 100_000, None]),
        }
    ),
    max_size=8,
)
amount = st.sampled_from([0, 0.5, 2])
of_any = st.dictionaries(st.sampled_from(reference.KINDS), amount)
of_device = st.dictionaries(st.sampled_from(["per_task", "per_shot"]), amount)
own_prices = st.fixed_dictionaries(
    {"*": of_any},
    optional={QPU: of_device, GARNET: of_device, "*/qpu/*": of_any, "*simulator*": of_any},
)
# What the rows of a reference hold.
COLUMNS = ["job_name", "job_arn", "kind", "item", "tasks", "tasks_not_completed", "shots"]
COLUMNS += ["seconds", "cost"]


def tidy(own):
    """Leave out the keys that may match nothing."""
    return {key: value for key, value in own.items() if key != "*simulator*"}


@given(some_jobs, local_jobs, some_tasks, own_prices.map(tidy), st.randoms(use_true_random=False))
def test_costs_are_what_the_rules_say_in_any_order_of_rows(jobs, local, tasks, own, random):
    table = jobs_frame(*jobs, *local)
    columns = ["job_name", "job_arn", "instance", "instance_count", "billable_seconds"]
    expected = reference.costs(table.select(columns).rows(), tasks, SHIPPED, own)
    random.shuffle(tasks)
    shuffled = table[random.sample(range(table.height), table.height)]
    result = costs(shuffled, tasks_frame(*tasks), own)
    assert result.select(COLUMNS).rows() == expected
    assert (result["cost"].is_null() == result["unpriced"].is_not_null()).all()


@given(some_jobs, some_tasks)
def test_the_whole_is_the_sum_of_the_jobs(jobs, tasks):
    whole = costs(jobs_frame(*jobs), tasks_frame(*tasks))
    parts = [costs(jobs_frame(job), tasks_frame(*tasks)) for job in jobs]
    assert whole.height == sum(part.height for part in parts)
    assert math.isclose(whole["cost"].sum(), math.fsum(part["cost"].sum() for part in parts))
    by_job = pl.concat([whole.clear(), *parts]).sort("job_name", maintain_order=True)
    assert by_job.equals(whole)


@given(some_jobs, some_tasks)
def test_without_a_price_there_is_no_cost(jobs, tasks):
    result = costs(jobs_frame(*jobs), tasks_frame(*tasks))
    for row in result.rows(named=True):
        priced = [row["price_per_task"], row["price_per_shot"]]
        if row["kind"] == "instance":
            priced = [row["price_per_hour"]]
        if None in priced:
            assert row["cost"] is None
            assert row["unpriced"]
