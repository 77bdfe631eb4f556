import time

import pytest
from botocore.exceptions import ClientError
from waiting import wait_until

GROUP = "/aws/braket/jobs"


def rejected(call, **request):
    with pytest.raises(ClientError) as caught:
        call(**request)
    return caught.value.response["Error"]["Code"]


def read(logs, **request):
    """Give all events and the sizes of the pages."""
    paginator = logs.get_paginator("filter_log_events")
    pages = [page["events"] for page in paginator.paginate(logGroupName=GROUP, **request)]
    return [event for page in pages for event in page], [len(page) for page in pages]


def test_events_of_all_streams_come_merged_by_time(aws, logs):
    arn = aws.create_job("merged")
    first = aws.put_log_events(arn, [(1000, "a"), (3000, "c"), (3000, "d")])
    second = aws.put_log_events(arn, [(2000, "b"), (4000, "e")], instance="algo-2")
    assert first.startswith(f"merged/{arn.split('/')[-1]}/algo-1-")
    events, sizes = read(logs, logStreamNamePrefix="merged/")
    assert sizes == [5]
    assert [event["message"] for event in events] == list("abcde")
    assert [event["logStreamName"] == second for event in events] == [0, 1, 0, 0, 1]
    assert len({event["eventId"] for event in events}) == 5
    assert [e["message"] for e in read(logs, logStreamNames=[second])[0]] == ["b", "e"]


def test_old_jobs_have_shorter_stream_names(aws):
    arn = aws.create_job("first", old_arn=True)
    assert aws.put_log_events(arn, ["x"]).startswith("first/algo-1-")


def test_window_ends_are_inclusive(aws, logs):
    arn = aws.create_job("window")
    aws.put_log_events(arn, [(number, str(number)) for number in range(10)])
    events, _ = read(logs, startTime=3, endTime=6)
    assert [event["timestamp"] for event in events] == [3, 4, 5, 6]


def test_pages_end_at_ten_thousand_events(aws, logs):
    arn = aws.create_job("many")
    aws.put_log_events(arn, [f"line {number}" for number in range(25_000)])
    events, sizes = read(logs)
    assert sizes == [10_000, 10_000, 5_000]
    assert [event["message"] for event in events] == [f"line {n}" for n in range(25_000)]


def test_pages_end_at_a_megabyte(aws, logs):
    arn = aws.create_job("long")
    # 26 bytes count for each event besides its message.
    aws.put_log_events(arn, ["é" * 50_000 for _ in range(25)])
    assert read(logs)[1] == [10, 10, 5]
    short = aws.create_job("short")
    aws.put_log_events(short, ["x" * 74] * 200)
    aws.configure(page_bytes=1000)
    assert read(logs, logStreamNamePrefix="short/")[1] == [10] * 20


def test_pages_can_be_empty_or_half_full(aws, logs):
    arn = aws.create_job("awkward")
    aws.put_log_events(arn, [(number, str(number)) for number in range(10)])
    aws.configure(page_events=4, empty_pages_every=1)
    events, sizes = read(logs)
    assert sizes == [0, 4, 0, 4, 0, 2, 0]
    assert [event["timestamp"] for event in events] == list(range(10))
    aws.configure(empty_pages_every=0, partial_pages_every=2)
    assert read(logs)[1] == [4, 2, 4]
    aws.configure(page_events=10_000, partial_pages_every=0)
    assert read(logs, limit=7)[1] == [7, 3]


def test_newest_first(aws, logs):
    arn = aws.create_job("backwards")
    aws.put_log_events(arn, [(2_000_000_000_000 + number, str(number)) for number in range(10)])
    aws.configure(page_events=4)
    events, sizes = read(logs, startFromHead=False)
    assert sizes == [4, 4, 2]
    assert [event["message"] for event in events] == [str(number) for number in range(9, -1, -1)]


def test_phrases_and_words(aws, logs):
    arn = aws.create_job("patterns")
    lines = ["Metrics - a=1;", "metrics - a=2;", "Metrics-a=3;", "UNAUTHORIZED b", "b AUTHORIZED"]
    aws.put_log_events(arn, lines)

    def found(pattern):
        return [lines.index(event["message"]) for event in read(logs, filterPattern=pattern)[0]]

    assert found('"Metrics -"') == [0]
    assert found("AUTHORIZED") == [4]
    assert found('"AUTHORIZED"') == [3, 4]
    assert found("%AUTHORIZED%") == [3, 4]
    assert found("b AUTHORIZED") == [4]
    assert found("?Metrics ?metrics") == [0, 1, 2]
    assert found("b -UNAUTHORIZED") == [4]
    assert found("") == [0, 1, 2, 3, 4]
    for bad in ("Metrics -", "a/b", "{ $.a = 1 }"):
        code = rejected(logs.filter_log_events, logGroupName=GROUP, filterPattern=bad)
        assert code == "InvalidParameterException"


