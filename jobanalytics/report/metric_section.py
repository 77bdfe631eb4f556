"""The tables of a metric → its section of the page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import polars as pl

from jobanalytics.completeness import counted
from jobanalytics.report.charts import bands_chart, comparison_chart, curves_chart
from jobanalytics.report.few_jobs import FEW, FEWEST, are_few, marked
from jobanalytics.report.html_table import Table, table_of
from jobanalytics.report.marks import say_not_finite
from jobanalytics.report.specs import X_TITLES
from jobanalytics.report.words import listed, short_name, shown

if TYPE_CHECKING:
    from jobanalytics.report.budget import Budget
    from jobanalytics.report.labels import Labels
    from jobanalytics.report.tables import MetricTables, ReportTables

__all__ = ["MetricSection", "metric_section"]

_MOST_LEADING = 10
_MOST_ROWS_OF_BANDS = 150
_MOST_ROWS_OF_BAND = 12
# As measured on normally distributed values.
_OF_FEW_JOBS = (
    f"{FEW} Fewer than {FEWEST} jobs, of which the bootstrap makes too narrow intervals: they hold "
    "the truth in about 50 % of cases with 2 jobs, 75 % with 3 and 88 % with 4, not in 95 %. P is "
    "as unsure where either group is such a one: of equal groups of 2 jobs it is 0 in one of three "
    "cases."
)
_WORDS_OF_GOAL = {"min": "the smallest value", "max": "the largest value"}


@dataclass(frozen=True)
class Part:
    """A chart or a table under a heading, with what has to be known to read it."""

    heading: str
    notes: list[str]
    chart: dict[str, Any] | None = None
    table: Table | None = None
    folded: str | None = None
    """What the table is called where it is folded away, under a chart."""
    below: str | None = None
    """What has to be known of some rows of the table."""


@dataclass(frozen=True)
class MetricSection:
    """What the page says of a metric."""

    id: str
    name: str
    notes: list[str]
    parts: list[Part] = field(default_factory=list)


def metric_section(
    place: int, metric: MetricTables, tables: ReportTables, labels: Labels, budget: Budget
) -> MetricSection:
    """Make the section of a metric.

    Parameters
    ----------
    place : int
        Which of the metrics of the page it is.
    metric : MetricTables
        What there is of it.
    tables : ReportTables
        What there is of all of them.
    labels : Labels
        How jobs and groups are called.
    budget : Budget
        How many points its curves and bands may have.
    """
    name = f"m{place}"
    parts = [
        _leaderboard(metric, tables, labels),
        _curves(name, metric, labels, budget.of_curve),
        _bands(name, metric, labels, budget.of_band),
        _comparison(name, metric, labels),
    ]
    goal = _WORDS_OF_GOAL.get(metric.goal or "")
    note = (
        f"Better is {goal}."
        if goal
        else "Nobody said whether small or large is better, so no winner is named: the option goal "
        "of a report, min or max, does."
    )
    notes = [note]
    if metric.x == "elapsed":
        notes.append("Over the seconds since the first value that each job logged.")
    return MetricSection(name, shown(metric.metric), notes, [part for part in parts if part])


def _leaderboard(metric: MetricTables, tables: ReportTables, labels: Labels) -> Part | None:
    frame = metric.leaderboard
    if frame is None or frame.is_empty():
        return None
    titles = {
        "rank": "rank",
        "job_label": "job",
        "value": metric.metric,
        "iteration_number": "iteration",
    }
    if frame["node_id"].null_count() < frame.height:
        titles["node_id"] = "node"
    titles["state"] = "state"
    swept = [name for name in tables.jobs.columns if name.startswith("hyperparameters.")]
    titles |= {name: short_name(name) for name in swept if frame[name].n_unique() > 1}
    # Metrics may have any name, and are left out but for this one, which is the fourth column.
    board = frame.select(frame[name] for name in frame.columns if name in {"job_arn", *titles})
    board = board.with_columns(value=frame.to_series(3), job_label=_job_labels(frame, labels))
    notes = ["The best value that each job had at any time; jobs with equal values share a rank."]
    if frame.height > _MOST_LEADING:
        notes.append(
            f"Shown are the first {_MOST_LEADING} of {counted(frame.height, 'job')}, and all that "
            "match where the filter of the jobs is used."
        )
    if (frame["state"] != "COMPLETED").any():
        notes.append("A job that has not COMPLETED can be among them: see its state.")
    return Part(
        "Leaderboard",
        notes,
        table=table_of(
            board, titles, "Jobs by their best value", labels.place_of_job, _MOST_LEADING
        ),
    )


def _curves(name: str, metric: MetricTables, labels: Labels, most: int) -> Part:
    summary = metric.summary.with_columns(job_label=_job_labels(metric.summary, labels))
    titles = {"job_label": "job"}
    if summary["node_id"].n_unique() > 1:
        titles["node_id"] = "node"
    titles |= {one: one for one in ("count", "first", "last", "min", "max", "mean", "std")}
    if summary["nan_count"].sum():
        titles["nan_count"] = "NaN"
    if metric.goal:
        titles["best_iteration_number"] = "iteration of the best"
    table = table_of(summary, titles, f"Summary of {shown(metric.metric)}", labels.place_of_job)
    if metric.curves.is_empty():
        return Part("Curves", ["No job logged it."])
    chart = curves_chart(f"{name}-curves", metric, labels, most)
    notes = []
    if chart is None:
        return Part("Curves", ["No value of it is a number that could be drawn."], None, table)
    if chart["drawn"] < chart["of"]:
        notes.append(
            f"Drawn are {chart['drawn']:,} of {chart['of']:,} values: of each curve about "
            f"{chart['most']} that keep its shape, its first, last, smallest and largest among "
            "them. All tables are of all values."
        )
    if chart["infinite"]:
        which = say_not_finite(metric.curves.drop_nulls("value"), labels)
        notes.append(
            f"{counted(chart['infinite'], 'value')} NaN or infinite, where lines are interrupted "
            f"and marks stand on the edge: {which}."
        )
    return Part("Curves", notes, chart, table, "The numbers: a summary of each curve")


def _bands(name: str, metric: MetricTables, labels: Labels, most: int) -> Part | None:
    heading = "Bands"
    if metric.bands is None:
        if metric.x == "iteration_number":
            return None
        note = (
            "Jobs log at different times; the option every of a report, such as 60 for windows of "
            "a minute, averages them."
        )
        return Part(heading, [note])
    chart = bands_chart(f"{name}-bands", metric, labels, most)
    if chart is None:
        return None
    note = (
        "The mean of each group's jobs, with its 95 % confidence interval (Student's t). A single "
        "job has no interval, and where jobs end earlier the mean is of those that are left."
    )
    notes = [note]
    if chart["drawn"] < chart["of"]:
        notes.append(
            f"Drawn are {chart['drawn']:,} of {chart['of']:,} points: those that keep the shape of "
            "each mean and of both ends of its interval, their smallest and largest values among "
            "them. Between two of them an interval may be wider or narrower than it looks."
        )
    if chart["interrupted"]:
        notes.append(
            "A mean is infinite where that of one job is, and there is none where no job has a "
            f"number; bands are interrupted there: {listed(chart['interrupted'])}."
        )
    frame = _few_rows(metric.bands, [*labels.group_columns, "node_id"])
    titles = {"group": "group"} if labels.groups else {}
    if labels.groups:
        names = [labels.groups[labels.place_of_group(row)] for row in frame.iter_slices(1)]
        frame = frame.with_columns(group=pl.Series(names, dtype=pl.String))
    if frame["node_id"].n_unique() > 1:
        titles["node_id"] = "node"
    titles |= {
        metric.x: X_TITLES[metric.x],
        "center": "mean",
        "low": "95 % from",
        "high": "to",
        "n": "jobs",
    }
    if frame["nan_count"].sum():
        titles["nan_count"] = "NaN"
    table = table_of(frame, titles, f"Bands of {shown(metric.metric)}, some points of each")
    return Part(heading, notes, chart, table, "The numbers: some points of each band")


def _comparison(name: str, metric: MetricTables, labels: Labels) -> Part | None:
    frame = metric.comparison
    if frame is None or frame.is_empty() or not labels.groups:
        return None
    names = [
        marked(labels.groups[labels.place_of_group(row)], row["n"][0])
        for row in frame.iter_slices(1)
    ]
    frame = frame.with_columns(group=pl.Series(names, dtype=pl.String))
    titles = {"group": "group"}
    if frame["node_id"].n_unique() > 1:
        titles["node_id"] = "node"
    titles["n"] = "N"
    if frame["nan_count"].sum():
        titles["nan_count"] = "NaN"
    if frame["not_completed"].sum():
        titles["not_completed"] = "not COMPLETED"
    # By two columns of intervals more, the last of them would be behind a scroll.
    titles |= {"iqm": "IQM", "interval": "95 % interval"}
    frame = frame.with_columns(
        interval=pl.struct(low="iqm_low", high="iqm_high"),
        p=pl.struct(
            value=pl.col("probability_of_improvement").round(3),
            low=pl.col("probability_low").round(3),
            high=pl.col("probability_high").round(3),
        ),
    )
    note = (
        "The last value of each job. N is the number of jobs, IQM their interquartile mean; "
        "intervals are 95 % ones by bootstrap."
    )
    notes = [note]
    if metric.goal:
        titles["p"] = "P(better)"
        notes.append(
            "The best group by IQM stands first; P is how likely a job of a group beats one of "
            "that, with its interval."
        )
    titles |= {"mean": "mean", "median": "median"}
    chart = comparison_chart(f"{name}-comparison", metric, labels)
    table = table_of(frame, titles, f"Groups by {shown(metric.metric)}")
    is_marked = any(map(are_few, frame["n"]))
    return Part("Comparison", notes, chart, table, below=_OF_FEW_JOBS if is_marked else None)


def _few_rows(bands: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """Take some rows of each band, equally far apart, and its last; of many bands fewer."""
    most = max(min(_MOST_ROWS_OF_BANDS // bands.n_unique(keys), _MOST_ROWS_OF_BAND), 1)
    place, count = pl.int_range(pl.len()).over(keys), pl.len().over(keys)
    step = (count / most).ceil()
    return bands.filter((place % step == 0) | (place == count - 1))


def _job_labels(frame: pl.DataFrame, labels: Labels) -> pl.Series:
    return pl.Series(
        [labels.jobs[labels.place_of_job[arn]] for arn in frame["job_arn"]], dtype=pl.String
    )
