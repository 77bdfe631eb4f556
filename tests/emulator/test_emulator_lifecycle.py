import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import boto3
import pytest
from waiting import PATIENCE, wait_until

from jobanalytics.emulator import Emulator, EmulatorProcess

GROUP = "/aws/braket/jobs"


def post(url, path, body, **headers):
    connection = http.client.HTTPConnection(urlsplit(url).netloc)
    connection.request("POST", path, body, headers)
    response = connection.getresponse()
    answer = response.status, json.loads(response.read())
    connection.close()
    return answer


def test_the_environment_is_put_back(monkeypatch):
    monkeypatch.setenv("AWS_PROFILE", "mine")
    monkeypatch.delenv("AWS_ENDPOINT_URL_BRAKET", raising=False)
    before = dict(os.environ)
    with Emulator(s3=False, region="eu-west-2") as aws:
        assert dict(os.environ) == before
        with aws.environment():
            assert "AWS_PROFILE" not in os.environ
            assert boto3.Session().region_name == "eu-west-2"
            assert os.environ["AWS_ENDPOINT_URL_BRAKET"].startswith("http://127.0.0.1:")
        assert dict(os.environ) == before


def test_nothing_outlives_it():
    before = set(threading.enumerate())
    aws = Emulator(s3=False).start()
    assert aws.start() is aws
    url = urlsplit(aws.environ["AWS_ENDPOINT_URL_BRAKET"])
    idle = socket.create_connection((url.hostname, url.port))
    wait_until(lambda: aws._server._open, "the connection is served")
    aws.stop()
    aws.stop()
    assert idle.recv(1) == b""
    idle.close()
    assert set(threading.enumerate()) <= before
    with pytest.raises(RuntimeError, match="does not run"):
        aws.create_job("late")


def test_a_stall_does_not_hold_it_up(client):
    began = time.perf_counter()
    with Emulator(s3=False) as aws, aws.environment(), ThreadPoolExecutor(1) as pool:
        aws.fail("SearchJobs", "timeout", seconds=600)
        asked = pool.submit(client("braket").search_jobs, filters=[])
        wait_until(lambda: aws.calls, "it is asked")
        aws.stop()
        asked.exception()
    assert time.perf_counter() - began < PATIENCE


def test_a_held_request_does_not_hold_it_up(client):
    with Emulator(s3=False) as aws, aws.environment(), ThreadPoolExecutor(1) as pool:
        aws.fail("SearchJobs", "hold", times=None)
        asked = pool.submit(client("braket").search_jobs, filters=[])
        wait_until(lambda: aws.held, "it is held")
        aws.stop()
        asked.exception()


def test_the_admin_endpoint(aws, braket):
    url = aws.environ["AWS_ENDPOINT_URL_BRAKET"]
    status, answer = post(url, "/_emulator/create_job", json.dumps({"name": "by-hand"}))
    assert status == 200
    assert braket.get_job(jobArn=answer["result"])["jobName"] == "by-hand"
    status, answer = post(url, "/_emulator/nonsense", "{}")
    assert (status, "no action" in answer["error"]) == (400, True)
    assert post(url, "/_emulator/configure", '{"nonsense": 1}')[0] == 400
    assert post(url, "/_emulator/create_job", "{}")[0] == 400
    assert aws.calls == {"GetJob": 1}


def test_unsigned_and_unknown_requests(aws):
    url = aws.environ["AWS_ENDPOINT_URL_BRAKET"]
    assert post(url, "/jobs", '{"filters": []}')[0] == 403
    assert post(url, "/nonsense", "{}")[0] == 404
    target = {"X-Amz-Target": "Logs_20140328.Nonsense", "Authorization": "Credential=a/1/b/c"}
    assert post(url, "/", "{}", **target)[0] == 404
    assert post(url, "/", "[", **target)[0] == 400


def test_many_threads_at_once(aws, client):
    arns = [aws.create_job(f"job-{number}") for number in range(20)]
    for arn in arns:
        aws.put_log_events(arn, [f"line {number}" for number in range(500)])
    logs = client("logs")

    def count(number):
        paginator = logs.get_paginator("filter_log_events")
        pages = paginator.paginate(
            logGroupName=GROUP,
            logStreamNamePrefix=f"job-{number}/",
            PaginationConfig={"PageSize": 100},
        )
        return sum(len(page["events"]) for page in pages)

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(count, range(20))) == [500] * 20


def test_in_a_process_of_its_own(client):
    with EmulatorProcess(s3=False, region="eu-west-2") as aws, aws.environment():
        arn = aws.create_job("apart", hyperparameters={"a": "1"})
        aws.put_log_events(arn, ["one", "two"])
        aws.put_log_events(arn, [(1, "old")])
        braket, logs = client("braket"), client("logs")
        job = braket.get_job(jobArn=arn)
        assert job["hyperParameters"] == {"a": "1"}
        assert aws.get_job(arn)["createdAt"] == job["createdAt"]
        assert len(logs.filter_log_events(logGroupName=GROUP)["events"]) == 3
        aws.fail("GetJob", "missing")
        assert "status" not in braket.get_job(jobArn=arn)
        assert aws.calls == {"GetJob": 2, "FilterLogEvents": 1}
        with pytest.raises(ValueError, match="no setting"):
            aws.configure(nonsense=1)
    with pytest.raises(RuntimeError, match="does not run"):
        aws.create_job("late")


def test_from_the_command_line():
    command = [sys.executable, "-m", "jobanalytics.emulator", "--no-s3", "--quotas"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        lines = iter(process.stdout.readline, "# serving until Ctrl-C\n")
        variables = dict(line.removeprefix("export ").rstrip().split("=", 1) for line in lines)
        assert post(variables["AWS_ENDPOINT_URL_BRAKET"], "/_emulator/calls", "{}")[0] == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0


@pytest.mark.parametrize("extra", ["moto.server", "cbor2"])
def test_a_missing_extra_is_named(monkeypatch, extra):
    monkeypatch.setitem(sys.modules, extra, None)
    hint = r"pip install 'jobanalytics\[emulator\]'"
    with pytest.raises(ImportError, match=hint), Emulator(s3=extra == "moto.server") as aws:
        aws.put_metric("Own", "Depth", {}, [])


def test_seeding_says_what_is_wrong(aws):
    arn = aws.create_job("wrong")
    with pytest.raises(ValueError, match="not both"):
        aws.put_log_events(arn, ["text", (1, "pair")])
    with pytest.raises(ValueError, match="no job"):
        aws.put_log_events(arn + "x", ["text"])
    assert aws.put_log_events(arn, [], instance="algo-2").split("/")[-1].startswith("algo-2-")
