from datetime import UTC, datetime, timedelta

import pytest
from botocore.exceptions import ClientError
from waiting import wait_until

from jobanalytics.emulator.behaviour import Settings

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def error_of(call, **request):
    with pytest.raises(ClientError) as caught:
        call(**request)
    response = caught.value.response
    return response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"]


def test_get_job_gives_what_was_put_in(aws, braket):
    arn = aws.create_job(
        "vqe-1",
        hyperparameters={"n_layers": "2"},
        created_at=NOON,
        instance_count=3,
        device="local:none/none",
        tags={"team": "a"},
        output_s3_path="s3://bucket/place",
        checkpoint_s3_uri="s3://bucket/checkpoints",
    )
    job = braket.get_job(jobArn=arn)
    assert job["jobName"] == "vqe-1"
    assert job["status"] == "COMPLETED"
    assert job["hyperParameters"] == {"n_layers": "2"}
    assert job["createdAt"] == NOON
    assert job["endedAt"] - job["startedAt"] == timedelta(minutes=30)
    assert job["billableDuration"] == 1_800_000
    assert job["instanceConfig"]["instanceCount"] == 3
    assert job["deviceConfig"] == {"device": "local:none/none"}
    assert job["outputDataConfig"] == {"s3Path": "s3://bucket/place"}
    assert job["checkpointConfig"] == {"s3Uri": "s3://bucket/checkpoints"}
    assert [event["eventType"] for event in job["events"]][-1] == "COMPLETED"
    assert "queueInfo" not in job


def test_queue_info_comes_when_asked_for(aws, braket):
    queued = aws.create_job("waits", status="QUEUED", queue_position=7)
    done = aws.create_job("done")
    ask = {"additionalAttributeNames": ["QueueInfo"]}
    assert braket.get_job(jobArn=queued, **ask)["queueInfo"]["position"] == "7"
    assert braket.get_job(jobArn=done, **ask)["queueInfo"]["position"] == "None"


def test_times_follow_the_status(aws, braket):
    arn = aws.create_job("lives", status="QUEUED")
    assert not {"startedAt", "endedAt"} & braket.get_job(jobArn=arn).keys()
    aws.update_job(arn, status="RUNNING")
    assert "startedAt" in braket.get_job(jobArn=arn)
    aws.update_job(arn, status="FAILED", failure_reason="out of luck")
    job = braket.get_job(jobArn=arn)
    assert job["failureReason"] == "out of luck"
    assert job["endedAt"] >= job["startedAt"]


def test_old_arns_hold_the_name(aws, braket):
    arn = aws.create_job("first", old_arn=True)
    assert arn.endswith(":job/first")
    assert braket.get_job(jobArn=arn)["jobArn"] == arn
    with pytest.raises(ValueError, match="already"):
        aws.create_job("first", old_arn=True)


def test_errors_of_get_job(aws, braket, client):
    arn = aws.create_job("mine")
    unknown = arn[:-4] + "0000"
    assert error_of(braket.get_job, jobArn=unknown) == ("ResourceNotFoundException", 404)
    assert error_of(braket.get_job, jobArn="nonsense") == ("ValidationException", 400)
    elsewhere = client("braket", region_name="us-east-1")
    assert error_of(elsewhere.get_job, jobArn=arn) == ("ResourceNotFoundException", 404)
    stranger = client("braket", key="210987654321")
    assert error_of(stranger.get_job, jobArn=arn) == ("AccessDeniedException", 403)
    assert stranger.search_jobs(filters=[])["jobs"] == []


def test_search_pages_newest_first(aws, braket):
    arns = [
        aws.create_job(f"job-{number}", created_at=NOON + timedelta(minutes=number))
        for number in range(7)
    ]
    aws.create_job("elsewhere", region="eu-west-2")
    paginator = braket.get_paginator("search_jobs")
    pages = list(paginator.paginate(filters=[], maxResults=3))
    assert [len(page["jobs"]) for page in pages] == [3, 3, 1]
    found = [job for page in pages for job in page["jobs"]]
    assert [job["jobArn"] for job in found] == arns[::-1]
    assert set(found[0]) == {
        "status",
        "jobArn",
        "jobName",
        "device",
        "createdAt",
        "startedAt",
        "endedAt",
        "tags",
    }


