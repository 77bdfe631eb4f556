"""Which jobs a command is about: from AWS, folders and archives to a JobSet."""

from __future__ import annotations

import os
import sys
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import boto3
import polars as pl
import typer

import jobanalytics as ja
from jobanalytics.aws.errors import translated
from jobanalytics.cli.options import Selection, is_searching
from jobanalytics.cli.running import current_run
from jobanalytics.comparison.arguments import did_you_mean
from jobanalytics.comparison.groups import find_group_column
from jobanalytics.printable import NOT_GIVEN
from jobanalytics.tables import is_value, typed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from jobanalytics.cli.options import Place, Searching

__all__ = ["chosen", "group_of", "lead_to", "session"]

_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_SERVICES = ("BRAKET", "CLOUDWATCH_LOGS", "CLOUDWATCH", "STS")


def session(place: Place) -> boto3.Session:
    """Return the AWS session of a profile and a region."""
    with translated("finding the AWS session"):
        return boto3.Session(profile_name=place.profile, region_name=place.region)


def chosen(searching: Searching) -> ja.JobSet:
    """Return the jobs that are meant, each once, and let the run know of them.

    Raises
    ------
    typer.BadParameter
        If no job is named, and nothing else says which.
    JobNotFoundError
        If there is none, or stdin was to name them and was empty.
    """
    lead_to(searching.endpoint_url)
    named = _named(searching.jobs or [])
    if isinstance(searching, Selection) and searching.archive is not None:
        jobs = _filtered(_of_archive(searching, named), searching)
    else:
        jobs = _of_aws_and_folders(searching, named)
    if not jobs:
        _none_found(named, searching)
    current_run().sets.append(jobs)
    return jobs


def group_of(table: pl.DataFrame, by: list[str], words: list[str]) -> tuple[Any, ...]:
    """Return the values of a group of jobs that words stand for, in the order of `by`.

    Raises
    ------
    typer.BadParameter
        If there are not as many words as columns in `by`.
    InvalidArgumentError
        If there is no such column.
    """
    if len(words) != len(by):
        raise typer.BadParameter(
            f"expected a value for each of {', '.join(by)}; got {' '.join(words)}",
            param_hint="--baseline",
        )
    columns = [table[find_group_column(name, table.columns)] for name in by]
    return tuple(_meant(word, column) for column, word in zip(columns, words, strict=True))


def _meant(word: str, column: pl.Series) -> Any:
    """Return the value of a column that a word stands for; also that of jobs without one."""
    if word == NOT_GIVEN and column.null_count() and not (column == word).any():
        return None
    return word if column.dtype == pl.String else typed(pl.Series([word])).item()


def lead_to(endpoint_url: str | None) -> None:
    """Lead the clients of this process to an endpoint; S3 only where nothing else leads it."""
    if endpoint_url is not None:
        os.environ |= {f"AWS_ENDPOINT_URL_{name}": endpoint_url for name in _SERVICES}
        os.environ.setdefault("AWS_ENDPOINT_URL_S3", endpoint_url)


def _named(given: list[str]) -> list[str]:
    """Return the names, with those from stdin in the place of ``-``."""
    if "-" not in given:
        return given
    place = given.index("-")
    lines = [line.strip() for line in sys.stdin]
    named = [*given[:place], *filter(None, lines), *given[place + 1 :]]
    if not named:
        _not_found("Standard input was empty, so that - stands for no job.")
    return named


def _of_archive(selection: Selection, named: list[str]) -> ja.JobSet:
    """Return the jobs of an archive that are named; all if none is."""
    session_of = session(selection) if selection.profile or selection.region else None
    jobs = ja.Archive(str(selection.archive), session_of).jobs()
    if not named:
        return jobs
    names = {job.arn: job.name for job in jobs}
    found = {which: {job for job in jobs if _means(which, job)} for which in named}
    for which, own in found.items():
        if not own:
            _not_found(
                f"The archive {selection.archive} has no job {which!r}"
                f"{did_you_mean(which, names.values())}"
            )
    return ja.JobSet([job for job in jobs if any(job in own for own in found.values())])


def _means(which: str, job: ja.QuantumJob) -> bool:
    return which == job.arn or fnmatchcase(job.name, which)


def _of_aws_and_folders(searching: Searching, named: list[str]) -> ja.JobSet:
    if not named and not _has_filters(searching):
        raise typer.BadParameter(
            "expected ARNs, names such as 'vqe-*', folders, filters such as --status, or "
            "--archive; '*' stands for all jobs",
            param_hint="jobs",
        )
    of = session(searching) if searching.profile or searching.region else None
    patterns: list[str] = [] if named else ["*"]
    own: list[ja.QuantumJob] = []
    for which in named:
        if not which.strip():
            raise typer.BadParameter("a job's name is not empty", param_hint="jobs")
        if which.startswith("arn:"):
            own.append(ja.AwsQuantumJob(which, of))
        elif which.startswith("local:") or os.sep in which or Path(which).is_dir():
            own += ja.JobSet(_folder(which))
        else:
            patterns.append(which)
    found: list[ja.QuantumJob] = list(_filtered(ja.JobSet(own), searching))
    for pattern in patterns:
        jobs = _searched(searching, pattern, of)
        if not jobs and not _has_filters(searching):
            may_be_a_metric = current_run().takes_metrics and len(named) > 1 and pattern == named[0]
            hint = f" Did you mean --metric {pattern}?" if may_be_a_metric else ""
            _not_found(f"No job on AWS is called {pattern!r}.{hint}")
        found += jobs
    if searching.limit is not None and len(named) > 1:
        found.sort(key=_name_and_arn)
        found.sort(key=_created, reverse=True)
    return ja.JobSet(found)[: searching.limit]


