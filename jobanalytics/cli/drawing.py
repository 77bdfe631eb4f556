"""Commands that draw: plot with its kinds, report."""

# Typer reads these annotations, so that they are no strings here.

from enum import StrEnum
from functools import partial
from importlib import import_module
from typing import Annotated, Any

import typer

from jobanalytics.cli.comparing import (
    Baseline,
    By,
    GoalOption,
    Metric,
    Of,
    OfOption,
    Resamples,
    Seed,
    SomeGoals,
    group_to_beat,
    groups,
)
from jobanalytics.cli.options import ByPivot, Goal, Loading, Merging, Selection, named
from jobanalytics.cli.picture_options import Picture, ScaledPicture
from jobanalytics.cli.reading import Prices, prices_in
from jobanalytics.cli.running import Commands, current_run
from jobanalytics.cli.spreading import command

__all__ = ["add_to"]

_PANEL = "Draw"

_SomeBy = Annotated[
    list[str] | None,
    typer.Option(
        "--by",
        metavar="NAME",
        help="What puts jobs into groups, or gives them their colour: a hyperparameter, a tag, or "
        "a column of the table of jobs; repeat it for several.",
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


_Color = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="What gives the colours, if it is another than --by."),
]
_Best = Annotated[int | None, typer.Option("-k", min=1, help="Only the best so many.")]


class WhichValue(StrEnum):
    """Which value of a job counts, where it need not be that of a comparison."""

    LAST = "last"
    BEST = "best"
    FIRST = "first"
    MIN = "min"
    MAX = "max"
    MEAN = "mean"


class X(StrEnum):
    """What a metric is drawn over."""

    ITERATION = "iteration"
    TIMESTAMP = "timestamp"
    ELAPSED = "elapsed"


class Center(StrEnum):
    """What stands for the jobs of a group."""

    MEAN = "mean"
    MEDIAN = "median"
    IQM = "iqm"


class Interval(StrEnum):
    """What is drawn around the center of a group."""

    CI95 = "ci95"
    STD = "std"
    IQR = "iqr"
    MINMAX = "minmax"


_WhichValue = Annotated[
    WhichValue | None,
    typer.Option(
        help="Which value of a job counts; the best where there is a goal, else the last, if not "
        "given."
    ),
]
_X = Annotated[X, typer.Option("--x", help="What the metric is drawn over.")]
_Center = Annotated[Center, typer.Option(help="What stands for the jobs of a group.")]


def _draw(kind: str, picture: Picture, chosen: Selection, *metric: str, **options: Any) -> None:
    """Draw jobs by the plot of that name, with the options that were given."""
    pictures = import_module("jobanalytics.cli.pictures")
    pictures.draw(kind, picture, chosen, *metric, **_given(options))


def _given(options: dict[str, Any]) -> dict[str, Any]:
    """Return the options that the user gave; the others stay as the package has them."""
    return {name: value for name, value in options.items() if value is not None}


def _word(choice: StrEnum | None) -> str | None:
    return None if choice is None else choice.value


def _over(x: X, smooth: float | None, every: str | None) -> dict[str, Any]:
    """Return what is drawn over what, as the methods of a JobSet take it."""
    name = "iteration_number" if x is X.ITERATION else x.value
    window: Any = every
    if every is not None and every.replace(".", "", 1).isdecimal():
        window = int(every) if every.isdecimal() else float(every)
    return {"x": name, "smooth": smooth, "every": window}


def curves(
    metric: Metric,
    chosen: Selection,
    merging: Merging,
    picture: ScaledPicture,
    *,
    by: Annotated[
        list[str] | None,
        typer.Option(
            "--by",
            metavar="NAME",
            help="What lines are told apart by, such as a hyperparameter, else the job; repeat it "
            "for several.",
        ),
    ] = None,
    color: _Color = None,
    x: _X = X.ITERATION,
    smooth: _Smooth = None,
    every: _Every = None,
) -> None:
    """Draw a metric over iterations or time, a line for each job and node.

    For example:

      jobanalytics plot curves energy 'vqe-*' --by n_layers --statistic min -o curves.png
    """
    options = {"by": groups(by), "color": color, **_over(x, smooth, every), **merging.merging()}
    _draw("curves", picture, chosen, metric, **options)


def bands(
    metric: Metric,
    chosen: Selection,
    merging: Merging,
    picture: ScaledPicture,
    *,
    by: _SomeBy = None,
    center: _Center = Center.MEAN,
    interval: Annotated[
        Interval, typer.Option(help="What is drawn around the center.")
    ] = Interval.CI95,
    x: _X = X.ITERATION,
    smooth: _Smooth = None,
    every: _Every = None,
) -> None:
    """Draw the center and the interval of each group of jobs over iterations or time.

    For example:

      jobanalytics plot bands energy 'vqe-*' --by n_layers --statistic min -o bands.svg
    """
    options = {"by": groups(by), "center": center.value, "interval": interval.value}
    over = _over(x, smooth, every)
    _draw("bands", picture, chosen, metric, **options, **over, **merging.merging())


