"""Records of jobs and quantum tasks, with sensible defaults for what a test does not care about."""

from __future__ import annotations

import difflib
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from jobanalytics.emulator.times import now, to_datetime
from jobanalytics.emulator.validation import output_members

__all__ = ["HYPERPARAMETERS", "TIMES", "Job", "as_strings", "change_job", "new_job", "new_task"]

TERMINAL = frozenset({"COMPLETED", "FAILED", "CANCELLED"})
SIMULATOR = "arn:aws:braket:::device/quantum-simulator/amazon/sv1"

# Python spelling of GetJob's flat members; its own spelling is taken too.
_MEMBERS = {
    "status": "status",
    "hyperparameters": "hyperParameters",
    "created_at": "createdAt",
    "started_at": "startedAt",
    "ended_at": "endedAt",
    "failure_reason": "failureReason",
    "billable_duration": "billableDuration",
    "role_arn": "roleArn",
    "tags": "tags",
    "events": "events",
}
_NESTED = {
    "instance_count": ("instanceConfig", "instanceCount"),
    "instance_type": ("instanceConfig", "instanceType"),
    "device": ("deviceConfig", "device"),
    "output_s3_path": ("outputDataConfig", "s3Path"),
    "checkpoint_s3_uri": ("checkpointConfig", "s3Uri"),
    "max_runtime": ("stoppingCondition", "maxRuntimeInSeconds"),
}
TIMES = ("createdAt", "startedAt", "endedAt")
HYPERPARAMETERS = ("hyperparameters", "hyperParameters")
_TASK_MEMBERS = {
    "arn": "quantumTaskArn",
    "device": "deviceArn",
    "created_at": "createdAt",
    "ended_at": "endedAt",
    "failure_reason": "failureReason",
    "successful_shots": "numSuccessfulShots",
}


@dataclass
class Job:
    """One job: GetJob's record, and what only the emulator knows."""

    record: dict[str, Any]
    region: str
    uuid: str | None
    queue_position: int | None = None
    cancelling_since: datetime | None = None
    streams: dict[str, str] = field(default_factory=dict)

    @property
    def stream_prefix(self) -> str:
        """What the names of the job's log streams begin with."""
        name = str(self.record["jobName"])
        return name if self.uuid is None else f"{name}/{self.uuid}"

    def stream(self, instance: str) -> str:
        """Name the log stream of one instance, always the same one."""
        if instance not in self.streams:
            began = self.record.get("startedAt") or self.record["createdAt"]
            epoch = int(began.timestamp())
            self.streams[instance] = f"{self.stream_prefix}/{instance}-{epoch}"
        return self.streams[instance]


def new_job(
    account: str,
    region: str,
    /,
    *,
    name: str,
    old_arn: bool = False,
    queue_position: int | None = None,
    **fields: Any,
) -> Job:
    """Make a job out of what was given and defaults for the rest.

    Raises
    ------
    ValueError
        There is no such status or member.
    """
    _check(fields, "name", "old_arn", "queue_position", "region")
    job_id = None if old_arn else str(uuid.uuid4())
    status = fields.pop("status", "COMPLETED")
    created = to_datetime(fields.pop("created_at", None) or now() - timedelta(hours=1))
    record: dict[str, Any] = {
        "jobArn": f"arn:aws:braket:{region}:{account}:job/{job_id or name}",
        "jobName": name,
        "status": status,
        "createdAt": created,
        "roleArn": f"arn:aws:iam::{account}:role/service-role/AmazonBraketJobsExecutionRole",
        "hyperParameters": {},
        "inputDataConfig": [],
        "outputDataConfig": {"s3Path": _default_output(account, region, name, created)},
        "stoppingCondition": {"maxRuntimeInSeconds": 432_000},
        "algorithmSpecification": {
            "scriptModeConfig": {
                "entryPoint": "algorithm_script:main",
                "s3Uri": f"s3://amazon-braket-{region}-{account}/jobs/{name}/script/source.tar.gz",
                "compressionType": "GZIP",
            }
        },
        "instanceConfig": {
            "instanceType": "ml.m5.large",
            "instanceCount": 1,
            "volumeSizeInGb": 30,
        },
        "deviceConfig": {"device": SIMULATOR},
        "events": [],
        "tags": {},
    }
    job = Job(record, region, job_id, queue_position)
    given = {key: value for key, value in fields.items() if value is not None}
    _set(record, given)
    _complete_times(record)
    if "billableDuration" not in record and "endedAt" in record and "startedAt" in record:
        record["billableDuration"] = _milliseconds(record["endedAt"] - record["startedAt"])
    if not record["events"]:
        record["events"] = _default_events(record)
    return job


