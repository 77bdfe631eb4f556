"""Jobs are looked at again and again, and what is seen is shown, until all have ended."""

from __future__ import annotations

import math
import time
import warnings
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from jobanalytics import comparison, merging
from jobanalytics.caller import level_of_caller
from jobanalytics.comparison.latest_table import check_goal
from jobanalytics.completeness import counted
from jobanalytics.errors import InvalidArgumentError, JobTimeoutError
from jobanalytics.interrupts import let_pass
from jobanalytics.merging import UnknownMetricWarning
from jobanalytics.schema import METRICS_KEYS, WATCHED
from jobanalytics.watching.displays import open_display
from jobanalytics.watching.following import Following
from jobanalytics.watching.view import View, view, words_on_unlogged

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import polars as pl

    from jobanalytics.comparison.best import GoalLike
    from jobanalytics.job_set.members import Member
    from jobanalytics.merging import StatisticLike

__all__ = ["watch"]


def watch(
    members: Sequence[Member],
    metrics: Sequence[str],
    *,
    goal: GoalLike,
    statistic: StatisticLike,
    poll_interval_seconds: float,
    poll_timeout_seconds: float | None,
) -> pl.DataFrame:
    """Follow jobs until all have ended; see `JobSet.watch`."""
    names = list(dict.fromkeys(_checked(metrics)))
    _check_goal(goal, names)
    merging.check_statistic(statistic)
    interval = _seconds("poll_interval_seconds", poll_interval_seconds)
    timeout = math.inf
    if poll_timeout_seconds is not None:
        timeout = _seconds("poll_timeout_seconds", poll_timeout_seconds)
    latest = partial(_latest, names=names, goal=goal, statistic=statistic)
    following = Following(members, latest, interval)
    wanted = [*names, *_names_in(goal), *_names_in(statistic)]

    def seen(*notes: str) -> View:
        unlogged = words_on_unlogged(following.jobs, wanted)
        said = [*notes, *([unlogged] if unlogged else []), *_retried(following.troubles)]
        return view(following.jobs, names, said)

    last: View | None = None
    with open_display() as display:
        try:
            last = seen()
            if following.is_live:
                display.show(seen("Looking for the first time …"))
            for _ in _looks(following, interval, timeout):
                last = seen()
                display.show(last)
            _warn_of_unlogged(words_on_unlogged(following.jobs, wanted))
        except KeyboardInterrupt:
            let_pass()
            if last is not None:
                display.show(last._replace(notes=(_on_stopping(following),)))
    return WATCHED.to_frame() if last is None else last.watched


def _on_stopping(following: Following) -> str:
    unfinished = f"{len(following.unfinished):,} of {counted(len(following.jobs), 'job')}"
    return f"Stopped while {unfinished} had not ended."


def _looks(following: Following, interval: float, timeout: float) -> Iterator[None]:
    """Look again and again, and stop for each to be shown, until all jobs have ended.

    Raises
    ------
    JobTimeoutError
        If they do not in time.
    """
    deadline = time.monotonic() + timeout
    while following.unfinished:
        following.look()
        yield
        left = deadline - time.monotonic()
        if following.unfinished:
            if left <= 0:
                raise _timed_out(following, timeout)
            time.sleep(min(interval, left))


def _timed_out(following: Following, timeout: float) -> JobTimeoutError:
    unfinished = following.unfinished
    first = unfinished[0]
    states = {"QUEUED", "RUNNING", "CANCELLING"}
    state = first.state if first.state in states else "not read to its end"
    return JobTimeoutError(
        f"{len(unfinished):,} of {counted(len(following.jobs), 'job')} had not ended after "
        f"{timeout:g} s, such as {first.known['jobName']!r}, which is {state}. Watch again, with a "
        "larger poll_timeout_seconds or none; metrics() has what was logged so far."
    )


def _latest(
    observations: pl.DataFrame, names: Sequence[str], goal: GoalLike, statistic: StatisticLike
) -> pl.DataFrame:
    return comparison.latest(observations, *names, goal=goal, statistic=statistic)


def _retried(troubles: Sequence[str]) -> list[str]:
    if not troubles:
        return []
    others = f" ({len(troubles) - 1:,} more)" if len(troubles) > 1 else ""
    return [f"Will ask again: {troubles[0]}{others}"]


def _warn_of_unlogged(words: str | None) -> None:
    if words:
        warnings.warn(words, UnknownMetricWarning, stacklevel=level_of_caller())


def _checked(metrics: Sequence[Any]) -> list[str]:
    for name in metrics:
        if not isinstance(name, str):
            raise InvalidArgumentError(
                f"A metric is named by a string, several by several arguments; got {name!r}."
            )
    return list(metrics)


def _check_goal(goal: GoalLike, names: Sequence[str]) -> None:
    check_goal(goal)
    others = [name for name in _names_in(goal) if names and name not in names]
    if others:
        raise InvalidArgumentError(
            f"The goal names {others[0]!r}, which is not watched; watched are "
            f"{', '.join(map(repr, names))}."
        )


def _names_in(argument: Any) -> list[str]:
    """Return the metrics that an argument names, if it is a mapping of them."""
    return (
        [name for name in argument if name not in METRICS_KEYS]
        if isinstance(argument, Mapping)
        else []
    )


def _seconds(argument: str, value: Any) -> float:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not is_number or not math.isfinite(value) or value < 0:
        raise InvalidArgumentError(f"{argument} takes seconds, 0 or more; got {value!r}.")
    return float(value)
