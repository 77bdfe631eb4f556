"""Joining: what was read of a job is added to what the archive holds of it.

Nothing that the archive holds of a job is lost by it, whoever read the job when: of two readings
of one log, each value is kept that either has.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from jobanalytics.archive.snapshot import BUNDLE
from jobanalytics.completeness import counted
from jobanalytics.quantum_job import TERMINAL_STATES
from jobanalytics.schema import ARCHIVED_OBSERVATIONS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from jobanalytics.archive.snapshot import Entry

__all__ = ["PARTS", "doubtful", "joined", "lacking"]

# What two logs have in common is told by their values: a record has another number as soon as an
# earlier line is gone, and the ids of events are kept only while a job is not final.
_VALUE = ["instance", "node_id", "timestamp", "iteration_number", "metric", "value"]
_DOUBT = "Of an earlier reading it was said: "
# What an entry says of the parts of a job that it may not have.
PARTS = {"tasks": "has_tasks", "results": "has_result", BUNDLE: "has_bundle"}


class _Side(NamedTuple):
    """What one of the two knows of a job.

    Attributes
    ----------
    entry : Entry
        What is said of the job.
    parts : mapping of str to str or polars.DataFrame
        By kind, the file with its rows, or the rows themselves, which are to be written.
    rows : mapping of str to polars.DataFrame
        The rows in both cases, of the kinds that can be read; perhaps none.
    """

    entry: Entry
    parts: Mapping[str, str | pl.DataFrame]
    rows: Mapping[str, pl.DataFrame]

    @property
    def knowledge(self) -> tuple[bool, datetime]:
        return self.entry.certificate["terminal"], self.entry.synced_at

    @property
    def observations(self) -> pl.DataFrame:
        return self.rows.get("observations", ARCHIVED_OBSERVATIONS.to_frame())


class _Metrics(NamedTuple):
    """The certificate of a job's metrics, and the parts that it certifies."""

    certificate: dict[str, Any]
    observations: str | pl.DataFrame | None
    log_events: str | pl.DataFrame | None


def joined(
    there: Entry, own: Mapping[str, pl.DataFrame], read: Entry, tables: Mapping[str, pl.DataFrame]
) -> tuple[Entry, dict[str, pl.DataFrame]]:
    """Add what was read of a job to what the archive holds of it, both of one version of the job.

    Parameters
    ----------
    there : Entry
        What the archive holds.
    own : mapping of str to polars.DataFrame
        The rows of it that can be read, by kind: observations, and tasks.
    read : Entry
        What was read, with the file of its bundle if that was read.
    tables : mapping of str to polars.DataFrame
        The rows that were read, by kind; without observations, the metrics were not.

    Returns
    -------
    tuple of Entry and dict
        What the archive is to hold, with those of the files of `there` that stay, and the tables
        that are to be written.
    """
    held, came = _Side(there, there.files, own), _Side(read, {**read.files, **tables}, tables)
    later, earlier = (came, held) if came.knowledge >= held.knowledge else (held, came)
    metrics = _metrics_of(held) if "observations" not in tables else _joined(earlier, later)
    suppliers = {kind: _supplier(later, earlier, has) for kind, has in PARTS.items()}
    parts = {
        "observations": metrics.observations,
        "log_events": metrics.log_events,
        **{kind: supplier.parts.get(kind) for kind, supplier in suppliers.items()},
    }
    if (tasks := _all_tasks(earlier, later)) is not None:
        parts["tasks"] = tasks
    is_final = (there.final or read.final) and not _has_running_tasks(tasks, suppliers["tasks"])
    if is_final:  # nothing goes on from there
        del parts["log_events"]
    entry = replace(
        later.entry,
        certificate=metrics.certificate,
        final=is_final,
        files={kind: part for kind, part in parts.items() if isinstance(part, str)},
        **{has: getattr(suppliers[kind].entry, has) for kind, has in PARTS.items()},
    )
    rows = {kind: part for kind, part in parts.items() if isinstance(part, pl.DataFrame)}
    return entry, {kind: part for kind, part in rows.items() if not part.is_empty()}


def _supplier(later: _Side, earlier: _Side, has: str) -> _Side:
    """Say whose tasks, result or bundle to take: what was there once may be gone meanwhile."""
    for side in (later, earlier):
        if getattr(side.entry, has):
            return side
    return later if getattr(later.entry, has) is not None else earlier