def test_search_can_have_empty_pages(aws, braket):
    aws.configure(empty_pages_every=1)
    arns = {aws.create_job(f"job-{number}") for number in range(5)}
    paginator = braket.get_paginator("search_jobs")
    pages = [page["jobs"] for page in paginator.paginate(filters=[], maxResults=2)]
    assert [len(page) for page in pages] == [0, 2, 0, 2, 0, 1, 0]
    assert {job["jobArn"] for page in pages for job in page} == arns


def test_search_filters_by_arn_and_time_only(aws, braket):
    arns = [aws.create_job(f"job-{n}", created_at=NOON + timedelta(hours=n)) for n in range(4)]

    def found(name, operator, *values):
        filters = [{"name": name, "operator": operator, "values": list(values)}]
        return [job["jobArn"] for job in braket.search_jobs(filters=filters)["jobs"]]

    one, two = (NOON + timedelta(hours=1)).isoformat(), "2026-05-04T14:00:00Z"
    assert found("jobArn", "EQUAL", arns[1]) == [arns[1]]
    assert found("createdAt", "GTE", one) == arns[:0:-1]
    assert found("createdAt", "GT", one) == arns[:1:-1]
    assert found("createdAt", "LT", one) == [arns[0]]
    assert found("createdAt", "BETWEEN", one, two) == [arns[2], arns[1]]
    for name in ("status", "jobName", "tags"):
        filters = [{"name": name, "operator": "EQUAL", "values": ["COMPLETED"]}]
        assert error_of(braket.search_jobs, filters=filters) == ("ValidationException", 400)
    many = {"filters": [], "maxResults": 101}
    assert error_of(braket.search_jobs, **many) == ("ValidationException", 400)


def test_tokens_belong_to_their_search(aws, braket):
    for number in range(3):
        aws.create_job(f"job-{number}")
    token = braket.search_jobs(filters=[], maxResults=1)["nextToken"]
    other = [{"name": "createdAt", "operator": "GT", "values": ["2020-01-01"]}]
    request = {"filters": other, "maxResults": 1}
    assert error_of(braket.search_jobs, nextToken=token, **request)[0] == "ValidationException"
    assert error_of(braket.search_jobs, nextToken="x", **request)[0] == "ValidationException"


def test_cancel(aws, braket):
    running = aws.create_job("runs", status="RUNNING")
    queued = aws.create_job("waits", status="QUEUED")
    done = aws.create_job("done")
    aws.configure(cancel_seconds=None)
    assert braket.cancel_job(jobArn=running)["cancellationStatus"] == "CANCELLING"
    assert braket.get_job(jobArn=running)["status"] == "CANCELLING"
    aws.configure(cancel_seconds=0)
    assert braket.get_job(jobArn=running)["status"] == "CANCELLED"
    assert braket.cancel_job(jobArn=queued)["cancellationStatus"] == "CANCELLED"
    assert error_of(braket.cancel_job, jobArn=done) == ("ConflictException", 409)


def test_a_cancelled_job_ends_by_itself(aws, braket):
    assert Settings().cancel_seconds == 1
    held = aws.create_job("held", status="CANCELLING")
    arn = aws.create_job("runs", status="RUNNING")
    braket.cancel_job(jobArn=arn)
    wait_until(lambda: aws.get_job(arn)["status"] != "CANCELLING", "it is cancelled")
    job = braket.get_job(jobArn=arn)
    assert (job["status"], "endedAt" in job) == ("CANCELLED", True)
    assert aws.get_job(held)["status"] == "CANCELLING"