def change_job(job: Job, /, **fields: Any) -> None:
    """Change some members; None takes a member away.

    Raises
    ------
    ValueError
        There is no such status or member.
    """
    _check(fields, "queue_position")
    if "queue_position" in fields:
        job.queue_position = fields.pop("queue_position")
    _set(job.record, fields)
    status = fields.get("status")
    if status is not None:
        job.cancelling_since = None
    if status == "RUNNING" or status in TERMINAL - {"CANCELLED"}:
        job.record.setdefault("startedAt", now())
    if status in TERMINAL:
        job.record.setdefault("endedAt", now())


def new_task(account: str, region: str, job_arn: str | None, **fields: Any) -> dict[str, Any]:
    """Make the record of one quantum task."""
    task_id = str(uuid.uuid4())
    record: dict[str, Any] = {
        "quantumTaskArn": f"arn:aws:braket:{region}:{account}:quantum-task/{task_id}",
        "status": "COMPLETED",
        "deviceArn": SIMULATOR,
        "deviceParameters": "{}",
        "shots": 1000,
        "outputS3Bucket": f"amazon-braket-{region}-{account}",
        "outputS3Directory": f"tasks/{task_id}",
        "createdAt": now(),
        "tags": {},
    }
    if job_arn is not None:
        record["jobArn"] = job_arn
    for name, value in fields.items():
        record[_TASK_MEMBERS.get(name, name)] = value
    record["createdAt"] = to_datetime(record["createdAt"])
    if record["status"] in TERMINAL:
        record.setdefault("endedAt", record["createdAt"] + timedelta(seconds=2))
        record.setdefault("numSuccessfulShots", record["shots"])
    if "endedAt" in record:
        record["endedAt"] = to_datetime(record["endedAt"])
    return record


def as_strings(hyperparameters: Any) -> dict[str, str]:
    """Give hyperparameters as Braket has them: the SDK, too, sends ``str()`` of each value."""
    if not isinstance(hyperparameters, Mapping):
        kind = type(hyperparameters).__name__
        raise TypeError(f"hyperparameters must be values by name, such as a dict, not {kind}")
    return {str(name): str(value) for name, value in hyperparameters.items()}


def _check(fields: dict[str, Any], *others: str) -> None:
    """Refuse what is no member of a job, and a status that Braket does not have.

    `others` are what the caller takes besides members.
    """
    members = output_members("braket", "GetJob")
    # Shortcuts last: of two spellings alike, the last one is the hint.
    known = [*members, *others, *_MEMBERS, *_NESTED]
    for name in fields.keys() - known:
        hint = _hint(name, known) or f": known are {', '.join(sorted({*known}))}"
        raise ValueError(f"A job has no member {name!r}{hint}")
    states: list[str] = members["status"].metadata["enum"]
    if "status" in fields and fields["status"] not in states:
        status = fields["status"]
        hint = _hint(str(status), states)
        raise ValueError(f"A job has no status {status!r}{hint}: it is one of {', '.join(states)}")


def _hint(wrong: str, right: Iterable[str]) -> str:
    """Name what was probably meant, however it was capitalised."""
    plain = {name.replace("_", "").lower(): name for name in right}
    close = difflib.get_close_matches(wrong.replace("_", "").lower(), plain, 1)
    return f" (did you mean {plain[close[0]]!r}?)" if close else ""


def _set(record: dict[str, Any], fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        if name in _NESTED:
            outer, inner = _NESTED[name]
            if value is None:
                record.pop(outer, None)
            else:
                record[outer] = {**record.get(outer, {}), inner: value}
            continue
        member = _MEMBERS.get(name, name)
        if value is None:
            record.pop(member, None)
        elif member in TIMES:
            record[member] = to_datetime(value)
        elif member == "hyperParameters":
            record[member] = as_strings(value)
        elif member == "events":
            record[member] = [
                {**event, "timeOfEvent": to_datetime(event["timeOfEvent"])} for event in value
            ]
        else:
            record[member] = value


def _complete_times(record: dict[str, Any]) -> None:
    status = record["status"]
    if status != "QUEUED" and "startedAt" not in record:
        record["startedAt"] = record["createdAt"] + timedelta(minutes=2)
    if status in TERMINAL and "endedAt" not in record:
        record["endedAt"] = record["startedAt"] + timedelta(minutes=30)


def _default_events(record: dict[str, Any]) -> list[dict[str, Any]]:
    created, started = record["createdAt"], record.get("startedAt")
    steps = [("QUEUED_FOR_EXECUTION", created, "Job is queued for execution.")]
    if started is not None:
        steps.append(("RUNNING", started, "Training image download completed."))
    if record["status"] in TERMINAL:
        steps.append((record["status"], record["endedAt"], f"Job has {record['status'].lower()}."))
    return [
        {"eventType": kind, "timeOfEvent": moment, "message": text} for kind, moment, text in steps
    ]


def _default_output(account: str, region: str, name: str, created: datetime) -> str:
    stamp = _milliseconds(created - to_datetime(0))
    return f"s3://amazon-braket-{region}-{account}/jobs/{name}/{stamp}/data"


def _milliseconds(span: timedelta) -> int:
    return span // timedelta(milliseconds=1)