def _all_tasks(earlier: _Side, later: _Side) -> pl.DataFrame | None:
    """Return the tasks of both, as they became; None where the rows of one are not at hand."""
    if not ("tasks" in earlier.rows and "tasks" in later.rows):
        return None
    both = pl.concat([later.rows["tasks"], earlier.rows["tasks"]])
    # What has ended stays so: who read the job later may have taken over older tasks.
    has_ended = pl.col("state").is_in(TERMINAL_STATES)
    latest = both.sort(~has_ended, maintain_order=True).unique(
        "task_arn", keep="first", maintain_order=True
    )
    return latest.sort("created_at", "task_arn")


def _has_running_tasks(tasks: pl.DataFrame | None, supplier: _Side) -> bool:
    known = supplier.rows.get("tasks") if tasks is None else tasks
    return known is not None and not known["state"].is_in(TERMINAL_STATES).all()


def _metrics_of(side: _Side) -> _Metrics:
    parts = side.parts
    return _Metrics(side.entry.certificate, parts.get("observations"), parts.get("log_events"))


def _joined(earlier: _Side, later: _Side) -> _Metrics:
    """Join two readings of a log."""
    before, now = earlier.entry.certificate, later.entry.certificate
    lost = lacking(later.observations, earlier.observations)
    # Lines without a value are told by their number alone.
    lines = max(before[what] - now[what] for what in ("lines_matched", "malformed"))
    if lost.is_empty() and lines <= 0:
        return _with_doubts_of(before, _metrics_of(later))
    is_all = (
        before["lines_matched"] >= now["lines_matched"]
        and lacking(earlier.observations, later.observations).is_empty()
    )
    if is_all and all(before[what] >= now[what] for what in ("terminal", "settled")):
        return _metrics_of(earlier)
    together = _united(lost, later.observations)
    missing = max(lost["record"].n_unique(), lines)
    return _Metrics(_certificate(now, missing, together), together, _metrics_of(later).log_events)


def _with_doubts_of(before: Mapping[str, Any], metrics: _Metrics) -> _Metrics:
    """Keep the doubt of an earlier reading: that lines were removed is true for ever."""
    flag = "retention_may_have_removed_events"
    if metrics.certificate[flag] or not before[flag]:
        return metrics
    remark = _DOUBT + before["notes"].rpartition(_DOUBT)[2]
    return metrics._replace(certificate=doubtful(metrics.certificate, remark))


def lacking(observations: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of others, as `archived` returns them, whose values observations lack.

    A value that was logged several times has to be there as many times.
    """
    last = others["record"].max()
    if last is None or observations.filter(pl.col("record") <= last).equals(others):
        return others.clear()  # as a log is that has only grown, or not even that
    copy = pl.int_range(pl.len(), dtype=pl.UInt32).over(_VALUE).alias("copy")
    return (
        others.with_columns(copy)
        .join(
            observations.select(*_VALUE, copy),
            on=[*_VALUE, "copy"],
            how="anti",
            nulls_equal=True,
            maintain_order="left",
        )
        .drop("copy")
    )


def _united(lost: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """Put rows that a log has no more before those that it has: what is removed first is oldest."""
    count = lost["record"].n_unique()
    before = lost.with_columns(pl.col("record").rank("dense").cast(pl.UInt32) - 1)
    behind = new.with_columns(pl.col("record") + pl.lit(count, pl.UInt32))
    return pl.concat([before, behind]).sort("metric", "record", "place")


def _certificate(read: Mapping[str, Any], missing: int, together: pl.DataFrame) -> dict[str, Any]:
    """Certify a reading of a log that has no longer all that was read of it before."""
    remark = (
        f"At least {counted(missing, 'metric line')} of an earlier reading could not be found "
        "again; others may have been removed unread."
    )
    return {
        **doubtful(read, remark),
        "lines_matched": read["lines_matched"] + missing,
        "lines_parsed": together["record"].n_unique(),
        "observations": together.height,
        "without_iteration_number": together["iteration_number"].null_count(),
        "without_timestamp": together["timestamp"].null_count(),
    }


def doubtful(certificate: Mapping[str, Any], remark: str) -> dict[str, Any]:
    """Return a certificate that says why it is none of all that was logged."""
    return {
        **certificate,
        "complete": False,
        "notes": f"{certificate['notes']} {remark}".strip(),
        "retention_may_have_removed_events": True,
    }
