"""A set as it shows itself, with what is known of its jobs: nobody is asked for it."""

from __future__ import annotations

from collections import Counter
from html import escape
from typing import TYPE_CHECKING

import polars as pl

from jobanalytics import tables
from jobanalytics.completeness import counted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jobanalytics.job_set.members import Member, Members

__all__ = ["as_html", "describe", "known_table"]

_SHOWN = 10


def describe(members: Members) -> str:
    """Say how many jobs there are, and in which states, as far as it is known."""
    states = Counter(member.known.get("status") for member in members)
    unknown = states.pop(None, 0)
    words = [f"{count:,} {state}" for state, count in sorted(states.items())]
    words += [f"{unknown:,} not asked yet"] if unknown else []
    return ": ".join(filter(None, [counted(len(members), "job"), ", ".join(words)]))


def known_table(members: Iterable[Member]) -> pl.DataFrame:
    """Return what is known of jobs without asking anybody, as `tables.jobs_table` lays it out.

    The state of a job that nobody has asked about is ``not asked yet``.
    """
    return tables.jobs_table([{"status": "not asked yet"} | member.known for member in members])


def as_html(members: Members) -> str:
    """Return a small table of the first jobs, for a notebook."""
    heading = f"<b>JobSet</b> of {escape(describe(members))}"
    if not members:
        return heading
    shown = known_table(members[:_SHOWN]).select(
        "job_name", "state", "device", "created_at", "run_seconds"
    )
    with pl.Config(tbl_hide_dataframe_shape=True, tbl_hide_column_data_types=True):
        table = shown._repr_html_()
    more = len(members) - shown.height
    return f"{heading}{table}" + (f"… and {more:,} more: <code>.table()</code>" if more else "")
