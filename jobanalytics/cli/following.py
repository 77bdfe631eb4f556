"""Commands that follow jobs while they run: watch."""

# Typer reads these annotations, so that they are no strings here.

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Annotated, Any

import typer

from jobanalytics.cli.comparing import SomeGoals
from jobanalytics.cli.exit_codes import ExitCode
from jobanalytics.cli.options import Selection, named
from jobanalytics.cli.spreading import command

__all__ = ["add_to"]

_PANEL = "Follow jobs"


def watch(
    chosen: Selection,
    *,
    metric: Annotated[
        list[str] | None,
        typer.Option(
            "--metric", "-m", metavar="NAME", help="Only this metric; repeat it for others."
        ),
    ] = None,
    goal: SomeGoals = None,
    statistic: Annotated[
        list[str] | None,
        typer.Option(
            metavar="STATISTIC",
            help="What several values of one iteration become: max (if not given), min, avg, "
            "first or last; of one metric: energy=min, repeated for others.",
        ),
    ] = None,
    poll_interval: Annotated[float, typer.Option(min=0.1, help="Seconds between two looks.")] = 5.0,
    timeout: Annotated[
        float | None, typer.Option(min=0, help="Seconds to watch; else until all have ended.")
    ] = None,
) -> ExitCode:
    """Follow jobs live until all have ended.

    On a terminal that is a table, which is updated; elsewhere a line for each
    change. Exits with 0 if all have COMPLETED, with 1 if one has not, or not in
    time, and with 130 at Ctrl-C, which ends the watching, and no job.

    For example:

      jobanalytics watch 'vqe-0*' --metric energy --goal min
    """
    options: dict[str, Any] = {"goal": named("--goal", goal)} if goal else {}
    if statistic:
        options["statistic"] = named("--statistic", statistic)
    jobs = chosen.chosen()
    with _noticing_ctrl_c() as presses:
        watched = jobs.watch(
            *metric or (),
            poll_interval_seconds=poll_interval,
            poll_timeout_seconds=timeout,
            **options,
        )
    if presses:
        return ExitCode.INTERRUPTED
    return ExitCode.FINE if (watched["state"] == "COMPLETED").all() else ExitCode.DATA


@contextmanager
def _noticing_ctrl_c() -> Iterator[list[int]]:
    """Give the presses of Ctrl-C: watch ends by them as if all jobs had ended."""
    presses: list[int] = []

    def pressed(number: int, frame: FrameType | None) -> None:
        presses.append(number)
        signal.default_int_handler(number, frame)

    former = signal.signal(signal.SIGINT, pressed)
    try:
        yield presses
    finally:
        signal.signal(signal.SIGINT, former)


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    command(app, _PANEL)(watch)
