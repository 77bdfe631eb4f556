"""Events become columns in an answer's body; one that is not as it must be is left to botocore."""

import gzip
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import boto3
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from job_logs import energies
from raw_server import raw_server

from jobanalytics import AccessDeniedError, AwsQuantumJob, IncompleteMetricsError
from jobanalytics.aws.bodies import read_bodies
from jobanalytics.aws.log_columns import PAGE, read_page, to_columns
from jobanalytics.aws.log_events import LOG_GROUP

EVENT = {
    "logStreamName": "s/algo-1-1",
    "timestamp": 1_700_000_000_000,
    "message": "Metrics - Größe=3; ⚛",
    "eventId": "1",
}
PAGE_OF_ONE = json.dumps({"events": [EVENT], "nextToken": "2"}, ensure_ascii=False).encode()
# Its models of services are loaded once; each test has clients of its own.
SESSION = boto3.Session("key", "secret", region_name="us-west-2")
LAST = {"events": [EVENT | {"message": "Metrics - Größe=4;"}]}


def in_page(**members):
    """Write a page of one event, with other members or without those that are None."""
    event = {name: value for name, value in (EVENT | members).items() if value is not None}
    return json.dumps({"events": [event]}).encode()


def repr_of_start(value):
    return repr(value[:30])


@pytest.fixture
def observations(ended, monkeypatch):
    """Read a job's observations from these answers of CloudWatch Logs."""

    def call(*answers):
        with raw_server(*answers) as url:
            monkeypatch.setenv("AWS_ENDPOINT_URL_CLOUDWATCH_LOGS", url)
            return AwsQuantumJob(ended).observations()

    return call


def client(url, *, with_columns):
    logs = SESSION.client("logs", endpoint_url=url)
    if with_columns:
        read_bodies(logs, "FilterLogEvents", read_page)
    return logs


def answered(*bodies, with_columns):
    """Ask a client that takes columns, or leaves it to botocore, for pages of these bodies."""
    with raw_server(*bodies) as url:
        logs = client(url, with_columns=with_columns)
        return [logs.filter_log_events(logGroupName=LOG_GROUP) for _ in bodies]


def test_this_botocore_lets_columns_be_taken():
    (answer,) = answered(PAGE_OF_ONE, with_columns=True)
    assert answer["events"].schema == PAGE
    assert answer["events"].rows() == [
        ("s/algo-1-1", datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC), EVENT["message"], "1")
    ]
    assert answer["nextToken"] == "2"
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200


def test_only_our_client_is_changed(ended):
    job = AwsQuantumJob(ended)
    theirs = job._clients.session.client("logs").filter_log_events(logGroupName=LOG_GROUP)
    assert isinstance(theirs["events"], list)
    ours = job._clients.logs.filter_log_events(logGroupName=LOG_GROUP)
    assert isinstance(ours["events"], pl.DataFrame)


events = st.fixed_dictionaries(
    {
        "logStreamName": st.text(st.characters(exclude_categories=["Cs"]), max_size=9),
        "timestamp": st.integers(0, 4_000_000_000_000),
        "message": st.text(st.characters(exclude_categories=["Cs"])),
    },
    optional={
        "eventId": st.text("0123456789", min_size=1, max_size=56),
        "ingestionTime": st.integers(0, 4_000_000_000_000),
        "later": st.recursive(st.none() | st.text(), st.lists, max_leaves=3),
    },
)
answers = st.fixed_dictionaries(
    {"events": st.lists(events, max_size=5)},
    optional={"nextToken": st.text("abc/+=", min_size=1), "searchedLogStreams": st.just([])},
)


@settings(max_examples=settings.default.max_examples // 4)
@given(pages=st.lists(answers, min_size=4, max_size=12), ensure_ascii=st.booleans())
def test_both_ways_give_the_same_columns(pages, ensure_ascii):
    bodies = [json.dumps(page, ensure_ascii=ensure_ascii).encode() for page in pages]
    ours, theirs = (answered(*bodies, with_columns=either) for either in (True, False))
    for our, their in zip(ours, theirs, strict=True):
        assert isinstance(our["events"], pl.DataFrame)
        assert our.get("nextToken") == their.get("nextToken")
        expected = to_columns(their["events"], "reading")
        assert expected.schema == PAGE
        assert our["events"].equals(expected, null_equal=True)


@pytest.mark.parametrize(
    "body",
    [
        *(PAGE_OF_ONE[:size] for size in range(0, len(PAGE_OF_ONE), 40)),
        PAGE_OF_ONE[: PAGE_OF_ONE.index("ö".encode()) + 1],
        PAGE_OF_ONE[:-1],
        PAGE_OF_ONE + b"}",
        PAGE_OF_ONE + PAGE_OF_ONE,
        b"[" + PAGE_OF_ONE + b"]",
        PAGE_OF_ONE.replace(b"[", b"[[" * 50_000),
        PAGE_OF_ONE.replace("ö".encode(), b"\xf6"),
        PAGE_OF_ONE.replace(b"M", b"\x00"),
        PAGE_OF_ONE.decode().encode("utf-16"),
        PAGE_OF_ONE.decode().encode("utf-8-sig"),
        gzip.compress(PAGE_OF_ONE, mtime=0),
        b"<html><body>It works!</body></html>",
        b'{"nextToken": "2"}',
        b'{"events": null, "nextToken": "2"}',
        b"\x00" * 100,
    ],
    ids=repr_of_start,
)
def test_a_page_that_is_broken_is_asked_for_again(observations, body):
    read = observations(PAGE_OF_ONE, body, LAST)
    assert read["value"].to_list() == [3.0, 4.0]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (in_page(message=None), "log events came without message"),
        (in_page(timestamp=None), "log events came without timestamp"),
        (in_page(logStreamName=None, message=None), "without logStreamName, message"),
        (in_page(message={"text": "Metrics - a=1;"}), "log events came that cannot be read"),
        (in_page(message="Metrics - \ud800=1;"), "log events came that cannot be read"),
        (in_page(timestamp=2**63), "log events came that cannot be read"),
        (b'{"events": ["Metrics - a=1;"]}', "AWS answered 4 times with success but without events"),
    ],
    ids=repr_of_start,
)
def test_an_event_that_is_not_as_it_must_be(observations, body, says):
    with pytest.raises(IncompleteMetricsError, match=says) as caught:
        observations(PAGE_OF_ONE, body)
    assert caught.value.observations["value"].to_list() == [3.0]


def test_an_error_that_looks_like_a_page_is_an_error(observations):
    error = {"__type": "AccessDeniedException", "message": "No.", "events": [EVENT]}
    with pytest.raises(AccessDeniedError, match=r"lack the permission for FilterLogEvents.* No\."):
        observations((400, json.dumps(error).encode()))


def test_events_stay_with_the_answer_that_they_came_in(aws, job_name):
    aws.configure(page_events=3)
    arns = [aws.create_job(f"{job_name}-{number}") for number in range(8)]
    for number, arn in enumerate(arns):
        aws.put_log_events(arn, [f"Metrics - job={number};", *energies(10)])
    with ThreadPoolExecutor(8) as pool:
        logs = list(pool.map(lambda arn: AwsQuantumJob(arn).log_events(), arns))
    for number, (arn, log) in enumerate(zip(arns, logs, strict=True)):
        assert log["message"].to_list() == [f"Metrics - job={number};", *energies(10)]
        assert log["job_arn"].unique().to_list() == [arn]
        assert log["log_stream"].str.contains(f"{job_name}-{number}/", literal=True).all()
