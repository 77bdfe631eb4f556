"""What a JobSet takes for a job, and by which name and ARN its frames tell the jobs apart."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping
from operator import index
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, SupportsIndex

import jobanalytics
from jobanalytics.comparison.arguments import did_you_mean
from jobanalytics.completeness import counted
from jobanalytics.errors import InvalidArgumentError, LocalJobNotFoundError
from jobanalytics.quantum_job import QuantumJob

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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
    def is_name_known(self) -> bool:
        """Whether the name can be told without asking anybody."""
        return self.label is not None or self.job._known_name() is not None  # noqa: SLF001

    @property
    def known_name(self) -> str:
        """What the set's frames have as ``job_name``, or what is known instead: no one is asked."""
        return self._called(self.job._known_name())  # noqa: SLF001 - of this package

    @property
    def known(self) -> dict[str, Any]:
        """What is known of the record, under the set's name and ARN, without asking anybody."""
        return self.renamed(self.job._known())  # noqa: SLF001 - of this package

    def renamed(self, record: dict[str, Any]) -> dict[str, Any]:
        """Return a record of the job under the set's name and ARN."""
        return record | {"jobArn": self.arn, "jobName": self._called(record.get("jobName"))}

    def _called(self, own_name: str | None) -> str:
        return self.label or own_name or self.arn.rpartition("/")[2]


class Members(tuple[Member, ...]):
    """The jobs of a set, in their order, each once."""

    __slots__ = ()

    def matching(self, which: Any, names: Callable[[], Mapping[str, str]]) -> list[Member]:
        """Return those that a job, an ARN or a name means.

        Parameters
        ----------
        which : QuantumJob, job of the Braket SDK, or str
            Two local jobs in folders of one name have that name, and that ARN, in common.
        names : callable
            Returns the jobs' names by ARN. It is called only where `which` is no ARN of theirs.
        """
        if isinstance(which, QuantumJob):
            return [member for member in self if member.job == which]
        text = which if isinstance(which, str) else getattr(which, "arn", None)
        if not isinstance(text, str):
            return []
        found = [member for member in self if member.arn == text]
        found = found or [member for member in self if member.job.arn == text]
        found = found or [member for member in self if member.job._own_arn() == text]  # noqa: SLF001
        if found or not _is_name(which):
            return found
        of = names()
        found = [member for member in self if of.get(member.arn) == text]
        return found or [member for member in self if member.label and member.job.name == text]

    def find(self, which: Any, names: Callable[[], Mapping[str, str]]) -> Member:
        """Return the one that a place, or what `matching` takes, means.

        Raises
        ------
        IndexError
            If there is no such place.
        InvalidArgumentError
            If there is no such job, or several are called so.
        """
        if isinstance(which, SupportsIndex):
            place = index(which)
            if not -len(self) <= place < len(self):
                raise IndexError(f"The set has {counted(len(self), 'job')}; there is no [{place}].")
            return self[place]
        found = self.matching(which, names)
        if len(found) == 1:
            return found[0]
        if found:
            arns = ", ".join(member.arn for member in found)
            raise InvalidArgumentError(
                f"{len(found):,} jobs are called {which!r}; take one of their ARNs: {arns}."
            )
        close = did_you_mean(which, names().values() if _is_name(which) else ())
        raise InvalidArgumentError(
            f"The set has no job {which!r}; expected one of its jobs, or a job's place, name or "
            f"ARN{close}"
        )


def _is_name(which: Any) -> bool:
    """Say whether something may be the name of a job; an ARN is none."""
    return isinstance(which, str) and not which.startswith("arn:")


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
    # A job may be given twice, from an archive and from AWS: it stays what it was first.
    first: dict[str, QuantumJob] = {}
    for job in _jobs(jobs):
        first.setdefault(job._own_arn(), job)  # noqa: SLF001 - of this package
    found = list(first.values())
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
    elif isinstance(given, Iterable) and not isinstance(given, (bytes, Mapping)):
        for each in given:
            yield from _jobs(each)
    else:
        hint = " The jobs of an archive are its jobs()." if hasattr(given, "jobs") else ""
        raise InvalidArgumentError(
            f"{given!r} is no job; expected a job of this package or of the Braket SDK, an ARN, a "
            f"folder of a local job, or several of these.{hint}"
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
        return
    if next(folder.glob("jobs/*.parquet"), None) is not None:
        raise InvalidArgumentError(
            f"{text} is an archive, and no folder of local jobs; its jobs are "
            f"Archive({text!r}).jobs()."
        )
    try:
        yield jobanalytics.LocalQuantumJob(text)
    except LocalJobNotFoundError as error:
        error.add_note(
            "Jobs on AWS are given by their ARNs, or found by name: "
            f"search_jobs(name={text!r}). Those of an archive are Archive(root).jobs()."
        )
        raise


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
