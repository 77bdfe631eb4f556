import http.client
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import botocore.parsers
import botocore.serialize
import botocore.session
import pytest
from botocore.exceptions import ClientError

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def query(name="Depth", stat="Maximum", period=60, query_id="q"):
    metric = {
        "Namespace": "Own",
        "MetricName": name,
        "Dimensions": [{"Name": "Device", "Value": "sv1"}],
    }
    return {"Id": query_id, "MetricStat": {"Metric": metric, "Period": period, "Stat": stat}}


def request(*queries, **more):
    window = {"StartTime": NOON, "EndTime": NOON + timedelta(hours=1)}
    return {"MetricDataQueries": list(queries), "ScanBy": "TimestampAscending", **window, **more}


@pytest.fixture
def cloudwatch(aws, client):
    points = [(NOON + timedelta(seconds=20 * number), number) for number in range(30)]
    aws.put_metric("Own", "Depth", {"Device": "sv1"}, points)
    return client("cloudwatch")


def only(answer):
    assert len(answer["MetricDataResults"]) == 1
    return answer["MetricDataResults"][0]


def test_statistics_of_periods(cloudwatch):
    def values(stat):
        return only(cloudwatch.get_metric_data(**request(query(stat=stat, period=120))))["Values"]

    assert values("Maximum") == [5, 11, 17, 23, 29]
    assert values("Minimum") == [0, 6, 12, 18, 24]
    assert values("Average") == [2.5, 8.5, 14.5, 20.5, 26.5]
    assert values("Sum") == [15, 51, 87, 123, 159]
    assert values("SampleCount") == [6] * 5


def test_points_stand_at_the_start_of_their_period(cloudwatch):
    end = NOON + timedelta(minutes=3)
    result = only(cloudwatch.get_metric_data(**request(query(), EndTime=end)))
    assert result["Timestamps"] == [NOON + timedelta(minutes=n) for n in range(3)]
    newest = request(query(), EndTime=end, ScanBy="TimestampDescending")
    assert only(cloudwatch.get_metric_data(**newest))["Values"] == [8, 5, 2]


def test_pages_say_that_data_is_partial(cloudwatch):
    queries = [query(query_id="a"), query("None", query_id="b"), query(query_id="c")]
    first = cloudwatch.get_metric_data(**request(*queries, MaxDatapoints=6))
    status = {result["Id"]: result["StatusCode"] for result in first["MetricDataResults"]}
    assert status == {"a": "PartialData", "b": "Complete", "c": "PartialData"}
    paginator = cloudwatch.get_paginator("get_metric_data")
    pages = list(paginator.paginate(**request(*queries, MaxDatapoints=6)))
    found = {"a": [], "b": [], "c": []}
    for page in pages:
        assert sum(len(result["Values"]) for result in page["MetricDataResults"]) <= 6
        for result in page["MetricDataResults"]:
            found[result["Id"]] += result["Values"]
    assert found == {"a": list(range(2, 30, 3)), "b": [], "c": list(range(2, 30, 3))}


def test_put_metric_data(cloudwatch):
    moment = NOON + timedelta(minutes=30)
    dimensions = [{"Name": "Device", "Value": "sv1"}]
    statistics = {"SampleCount": 4, "Sum": 8, "Minimum": 1, "Maximum": 3}
    data = [
        {"Value": 5.0},
        {"Values": [7.0, 9.0], "Counts": [1, 3]},
        {"StatisticValues": statistics},
    ]
    datum = {"MetricName": "Put", "Dimensions": dimensions, "Timestamp": moment}
    # Enough of them that botocore compresses the request.
    many = [{**datum, **item} for item in data] * 100
    cloudwatch.put_metric_data(Namespace="Own", MetricData=many)
    for stat, expected in (("Sum", 4700), ("SampleCount", 900), ("Minimum", 1), ("Maximum", 9)):
        result = only(cloudwatch.get_metric_data(**request(query("Put", stat))))
        assert (result["Timestamps"], result["Values"]) == ([moment], [expected])


def test_errors(cloudwatch):
    for bad in (query(period=7), query(stat="p99")):
        with pytest.raises(ClientError, match="ValidationError"):
            cloudwatch.get_metric_data(**request(bad))
    with pytest.raises(ClientError, match="InvalidNextToken"):
        cloudwatch.get_metric_data(**request(query(), NextToken="x"))


def ask_in_cbor(aws, parameters):
    """Ask with botocore's own CBOR serializer and parser, whatever its clients prefer."""
    model = botocore.session.get_session().get_service_model("cloudwatch")
    operation = model.operation_model("GetMetricData")
    protocol = "smithy-rpc-v2-cbor"
    sent = botocore.serialize.create_serializer(protocol).serialize_to_request(
        parameters, operation
    )
    scope = "Credential=emulator/20260504/us-west-2/monitoring/aws4_request"
    headers = {**sent["headers"], "Authorization": f"AWS4-HMAC-SHA256 {scope}"}
    connection = http.client.HTTPConnection(urlsplit(aws.environ["AWS_ENDPOINT_URL_BRAKET"]).netloc)
    connection.request("POST", sent["url_path"], sent["body"], headers)
    response = connection.getresponse()
    received = {
        "status_code": response.status,
        "headers": {name.lower(): value for name, value in response.getheaders()},
        "body": response.read(),
    }
    connection.close()
    parser = botocore.parsers.create_parser(protocol)
    return received["headers"], parser.parse(received, operation.output_shape)


@pytest.mark.usefixtures("cloudwatch")
def test_cbor(aws):
    pytest.importorskip("cbor2")
    headers, answer = ask_in_cbor(aws, request(query(), MaxDatapoints=2))
    assert headers["smithy-protocol"] == "rpc-v2-cbor"
    assert only(answer)["Values"] == [2.0, 5.0]
    assert only(answer)["Timestamps"] == [NOON, NOON + timedelta(minutes=1)]
    assert answer["NextToken"]
    aws.fail("GetMetricData", "throttle")
    _, answer = ask_in_cbor(aws, request(query()))
    assert answer["Error"]["Code"] == "Throttling"
    aws.fail("GetMetricData", "missing")
    _, answer = ask_in_cbor(aws, request(query()))
    assert set(answer) == {"ResponseMetadata"}
