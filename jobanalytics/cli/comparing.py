"""Commands that compare jobs by their metrics: metrics, summary, leaderboard, compare, varying."""

# Typer reads these annotations, so that they are no strings here.

from enum import StrEnum
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any

import typer

from jobanalytics.cli.options import ByPivot, Goal, Loading, Output, Selection, named
from jobanalytics.cli.running import current_run
from jobanalytics.cli.spreading import command

if TYPE_CHECKING:
    import polars as pl

    import jobanalytics as ja

__all__ = [
    "Baseline",
    "By",
    "GoalOption",
    "Metric",
    "Of",
    "OfOption",
    "Resamples",
    "Seed",
    "SomeGoals",
    "add_to",
    "group_to_beat",
    "groups",
    "swept",
]

_PANEL = "Compare jobs"


class Of(StrEnum):
    """Which value of a job counts."""

    LAST = "last"
    BEST = "best"


Metric = Annotated[str, typer.Argument(help="The metric, as it was logged.")]
By = Annotated[
    list[str],
    typer.Option(
        "--by",
        metavar="NAME",
        help="What the groups are alike in: a hyperparameter, a tag, or a column of the table of "
        "jobs; repeat it for several.",
    ),
]
GoalOption = Annotated[Goal, typer.Option(help="Which value of the metric is the best.")]
OfOption = Annotated[Of, typer.Option(help="Which value of each job counts.")]
Baseline = Annotated[
    list[str] | None,
    typer.Option(
        metavar="VALUE",
        help="The group to beat, by its value; for several --by repeat it in their order. The "
        "best group if not given.",
    ),
]
Seed = Annotated[int, typer.Option(min=0, help="Of the bootstrap's random numbers.")]
Resamples = Annotated[int, typer.Option(min=2, help="Of the bootstrap.")]
SomeGoals = Annotated[
    list[str] | None,
    typer.Option(
        metavar="min|max",
        help="Which value is the best; of one metric: energy=min, repeated for others.",
    ),
]
# What the groups are sorted by, how sure it is, and what stands against it.
_COMPARED = ["node_id", "iqm", "n", "probability_of_improvement", "not_completed", "nan_count"]
_INTERVALS = {
    **{name: (f"{name}_low", f"{name}_high") for name in ("iqm", "median", "mean")},
    "probability_of_improvement": ("probability_low", "probability_high"),
}
# Of fewer jobs a bootstrap makes too little of the spread.
_FEW = 5
_Metrics = Annotated[
    list[str] | None,
    typer.Option("--metric", "-m", metavar="NAME", help="Only this metric; repeat it for others."),
]


def groups(by: list[str] | None) -> str | list[str] | None:
    """Return the names of groups as the methods of a JobSet take them."""
    return by[0] if by and len(by) == 1 else by or None


def group_to_beat(
    jobs: "ja.JobSet", by: list[str], baseline: list[str] | None, loading: Loading
) -> Any:
    """Return the values of the group that --baseline names; None where it is not given."""
    if not baseline:
        return None
    table = jobs.table(**loading.loading())
    return import_module("jobanalytics.cli.choosing").group_of(table, by, baseline)


def swept(table: "pl.DataFrame") -> list[str]:
    """Return the columns of a table with one row a job that hold what a sweep swept."""
    varying = import_module("jobanalytics.comparison").varying(table)
    return [f"hyperparameters.{name}" for name in varying["hyperparameter"]]


def metrics(chosen: Selection, output: Output, merging: ByPivot, metric: _Metrics = None) -> None:
    """Show the metrics of all jobs, a row for each job, iteration and node.

    For example:

      jobanalytics metrics 'vqe-*' --metric energy --statistic min
      jobanalytics metrics vqe-01 --type timestamp --format json
      jobanalytics metrics 'vqe-*' -o metrics.csv
    """
    options = merging.merging_by_pivot()
    pivot = str(options["metric_type"])
    table = chosen.chosen().metrics(*metric or (), **options)
    logged = table.columns[table.columns.index("node_id") :]
    output.show(table, chosen, ["job_name", pivot, *logged])


def summary(
    chosen: Selection,
    output: Output,
    merging: ByPivot,
    metric: _Metrics = None,
    goal: SomeGoals = None,
) -> None:
    """Summarise each metric of each job: count, first, last, min, max, mean, and the best.

    For example:

      jobanalytics summary 'vqe-*' --metric energy --goal min --statistic min
    """
    best = named("--goal", goal) if goal else None
    jobs = chosen.chosen()
    table = jobs.summary(*metric or (), goal=best, **merging.merging_by_pivot())
    first = ["job_name", "node_id", "metric", "best", "last", "count", "min", "max"]
    output.show(table, chosen, first)


