"""Everything that the emulator holds, and the actions that put it there."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from jobanalytics.emulator.behaviour import Calls, Fault, Faults, Quotas, ServiceError, Settings
from jobanalytics.emulator.braket import BraketService, Scope
from jobanalytics.emulator.logs import LogsService
from jobanalytics.emulator.metrics import MetricsService
from jobanalytics.emulator.protocols import Call, require_cbor
from jobanalytics.emulator.times import now, now_ms, to_datetime, to_ms
from jobanalytics.emulator.validation import check_request

if TYPE_CHECKING:
    from collections import Counter
    from datetime import datetime

    from jobanalytics.emulator.jobs import Job

__all__ = ["ACCOUNT", "LOG_GROUP", "Cloud"]

ACCOUNT = "123456789012"
LOG_GROUP = "/aws/braket/jobs"

Operation = Callable[[Any, dict[str, Any]], dict[str, Any]]


class Cloud:
    """The services with their content, and the behaviour that they share.

    Parameters
    ----------
    region
        Where jobs are put that name no region.
    settings
        Behaviour to begin with.
    """

    def __init__(self, region: str, settings: Settings) -> None:
        self.region = region
        self.settings = settings
        self.faults = Faults()
        self.quotas = Quotas()
        self.calls = Calls()
        # Set by stop(), so that no request sleeps on.
        self.stopping = threading.Event()
        self.braket = BraketService(settings)
        self.logs = LogsService(settings)
        self.metrics = MetricsService(settings)
        self._operations: dict[str, Mapping[str, Operation]] = {
            "braket": self.braket.operations,
            "logs": self.logs.operations,
            "cloudwatch": self.metrics.operations,
            "sts": {"GetCallerIdentity": _caller_identity},
        }
        self._actions: dict[str, Callable[..., Any]] = {
            "calls": self._count_calls,
            "clear_faults": self.faults.clear,
            "configure": self._configure,
            "create_job": self._create_job,
            "delete_log_streams": self._delete_log_streams,
            "fail": self._fail,
            "get_job": self._get_job,
            "held": self.faults.held,
            "put_log_events": self._put_log_events,
            "put_metric": self._put_metric,
            "put_tasks": self._put_tasks,
            "release": self.faults.release,
            "reset_calls": self.calls.reset,
            "set_retention": self._set_retention,
            "update_job": self._update_job,
        }

    def stop(self) -> None:
        """Let no request wait any longer, whatever it waits for."""
        self.stopping.set()
        self.faults.end()

    def delay(self, operation: str, fault: Fault) -> None:
        """Have a request of the operation wait, if that is its fault."""
        if fault.kind == "timeout":
            self.stopping.wait(fault.seconds)
        elif fault.kind == "hold":
            self.faults.hold(operation)

    def answer(self, scope: Scope, call: Call) -> dict[str, Any]:
        """Run one operation of a client.

        Raises
        ------
        ServiceError
            The operation is unknown, or answers with an error.
        """
        operation = self._operations[call.service].get(call.operation)
        if operation is None:
            raise ServiceError(
                "UnknownOperationException", f"The emulator has no {call.operation}", 404
            )
        if call.service != "sts":
            check_request(call.service, call.operation, call.request)
        return operation(scope, call.request)

    def act(self, action: str, arguments: dict[str, Any]) -> Any:
        """Run one action of a test: what the admin endpoint and the Python API share.

        Raises
        ------
        ValueError
            There is no such action, or it cannot use these arguments.
        """
        if action not in self._actions:
            raise ValueError(f"The emulator has no action {action!r}: {sorted(self._actions)}")
        try:
            return self._actions[action](**arguments)
        except TypeError as failure:
            raise ValueError(f"{action}: {failure}") from failure

    def _count_calls(self) -> Counter[str]:
        return self.calls.counts()

    def _configure(self, **changes: Any) -> None:
        self.settings.update(**changes)
        if changes.get("quotas"):
            self.quotas.reset()

    def _fail(self, **plan: Any) -> None:
        self.faults.add(Fault(**plan))

    def _scope(self, region: str | None) -> Scope:
        return Scope(ACCOUNT, region or self.region)

    def _create_job(self, region: str | None = None, **fields: Any) -> str:
        scope = self._scope(region)
        arn = self.braket.add_job(scope, **fields)
        # Braket makes the group with an account's first job.
        self.logs.ensure_group(scope, LOG_GROUP)
        return arn

    def _update_job(self, arn: str, **fields: Any) -> None:
        self.braket.update_job(arn, **fields)

    def _get_job(self, arn: str) -> dict[str, Any]:
        job = self.braket.job(arn)
        return {**job.record, "logStreamPrefix": job.stream_prefix}

    def _put_log_events(
        self,
        arn: str,
        events: list[Any],
        instance: str = "algo-1",
        visible_after: float = 0.0,
        *,
        spread: float | None = None,
        stream: str | None = None,
    ) -> str:
        job = self.braket.job(arn)
        name = stream or job.stream(instance)
        if not isinstance(events, list):
            kind = type(events).__name__
            raise TypeError(f"Give events as a list, such as [line], not as {kind}")
        texts = sum(isinstance(event, str) for event in events)
        if texts not in {0, len(events)}:
            raise ValueError("Give either lines, or (timestamp, line) pairs, not both at once")
        pairs = _spread(job, events, spread) if texts else [(int(t), line) for t, line in events]
        visible_at = now_ms() + round(visible_after * 1000) if visible_after > 0 else None
        self.logs.add_events(Scope(ACCOUNT, job.region), LOG_GROUP, name, pairs, visible_at)
        return name

    def _delete_log_streams(self, arn: str) -> None:
        job = self.braket.job(arn)
        prefix = f"{job.stream_prefix}/"
        self.logs.delete_streams(Scope(ACCOUNT, job.region), LOG_GROUP, prefix)

    def _set_retention(self, days: int | None, region: str | None = None) -> None:
        self.logs.ensure_group(self._scope(region), LOG_GROUP).retention_days = days

    def _put_tasks(
        self, arn: str | None, tasks: list[dict[str, Any]], region: str | None = None
    ) -> list[str]:
        return self.braket.add_tasks(self._scope(region), arn, tasks)

    def _put_metric(
        self,
        namespace: str,
        name: str,
        dimensions: dict[str, str],
        points: list[tuple[Any, float]],
        region: str | None = None,
    ) -> None:
        require_cbor()
        samples = [
            (to_datetime(moment).timestamp(), float(value), float(value), float(value), 1.0)
            for moment, value in points
        ]
        self.metrics.add(self._scope(region), namespace, name, dimensions, samples)


def _caller_identity(scope: Scope, _request: dict[str, Any]) -> dict[str, Any]:
    arn = f"arn:aws:iam::{scope.account}:user/emulator"
    return {"Arn": arn, "UserId": "AIDAEMULATOR", "Account": scope.account}


def _spread(job: Job, lines: list[str], seconds: float | None) -> list[tuple[int, str]]:
    """Give lines evenly spaced times from the job's start on, by default over its run time."""
    began: datetime = job.record.get("startedAt") or job.record["createdAt"]
    first = to_ms(began)
    last = to_ms(job.record.get("endedAt") or now()) if seconds is None else first + seconds * 1000
    span = max(0.0, last - first)
    count = len(lines)
    return [(first + int(span * number / count), line) for number, line in enumerate(lines)]
