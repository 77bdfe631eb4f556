"""Finding jobs with Braket's SearchJobs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from itertools import groupby, islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from jobanalytics.aws.job import found_job
from jobanalytics.aws.records import search_summaries
from jobanalytics.aws.session import clients, default_region
from jobanalytics.errors import InvalidArgumentError
from jobanalytics.job_set import JobSet
from jobanalytics.job_set.loading import Loader
from jobanalytics.job_set.members import members_of
from jobanalytics.quantum_job import STATES
from jobanalytics.tables import is_value

if TYPE_CHECKING:
    from collections.abc import Iterator

    import boto3

    from jobanalytics.aws.job import AwsQuantumJob

__all__ = ["search_jobs"]

_KINDS: dict[type, str] = {
    str: "one text",
    int: "a whole number",
    Mapping: "values by name, such as {'n_layers': 4}",
}

# Records that are asked for at once, where a limit may make the rest unnecessary.
_BATCH = 25


def search_jobs(
    *,
    name: str | None = None,
    status: str | None = None,
    created_after: datetime | str | None = None,
    created_before: datetime | str | None = None,
    tags: Mapping[str, str] | None = None,
    hyperparameters: Mapping[str, Any] | None = None,
    device: str | None = None,
    region: str | None = None,
    session: boto3.Session | None = None,
    limit: int | None = None,
) -> JobSet:
    """Find hybrid jobs of one account in one region.

    Parameters
    ----------
    name : str, optional
        A glob over job names, such as ``vqe-*``; upper and lower case differ.
    status : str, optional
        QUEUED, RUNNING, COMPLETED, FAILED, CANCELLING or CANCELLED, in any case.
    created_after, created_before : datetime or str, optional
        Bounds of the creation time, the first included, the second not; a string in ISO format
        (``2026-09-01``). Without a time zone they are UTC.
    tags : mapping of str to str, optional
        Tags that a job must have.
    hyperparameters : mapping of str to str, number, bool, None, or a collection of these, optional
        Hyperparameters that a job must have; of a list or another collection any will do, and None
        is for jobs without it. Braket has them as text: a string has to be that very text, a
        number the same number (``0.1`` is also ``"0.10"``, ``4`` also ``"4.0"``), a boolean the
        same boolean (``True`` is also ``"true"``, and never ``"1"``). Only GetJob tells them, five
        jobs a second, so each job that all else has left is asked.
    device : str, optional
        A glob over device ARNs.
    region : str, optional
        The session's region if not given.
    session : boto3.Session or braket.aws.AwsSession, optional
        Whose jobs; those of the environment's credentials if not given.
    limit : int, optional
        The most jobs to return.

    Returns
    -------
    JobSet
        The newest first; those of one time by name, then by ARN.

    Raises
    ------
    InvalidArgumentError
        If a time is not one, `status` is no status, `limit` is negative, another argument is of a
        wrong kind, or no region is set.
    JobNotFoundError
        If a job is deleted between the search and the question for its hyperparameters.
    AwsError
        If the call fails; the subclass says how.
    """
    _check_kinds(name=(name, str), status=(status, str), device=(device, str), limit=(limit, int))
    _check_kinds(tags=(tags, Mapping), hyperparameters=(hyperparameters, Mapping))
    if status is not None and status.upper() not in STATES:
        raise InvalidArgumentError(
            f"status={status!r} is no status; expected one of {', '.join(STATES)}."
        )
    if limit is not None and limit < 0:
        raise InvalidArgumentError(f"limit={limit} is negative; expected a number of jobs.")
    region = region or default_region(session)
    created = []
    if created_after is not None:
        created.append(_filter("GTE", _time(created_after, "created_after")))
    if created_before is not None:
        created.append(_filter("LT", _time(created_before, "created_before")))
    found: Iterator[AwsQuantumJob] = (
        found_job(job, session)
        for job in _in_order(search_summaries(clients(session, region), created))
        if (name is None or fnmatchcase(job["jobName"], name))
        and (status is None or job["status"] == status.upper())
        and (device is None or fnmatchcase(job["device"], device))
        and all(job.get("tags", {}).get(key) == value for key, value in (tags or {}).items())
    )
    if hyperparameters:
        found = _with_hyperparameters(found, hyperparameters, limit)
    return JobSet(islice(found, limit))


def _check_kinds(**arguments: tuple[Any, type]) -> None:
    for argument, (value, kind) in arguments.items():
        if value is not None and (not isinstance(value, kind) or isinstance(value, bool)):
            raise InvalidArgumentError(f"{argument} takes {_KINDS[kind]}; got {value!r}.")


def _with_hyperparameters(
    jobs: Iterator[AwsQuantumJob], wanted: Mapping[str, Any], limit: int | None
) -> Iterator[AwsQuantumJob]:
    """Keep the jobs with some hyperparameters; ask no more of them than a limit makes necessary."""
    while batch := list(islice(jobs, None if limit is None else _BATCH)):
        for job, record in zip(batch, Loader(members_of(batch)).records(), strict=True):
            given = record.get("hyperParameters") or {}
            if all(is_value(given.get(name), value) for name, value in wanted.items()):
                yield job


def _in_order(pages: Iterator[list[dict[str, Any]]]) -> Iterator[dict[str, Any]]:
    """Give the summaries of pages; those of one time, which come in any order, by name."""
    jobs = (job for page in pages for job in page)
    for _, of_one_time in groupby(jobs, key=itemgetter("createdAt")):
        yield from sorted(of_one_time, key=itemgetter("jobName", "jobArn"))


def _filter(operator: str, time: datetime) -> dict[str, Any]:
    return {"name": "createdAt", "operator": operator, "values": [time.isoformat()]}


def _time(value: datetime | str, argument: str) -> datetime:
    if not isinstance(value, datetime):
        try:
            value = datetime.fromisoformat(value)
        except (TypeError, ValueError) as error:
            raise InvalidArgumentError(
                f"{argument}={value!r} is no time; expected a datetime, or a string such as "
                "'2026-09-01' or '2026-09-01T12:00:00+00:00'."
            ) from error
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value
