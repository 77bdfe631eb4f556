import time

import pytest
from botocore.exceptions import ClientError

GROUP = "/aws/braket/jobs"


def rejected(call, **request):
    with pytest.raises(ClientError) as caught:
        call(**request)
    return caught.value.response["Error"]["Code"]


def read(logs, stream, *, forwards=True, **request):
    """Read a stream to its end, by the rule that ends it."""
    pages, sent = [], {}
    while True:
        answer = logs.get_log_events(
            logGroupName=GROUP, logStreamName=stream, startFromHead=forwards, **sent, **request
        )
        pages.append([event["message"] for event in answer["events"]])
        token = answer["nextForwardToken" if forwards else "nextBackwardToken"]
        if sent.get("nextToken") == token:
            return pages
        sent = {"nextToken": token}


@pytest.fixture
def stream(aws):
    arn = aws.create_job("streamed")
    return aws.put_log_events(arn, [(number, str(number)) for number in range(10)])


def test_the_end_is_where_the_token_comes_back(logs, stream):
    assert read(logs, stream, limit=4) == [list("0123"), list("4567"), list("89"), []]
    assert read(logs, stream) == [list("0123456789"), []]


def test_backwards_from_the_tail(logs, stream):
    pages = read(logs, stream, forwards=False, limit=4)
    assert pages == [list("6789"), list("2345"), list("01"), []]


def test_empty_pages_with_new_tokens_come_in_between(aws, logs, stream):
    aws.configure(empty_pages_every=1, page_events=6)
    assert read(logs, stream) == [[], list("012345"), [], list("6789"), [], []]


def test_the_window_excludes_its_end(logs, stream):
    assert read(logs, stream, startTime=3, endTime=6) == [list("345"), []]


def test_a_finished_stream_can_go_on(aws, logs, stream):
    request = {"logGroupName": GROUP, "logStreamName": stream, "startFromHead": True}
    token = logs.get_log_events(**request)["nextForwardToken"]
    assert logs.get_log_events(nextToken=token, **request)["nextForwardToken"] == token
    aws.put_log_events(aws.create_job("any"), [(99, "more")], stream=stream)
    answer = logs.get_log_events(nextToken=token, **request)
    assert [event["message"] for event in answer["events"]] == ["more"]
    assert answer["nextForwardToken"] != token


def test_pages_end_at_a_megabyte(aws, logs):
    name = aws.put_log_events(aws.create_job("long"), ["x" * 100_000] * 25)
    assert [len(page) for page in read(logs, name)] == [10, 10, 5, 0]


def test_tokens_have_rules(aws, logs, stream):
    request = {"logGroupName": GROUP, "logStreamName": stream}
    token = logs.get_log_events(**request)["nextForwardToken"]
    invalid = "InvalidParameterException"
    assert rejected(logs.get_log_events, nextToken=token, **request) == invalid
    other = aws.put_log_events(aws.create_job("other"), ["a"])
    request["logStreamName"] = other
    ask = {"nextToken": token, "startFromHead": True}
    assert rejected(logs.get_log_events, **ask, **request) == invalid
    assert rejected(logs.get_log_events, nextToken="f/zzz", **request) == invalid
    request["logStreamName"] = "none"
    assert rejected(logs.get_log_events, **request) == "ResourceNotFoundException"


def test_streams_come_fifty_a_page_by_name(aws, logs):
    arn = aws.create_job("wide")
    names = [aws.put_log_events(arn, ["x"], instance=f"algo-{n}") for n in range(60)]
    aws.put_log_events(aws.create_job("another"), ["x"])
    paginator = logs.get_paginator("describe_log_streams")
    pages = list(paginator.paginate(logGroupName=GROUP, logStreamNamePrefix="wide/"))
    assert [len(page["logStreams"]) for page in pages] == [50, 10]
    found = [stream for page in pages for stream in page["logStreams"]]
    assert [stream["logStreamName"] for stream in found] == sorted(names)
    assert {stream["storedBytes"] for stream in found} == {0}


def test_streams_by_time_know_no_prefix(aws, logs):
    old = aws.put_log_events(aws.create_job("a"), [(1000, "x")])
    new = aws.put_log_events(aws.create_job("b"), [(2000, "x"), (9000, "x")])
    request = {"logGroupName": GROUP, "orderBy": "LastEventTime"}
    found = logs.describe_log_streams(descending=True, **request)["logStreams"]
    assert [stream["logStreamName"] for stream in found] == [new, old]
    assert (found[0]["firstEventTimestamp"], found[0]["lastEventTimestamp"]) == (2000, 9000)
    code = rejected(logs.describe_log_streams, logStreamNamePrefix="a", **request)
    assert code == "InvalidParameterException"
    limit = {"logGroupName": GROUP, "limit": 51}
    assert rejected(logs.describe_log_streams, **limit) == "InvalidParameterException"


def test_times_of_streams_can_lag(aws, logs):
    now = int(time.time() * 1000)
    aws.put_log_events(aws.create_job("lags"), [(now - 7_200_000, "a"), (now, "b")])
    aws.configure(stream_times_lag=3600)
    stream = logs.describe_log_streams(logGroupName=GROUP)["logStreams"][0]
    assert stream["lastEventTimestamp"] == now - 7_200_000


def test_streams_can_vanish(aws, logs):
    arn = aws.create_job("gone")
    aws.put_log_events(arn, ["x"])
    aws.delete_log_streams(arn)
    assert logs.describe_log_streams(logGroupName=GROUP)["logStreams"] == []


def test_put_log_events_over_http(logs):
    logs.create_log_group(logGroupName="own")
    place = {"logGroupName": "own", "logStreamName": "one"}
    now = int(time.time() * 1000)

    def batch(*times, message="m"):
        return {**place, "logEvents": [{"timestamp": t, "message": message} for t in times]}

    put = logs.put_log_events
    assert rejected(put, **batch(now)) == "ResourceNotFoundException"
    logs.create_log_stream(**place)
    assert rejected(logs.create_log_stream, **place) == "ResourceAlreadyExistsException"
    put(**batch(now - 2, now - 1))
    invalid = "InvalidParameterException"
    assert rejected(put, **batch(now, now - 1)) == invalid
    assert rejected(put, **batch(*[now] * 10_001)) == invalid
    assert rejected(put, **batch(*[now] * 5, message="x" * 250_000)) == invalid
    assert rejected(put, **batch(now - 30 * 3600 * 1000, now)) == invalid
    days = 24 * 3600 * 1000
    answer = put(**batch(now - 20 * days, now, now + days))
    assert answer["rejectedLogEventsInfo"] == {
        "tooOldLogEventEndIndex": 1,
        "tooNewLogEventStartIndex": 2,
    }
    events = logs.get_log_events(**place)["events"]
    assert [event["timestamp"] for event in events] == [now - 2, now - 1, now]
