"""search_jobs() finds jobs over all pages, filters them, and has the newest first."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from jobanalytics import (
    AccessDeniedError,
    AwsQuantumJob,
    InvalidArgumentError,
    JobSet,
    search_jobs,
)

BEGIN = datetime(2026, 9, 1, tzinfo=UTC)
QPU = "arn:aws:braket:us-east-1::device/qpu/ionq/Aria-1"


@pytest.fixture
def names(job_name, aws):
    """Five jobs, a day apart: <name>-0 … <name>-4."""
    for number in range(5):
        aws.create_job(
            f"{job_name}-{number}",
            "FAILED" if number == 3 else "COMPLETED",
            created_at=BEGIN + timedelta(days=number),
            tags={"parity": str(number % 2)},
            **({"device": QPU} if number == 2 else {}),
        )

    def find(**filters):
        found = search_jobs(name=f"{job_name}-*", **filters)
        assert isinstance(found, JobSet)
        assert all(isinstance(job, AwsQuantumJob) for job in found)
        return [int(job.name.rpartition("-")[2]) for job in found]

    return find


def test_by_name_newest_first(names):
    assert names() == [4, 3, 2, 1, 0]


def test_jobs_of_one_time_come_by_name(aws, job_name):
    for letter in "dacbe":
        aws.create_job(f"{job_name}-{letter}", created_at=BEGIN)
    aws.create_job(f"{job_name}-z", created_at=BEGIN + timedelta(days=1))
    found = [job.name.rpartition("-")[2] for job in search_jobs(name=f"{job_name}-*")]
    assert found == ["z", "a", "b", "c", "d", "e"]
    limited = search_jobs(name=f"{job_name}-*", limit=3)
    assert [job.name.rpartition("-")[2] for job in limited] == found[:3]


@pytest.mark.usefixtures("names")
def test_a_glob_minds_the_case(job_name):
    assert len(search_jobs(name=f"{job_name}-[12]")) == 2
    assert len(search_jobs(name=job_name)) == 0
    assert len(search_jobs(name=f"{job_name}-?".upper())) == 0


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"status": "FAILED"}, [3]),
        ({"status": "failed"}, [3]),
        ({"tags": {"parity": "1"}}, [3, 1]),
        ({"tags": {"parity": "1", "other": "x"}}, []),
        ({"device": "*/ionq/*"}, [2]),
        ({"device": QPU}, [2]),
        ({"status": "COMPLETED", "tags": {"parity": "1"}}, [1]),
        ({"limit": 2}, [4, 3]),
        ({"limit": 0}, []),
        ({"limit": 2, "status": "COMPLETED"}, [4, 2]),
        ({"created_after": BEGIN + timedelta(days=3)}, [4, 3]),
        ({"created_before": BEGIN + timedelta(days=3)}, [2, 1, 0]),
        ({"created_after": "2026-09-02", "created_before": "2026-09-04"}, [2, 1]),
        ({"created_after": datetime(2026, 9, 5)}, [4]),  # noqa: DTZ001 - taken as UTC
        ({"created_after": "2026-09-05T02:00:00+02:00"}, [4]),
        ({"created_after": datetime(2026, 9, 5, 2, tzinfo=timezone(timedelta(hours=2)))}, [4]),
    ],
)
def test_filters(names, filters, expected):
    assert names(**filters) == expected


def test_all_pages_and_empty_ones(aws, job_name):
    aws.configure(empty_pages_every=1)
    for number in range(230):
        aws.create_job(f"{job_name}-{number}")
    assert len(search_jobs(name=f"{job_name}-*")) == 230
    assert aws.calls["SearchJobs"] >= 3


def test_a_limit_asks_for_no_more_pages_than_it_needs(aws, job_name):
    for number in range(230):
        aws.create_job(f"{job_name}-{number}")
    assert len(search_jobs(limit=3)) == 3
    assert aws.calls["SearchJobs"] == 1


def test_another_region(aws, job_name):
    arn = aws.create_job(job_name, region="eu-west-2")
    assert [job.arn for job in search_jobs(name=job_name, region="eu-west-2")] == [arn]
    assert len(search_jobs(name=job_name)) == 0


@pytest.mark.parametrize(
    ("filters", "says"),
    [
        (
            {"created_after": "yesterday"},
            "created_after='yesterday' is no time; expected a datetim",
        ),
        ({"created_before": 1_700_000_000}, "created_before=1700000000 is no time"),
        ({"status": "CANCELED"}, "'CANCELED' is no status; expected one of QUEUED, .*, CANCELLED"),
        ({"limit": -1}, "limit=-1 is negative"),
        (
            {"hyperparameters": ["lr"]},
            r"hyperparameters takes values by name, such as .*; got \['lr'\]",
        ),
    ],
)
def test_bad_arguments(aws, filters, says):
    with pytest.raises(InvalidArgumentError, match=says):
        search_jobs(**filters)
    assert aws.calls["SearchJobs"] == 0


def test_a_damaged_page_is_asked_for_again(aws, names):
    aws.fail("SearchJobs", "cut", times=2)
    assert names() == [4, 3, 2, 1, 0]


def test_a_search_asks_for_nothing_else(aws, names, job_name):
    found = search_jobs(name=f"{job_name}-*", status="FAILED")
    assert found[0].name == f"{job_name}-3"
    assert aws.calls.keys() == {"SearchJobs"}


def test_a_search_that_is_denied(aws):
    aws.fail("SearchJobs", "denied")
    with pytest.raises(AccessDeniedError, match="Searching jobs in us-west-2 was denied"):
        search_jobs()


@pytest.mark.parametrize(
    ("filters", "says"),
    [
        ({"name": ["vqe-*"]}, r"name takes one text; got \['vqe-\*'\]"),
        ({"status": ["COMPLETED"]}, "status takes one text"),
        ({"device": 5}, "device takes one text; got 5"),
        ({"tags": ["a"]}, "tags takes values by name"),
        ({"hyperparameters": "n_layers"}, "hyperparameters takes values by name, such as"),
        ({"limit": "5"}, "limit takes a whole number; got '5'"),
        ({"limit": True}, "limit takes a whole number; got True"),
    ],
)
def test_arguments_of_a_wrong_kind(aws, filters, says):
    with pytest.raises(InvalidArgumentError, match=says):
        search_jobs(**filters)
    assert aws.calls["SearchJobs"] == 0