def leaderboard(
    metric: Metric,
    chosen: Selection,
    output: Output,
    merging: ByPivot,
    *,
    goal: GoalOption,
    k: Annotated[int | None, typer.Option("-k", min=1, help="Only the best so many jobs.")] = None,
) -> None:
    """Put jobs in the order of their best, with what else they logged there.

    For example:

      jobanalytics leaderboard energy 'vqe-*' --goal min -k 5 --statistic min
    """
    board = chosen.chosen().leaderboard(metric, goal=goal.value, **merging.merging_by_pivot())
    decides = board.columns[board.columns.index("job_arn") + 1]
    # The best few may be alike in what was swept: all of them say what that is.
    first = ["rank", "job_name", decides, "node_id", "state", *swept(board)]
    output.show(board if k is None else board.head(k), chosen, first)


def compare(
    metric: Metric,
    chosen: Selection,
    output: Output,
    merging: ByPivot,
    *,
    by: By,
    goal: GoalOption,
    of: OfOption = Of.LAST,
    baseline: Baseline = None,
    seed: Seed = 0,
    resamples: Resamples = 2000,
) -> None:
    """Compare groups of jobs by where they ended, with 95 % intervals.

    A row is a group; the best comes first. On a terminal a number has its 95 %
    interval behind it, in files and pipes that is in columns of its own (iqm_low,
    iqm_high). What the columns mean:

      iqm         interquartile mean: that of the values left when the lowest and
                  the highest quarter are cut; rows are sorted by it
      n           jobs with a value, which the statistics are of
      probability_of_improvement
                  how likely a job of this group is better than one of the group
                  to beat, --baseline or the first one, for which there is none
      not_completed
                  jobs of the group that are not COMPLETED
      nan_count   jobs whose value is NaN, in no statistic
      mean, median
                  of the same values as iqm
      is_baseline which group is the one to beat

    The intervals are those of a bootstrap, which are too narrow for few jobs:
    those of the iqm hold the true value in 52 % of cases for n = 2, 70 % for 3,
    87 % for 4 and 91 % for 8.

    For example:

      jobanalytics compare energy 'vqe-*' --by n_layers --goal min --statistic min
    """
    jobs = chosen.chosen()
    to_beat = group_to_beat(jobs, by, baseline, merging)
    compared = jobs.compare(
        metric,
        groups(by),
        goal=goal.value,
        of=of.value,
        baseline=to_beat,
        seed=seed,
        resamples=resamples,
        **merging.merging_by_pivot(),
    )
    by_whom = compared.columns[: compared.columns.index("iqm")]
    output.show(compared, chosen, [*by_whom, *_COMPARED], _INTERVALS)
    _warn_of_few(compared)
    _warn_of_unfinished(compared)


def _warn_of_few(compared: "pl.DataFrame") -> None:
    """Say of groups of few jobs that their intervals are too narrow; of a single job is none."""
    few = compared.filter(compared["n"].is_between(2, _FEW - 1))
    if few.height:
        groups = "1 group has" if few.height == 1 else f"{few.height:,} groups have"
        current_run().warn(
            f"{groups} fewer than {_FEW} jobs: a bootstrap interval of so few is too narrow. That "
            "of the iqm holds the true value in 52 % of cases for n = 2, 70 % for 3, 87 % for 4, "
            "instead of 95 %"
        )


def _warn_of_unfinished(compared: "pl.DataFrame") -> None:
    """Say how many jobs, of which each node has a row, may not have ended where they are seen."""
    of_one_node = compared["node_id"].eq_missing(compared["node_id"].first())
    count = compared.filter(of_one_node)["not_completed"].sum()
    if count:
        are = "1 job is" if count == 1 else f"{count:,} jobs are"
        current_run().warn(
            f"{are} not COMPLETED, and compared by what {'it' if count == 1 else 'they'} had "
            "logged; --status COMPLETED leaves them out"
        )


def varying(chosen: Selection, output: Output, loading: Loading) -> None:
    """Show what the sweep swept: the hyperparameters that differ, and their values.

    For example:

      jobanalytics varying 'vqe-*'
    """
    swept_names = chosen.chosen().varying(**loading.loading())
    output.show(swept_names, chosen, swept_names.columns)


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    for function in (metrics, summary, leaderboard, compare, varying):
        command(app, _PANEL)(function)
