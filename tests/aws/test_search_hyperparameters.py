"""search_jobs(hyperparameters=…): what is equal to what, and who is asked for it."""

from datetime import timedelta
from uuid import uuid4

import numpy as np
import polars as pl
import pytest
from job_logs import ago

from jobanalytics import AccessDeniedError, JobSet, search_jobs

TEXTS = ["4", "4.0", "04", "True", "true", "1", "1.0", "adam", "", "nan", "1e-1", "0.10", None]


def put_in(aws, name, all_hyperparameters):
    for place, hyperparameters in enumerate(all_hyperparameters):
        aws.create_job(
            f"{name}-{place}",
            created_at=ago(hours=5) - timedelta(minutes=place),
            hyperparameters=hyperparameters,
        )


@pytest.fixture
def put(aws, job_name):
    """Make jobs with these hyperparameters, the first one the newest."""

    def make(all_hyperparameters):
        put_in(aws, job_name, all_hyperparameters)
        aws.reset_calls()

    return make


@pytest.fixture(scope="module")
def of_each_text(emulator):
    """The name of jobs with each of the texts, as a glob."""
    name = f"texts-{uuid4().hex[:12]}"
    put_in(emulator, name, [{"y": "z"} | ({} if text is None else {"x": text}) for text in TEXTS])
    return f"{name}-*"


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("4", ["4"]),
        (4, ["4", "4.0"]),
        (4.0, ["4", "4.0"]),
        (np.int64(4), ["4", "4.0"]),
        ("04", ["04"]),
        (True, ["True", "true"]),
        ("true", ["true"]),
        (1, ["1", "1.0"]),
        ("1", ["1"]),
        (False, []),
        (0, []),
        ("adam", ["adam"]),
        ("Adam", []),
        ("", [""]),
        (float("nan"), ["nan"]),
        (0.1, ["1e-1", "0.10"]),
        (None, [None]),
        ([4, "adam"], ["4", "4.0", "adam"]),
        (("true", 1), ["true", "1", "1.0"]),
        ({4, None}, ["4", "4.0", None]),
        (range(1, 5), ["4", "4.0", "1", "1.0"]),
        (np.array([0.1, 4]), ["4", "4.0", "1e-1", "0.10"]),
        (pl.Series([1, 4]), ["4", "4.0", "1", "1.0"]),
        ([], []),
    ],
)
def test_what_is_equal_to_what(aws, of_each_text, wanted, expected):
    found = search_jobs(name=of_each_text, hyperparameters={"x": wanted})
    assert isinstance(found, JobSet)
    assert [job.metadata(True)["hyperParameters"].get("x") for job in found] == expected


def test_several_have_all_to_be_there(put, job_name):
    put([{"a": a, "b": b} for a in (1, 2) for b in ("x", "y")])

    def found(**wanted):
        jobs = search_jobs(name=f"{job_name}-*", hyperparameters=wanted)
        return [int(job.name.rpartition("-")[2]) for job in jobs]

    assert found(a=1) == [0, 1]
    assert found(a=2, b="y") == [3]
    assert found(a=[1, 2], b="x") == [0, 2]
    assert found(a=3, b="x") == []
    assert found(c=None) == [0, 1, 2, 3]


def test_only_what_all_else_has_left_is_asked(aws, put, job_name):
    put([{"n": place % 2} for place in range(20)])
    found = search_jobs(name=f"{job_name}-1?", hyperparameters={"n": 1})
    assert len(found) == 5
    assert aws.calls["GetJob"] == 10
    assert found.table()["hyperparameters.n"].to_list() == [1] * 5
    assert aws.calls["GetJob"] == 10


@pytest.mark.parametrize("hyperparameters", [None, {}])
def test_nobody_is_asked_where_none_is_wanted(aws, put, job_name, hyperparameters):
    put([{"n": 1}] * 3)
    assert len(search_jobs(name=f"{job_name}-*", hyperparameters=hyperparameters)) == 3
    assert aws.calls["GetJob"] == 0


@pytest.mark.parametrize(
    ("limit", "found", "asked"),
    [(0, 0, 0), (1, 1, 25), (13, 13, 25), (14, 14, 50), (30, 30, 60), (None, 30, 60)],
)
def test_a_limit_asks_in_batches_and_no_further(aws, put, job_name, limit, found, asked):
    put([{"n": place % 2} for place in range(60)])
    jobs = search_jobs(name=f"{job_name}-*", hyperparameters={"n": 0}, limit=limit)
    assert [int(job.name.rpartition("-")[2]) for job in jobs] == list(range(0, 2 * found, 2))
    assert aws.calls["GetJob"] == asked


def test_a_record_that_is_denied(aws, put, job_name):
    put([{"n": 1}])
    aws.fail("GetJob", "denied", times=None)
    with pytest.raises(AccessDeniedError, match=r"[Gg]etting job .* was denied"):
        search_jobs(name=f"{job_name}-*", hyperparameters={"n": 1})
