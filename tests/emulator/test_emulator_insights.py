import boto3
import pytest
from botocore.exceptions import ClientError
from waiting import wait_until

GROUP = "/aws/braket/jobs"
QUERY = r"fields @timestamp, @message | filter @logStream like /^{}\// | filter @message like /{}/"


def start(logs, query, first=0, last=2_000_000_000, **request):
    return logs.start_query(
        logGroupName=GROUP, startTime=first, endTime=last, queryString=query, **request
    )["queryId"]


def rows(answer):
    return [{cell["field"]: cell["value"] for cell in row} for row in answer["results"]]


@pytest.fixture
def job(aws):
    arn = aws.create_job("asked")
    lines = [(1000 * number, f"Metrics - a={number};") for number in range(10)]
    aws.put_log_events(arn, [*lines, (5000, "chatter")])
    aws.put_log_events(aws.create_job("other"), [(5000, "Metrics - a=5;")])
    return arn


@pytest.mark.usefixtures("job")
def test_rows_come_newest_first(logs):
    query = QUERY.format("asked", "Metrics - ")
    answer = logs.get_query_results(queryId=start(logs, query))
    assert answer["status"] == "Complete"
    assert answer["statistics"]["recordsMatched"] == 10
    found = rows(answer)
    assert [row["@message"] for row in found] == [f"Metrics - a={n};" for n in range(9, -1, -1)]
    assert found[0]["@timestamp"] == "1970-01-01 00:00:09.000"
    assert "@ptr" in found[0]


@pytest.mark.usefixtures("job")
def test_both_ends_count_in_seconds(logs):
    query = QUERY.format("asked", "Metrics") + " | sort @timestamp asc"
    answer = logs.get_query_results(queryId=start(logs, query, 3, 6))
    assert [row["@message"][-2] for row in rows(answer)] == list("3456")


@pytest.mark.usefixtures("job")
def test_limits_and_pages(logs):
    query = QUERY.format("asked", "Metrics")
    answer = logs.get_query_results(queryId=start(logs, query, limit=4))
    assert (len(answer["results"]), answer["statistics"]["recordsMatched"]) == (4, 10)
    answer = logs.get_query_results(queryId=start(logs, f"{query} | limit 3", limit=4))
    assert len(answer["results"]) == 3
    query_id, found, token = start(logs, query), [], {}
    while token is not None:
        answer = logs.get_query_results(queryId=query_id, maxItems=4, **token)
        found.append(len(answer["results"]))
        token = {"nextToken": answer["nextToken"]} if "nextToken" in answer else None
    assert found == [4, 4, 2]


@pytest.mark.usefixtures("job")
def test_a_running_query_gives_a_part(aws, logs):
    aws.configure(insights_seconds=3600)
    query_id = start(logs, QUERY.format("asked", "Metrics"))
    answer = logs.get_query_results(queryId=query_id)
    assert answer["status"] == "Running"
    assert len(answer["results"]) < 10
    aws.configure(insights_seconds=0.01)

    def status():
        return logs.get_query_results(queryId=query_id)["status"]

    wait_until(lambda: status() != "Running", "the query has ended")
    answer = logs.get_query_results(queryId=query_id)
    assert (answer["status"], len(answer["results"])) == ("Complete", 10)


@pytest.mark.usefixtures("job")
def test_queries_can_be_stopped_or_end_badly(aws, logs):
    aws.configure(insights_seconds=3600)
    query_id = start(logs, "fields @message")
    assert logs.stop_query(queryId=query_id)["success"]
    assert logs.get_query_results(queryId=query_id)["status"] == "Cancelled"
    aws.configure(insights_seconds=0, insights_status="Timeout")
    assert logs.get_query_results(queryId=start(logs, "fields @message"))["status"] == "Timeout"


@pytest.mark.usefixtures("job")
def test_a_hundred_at_once(aws, logs):
    aws.configure(insights_seconds=3600)
    for _ in range(100):
        start(logs, "fields @message")
    with pytest.raises(ClientError, match="LimitExceededException"):
        start(logs, "fields @message")


@pytest.mark.usefixtures("job")
def test_what_it_does_not_understand_is_an_error(logs):
    for query in ("stats count(*)", "fields @message | filter @message ~ 3", "fields nothing"):
        with pytest.raises(ClientError, match="MalformedQueryException"):
            start(logs, query)
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        logs.get_query_results(queryId="none")


def test_the_braket_sdk_reads_metrics_and_logs(aws, capsys):
    pytest.importorskip("braket.aws")
    from braket.aws import AwsQuantumJob, AwsSession  # noqa: PLC0415

    arn = aws.create_job("sdk-job")
    lines = [f"Metrics - timestamp={n}.5; energy=-{n}; iteration_number={n};" for n in range(5)]
    aws.put_log_events(arn, ["hello", *lines])
    session = AwsSession(boto_session=boto3.Session())
    job = AwsQuantumJob(arn, session)
    assert sorted(job.metrics()["energy"]) == [-4.0, -3.0, -2.0, -1.0, 0.0]
    assert job.state() == "COMPLETED"
    assert job.queue_position().queue_position is None
    assert session.account_id == "123456789012"
    job.logs(poll_interval_seconds=0)
    assert "hello" in capsys.readouterr().out
    for client in (session.braket_client, session.logs_client, session.sts_client):
        client.close()
