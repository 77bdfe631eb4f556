"""A page of SearchJobs is read from its body; one that is not as it must be is left to botocore."""

import json
from datetime import UTC, datetime, timedelta

import boto3
import pytest
from raw_server import raw_server

from jobanalytics import AccessDeniedError, MalformedResponseError, search_jobs
from jobanalytics.aws.bodies import read_bodies
from jobanalytics.aws.summaries import read_summaries

JOB = {
    "status": "COMPLETED",
    "jobArn": "arn:aws:braket:us-west-2:123456789012:job/3e1d5a2c-0000-4000-8000-000000000001",
    "jobName": "größe-1",
    "device": "arn:aws:braket:::device/quantum-simulator/amazon/sv1",
    "createdAt": "2026-11-01T10:00:00.123456Z",
    "startedAt": "2026-11-01T11:00:00Z",
    "endedAt": "2026-11-01T13:00:00.5+01:00",
    "tags": {"team": "⚛"},
}
PAGE = json.dumps({"jobs": [JOB], "nextToken": "2"}, ensure_ascii=False).encode()
# Its models of services are loaded once; each test has clients of its own.
SESSION = boto3.Session("key", "secret", region_name="us-west-2")
OTHER = json.dumps({"jobs": [JOB | {"jobArn": JOB["jobArn"][:-1] + "2"}]}).encode()


@pytest.fixture
def found(aws, monkeypatch, own_clients):
    """Search jobs in these answers of Braket; give the ends of their ARNs."""

    def call(*answers):
        with raw_server(*answers) as url:
            monkeypatch.setenv("AWS_ENDPOINT_URL_BRAKET", url)
            return [job.arn[-1] for job in search_jobs()]

    return call


def answered(body, *, is_read):
    """Ask a client that reads the body itself, or leaves it to botocore."""
    with raw_server(body) as url:
        braket = SESSION.client("braket", endpoint_url=url)
        if is_read:
            read_bodies(braket, "SearchJobs", read_summaries)
        answer = braket.search_jobs(filters=[])
    assert answer.pop("ResponseMetadata")["HTTPStatusCode"] == 200
    return answer


def test_this_botocore_lets_it_be_read():
    (job,) = answered(PAGE, is_read=True)["jobs"]
    # botocore's own times have a time zone of dateutil's.
    assert job["createdAt"].tzinfo is UTC
    assert job["createdAt"] == datetime(2026, 11, 1, 10, microsecond=123456, tzinfo=UTC)


@pytest.mark.parametrize(
    "job",
    [
        JOB,
        JOB | {"startedAt": None, "endedAt": None, "tags": None},
        {name: JOB[name] for name in ("status", "jobArn", "jobName", "device", "createdAt")},
        JOB | {"createdAt": 1_790_000_000.25},
        JOB | {"createdAt": "2026-11-01T10:00:00"},
        JOB | {"createdAt": "Sun, 01 Nov 2026 10:00:00 GMT"},
        JOB | {"tags": {}, "later": [{"a": 1}]},
        {name: value for name, value in JOB.items() if name != "device"},
    ],
    ids=range(8),
)
def test_both_ways_give_the_same(job):
    for page in ({"jobs": [job, JOB]}, {"jobs": [job], "nextToken": "2"}, {"jobs": []}):
        body = json.dumps(page).encode()
        assert answered(body, is_read=True) == answered(body, is_read=False)


def test_times_keep_their_moment():
    (job,) = answered(PAGE, is_read=True)["jobs"]
    assert job["endedAt"] - job["startedAt"] == timedelta(hours=1, milliseconds=500)


@pytest.mark.parametrize(
    "body",
    [b"", b"{}", PAGE[:-1], PAGE[: PAGE.index("ö".encode()) + 1], b"[]", b'{"jobs": null}'],
    ids=range(6),
)
def test_a_page_that_is_broken_is_asked_for_again(found, body):
    assert found(PAGE, body, OTHER) == ["1", "2"]


def test_a_page_that_stays_broken(found):
    with pytest.raises(MalformedResponseError, match=r"AWS answered 4 times .* without jobs"):
        found(PAGE, PAGE[:-1])


def test_an_error_that_looks_like_a_page_is_an_error(found):
    error = json.dumps({"code": "AccessDeniedException", "message": "No.", "jobs": [JOB]})
    with pytest.raises(AccessDeniedError, match=r"lack the permission for SearchJobs.* No\."):
        found((403, error.encode()))
