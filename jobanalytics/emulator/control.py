"""What tests say to an emulator, wherever it runs."""

from __future__ import annotations

import contextlib
import gzip
import io
import tarfile
from abc import ABC, abstractmethod
from collections import Counter
from typing import TYPE_CHECKING, Any, Self

import boto3
from botocore.config import Config

from jobanalytics.emulator.environment import leading
from jobanalytics.emulator.jobs import HYPERPARAMETERS, TIMES, as_strings
from jobanalytics.emulator.s3 import SEEDING_AGENT
from jobanalytics.emulator.times import to_datetime

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

__all__ = ["Control"]


class Control(ABC):
    """An emulator that can be filled, asked and made to misbehave."""

    def __init__(self) -> None:
        self._s3_client: Any = None
        self._has_bucket = False

    def __repr__(self) -> str:
        """Tell whether it serves, and where."""
        name = type(self).__name__
        if not self._serves:
            return f"<{name}, not serving>"
        url, s3_url = (self.environ[f"AWS_ENDPOINT_URL_{end}"] for end in ("BRAKET", "S3"))
        place = f"S3 at {s3_url}" if s3_url != url else "no S3"
        return f"<{name}, serving at {url}, {place}>"

    @property
    @abstractmethod
    def _serves(self) -> bool: ...

    @property
    @abstractmethod
    def environ(self) -> dict[str, str]:
        """The environment variables that lead boto3, s3fs and the Braket SDK here."""

    @abstractmethod
    def start(self) -> Self:
        """Begin to serve; does nothing while it serves."""

    @abstractmethod
    def stop(self) -> None:
        """Serve no more and forget everything; does nothing when it does not serve."""

    @abstractmethod
    def _act(self, action: str, arguments: dict[str, Any]) -> Any: ...

    @contextlib.contextmanager
    def environment(self) -> Iterator[None]:
        """Lead this process's AWS clients here for the length of a ``with`` block.

        It holds for clients made inside the block. boto3's default session keeps the credentials
        that it once found: make a ``boto3.Session()`` of your own if one was used before.
        """
        with leading(self.environ):
            yield

    def configure(self, **settings: Any) -> None:
        """Switch the behaviour.

        Parameters
        ----------
        **settings
            Members of :class:`jobanalytics.emulator.behaviour.Settings`: ``latency``, ``quotas``,
            ``page_events``, ``page_bytes``, ``empty_pages_every``, ``partial_pages_every``,
            ``cancel_seconds``, ``insights_seconds``, ``insights_status``, ``stream_times_lag``.

        Raises
        ------
        ValueError
            There is no such setting.
        """
        self._act("configure", settings)

    def fail(
        self,
        operation: str,
        kind: str,
        times: int | None = 1,
        after: int = 0,
        seconds: float = 30.0,
    ) -> None:
        """Plan a fault.

        Parameters
        ----------
        operation
            Such as ``"GetJob"`` or ``"S3.GetObject"``; ``"S3.*"`` for all of S3, ``"*"`` for all.
        kind
            ``throttle``, ``internal``, ``unavailable``, ``denied``, ``not-found``,
            ``expired-token``, ``validation`` (as for a page token that is valid no more): an error
            of the service. ``reset``: the connection ends without an answer. ``timeout``: the
            answer comes after `seconds`. ``hold``: it comes after a :meth:`release`. ``empty``,
            ``cut``, ``not-json``, ``missing``: a 200 without its data; what was asked has been
            done. For S3, ``cut`` ends a body before its length.
        times
            How many requests suffer it; None for all from now on.
        after
            How many requests of that operation are spared first.
        seconds
            Length of a ``timeout``.

        Raises
        ------
        ValueError
            There is no such kind.
        """
        plan = {"times": times, "after": after, "seconds": seconds}
        self._act("fail", {"operation": operation, "kind": kind, **plan})

    def clear_faults(self) -> None:
        """Forget every planned fault, and release every request."""
        self._act("clear_faults", {})

    @property
    def held(self) -> Counter[str]:
        """Requests that a ``hold`` keeps waiting now, by operation name."""
        return Counter(self._act("held", {}))

    def release(self, operation: str) -> None:
        """Answer the requests of an operation that are held now; a planned ``hold`` stays.

        What they ask for is done then, and not when they came.
        """
        self._act("release", {"operation": operation})

    @property
    def calls(self) -> Counter[str]:
        """Requests by operation name, throttled ones once more as ``<name>:throttled``."""
        return Counter(self._act("calls", {}))

    def reset_calls(self) -> None:
        """Count from nothing again."""
        self._act("reset_calls", {})

    def create_job(
        self,
        name: str,
        status: str = "COMPLETED",
        hyperparameters: Mapping[str, Any] | None = None,
        *,
        created_at: datetime | float | str | None = None,
        started_at: datetime | float | str | None = None,
        ended_at: datetime | float | str | None = None,
        old_arn: bool = False,
        queue_position: int | None = None,
        region: str | None = None,
        **members: Any,
    ) -> str:
        """Put a job in and give its ARN.

        Parameters
        ----------
        name
            Job name.
        status
            QUEUED, RUNNING, COMPLETED, FAILED, CANCELLING or CANCELLED; times that are not given
            follow from it.
        hyperparameters
            Values by name; Braket has only strings, so each becomes its ``str()``.
        created_at, started_at, ended_at
            By default it was made an hour ago, started 2 minutes later and ran for 30.
        old_arn
            Whether the ARN holds the job's name, as it did at first, instead of a UUID.
        queue_position
            Place in the queue while it is QUEUED.
        region
            By default the emulator's.
        **members
            ``instance_count``, ``instance_type``, ``device``, ``tags``, ``failure_reason``,
            ``output_s3_path``, ``checkpoint_s3_uri``, ``billable_duration``, ``max_runtime``,
            ``role_arn``, ``events``, or any member of GetJob in its own spelling.
            ``billable_duration`` is in milliseconds by default.

        Raises
        ------
        ValueError
            There is a job of this ARN, or no such status or member.
        TypeError
            `hyperparameters` have no names.
        """
        given = {
            "name": name,
            "status": status,
            "hyperparameters": {} if hyperparameters is None else hyperparameters,
            "created_at": created_at,
            "started_at": started_at,
            "ended_at": ended_at,
            "old_arn": old_arn,
            "queue_position": queue_position,
            "region": region,
        }
        arn = str(self._act("create_job", _with_strings({**given, **members})))
        usual = region is None and "output_s3_path" not in members
        if usual and self._has_s3 and not self._has_bucket:
            # An account that has jobs has the bucket that their results go to.
            self._make_bucket(self.get_job(arn)["outputDataConfig"]["s3Path"])
            self._has_bucket = True
        return arn

    def update_job(self, arn: str, **members: Any) -> None:
        """Change members of a job, named as in :meth:`create_job`; None takes one away.

        A new status brings the start or end time with it that it implies.

        Raises
        ------
        ValueError
            There is no such job, status or member.
        """
        self._act("update_job", {"arn": arn, **_with_strings(members)})

    def get_job(self, arn: str) -> dict[str, Any]:
        """Give GetJob's record, and ``logStreamPrefix``, without a request that counts."""
        record: dict[str, Any] = self._act("get_job", {"arn": arn})
        times = {name: to_datetime(record[name]) for name in TIMES if name in record}
        events = [
            {**event, "timeOfEvent": to_datetime(event["timeOfEvent"])}
            for event in record["events"]
        ]
        return {**record, **times, "events": events}

    def put_log_events(
        self,
        arn: str,
        events: Sequence[str] | Sequence[tuple[int, str]],
        instance: str = "algo-1",
        visible_after: float = 0.0,
        *,
        spread: float | None = None,
        stream: str | None = None,
    ) -> str:
        """Put log events of a job in, and give the name of their log stream.

        Parameters
        ----------
        arn
            The job.
        events
            Lines, which get evenly spaced times from the job's start on, or pairs of a timestamp in
            milliseconds since the epoch and a line.
        instance
            Which instance logged them: its stream is ``<job name>/<uuid>/<instance>-<epoch>``.
        visible_after
            Seconds until they can be read; their timestamps stay as they are.
        spread
            Seconds that plain lines are spread over; by default the job's run time.
        stream
            Name of another log stream to take.

        Raises
        ------
        ValueError
            There is no such job, or `events` is one text instead of a list.
        """
        arguments = {
            "arn": arn,
            # A text would become a list of its letters: it is left to be refused.
            "events": events if isinstance(events, (list, str)) else list(events),
            "instance": instance,
            "visible_after": visible_after,
            "spread": spread,
            "stream": stream,
        }
        return str(self._act("put_log_events", arguments))

    def delete_log_streams(self, arn: str) -> None:
        """Remove all log streams of a job."""
        self._act("delete_log_streams", {"arn": arn})

    def set_retention(self, days: int | None, region: str | None = None) -> None:
        """Keep the jobs' log events for so many days only; older ones are gone at once."""
        self._act("set_retention", {"days": days, "region": region})

    def put_tasks(
        self, arn: str | None, tasks: Iterable[Mapping[str, Any]], region: str | None = None
    ) -> list[str]:
        """Put quantum tasks in, of a job or (None) of no job, and give their ARNs.

        Parameters
        ----------
        arn
            The job.
        tasks
            Each with any of ``status``, ``device``, ``shots``, ``created_at``, ``ended_at``,
            ``tags``, ``failure_reason``, ``successful_shots``, or members of GetQuantumTask.
        region
            Of tasks without a job; by default the emulator's.
        """
        given = [dict(task) for task in tasks]
        return list(self._act("put_tasks", {"arn": arn, "tasks": given, "region": region}))

    def put_metric(
        self,
        namespace: str,
        name: str,
        dimensions: Mapping[str, str],
        points: Iterable[tuple[datetime | float, float]],
        region: str | None = None,
    ) -> None:
        """Put points of a CloudWatch metric in: moments (or seconds since the epoch) and values."""
        arguments = {
            "namespace": namespace,
            "name": name,
            "dimensions": dict(dimensions),
            "points": [list(point) for point in points],
            "region": region,
        }
        self._act("put_metric", arguments)

    def put_bundle(self, arn: str, content: Mapping[str, bytes] | bytes) -> str:
        """Store the result bundle of a job and give its S3 URI.

        Parameters
        ----------
        arn
            The job.
        content
            Files by name, packed as ``model.tar.gz``, or the bytes of the bundle as they are.
        """
        place = self.get_job(arn)["outputDataConfig"]["s3Path"]
        data = content if isinstance(content, bytes) else _pack(content)
        return self.put_object(f"{place}/output/model.tar.gz", data)

    def put_object(self, uri: str, data: bytes) -> str:
        """Store an object, in a bucket that is made if it is missing, and give its S3 URI."""
        bucket, key = self._make_bucket(uri)
        self._s3().put_object(Bucket=bucket, Key=key, Body=data)
        return uri

    def _make_bucket(self, uri: str) -> tuple[str, str]:
        """Make the bucket of a URI if it is missing; return its name and the key."""
        bucket, _, key = uri.removeprefix("s3://").partition("/")
        client = self._s3()
        known = {item["Name"] for item in client.list_buckets()["Buckets"]}
        if bucket not in known:
            region = self.environ["AWS_REGION"]
            place = {"CreateBucketConfiguration": {"LocationConstraint": region}}
            client.create_bucket(Bucket=bucket, **({} if region == "us-east-1" else place))
        return bucket, key

    @property
    def _has_s3(self) -> bool:
        return self.environ["AWS_ENDPOINT_URL_S3"] != self.environ["AWS_ENDPOINT_URL_BRAKET"]

    def _s3(self) -> Any:
        if not self._has_s3:
            raise ValueError("This emulator was started with s3=False")
        if self._s3_client is None:
            with self.environment():
                config = Config(user_agent_extra=SEEDING_AGENT)
                self._s3_client = boto3.Session().client("s3", config=config)
        return self._s3_client

    def _close_s3(self) -> None:
        if self._s3_client is not None:
            self._s3_client.close()
            self._s3_client = None
            self._has_bucket = False

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_exc: object) -> None:
        self.stop()


def _with_strings(members: dict[str, Any]) -> dict[str, Any]:
    """Make hyperparameters strings before JSON changes them on the way to another process."""
    changed = {
        name: as_strings(members[name]) for name in HYPERPARAMETERS if members.get(name) is not None
    }
    return {**members, **changed}


def _pack(files: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    # No time of packing in it: equal files give equal bundles.
    with (
        gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as zipped,
        tarfile.open(fileobj=zipped, mode="w") as archive,
    ):
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return packed.getvalue()
