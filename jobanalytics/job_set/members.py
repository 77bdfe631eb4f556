"""What a JobSet takes for a job, and by which name and ARN its frames tell the jobs apart."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import jobanalytics
from jobanalytics.errors import InvalidArgumentError
from jobanalytics.quantum_job import QuantumJob

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Member", "Members", "members_of"]

_LOG = "log.txt"


class Member(NamedTuple):
    """One job of a set.

    Attributes
    ----------
    job : QuantumJob
        The job.
    arn : str
        What its frames in the set have as ``job_arn``: its ARN, unless another job has the same,
        as local jobs in folders of one name have.
    label : str or None
        What they have as ``job_name`` in that case; None for the job's own name.
    """

    job: QuantumJob
    arn: str
    label: str | None = None

    @property
    def name(self) -> str:
        """What the set's frames have as ``job_name``."""
        return self.job.name if self.label is None else self.label

    @property
    def known_name(self) -> str:
        """The name, or what is known instead of it, without asking anybody."""
        name: str = self.known["jobName"]
        return name

    @property
    def known(self) -> dict[str, Any]:
        """What is known of the record, under the set's name and ARN, without asking anybody."""
        return self.renamed(self.job._known())  # noqa: SLF001 - of this package

    def renamed(self, record: dict[str, Any]) -> dict[str, Any]:
        """Return a record of the job under the set's name and ARN."""
        name = self.label or record.get("jobName") or self.arn.rpartition("/")[2]
        return record | {"jobArn": self.arn, "jobName": name}


class Members(tuple[Member, ...]):
    """The jobs of a set, in their order, each once."""

    __slots__ = ()

    def find(self, which: Any) -> Member:
        """Return the one that a job, a place, a name or an ARN means.

        Raises
        ------
        IndexError
            If there is no such place.
        InvalidArgumentError
            If there is no such job, or several are called so.
        """
        if isinstance(which, int):
            return self[which]
        if isinstance(which, str):
            found = [member for member in self if which == member.arn]
            found = found or [member for member in self if which == member.name]
        else:
            found = [member for member in self if member.job == which]
        if len(found) == 1:
            return found[0]
        if found:
            arns = ", ".join(member.arn for member in found)
            raise InvalidArgumentError(
                f"{len(found)} jobs are called {which!r}; take an ARN: {arns}."
            )
        raise InvalidArgumentError(
            f"The set has no job {which!r}; expected one of its jobs, a place, a name or an ARN."
        )


def members_of(jobs: Any) -> Members:
    """Return the jobs that are meant, each once, in their order.

    Parameters
    ----------
    jobs : QuantumJob, str, path, job of the Braket SDK, or iterable of these
        Text is an ARN or a folder; a folder without a log stands for the jobs in its folders.

    Raises
    ------
    InvalidArgumentError
        If something else is given.
    LocalJobNotFoundError
        If a folder does not exist, or holds no job.
    """
    if isinstance(jobs, Members):
        return jobs
    found = list(dict.fromkeys(_jobs(jobs)))
    count = Counter(job.arn for job in found)
    shared = [job for job in found if count[job.arn] > 1]
    labels = _labels(shared)
    return Members(
        Member(job, job._own_arn(), labels[job]) if job in labels else Member(job, job.arn)  # noqa: SLF001
        for job in found
    )


def _jobs(given: Any) -> Iterator[QuantumJob]:
    """Give the jobs that something means."""
    if isinstance(given, QuantumJob):
        yield given
    elif isinstance(given, (str, os.PathLike)):
        yield from _named(os.fspath(given))
    elif isinstance(arn := getattr(given, "arn", None), str):
        yield _of_sdk(given, arn)
    elif isinstance(given, Iterable) and not isinstance(given, (bytes, dict)):
        for each in given:
            yield from _jobs(each)
    else:
        raise InvalidArgumentError(
            f"{given!r} is no job; expected a job of this package or of the Braket SDK, an ARN, a "
            "folder of a local job, or several of these."
        )


def _named(text: str) -> Iterator[QuantumJob]:
    if text.startswith("arn:"):
        yield jobanalytics.AwsQuantumJob(text)
        return
    folder = Path(text)
    inner = sorted(folder.glob(f"*/{_LOG}")) if not (folder / _LOG).exists() else []
    if inner:
        for log in inner:
            yield jobanalytics.LocalQuantumJob(log.parent)
    else:
        yield jobanalytics.LocalQuantumJob(text)


def _of_sdk(job: Any, arn: str) -> QuantumJob:
    """Return the counterpart of a job of the Braket SDK, with the session that it has."""
    if arn.startswith("local:"):
        return jobanalytics.LocalQuantumJob(arn)
    return jobanalytics.AwsQuantumJob(arn, getattr(job, "_aws_session", None))


def _labels(jobs: list[QuantumJob]) -> dict[QuantumJob, str]:
    """Name jobs by the last parts of their places, as many as it takes to tell them apart."""
    places = {job: job._own_arn().split("/") for job in jobs}  # noqa: SLF001 - of this package
    count = 2
    while True:
        labels = {job: "/".join(parts[-count:]) for job, parts in places.items()}
        if len(set(labels.values())) == len(labels):
            return labels
        count += 1
