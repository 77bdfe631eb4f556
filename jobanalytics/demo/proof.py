"""The demo's proof: what the processes printed against what was read back.

The printed lines are taken apart here in the plainest Python, by none of the package's code.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    import polars as pl

    from jobanalytics.demo.sweep import JobRun

__all__ = ["Comparison", "compare", "printed_values"]

Value = tuple[str, str, int, int, str, str]
"""Job name, instance, microseconds since the epoch, iteration, metric, the value's `repr`."""


class Comparison(NamedTuple):
    """How many values were logged and read, and what is the matter with them."""

    logged: int
    read: int
    missing: int
    """Logged but not read, or read as another value."""
    invented: int
    """Read but never logged."""
    not_numbers: int
    """Printed with no number behind the equals sign, so that there was nothing to read."""

    @property
    def is_equal(self) -> bool:
        """Whether exactly what was logged was read."""
        return self.missing == self.invented == 0


def printed_values(runs: Iterable[JobRun]) -> tuple[Counter[Value], int]:
    """Return the values that the processes printed, and how many of them were no number."""
    values: Counter[Value] = Counter()
    not_numbers = 0
    for run in runs:
        for instance, lines in run.lines.items():
            for line in lines:
                if not line.text.startswith("Metrics - "):
                    continue
                items = line.text.removeprefix("Metrics - ").split(";")
                fields = dict(item.strip().split("=") for item in items if item.strip())
                microseconds = round(float(fields.pop("timestamp")) * 1e6)
                iteration = int(fields.pop("iteration_number"))
                for metric, text in fields.items():
                    try:
                        number = repr(float(text))
                    except ValueError:
                        not_numbers += 1
                        continue
                    key = (run.plan.name, instance, microseconds, iteration, metric, number)
                    values[key] += 1
    return values, not_numbers


def compare(runs: Iterable[JobRun], observations: pl.DataFrame) -> Comparison:
    """Compare what the processes printed with what was read, value for value.

    Parameters
    ----------
    runs : iterable of JobRun
        What ran.
    observations : polars.DataFrame
        The observations of all jobs, with a column ``job_name``.
    """
    logged, not_numbers = printed_values(runs)
    rows = observations.select(
        "job_name",
        "instance",
        observations["timestamp"].dt.epoch("us"),
        "iteration_number",
        "metric",
        "value",
    ).iter_rows()
    read: Counter[Value] = Counter((*keys, repr(value)) for *keys, value in rows)
    return Comparison(
        logged=logged.total(),
        read=read.total(),
        missing=(logged - read).total(),
        invented=(read - logged).total(),
        not_numbers=not_numbers,
    )
