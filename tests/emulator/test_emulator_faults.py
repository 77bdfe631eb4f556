import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from botocore.config import Config
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    ReadTimeoutError,
)
from waiting import wait_until

from jobanalytics.emulator import behaviour

GROUP = "/aws/braket/jobs"
CODES = {
    "throttle": ("ThrottlingException", 429, "ThrottlingException", 400, "Throttling", 400),
    "internal": (
        "InternalServiceException",
        500,
        "InternalFailure",
        500,
        "InternalServiceError",
        500,
    ),
    "unavailable": (
        *("ServiceUnavailableException", 503),
        *("ServiceUnavailableException", 503),
        *("ServiceUnavailable", 503),
    ),
    "denied": ("AccessDeniedException", 403, "AccessDeniedException", 400, "AccessDenied", 403),
    "expired-token": (
        "ExpiredTokenException",
        403,
        "ExpiredTokenException",
        400,
        "ExpiredToken",
        403,
    ),
    "validation": (
        *("ValidationException", 400),
        *("InvalidParameterException", 400),
        *("ValidationError", 400),
    ),
}


def error_of(call, **request):
    with pytest.raises(ClientError) as caught:
        call(**request)
    response = caught.value.response
    return response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"]


@pytest.fixture
def arn(aws):
    arn = aws.create_job("faulty")
    aws.put_log_events(arn, ["a", "b"])
    return arn


@pytest.mark.parametrize("kind", CODES)
def test_errors_are_worded_by_their_service(aws, client, arn, kind):
    window = {"StartTime": 0, "EndTime": 60, "MetricDataQueries": []}
    asks = [
        ("braket", "GetJob", "get_job", {"jobArn": arn}),
        ("logs", "FilterLogEvents", "filter_log_events", {"logGroupName": GROUP}),
        ("cloudwatch", "GetMetricData", "get_metric_data", window),
    ]
    for number, (service, operation, method, request) in enumerate(asks):
        call = getattr(client(service), method)
        aws.fail(operation, kind)
        assert error_of(call, **request) == CODES[kind][2 * number : 2 * number + 2]
        call(**request)


@pytest.mark.parametrize("kind", ["empty", "cut", "not-json", "missing"])
def test_a_good_status_without_its_data(aws, braket, logs, arn, kind):
    aws.fail("*", kind, times=2)
    for answer in (braket.get_job(jobArn=arn), logs.filter_log_events(logGroupName=GROUP)):
        assert set(answer) == {"ResponseMetadata"}
        assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200
    assert braket.get_job(jobArn=arn)["jobName"] == "faulty"


def test_the_act_is_done_when_its_answer_is_lost(aws, braket):
    aws.configure(cancel_seconds=None)
    arn = aws.create_job("runs", status="RUNNING")
    aws.fail("CancelJob", "cut")
    braket.cancel_job(jobArn=arn)
    assert braket.get_job(jobArn=arn)["status"] == "CANCELLING"


def test_a_reset_connection(aws, braket, arn):
    aws.fail("GetJob", "reset")
    with pytest.raises(ConnectionClosedError):
        braket.get_job(jobArn=arn)
    assert braket.get_job(jobArn=arn)["jobName"] == "faulty"


def test_a_stalled_answer(aws, client, braket, arn):
    impatient = client("braket", Config(retries={"total_max_attempts": 1}, read_timeout=0.2))
    aws.fail("GetJob", "timeout", seconds=60)
    with pytest.raises(ReadTimeoutError):
        impatient.get_job(jobArn=arn)
    aws.fail("GetJob", "timeout", seconds=0.05)
    assert braket.get_job(jobArn=arn)["jobName"] == "faulty"


def test_a_request_is_held_until_it_is_released(aws, braket, arn):
    aws.fail("GetJob", "hold", times=None)
    with ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(braket.get_job, jobArn=arn) for _ in range(2)]
        wait_until(lambda: aws.held == {"GetJob": 2}, "both are held")
        aws.release("SearchJobs")
        assert not any(each.done() for each in asked)
        aws.update_job(arn, status="FAILED")
        aws.release("GetJob")
        assert [each.result()["status"] for each in asked] == ["FAILED"] * 2
        # What comes later is held as well, until nothing is planned any more.
        asked = pool.submit(braket.get_job, jobArn=arn)
        wait_until(lambda: aws.held["GetJob"], "the next one is held")
        aws.clear_faults()
        assert asked.result()["status"] == "FAILED"
    assert braket.get_job(jobArn=arn)["status"] == "FAILED"
    assert not aws.held


def test_when_and_how_often(aws, braket, arn):
    aws.fail("GetJob", "internal", times=2, after=1)
    aws.fail("SearchJobs", "denied", times=None)
    seen = []
    for _ in range(5):
        try:
            braket.get_job(jobArn=arn)
            seen.append(200)
        except ClientError as error:
            seen.append(error.response["ResponseMetadata"]["HTTPStatusCode"])
    assert seen == [200, 500, 500, 200, 200]
    for _ in range(3):
        assert error_of(braket.search_jobs, filters=[])[1] == 403
    aws.clear_faults()
    assert len(braket.search_jobs(filters=[])["jobs"]) == 1
    with pytest.raises(ValueError, match="Unknown fault"):
        aws.fail("GetJob", "nonsense")


def test_retries_are_counted(aws, client, arn):
    patient = client("braket", Config(retries={"total_max_attempts": 3, "mode": "standard"}))
    aws.reset_calls()
    aws.fail("GetJob", "unavailable")
    assert patient.get_job(jobArn=arn)["ResponseMetadata"]["RetryAttempts"] == 1
    assert aws.calls == {"GetJob": 2}


def test_latency(aws, braket, arn):
    aws.configure(latency=0.15)
    began = time.perf_counter()
    braket.get_job(jobArn=arn)
    assert time.perf_counter() - began >= 0.15


def test_quotas_throttle_beyond_the_burst(aws, braket, logs, client, arn, monkeypatch):
    # Tokens come back with time, of which a loaded machine takes more: it goes by as it is told.
    clock = SimpleNamespace(now=1000.0)
    monkeypatch.setattr(behaviour, "time", SimpleNamespace(monotonic=lambda: clock.now))
    aws.configure(quotas=True)
    aws.reset_calls()
    for _ in range(25):
        braket.get_job(jobArn=arn)
    codes = []
    for _ in range(5):
        try:
            braket.get_job(jobArn=arn)
        except ClientError as error:
            codes.append(error.response["Error"]["Code"])
    assert codes == ["ThrottlingException"] * 5
    assert aws.calls["GetJob"] == 30
    assert aws.calls["GetJob:throttled"] == 5
    # Every region has buckets of its own, and so has every operation.
    client("braket", region_name="us-east-1").search_jobs(filters=[])
    for _ in range(5):
        logs.filter_log_events(logGroupName=GROUP)
    assert error_of(logs.filter_log_events, logGroupName=GROUP) == ("ThrottlingException", 400)
    clock.now += 0.3
    logs.filter_log_events(logGroupName=GROUP)
    aws.configure(quotas=False)
    for _ in range(10):
        braket.get_job(jobArn=arn)


def test_all_of_braket_shares_a_quota(aws, braket, arn):
    aws.configure(quotas=True)
    task = aws.put_tasks(arn, [{}])[0]
    throttled = 0
    for _ in range(300):
        try:
            braket.get_quantum_task(quantumTaskArn=task)
        except ClientError:
            throttled += 1
    assert throttled == aws.calls["GetQuantumTask:throttled"]
