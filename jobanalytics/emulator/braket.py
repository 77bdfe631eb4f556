"""Amazon Braket: jobs and quantum tasks."""

from __future__ import annotations

import json
import threading
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from jobanalytics.emulator.behaviour import ServiceError, Settings
from jobanalytics.emulator.jobs import TERMINAL, Job, change_job, new_job, new_task
from jobanalytics.emulator.times import now, to_datetime
from jobanalytics.emulator.tokens import fingerprint, make_token, read_token

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["BraketService", "Scope"]

Request = dict[str, Any]

_SUMMARY = ("status", "jobArn", "jobName", "createdAt", "startedAt", "endedAt", "tags")
_TASK_SUMMARY = (
    "quantumTaskArn",
    "status",
    "deviceArn",
    "shots",
    "outputS3Bucket",
    "outputS3Directory",
    "createdAt",
    "endedAt",
    "tags",
)
_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "LT": lambda value, bound: bool(value < bound),
    "LTE": lambda value, bound: bool(value <= bound),
    "GT": lambda value, bound: bool(value > bound),
    "GTE": lambda value, bound: bool(value >= bound),
}
_CREATE_MEMBERS = (
    "algorithmSpecification",
    "associations",
    "checkpointConfig",
    "deviceConfig",
    "hyperParameters",
    "inputDataConfig",
    "instanceConfig",
    "outputDataConfig",
    "roleArn",
    "stoppingCondition",
    "tags",
)


class Scope(NamedTuple):
    """Whose request it is and where it was sent."""

    account: str
    region: str


