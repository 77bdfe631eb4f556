"""A set as it shows itself, with what is known of its jobs: nobody is asked for it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from jobanalytics.completeness import counted
from jobanalytics.notebook.jobs import jobs_html, known_jobs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import polars as pl

    from jobanalytics.job_set.members import Member, Members
    from jobanalytics.notebook.elements import Html

__all__ = ["as_html", "count_states", "describe", "known_table"]


def describe(members: Members) -> str:
    """Say how many jobs there are, and in which states, as far as it is known."""
    return count_states([member.known for member in members])


def as_html(members: Members) -> Html:
    """Return the states, what was swept, and the first jobs, for a notebook."""
    records = [member.known for member in members]
    return jobs_html("JobSet", count_states(records), records)


def count_states(records: Sequence[dict[str, Any]]) -> str:
    """Say of how many jobs these are the records, and in which states they are."""
    states = Counter(record.get("status") for record in records)
    unknown = states.pop(None, 0)
    words = [f"{count:,} {state}" for state, count in sorted(states.items())]
    words += [f"{unknown:,} not asked yet"] if unknown else []
    return ": ".join(filter(None, [counted(len(records), "job"), ", ".join(words)]))


def known_table(members: Iterable[Member]) -> pl.DataFrame:
    """Return what is known of jobs without asking anybody, as `tables.jobs_table` lays it out.

    The state of a job that nobody has asked about is ``not asked yet``.
    """
    return known_jobs([member.known for member in members])
