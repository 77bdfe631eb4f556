"""The records of jobs: GetJob for one, SearchJobs for what many have become."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from jobanalytics.aws.errors import error_code, translated
from jobanalytics.aws.responses import ask, pages
from jobanalytics.errors import AwsError, JobNotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jobanalytics.aws.job_state import JobState
    from jobanalytics.aws.session import AwsClients

__all__ = ["get_job", "refresh_summaries", "search_summaries"]

# A page of SearchJobs holds a hundred jobs, which may be other jobs; GetJob always tells of one.
_JOBS_PER_PAGE = 4
_FEW_JOBS = 8


def get_job(clients: AwsClients, arn: str, **request: Any) -> dict[str, Any]:
    """Ask for a job's record.

    Raises
    ------
    JobNotFoundError
        If the account has no such job in the region.
    AwsError
        If the call fails; the subclass says how.
    """
    what = f"getting job {arn}"
    with translated(what):
        try:
            record = ask(
                clients.braket.get_job,
                required=["jobArn", "jobName", "status"],
                what=what,
                jobArn=arn,
                **request,
            )
        except ClientError as error:
            if error_code(error) != "ResourceNotFoundException":
                raise
            raise JobNotFoundError(
                f"There is no job {arn} in this account and region ({clients.region}). "
                "Check the ARN, and whose credentials are in use "
                "(`aws sts get-caller-identity`)."
            ) from error
    record.pop("ResponseMetadata", None)
    return record


def search_summaries(
    clients: AwsClients, filters: list[dict[str, Any]]
) -> Iterator[list[dict[str, Any]]]:
    """Give the summaries of SearchJobs, page by page; the newest job first.

    Raises
    ------
    AwsError
        If the call fails; the subclass says how.
    """
    what = f"searching jobs in {clients.region}"
    with translated(what):
        for page in pages(
            clients.braket.search_jobs,
            required=["jobs"],
            what=what,
            filters=filters,
            maxResults=100,
        ):
            yield page["jobs"]


def refresh_summaries(clients: AwsClients, states: Sequence[JobState]) -> list[JobState]:
    """Learn what jobs have become, as far as a search tells it in fewer calls than GetJob.

    Returns
    -------
    list of JobState
        Those of which it tells nothing: few jobs, or jobs among too many others, or all where a
        search is not permitted.
    """
    wanted = {state.arn: state for state in states}
    if len(wanted) <= _FEW_JOBS:
        return list(wanted.values())
    created = [state.known.get("createdAt") for state in states]
    known = [time for time in created if time is not None]
    filters = []
    if len(known) == len(created):
        span = [min(known).isoformat(), max(known).isoformat()]
        filters = [{"name": "createdAt", "operator": "BETWEEN", "values": span}]
    try:
        for page in islice(search_summaries(clients, filters), len(states) // _JOBS_PER_PAGE):
            for summary in page:
                if summary["jobArn"] in wanted:
                    wanted.pop(summary["jobArn"]).learn_summary(summary)
            if not wanted:
                break
    except AwsError:
        # GetJob tells the same, one by one, or fails with what is wrong.
        return list(wanted.values())
    return list(wanted.values())