class BraketService:
    """The jobs and tasks of every account and region."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.RLock()
        self._jobs: dict[str, Job] = {}
        self._tasks: dict[str, dict[str, Any]] = {}
        self._created: dict[tuple[Scope, str], tuple[str, str]] = {}
        self.operations: dict[str, Callable[[Scope, Request], dict[str, Any]]] = {
            "GetJob": self._get_job,
            "SearchJobs": self._search_jobs,
            "CancelJob": self._cancel_job,
            "CreateJob": self._create_job,
            "GetQuantumTask": self._get_task,
            "SearchQuantumTasks": self._search_tasks,
            "CreateQuantumTask": self._create_task,
        }

    # What tests put in.

    def add_job(self, scope: Scope, /, **fields: Any) -> str:
        """Add a job and give its ARN."""
        job = new_job(scope.account, scope.region, **fields)
        arn = str(job.record["jobArn"])
        with self._lock:
            if arn in self._jobs:
                raise ValueError(f"There is a job {arn} already")
            self._jobs[arn] = job
        return arn

    def job(self, arn: str) -> Job:
        """Give a job in its present state."""
        with self._lock:
            if arn not in self._jobs:
                raise ValueError(f"There is no job {arn}")
            job = self._jobs[arn]
            seconds = self._settings.cancel_seconds
            since = job.cancelling_since
            if seconds is not None and since is not None:
                ends = since + timedelta(seconds=seconds)
                if ends <= now():
                    change_job(job, status="CANCELLED", ended_at=ends)
            return job

    def update_job(self, arn: str, /, **fields: Any) -> None:
        """Change a job."""
        with self._lock:
            change_job(self.job(arn), **fields)

    def add_tasks(
        self, scope: Scope, job_arn: str | None, tasks: list[dict[str, Any]]
    ) -> list[str]:
        """Add quantum tasks, of a job or of none, and give their ARNs."""
        with self._lock:
            if job_arn is not None:
                scope = Scope(scope.account, self.job(job_arn).region)
            records = [new_task(scope.account, scope.region, job_arn, **task) for task in tasks]
            arns = [str(record["quantumTaskArn"]) for record in records]
            self._tasks.update(zip(arns, records, strict=True))
            return arns

    # What clients ask.

    def _find_job(self, scope: Scope, arn: str) -> Job:
        _check_owner(scope, arn)
        if arn not in self._jobs or self._jobs[arn].region != scope.region:
            raise ServiceError("ResourceNotFoundException", f"Job not found: {arn}", 404)
        return self.job(arn)

    def _get_job(self, scope: Scope, request: Request) -> dict[str, Any]:
        with self._lock:
            job = self._find_job(scope, request["jobArn"])
            answer = dict(job.record)
        if "QueueInfo" in request.get("additionalAttributeNames", []):
            answer["queueInfo"] = _queue_info("JOBS_QUEUE", answer["status"], job.queue_position)
        return answer

    def _search_jobs(self, scope: Scope, request: Request) -> dict[str, Any]:
        filters = request["filters"]
        keep = [_filter_test(item, times={"createdAt"}, texts={"jobArn"}) for item in filters]
        with self._lock:
            records = [
                self.job(arn).record
                for arn, job in self._jobs.items()
                if job.region == scope.region and arn.split(":")[4] == scope.account
            ]
            matching = [record for record in records if all(test(record) for test in keep)]
            page, token = self._page(matching, "jobArn", scope, request, "SearchJobs")
            jobs = [
                {
                    **{name: record[name] for name in _SUMMARY if name in record},
                    "device": record["deviceConfig"]["device"],
                }
                for record in page
            ]
        return {"jobs": jobs, **token}

    def _cancel_job(self, scope: Scope, request: Request) -> dict[str, Any]:
        with self._lock:
            job = self._find_job(scope, request["jobArn"])
            status = job.record["status"]
            if status in TERMINAL:
                raise ServiceError(
                    "ConflictException", f"Job is already in terminal state {status}.", 409
                )
            if status != "CANCELLING":
                change_job(job, status="CANCELLED" if status == "QUEUED" else "CANCELLING")
                job.cancelling_since = now() if status != "QUEUED" else None
            return {"jobArn": request["jobArn"], "cancellationStatus": job.record["status"]}

    def _create_job(self, scope: Scope, request: Request) -> dict[str, Any]:
        members = {name: request[name] for name in _CREATE_MEMBERS if name in request}
        key = (scope, request["clientToken"])
        content = json.dumps([request["jobName"], members], sort_keys=True)
        with self._lock:
            if key in self._created:
                arn, earlier = self._created[key]
                if earlier != content:
                    raise ServiceError(
                        "ConflictException", "The client token was used with other parameters.", 409
                    )
                return {"jobArn": arn}
            members["instanceConfig"] = {"instanceCount": 1, **members["instanceConfig"]}
            arn = self.add_job(
                scope,
                name=request["jobName"],
                status="QUEUED",
                created_at=now(),
                queue_position=1,
                **members,
            )
            self._created[key] = (arn, content)
            return {"jobArn": arn}

    def _get_task(self, scope: Scope, request: Request) -> dict[str, Any]:
        arn = request["quantumTaskArn"]
        _check_owner(scope, arn)
        with self._lock:
            if arn not in self._tasks or arn.split(":")[3] != scope.region:
                raise ServiceError(
                    "ResourceNotFoundException", f"Quantum task not found: {arn}", 404
                )
            answer = dict(self._tasks[arn])
        if "QueueInfo" in request.get("additionalAttributeNames", []):
            answer["queueInfo"] = _queue_info("QUANTUM_TASKS_QUEUE", answer["status"], 1)
        return answer

    def _search_tasks(self, scope: Scope, request: Request) -> dict[str, Any]:
        texts = {"jobArn", "status", "deviceArn", "quantumTaskArn"}
        keep = [_filter_test(item, times={"createdAt"}, texts=texts) for item in request["filters"]]
        owner = ["braket", scope.region, scope.account]
        with self._lock:
            matching = [
                record
                for arn, record in self._tasks.items()
                if arn.split(":")[2:5] == owner and all(test(record) for test in keep)
            ]
            page, token = self._page(
                matching, "quantumTaskArn", scope, request, "SearchQuantumTasks"
            )
            tasks = [
                {name: record[name] for name in _TASK_SUMMARY if name in record} for record in page
            ]
        return {"quantumTasks": tasks, **token}

    def _create_task(self, scope: Scope, request: Request) -> dict[str, Any]:
        names = ("deviceArn", "deviceParameters", "shots", "outputS3Bucket", "tags")
        fields = {name: request[name] for name in names if name in request}
        directory = {"outputS3Directory": request["outputS3KeyPrefix"]}
        # A job hands its ARN to the tasks that its algorithm makes as the job token.
        job_arn = request.get("jobToken")
        with self._lock:
            known = job_arn if job_arn in self._jobs else None
            arns = self.add_tasks(scope, known, [{**fields, **directory, "status": "CREATED"}])
        return {"quantumTaskArn": arns[0]}

    def _page(
        self,
        records: list[dict[str, Any]],
        key: str,
        scope: Scope,
        request: Request,
        operation: str,
    ) -> tuple[list[dict[str, Any]], dict[str, str]]:
        """Cut one page, newest first, and the token for the next one if there is one."""
        query = fingerprint(request, operation, *scope)
        number = 0
        records.sort(key=lambda record: (record["createdAt"], record[key]), reverse=True)
        if request.get("nextToken"):
            state = read_token(request["nextToken"], query)
            number = state["page"]
            if state["after"] is not None:
                after = (datetime.fromisoformat(state["after"][0]), state["after"][1])
                records = [r for r in records if (r["createdAt"], r[key]) < after]
        size = request.get("maxResults") or 100
        page = [] if self._settings.is_empty_page(number) else records[:size]
        more = len(records) > len(page)
        if not more and not (page and self._settings.is_empty_page(number + 1)):
            return page, {}
        place = [page[-1]["createdAt"].isoformat(), page[-1][key]] if page else None
        if place is None and request.get("nextToken"):
            place = state["after"]
        return page, {"nextToken": make_token(query, page=number + 1, after=place)}


def _check_owner(scope: Scope, arn: str) -> None:
    parts = arn.split(":")
    if len(parts) < 6 or parts[2] != "braket":  # noqa: PLR2004 - an ARN has six parts
        raise ServiceError("validation", f"Invalid ARN: {arn}")
    if parts[4] != scope.account:
        raise ServiceError("denied", f"Account {scope.account} may not read {arn}")


def _queue_info(queue: str, status: str, position: int | None) -> dict[str, Any]:
    if status in {"QUEUED", "CREATED"}:
        return {"queue": queue, "position": str(position or 1)}
    message = (
        f"It is in {status} status. AmazonBraket does not show queue position for this status."
    )
    return {"queue": queue, "position": "None", "message": message}


def _filter_test(
    item: dict[str, Any], *, times: set[str], texts: set[str]
) -> Callable[[dict[str, Any]], bool]:
    """Make the test that one search filter stands for."""
    name, operator, values = item["name"], item["operator"], item["values"]
    if name in times:
        try:
            bounds = [to_datetime(value) for value in values]
        except ValueError as failure:
            raise ServiceError("validation", f"Invalid time in filter {name}") from failure
        if operator in _COMPARISONS:
            compare = _COMPARISONS[operator]
            return lambda record: compare(record[name], bounds[0])
        if operator == "BETWEEN" and len(bounds) == 2:  # noqa: PLR2004 - two ends
            return lambda record: bounds[0] <= record[name] <= bounds[1]
        if operator == "EQUAL":
            return lambda record: record[name] in bounds
    elif name in texts:
        if operator == "EQUAL":
            return lambda record: record.get(name) in values
        if operator == "CONTAINS":
            return lambda record: any(value in record.get(name, "") for value in values)
    else:
        raise ServiceError("validation", f"Unsupported filter name: {name}")
    raise ServiceError("validation", f"Unsupported operator {operator} for filter {name}")
