"""The table of jobs → what, when and where the sweep was, in a few facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from jobanalytics.report.html_table import Table, table_of
from jobanalytics.report.words import in_natural_order, listed, short_name, shown

if TYPE_CHECKING:
    from jobanalytics.report.labels import Labels
    from jobanalytics.report.tables import MetricTables, ReportTables

__all__ = ["facts_of", "failures_of", "jobs_table", "say_groups", "states_of", "varying_table"]

_HYPERPARAMETER = "hyperparameters."
_MOST_VALUES = 20
_SECONDS_PER_HOUR = 3600


def states_of(jobs: pl.DataFrame) -> list[tuple[str, int]]:
    """Count the jobs in each state."""
    return jobs.group_by("state").len().sort("state").rows()


def facts_of(tables: ReportTables) -> list[tuple[str, str]]:
    """Say when and where the jobs ran, and what they have in common."""
    jobs = tables.jobs
    facts = []
    created = jobs["created_at"].drop_nulls()
    if len(created):
        first, last = shown(created.min()), shown(created.max())
        facts.append(("Created", f"{first} UTC" if first == last else f"{first} to {last} UTC"))
    ran = jobs["run_seconds"].drop_nulls()
    if len(ran):
        whole, median = _duration(ran.sum()), _duration(ran.median())
        facts.append(("Ran", f"{whole} in all jobs together; the median job {median}"))
    regions = jobs.select(
        pl.col("job_arn").str.split(":").list.get(3, null_on_oob=True)
    ).to_series()
    is_local = jobs["job_arn"].str.starts_with("local:")
    places = (
        sorted(set(regions.filter(~is_local).drop_nulls())) + ["a local machine"] * is_local.any()
    )
    facts.append(("Where", listed(places)))
    for title, column in (("Devices", "device"), ("Instances", "instance")):
        values = jobs[column].drop_nulls().unique().sort().to_list()
        if values:
            facts.append((title, listed([_end(value) for value in values])))
    swept = {_HYPERPARAMETER + name for name in tables.varying["hyperparameter"]}
    same = [
        f"{short_name(name)} = {shown(jobs[name][0], 80)}"
        for name in jobs.columns
        if name.startswith(_HYPERPARAMETER) and name not in swept and jobs.height
    ]
    if same:
        facts.append(("The same in all jobs", listed(same, 40)))
    return facts if jobs.height else []


def varying_table(varying: pl.DataFrame) -> Table:
    """Lay out what was swept."""
    words = pl.Series(
        [listed(values, _MOST_VALUES) for values in varying["values"]], dtype=pl.String
    )
    titles = {
        "hyperparameter": "hyperparameter",
        "n_values": "different values",
        "words": "values",
        "missing": "jobs without it",
    }
    if not varying["missing"].sum():
        del titles["missing"]
    return table_of(varying.with_columns(words=words), titles, "Hyperparameters that differ")


def say_groups(tables: ReportTables) -> str:
    """Say what the jobs are compared by, and how that can be changed."""
    names = listed([short_name(name) for name in tables.groups])
    if not names:
        return "Jobs are not put into groups; the option by of a report names what to compare by."
    if tables.are_groups_given:
        return f"Jobs are compared by {names}."
    return (
        f"Jobs are compared by {names}, as that was swept; the option by of a report takes others."
    )


def failures_of(jobs: pl.DataFrame, labels: Labels) -> list[tuple[str, str, str]]:
    """Return the names, states and reasons of the jobs that say why they failed."""
    failed = labels.named(jobs).filter(pl.col("failure_reason").is_not_null())
    return [
        # Of several lines one, as the command line has it.
        (name, shown(state), shown(" ".join(reason.split()), 1_000))
        for name, state, reason in failed.select("job_name", "state", "failure_reason").rows()
    ]


def jobs_table(tables: ReportTables, labels: Labels) -> Table:
    """Lay out the jobs: what they are, their swept hyperparameters, and where each metric ended.

    They stand in the order of their names, as sweeps number their jobs.
    """
    frame = tables.jobs.with_columns(
        job_label=pl.Series(labels.jobs, dtype=pl.String),
        device=pl.Series([_end(device) for device in tables.jobs["device"]], dtype=pl.String),
    )
    titles = {"job_label": "job", "state": "state"}
    for name in tables.varying["hyperparameter"]:
        titles[_HYPERPARAMETER + name] = name
    for place, metric in enumerate(tables.metrics):
        ends, words = _ends(metric)
        if ends is not None:
            names = {name: f"metric {place} {name}" for name in words}
            frame = frame.join(ends.rename(names), on="job_arn", how="left", maintain_order="left")
            titles |= {names[name]: f"{metric.metric}, {word}" for name, word in words.items()}
    plain = {
        "device": "device",
        "instance": "instance",
        "created_at": "created (UTC)",
        "queue_seconds": "queue (s)",
        "run_seconds": "run (s)",
    }
    titles |= {
        name: title for name, title in plain.items() if frame[name].null_count() < frame.height
    }
    order = sorted(range(frame.height), key=lambda place: in_natural_order(labels.jobs[place]))
    return table_of(frame[order], titles, "The jobs", labels.place_of_job)


def _ends(metric: MetricTables) -> tuple[pl.DataFrame | None, dict[str, str]]:
    """Return where a metric ended in each job; None where a job has several nodes."""
    words = {"last": "last"} | ({"best": metric.goal} if metric.goal else {})
    if not metric.summary["job_arn"].is_unique().all():
        return None, {}
    return metric.summary.select("job_arn", *words), words


def _duration(seconds: Any) -> str:
    if seconds < 2 * _SECONDS_PER_HOUR:
        return f"{shown(round(seconds, 1))} s"
    return f"{shown(round(seconds / _SECONDS_PER_HOUR, 1))} h"


def _end(device: str | None) -> str | None:
    """Return the last part of a device's ARN, which tells it from others."""
    return None if device is None else device.rpartition("/")[2] or device
