"""A job in a notebook: its record as it was heard last, and the metrics as they were read last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jobanalytics import comparison, tables
from jobanalytics.notebook.elements import (
    Html,
    bold,
    code,
    escaped,
    joined,
    number,
    safely,
    small,
    table,
    text,
)
from jobanalytics.notebook.measures import clock, moment
from jobanalytics.notebook.sparkline import svg

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jobanalytics.quantum_job import QuantumJob

__all__ = ["job_html"]

_MOST = 20


def job_html(job: QuantumJob) -> str:
    """Show what is known of a job; nobody is asked."""
    return safely(lambda: joined(_parts(job)), lambda: repr(job))


def _parts(job: QuantumJob) -> Iterator[Html]:
    known = job._known()  # noqa: SLF001 - of this package
    kind = type(job).__name__
    if "status" in known:
        yield joined([bold(known["jobName"]), escaped(f" {known['status']} ({kind})")])
    else:
        yield joined([bold(kind), escaped(" not asked yet")])
    yield table(["", ""], _facts(job.arn, known))
    hyperparameters = known.get("hyperParameters")
    if hyperparameters:
        yield _hyperparameters(hyperparameters)
    yield _metrics(job)
    if "status" not in known:
        yield small(joined([code(".metadata()"), escaped(" asks for the record")]))
    elif hyperparameters is None:
        yield small(joined([code(".metadata()"), escaped(" has the hyperparameters")]))


def _facts(arn: str, known: dict[str, Any]) -> Iterator[list[Html]]:
    yield [escaped("ARN"), code(arn)]
    if "status" not in known:
        return
    row = tables.jobs_table([known]).row(0, named=True)
    instance = row["instance"]
    if instance and (row["instance_count"] or 1) > 1:
        instance = f"{row['instance_count']} of {instance}"
    facts = {
        "device": row["device"],
        "instance": instance,
        "created": moment(row["created_at"]),
        "started": moment(row["started_at"]),
        "ended": moment(row["ended_at"]),
        "queued": clock(row["queue_seconds"]),
        "ran": clock(row["run_seconds"]),
        "failure": row["failure_reason"],
    }
    for name, value in facts.items():
        if value:
            yield [escaped(name), text(value)]


def _hyperparameters(values: Mapping[str, str]) -> Html:
    rows = [[text(name), text(value)] for name, value in sorted(values.items())]
    shown = table(["hyperparameter", "value"], rows[:_MOST])
    more = len(rows) - _MOST
    if more <= 0:
        return shown
    rest = joined([escaped(f"… and {more:,} more: "), code('.metadata()["hyperParameters"]')])
    return joined([shown, small(rest)])


def _metrics(job: QuantumJob) -> Html:
    """Show the metrics that were read last, by iteration and with MAX, as is the default."""
    observations = job._known_observations()  # noqa: SLF001 - of this package
    read = code('.metrics_frame("iteration_number")')
    if observations is None:
        return small(joined([read, escaped(" reads the metrics")]))
    reading = job._last_reading()  # noqa: SLF001 - of this package
    notes = "" if reading is None else reading.certificate["notes"]
    if observations.is_empty():
        return small(joined([escaped("No metrics so far. "), escaped(notes)]))
    standing = comparison.latest(observations)
    rows = [
        [
            text(row["metric"]),
            number(row["last"]),
            escaped("" if row["iteration_number"] is None else row["iteration_number"]),
            escaped(f"{row['count']:,}"),
            svg(row["values"]),
        ]
        for row in standing.head(_MOST).iter_rows(named=True)
    ]
    shown = table(["metric", "last", "iteration", "values", "curve"], rows, _NUMBERS)
    more = standing.height - _MOST
    rest = joined([escaped(f"… and {more:,} more: "), read]) if more > 0 else Html("")
    return joined([shown, *(small(remark) for remark in (rest, escaped(notes)) if remark)])


_NUMBERS = ("last", "iteration", "values")