def test_rules_of_the_request(aws, logs):
    arn = aws.create_job("rules")
    name = aws.put_log_events(arn, ["a", "b", "c"])
    ask = logs.filter_log_events
    invalid = "InvalidParameterException"
    both = {"logStreamNames": [name], "logStreamNamePrefix": "rules/"}
    assert rejected(ask, logGroupName=GROUP, **both) == invalid
    assert rejected(ask, logGroupName=GROUP, logStreamNames=[name] * 101) == invalid
    assert rejected(ask, logGroupName=GROUP, limit=10_001) == invalid
    assert rejected(ask, filterPattern="a") == invalid
    assert rejected(ask, logGroupName="/none") == "ResourceNotFoundException"
    unknown = {"logGroupName": GROUP, "logStreamNames": ["none"]}
    assert rejected(ask, **unknown) == "ResourceNotFoundException"
    assert ask(logGroupName=GROUP, logStreamNamePrefix="none")["events"] == []
    arn = f"arn:aws:logs:us-west-2:123456789012:log-group:{GROUP}"
    assert len(ask(logGroupIdentifier=arn)["events"]) == 3


def test_tokens_belong_to_their_query(aws, logs):
    arn = aws.create_job("tokens")
    aws.put_log_events(arn, ["a"] * 5)
    query = {"logGroupName": GROUP, "logStreamNamePrefix": "tokens/"}
    token = logs.filter_log_events(limit=2, **query)["nextToken"]
    for changes in ({"filterPattern": "a"}, {"startTime": 5}, {"logStreamNamePrefix": "t"}):
        request = {**query, **changes, "nextToken": token}
        assert rejected(logs.filter_log_events, **request) == "InvalidParameterException"
    # Without its limit it is the same query.
    assert len(logs.filter_log_events(nextToken=token, **query)["events"]) == 3


def test_late_events_keep_their_time(aws, logs):
    arn = aws.create_job("late")
    aws.put_log_events(arn, [(1000, "a"), (3000, "c")])
    aws.put_log_events(arn, [(2500, "late by an hour")], visible_after=3600)
    assert [event["message"] for event in read(logs)[0]] == ["a", "c"]
    aws.put_log_events(arn, [(2000, "b")], visible_after=0.3)
    wait_until(lambda: len(read(logs)[0]) > 2, "the late event can be read")
    events = read(logs)[0]
    assert [event["message"] for event in events] == ["a", "b", "c"]
    assert events[1]["ingestionTime"] > time.time() * 1000 - 60_000


def test_events_added_between_pages_are_seen_if_they_lie_ahead(aws, logs):
    arn = aws.create_job("tail")
    aws.put_log_events(arn, [(1000, "a"), (2000, "b"), (4000, "d")])
    page = logs.filter_log_events(logGroupName=GROUP, limit=2)
    aws.put_log_events(arn, [(3000, "c")])
    rest = logs.filter_log_events(logGroupName=GROUP, nextToken=page["nextToken"])
    assert [event["message"] for event in rest["events"]] == ["c", "d"]


def test_retention_removes_old_events(aws, logs):
    arn = aws.create_job("kept")
    now = int(time.time() * 1000)
    day = 24 * 3600 * 1000
    aws.put_log_events(arn, [(now - 4 * day, "old"), (now - 2 * day, "young")])
    logs.put_retention_policy(logGroupName=GROUP, retentionInDays=3)
    group = logs.describe_log_groups(logGroupNamePrefix=GROUP)["logGroups"][0]
    assert group["retentionInDays"] == 3
    assert [event["message"] for event in read(logs)[0]] == ["young"]
    bad = {"logGroupName": GROUP, "retentionInDays": 2}
    assert rejected(logs.put_retention_policy, **bad) == "InvalidParameterException"
    logs.delete_retention_policy(logGroupName=GROUP)
    assert [event["message"] for event in read(logs)[0]] == ["young"]


def test_a_large_log_is_read_in_time_that_grows_with_its_pages(aws, logs):
    arn = aws.create_job("large")
    lines = [f"Metrics - energy={number}; iteration_number={number};" for number in range(100_000)]
    aws.put_log_events(arn, lines[::2])
    aws.put_log_events(arn, lines[1::2], instance="algo-2")
    # Of this process, in which the emulator runs: others that run meanwhile do not count.
    began = time.process_time()
    events, sizes = read(logs, filterPattern='"Metrics -"')
    assert len(events) == 100_000
    assert len(sizes) == 10
    assert time.process_time() - began < 10