def leaderboard(
    metric: Metric,
    chosen: Selection,
    merging: ByPivot,
    picture: ScaledPicture,
    *,
    goal: GoalOption,
    by: _SomeBy = None,
    k: _Best = None,
) -> None:
    """Draw the jobs in the order of their best; those alike but for their seeds share a row.

    For example:

      jobanalytics plot leaderboard energy 'vqe-*' --goal min -o leaderboard.png
    """
    options = {"goal": goal.value, "by": groups(by), "k": k}
    _draw("leaderboard", picture, chosen, metric, **options, **merging.merging_by_pivot())


def compare(
    metric: Metric,
    chosen: Selection,
    merging: ByPivot,
    picture: ScaledPicture,
    *,
    by: By,
    goal: GoalOption,
    of: OfOption = Of.LAST,
    center: _Center = Center.IQM,
    baseline: Baseline = None,
    seed: Seed = 0,
    resamples: Resamples = 2000,
) -> None:
    """Draw where groups of jobs ended, with their intervals.

    For example:

      jobanalytics plot compare energy 'vqe-*' --by n_layers --goal min -o compare.png
    """
    options = {"by": groups(by), "goal": goal.value, "of": of.value, "center": center.value}
    to_beat = partial(group_to_beat, by=by, baseline=baseline, loading=merging)
    how = {"baseline": to_beat if baseline else None, "seed": seed, "resamples": resamples}
    _draw("compare", picture, chosen, metric, **options, **how, **merging.merging_by_pivot())


def parallel(
    metric: Metric,
    chosen: Selection,
    merging: ByPivot,
    picture: ScaledPicture,
    *,
    by: _SomeBy = None,
    goal: _SomeGoal = None,
    of: _WhichValue = None,
) -> None:
    """Draw jobs as lines from their hyperparameters to where they ended.

    For example:

      jobanalytics plot parallel energy 'vqe-*' --goal min -o parallel.png
    """
    options = {"by": groups(by), "goal": _word(goal), "of": _word(of)}
    _draw("parallel", picture, chosen, metric, **options, **merging.merging_by_pivot())


def scatter(
    metric: Metric,
    chosen: Selection,
    merging: ByPivot,
    picture: ScaledPicture,
    *,
    by: Annotated[
        list[str],
        typer.Option("--by", metavar="NAME", help="The hyperparameter that it is drawn over."),
    ],
    color: _Color = None,
    goal: _SomeGoal = None,
    of: _WhichValue = None,
) -> None:
    """Draw where jobs ended over a hyperparameter, a point for each.

    For example:

      jobanalytics plot scatter energy 'vqe-*' --by step_size --goal min -o scatter.png
    """
    if len(by) > 1:
        raise typer.BadParameter(f"takes one name; got {', '.join(by)}", param_hint="--by")
    options = {"by": by[0], "color": color, "goal": _word(goal), "of": _word(of)}
    _draw("scatter", picture, chosen, metric, **options, **merging.merging_by_pivot())


def timeline(chosen: Selection, loading: Loading, picture: Picture) -> None:
    """Draw when the jobs waited and ran.

    For example:

      jobanalytics plot timeline 'vqe-*' -o timeline.png
    """
    _draw("timeline", picture, chosen, **loading.loading())


def report(
    chosen: Selection,
    merging: Merging,
    *,
    output: Annotated[
        str,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Where to, such as sweep.html; - is stdout."
        ),
    ],
    metric: Annotated[
        list[str] | None,
        typer.Option("--metric", "-m", metavar="NAME", help="Only this metric; repeat it."),
    ] = None,
    by: _SomeBy = None,
    goal: SomeGoals = None,
    title: Annotated[str | None, typer.Option(help="The heading.")] = None,
    x: _X = X.ITERATION,
    every: _Every = None,
    prices: Prices = None,
) -> None:
    """Write a sweep as one HTML page, to open and to send.

    For example:

      jobanalytics report 'vqe-*' --metric energy --by n_layers --goal min -o sweep.html
    """
    options = {
        "metrics": metric,
        "by": groups(by),
        "goal": named("--goal", goal) if goal else None,
        "title": title,
        "prices": prices_in(prices),
        **_over(x, None, every),
        **merging.merging(),
    }
    current_run().merging = None  # the page says what was merged, of more than the last frame
    import_module("jobanalytics.cli.pictures").report(output, chosen, **_given(options))


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    kinds = typer.Typer(cls=Commands, no_args_is_help=True)
    for kind in (curves, bands, leaderboard, compare, parallel, scatter, timeline):
        command(kinds, "Kinds")(kind)
    app.add_typer(
        kinds, name="plot", rich_help_panel=_PANEL, help="Draw jobs to a .png, .pdf or .svg file."
    )
    command(app, _PANEL)(report)
