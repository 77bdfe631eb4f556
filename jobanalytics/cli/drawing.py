"""Commands that draw: plot with its kinds, report."""

# Typer reads these annotations, so that they are no strings here.

from enum import StrEnum
from importlib import import_module
from typing import Annotated, Any

import typer

from jobanalytics.cli.comparing import By, GoalOption, Metric, groups
from jobanalytics.cli.options import ByPivot, Goal, Loading, Merging, Selection
from jobanalytics.cli.running import Commands
from jobanalytics.cli.spreading import command

__all__ = ["add_to"]

_PANEL = "Draw"

_File = Annotated[
    str,
    typer.Option("--output", "-o", metavar="FILE", help="Where to: .png, .pdf or .svg."),
]
_SomeBy = Annotated[
    list[str] | None,
    typer.Option(
        "--by",
        metavar="NAME",
        help="What puts jobs into groups, or gives them their colour: a hyperparameter, a tag, or "
        "a column of the table of jobs.",
    ),
]
_SomeGoal = Annotated[Goal | None, typer.Option(help="Which value of the metric is the best.")]
_Smooth = Annotated[
    float | None, typer.Option(help="Smooth by an exponential mean, 0 to 1, such as 0.9.")
]
_Every = Annotated[
    str | None,
    typer.Option(help="One point for so much of x: 10 iterations, 10s, 5m."),
]


class X(StrEnum):
    """What a metric is drawn over."""

    ITERATION = "iteration"
    TIMESTAMP = "timestamp"
    ELAPSED = "elapsed"


_X = Annotated[X, typer.Option("--x", help="What the metric is drawn over.")]


def _draw(kind: str, file: str, chosen: Selection, *metric: str, **options: Any) -> None:
    """Draw jobs by the plot of that name, with the options that were given."""
    given = {name: value for name, value in options.items() if value is not None}
    drawing = import_module("jobanalytics.cli.pictures")
    drawing.draw(kind, file, chosen, *metric, **given)


def _over(x: X, smooth: float | None, every: str | None) -> dict[str, Any]:
    """Return what is drawn over what, as the methods of a JobSet take it."""
    name = "iteration_number" if x is X.ITERATION else x.value
    window: Any = every
    if every is not None and every.replace(".", "", 1).isdigit():
        window = int(every) if every.isdigit() else float(every)
    return {"x": name, "smooth": smooth, "every": window}


def curves(
    metric: Metric,
    chosen: Selection,
    merging: Merging,
    *,
    output: _File,
    by: Annotated[
        str | None,
        typer.Option(help="What gives lines their colour, such as a hyperparameter."),
    ] = None,
    x: _X = X.ITERATION,
) -> None:
    """Draw a metric over iterations or time, a line for each job and node.

    For example:

      jobanalytics plot curves energy 'vqe-*' --by n_layers --statistic min -o curves.png
    """
    name = _over(x, None, None)["x"]
    _draw("curves", output, chosen, metric, x=name, by=by, **merging.merging())


def bands(
    metric: Metric,
    chosen: Selection,
    merging: Merging,
    *,
    output: _File,
    by: _SomeBy = None,
    center: Annotated[str, typer.Option(help="mean, median or iqm.")] = "mean",
    interval: Annotated[str, typer.Option(help="ci95, std, iqr or minmax.")] = "ci95",
    x: _X = X.ITERATION,
    smooth: _Smooth = None,
    every: _Every = None,
) -> None:
    """Draw the center and the interval of each group of jobs over iterations or time.

    For example:

      jobanalytics plot bands energy 'vqe-*' --by n_layers --statistic min -o bands.svg
    """
    _draw(
        "bands",
        output,
        chosen,
        metric,
        by=groups(by) if by else None,
        center=center,
        interval=interval,
        **_over(x, smooth, every),
        **merging.merging(),
    )


def leaderboard(
    metric: Metric,
    chosen: Selection,
    merging: ByPivot,
    *,
    output: _File,
    goal: GoalOption,
    by: _SomeBy = None,
    k: Annotated[int | None, typer.Option("-k", min=1, help="Only the best so many.")] = None,
) -> None:
    """Draw the jobs in the order of their best.

    For example:

      jobanalytics plot leaderboard energy 'vqe-*' --goal min -o leaderboard.png
    """
    best, by_name = goal.value, groups(by) if by else None
    options = merging.merging_by_pivot()
    _draw("leaderboard", output, chosen, metric, goal=best, by=by_name, k=k, **options)


def compare(
    metric: Metric,
    chosen: Selection,
    merging: ByPivot,
    *,
    output: _File,
    by: By,
    goal: GoalOption,
) -> None:
    """Draw where groups of jobs ended, with their intervals.

    For example:

      jobanalytics plot compare energy 'vqe-*' --by n_layers --goal min -o compare.png
    """
    options = merging.merging_by_pivot()
    _draw("compare", output, chosen, metric, by=groups(by), goal=goal.value, **options)


def parallel(
    metric: Metric,
    chosen: Selection,
    merging: ByPivot,
    *,
    output: _File,
    goal: _SomeGoal = None,
) -> None:
    """Draw the hyperparameters that differ, and the metric that they led to, as parallel axes.

    For example:

      jobanalytics plot parallel energy 'vqe-*' --goal min -o parallel.png
    """
    best = None if goal is None else goal.value
    _draw("parallel", output, chosen, metric, goal=best, **merging.merging_by_pivot())


def scatter(
    metric: Metric,
    chosen: Selection,
    merging: ByPivot,
    *,
    output: _File,
    by: By,
    goal: _SomeGoal = None,
) -> None:
    """Draw a metric against a hyperparameter, a point for each job.

    For example:

      jobanalytics plot scatter energy 'vqe-*' --by step_size --goal min -o scatter.png
    """
    best, options = None if goal is None else goal.value, merging.merging_by_pivot()
    _draw("scatter", output, chosen, metric, by=groups(by), goal=best, **options)


def timeline(chosen: Selection, loading: Loading, *, output: _File) -> None:
    """Draw when the jobs waited and ran.

    For example:

      jobanalytics plot timeline 'vqe-*' -o timeline.png
    """
    _draw("timeline", output, chosen, **loading.loading())


def report(
    chosen: Selection,
    loading: Loading,
    *,
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="FILE", help="Where to, such as sweep.html.")
    ],
    metric: Annotated[
        list[str] | None,
        typer.Option("--metric", "-m", metavar="NAME", help="Only this metric; repeat it."),
    ] = None,
    by: _SomeBy = None,
    goal: _SomeGoal = None,
    title: Annotated[str | None, typer.Option(help="The heading.")] = None,
) -> None:
    """Write a sweep as one HTML page, to open and to send.

    For example:

      jobanalytics report 'vqe-*' --metric energy --by n_layers --goal min -o sweep.html
    """
    given = {
        "metrics": metric,
        "by": groups(by) if by else None,
        "goal": None if goal is None else goal.value,
        "title": title,
    }
    given = {name: value for name, value in given.items() if value is not None}
    import_module("jobanalytics.cli.pictures").report(output, chosen, **given, **loading.loading())


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    kinds = typer.Typer(cls=Commands, no_args_is_help=True)
    for kind in (curves, bands, leaderboard, compare, parallel, scatter, timeline):
        command(kinds, "Kinds")(kind)
    app.add_typer(
        kinds, name="plot", rich_help_panel=_PANEL, help="Draw jobs to a .png, .pdf or .svg file."
    )
    command(app, _PANEL)(report)
