"""A set of jobs in a notebook: their states, what was swept, and the first of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from jobanalytics import comparison, tables
from jobanalytics.comparison.groups import HYPERPARAMETER
from jobanalytics.completeness import counted
from jobanalytics.notebook.elements import Html, bold, code, escaped, joined, small, table, text
from jobanalytics.notebook.measures import clock, moment

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["jobs_html", "known_jobs"]

_JOBS_SHOWN = 10
_SWEPT_SHOWN = 6
_VALUES_SHOWN = 8


def jobs_html(kind: str, described: str, records: Sequence[dict[str, Any]]) -> Html:
    """Show a set of jobs.

    Parameters
    ----------
    kind : str
        What the set is called.
    described : str
        How many jobs there are in which states, in words.
    records : sequence of dict
        What is known of the record of each job; its name and ARN at least.
    """
    return joined(_parts(kind, described, records))


def known_jobs(records: Sequence[dict[str, Any]]) -> pl.DataFrame:
    """Lay out what is known of jobs; the state of one that nobody asked about is no state yet."""
    return tables.jobs_table([{"status": "not asked yet"} | record for record in records])


def _parts(kind: str, described: str, records: Sequence[dict[str, Any]]) -> Iterator[Html]:
    yield joined([bold(kind), escaped(f" of {described}")])
    if not records:
        return
    jobs = known_jobs(records)
    asked = [record.get("hyperParameters") is not None for record in records]
    swept = comparison.varying(jobs.filter(pl.Series(asked))).filter(pl.col("n_values") > 1)
    if not swept.is_empty():
        yield _swept(swept, sum(asked))
    yield _first_jobs(jobs, swept["hyperparameter"].to_list()[:_SWEPT_SHOWN])
    more = jobs.height - _JOBS_SHOWN
    if more > 0:
        yield small(joined([escaped(f"… and {more:,} more: "), code(".table()")]))
    if not all(asked):
        unknown = counted(len(asked) - sum(asked), "job")
        words = escaped(f" has the hyperparameters; those of {unknown} were not asked for yet")
        yield small(joined([code(".table()"), words]))


def _swept(swept: pl.DataFrame, jobs: int) -> Html:
    """Say which values the hyperparameters take that differ."""
    rows = []
    for row in swept.head(_SWEPT_SHOWN).iter_rows(named=True):
        values = ", ".join(row["values"][:_VALUES_SHOWN])
        values += ", …" if row["n_values"] > _VALUES_SHOWN else ""
        values += f" (not in {counted(row['missing'], 'job')})" if row["missing"] else ""
        rows.append([text(row["hyperparameter"]), escaped(f"{row['n_values']:,}"), text(values)])
    shown = table([f"swept by {counted(jobs, 'job')}", "values", "which"], rows, ["values"])
    more = swept.height - _SWEPT_SHOWN
    if more <= 0:
        return shown
    rest = joined([escaped(f"… and {more:,} more: "), code(".varying()")])
    return joined([shown, small(rest)])


def _first_jobs(jobs: pl.DataFrame, swept: Sequence[str]) -> Html:
    facts = {
        "job": ("job_name", text),
        "state": ("state", escaped),
        "device": ("device", _device),
        "created": ("created_at", lambda time: escaped(moment(time))),
        "ran": ("run_seconds", lambda seconds: escaped(clock(seconds))),
    }
    shown = {
        heading: column
        for heading, column in facts.items()
        if heading in {"job", "state"} or jobs[column[0]].null_count() < jobs.height
    }
    columns = list(shown.values()) + [(HYPERPARAMETER + name, _value) for name in swept]
    rows = [
        [write(row[column]) for column, write in columns]
        for row in jobs.head(_JOBS_SHOWN).iter_rows(named=True)
    ]
    return table([*shown, *swept], rows, ["ran"])


def _device(arn: str | None) -> Html:
    """Write the last part of a device's ARN, which is its name."""
    return text("" if arn is None else arn.rpartition("/")[2])


def _value(value: Any) -> Html:
    return text("" if value is None else value)