def test_create_job_is_idempotent(braket):
    request = {
        "clientToken": "token-1",
        "algorithmSpecification": {
            "scriptModeConfig": {"entryPoint": "a:main", "s3Uri": "s3://bucket/a.py"}
        },
        "outputDataConfig": {"s3Path": "s3://bucket/out"},
        "jobName": "made",
        "roleArn": "arn:aws:iam::123456789012:role/Job",
        "instanceConfig": {"instanceType": "ml.m5.large", "volumeSizeInGb": 30},
        "deviceConfig": {"device": "local:none/none"},
        "hyperParameters": {"a": "1"},
    }
    response = braket.create_job(**request)
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 201
    job = braket.get_job(jobArn=response["jobArn"])
    assert (job["status"], job["hyperParameters"]) == ("QUEUED", {"a": "1"})
    assert braket.create_job(**request)["jobArn"] == response["jobArn"]
    changed = {**request, "jobName": "other"}
    assert error_of(braket.create_job, **changed) == ("ConflictException", 409)
    bad = {**request, "clientToken": "token-2", "jobName": "no spaces allowed"}
    assert error_of(braket.create_job, **bad) == ("ValidationException", 400)


def test_quantum_tasks(aws, braket):
    arn = aws.create_job("with-tasks")
    tasks = aws.put_tasks(arn, [{"shots": 10}, {"status": "FAILED", "failure_reason": "noise"}])
    aws.put_tasks(None, [{"device": "arn:aws:braket:::device/qpu/x/y"}])
    filters = [{"name": "jobArn", "operator": "EQUAL", "values": [arn]}]
    paginator = braket.get_paginator("search_quantum_tasks")
    pages = list(paginator.paginate(filters=filters, maxResults=1))
    found = {task["quantumTaskArn"]: task for page in pages for task in page["quantumTasks"]}
    assert len(pages) == 2
    assert set(found) == set(tasks)
    assert found[tasks[0]]["shots"] == 10
    assert "jobArn" not in found[tasks[0]]
    failed = braket.get_quantum_task(quantumTaskArn=tasks[1])
    assert (failed["jobArn"], failed["failureReason"]) == (arn, "noise")
    failures = [{"name": "status", "operator": "EQUAL", "values": ["FAILED"]}]
    assert len(braket.search_quantum_tasks(filters=failures)["quantumTasks"]) == 1
    assert len(braket.search_quantum_tasks(filters=[])["quantumTasks"]) == 3


def test_create_quantum_task(aws, braket):
    arn = aws.create_job("makes-tasks", status="RUNNING")
    request = {
        "deviceArn": "arn:aws:braket:::device/quantum-simulator/amazon/sv1",
        "shots": 5,
        "outputS3Bucket": "bucket",
        "outputS3KeyPrefix": "tasks",
        "action": "{}",
    }
    task = braket.create_quantum_task(jobToken=arn, **request)["quantumTaskArn"]
    ask = {"additionalAttributeNames": ["QueueInfo"]}
    found = braket.get_quantum_task(quantumTaskArn=task, **ask)
    assert (found["status"], found["jobArn"], found["shots"]) == ("CREATED", arn, 5)
    assert found["queueInfo"]["queue"] == "QUANTUM_TASKS_QUEUE"
    missing = task[:-4] + "0000"
    assert error_of(braket.get_quantum_task, quantumTaskArn=missing)[1] == 404
    assert error_of(braket.create_quantum_task, **{**request, "deviceArn": "x" * 257})[1] == 400


def test_none_takes_a_member_away(aws, braket):
    arn = aws.create_job("bare", failure_reason="x", billable_duration=5)
    aws.update_job(arn, failure_reason=None, checkpoint_s3_uri=None, tags={"a": "b"})
    job = braket.get_job(jobArn=arn)
    assert "failureReason" not in job
    assert (job["tags"], job["billableDuration"]) == ({"a": "b"}, 5)