def _created(job: ja.QuantumJob) -> datetime:
    """Return when a job was made, as far as it is known."""
    created: datetime = job._known().get("createdAt", _LONG_AGO)  # noqa: SLF001 - of this package
    return created


def _name_and_arn(job: ja.QuantumJob) -> tuple[str, str]:
    return job._known().get("jobName", ""), job.arn  # noqa: SLF001 - of this package


def _folder(which: str) -> Any:
    return ja.LocalQuantumJob(which) if which.startswith("local:") else Path(which)


def _searched(searching: Searching, pattern: str, of: boto3.Session | None) -> ja.JobSet:
    return ja.search_jobs(
        name=pattern,
        status=searching.status,
        created_after=searching.created_after,
        created_before=searching.created_before,
        tags=_tags(searching),
        hyperparameters={
            name: [value for word in words for value in _values(word)]
            for name, words in _pairs("--hyperparameter", searching.hyperparameter).items()
        },
        region=searching.region,
        session=of,
        limit=searching.limit,
    )


def _has_filters(searching: Searching) -> bool:
    return is_searching(replace(searching, jobs=None))


def _filtered(jobs: ja.JobSet, searching: Searching) -> ja.JobSet:
    """Return the jobs that a search with these filters would have found, had they been on AWS."""
    if not jobs or not _has_filters(searching):
        return jobs
    table = jobs.table(typed=False, progress=not current_run().quiet)
    keep = pl.lit(value=True)
    if searching.status is not None:
        keep &= pl.col("state") == searching.status.upper()
    if searching.created_after is not None:
        keep &= pl.col("created_at") >= _time("--created-after", searching.created_after)
    if searching.created_before is not None:
        keep &= pl.col("created_at") < _time("--created-before", searching.created_before)
    for name, value in _tags(searching).items():
        keep &= _column(table, f"tags.{name}") == value
    for name, words in _pairs("--hyperparameter", searching.hyperparameter).items():
        wanted = [value for word in words for value in _values(word)]
        column = table.select(_column(table, f"hyperparameters.{name}")).to_series()
        keep &= pl.Series([is_value(text, wanted) for text in column], dtype=pl.Boolean)
    order = ["created_at", "job_name", "job_arn"]
    kept = table.filter(keep).sort(order, descending=[True, False, False], nulls_last=True)
    arns = set(kept["job_arn"].head(len(table) if searching.limit is None else searching.limit))
    return ja.JobSet([jobs[arn] for arn in table["job_arn"] if arn in arns])


def _tags(searching: Searching) -> dict[str, str]:
    pairs = _pairs("--tag", searching.tag)
    for name, values in pairs.items():
        if len(values) > 1:
            raise typer.BadParameter(
                f"{name} cannot be {' and '.join(values)} at once", param_hint="--tag"
            )
    return {name: value for name, (value,) in pairs.items()}


def _column(table: pl.DataFrame, name: str) -> pl.Expr:
    return pl.col(name) if name in table.columns else pl.lit(None, pl.String)


def _pairs(option: str, given: Iterable[str] | None) -> Mapping[str, list[str]]:
    """Return the values by name of words such as ``name=value``."""
    pairs: dict[str, list[str]] = defaultdict(list)
    for word in given or ():
        name, sign, value = word.partition("=")
        if not sign or not name:
            raise typer.BadParameter(f"expected name=value; got {word}", param_hint=option)
        pairs[name].append(value)
    return pairs


def _values(word: str) -> list[Any]:
    """Return what a word of a shell may stand for: a text, or the number that it is too."""
    value = typed(pl.Series([word])).item()
    return [word] if isinstance(value, str) else [word, value]


def _time(option: str, text: str) -> datetime:
    try:
        value = datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(
            f"{text} is no time; expected 2026-09-01 or 2026-09-01T12:00:00+00:00",
            param_hint=option,
        ) from error
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value


def _none_found(named: list[str], searching: Searching) -> NoReturn:
    which = f" of {', '.join(named)}" if named else ""
    archive = searching.archive if isinstance(searching, Selection) else None
    where = "" if archive is None else f" in {archive}"
    filters = " that the filters let through" if _has_filters(searching) else ""
    _not_found(f"There is no job{which}{where}{filters}.")


def _not_found(text: str) -> NoReturn:
    raise ja.JobNotFoundError(text)
