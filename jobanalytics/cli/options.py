"""The options that several commands share, in groups that `spreading` gives to a command."""

# Typer reads these annotations, so that they are no strings here.

from dataclasses import dataclass, fields
from enum import StrEnum
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any

import typer

from jobanalytics.cli.running import current_run

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import polars as pl

    import jobanalytics as ja
    from jobanalytics.job_set.options import ByPivotOptions, LoadOptions, MergeOptions

__all__ = [
    "STDOUT",
    "ByPivot",
    "Debug",
    "Format",
    "Goal",
    "Loading",
    "Merging",
    "Output",
    "Place",
    "Searching",
    "Selection",
    "Speaking",
    "is_searching",
    "named",
    "session_of",
]

STDOUT = "-"
"""What stands for stdout where a file is named."""

_JOBS = "Which jobs"
_AWS = "AWS"
_READING = "How they are read"
_OUTPUT = "Output"
_SPEAKING = "Messages"


class Format(StrEnum):
    """How a table is written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    PARQUET = "parquet"


class Goal(StrEnum):
    """Which value of a metric is the best."""

    MIN = "min"
    MAX = "max"


class Pivot(StrEnum):
    """What metrics are merged by."""

    ITERATION = "iteration"
    TIMESTAMP = "timestamp"


class OnError(StrEnum):
    """What becomes of a job that cannot be read."""

    COLLECT = "collect"
    RAISE = "raise"


def _set_debug(value: bool) -> bool:  # noqa: FBT001 - Typer calls it
    current_run().debug |= value
    return value


def _set_quiet(value: bool) -> bool:  # noqa: FBT001 - Typer calls it
    current_run().quiet |= value
    return value


def _accept_incomplete(value: bool) -> bool:  # noqa: FBT001 - Typer calls it
    current_run().accepts_incomplete |= value
    return value


Debug = Annotated[
    bool,
    typer.Option(
        "--debug",
        help="Show where in the code an error came from.",
        callback=_set_debug,
        rich_help_panel=_SPEAKING,
    ),
]


@dataclass(frozen=True)
class Place:
    """The account, region and endpoint that are asked."""

    region: Annotated[
        str | None,
        typer.Option(help="The AWS region; else as AWS_REGION says.", rich_help_panel=_AWS),
    ] = None
    profile: Annotated[
        str | None,
        typer.Option(help="The AWS profile; else as AWS_PROFILE says.", rich_help_panel=_AWS),
    ] = None
    endpoint_url: Annotated[
        str | None,
        typer.Option(
            help="Ask here instead of AWS, such as an emulator; S3 where AWS_ENDPOINT_URL_S3 "
            "says, if it is set.",
            rich_help_panel=_AWS,
        ),
    ] = None


_PLACE = {each.name for each in fields(Place)}


@dataclass(frozen=True)
class Searching(Place):
    """Which jobs, found on AWS and in folders."""

    jobs: Annotated[
        list[str] | None,
        typer.Argument(
            help="ARNs, names, globs over names ('vqe-*'), or folders of local jobs; - reads them "
            "from stdin.",
            show_default=False,
        ),
    ] = None
    status: Annotated[
        str | None,
        typer.Option(help="Only jobs in this state, such as COMPLETED.", rich_help_panel=_JOBS),
    ] = None
    created_after: Annotated[
        str | None,
        typer.Option(
            metavar="TIME",
            help="Only jobs of this time or later: 2026-09-01, UTC unless it has a zone.",
            rich_help_panel=_JOBS,
        ),
    ] = None
    created_before: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="Only jobs before this time.", rich_help_panel=_JOBS),
    ] = None
    tag: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY=VALUE", help="Only jobs with this tag; repeat it.", rich_help_panel=_JOBS
        ),
    ] = None
    hyperparameter: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=VALUE",
            help="Only jobs with this hyperparameter, numbers as numbers; repeat it: one name "
            "several times takes any of its values.",
            rich_help_panel=_JOBS,
        ),
    ] = None
    limit: Annotated[
        int | None,
        typer.Option(min=0, help="The newest so many jobs.", rich_help_panel=_JOBS),
    ] = None

    def chosen(self) -> "ja.JobSet":
        """Return the jobs; raise where there are none."""
        jobs: ja.JobSet = import_module("jobanalytics.cli.choosing").chosen(self)
        return jobs


@dataclass(frozen=True)
class Selection(Searching):
    """Which jobs, those of an archive too."""

    archive: Annotated[
        str | None,
        typer.Option(
            metavar="ROOT",
            help="The jobs of an archive, a folder or s3://bucket/prefix, instead of those on "
            "AWS; all of them if no job is named.",
            rich_help_panel=_JOBS,
        ),
    ] = None


@dataclass(frozen=True)
class Loading:
    """How jobs are read."""

    on_error: Annotated[
        OnError,
        typer.Option(
            help="Where a job cannot be read: go on with the others, or stop.",
            rich_help_panel=_READING,
        ),
    ] = OnError.COLLECT
    incomplete_ok: Annotated[
        bool,
        typer.Option(
            "--incomplete-ok",
            help="Exit with 0 also where lines may be missing, such as of jobs that run.",
            callback=_accept_incomplete,
            rich_help_panel=_READING,
        ),
    ] = False

    def loading(self) -> "LoadOptions":
        """Return those that say how jobs are loaded, as the methods of a JobSet take them."""
        return {"progress": not current_run().quiet, "on_error": self.on_error.value}


@dataclass(frozen=True)
class Merging(Loading):
    """How metrics are merged that are compared."""

    statistic: Annotated[
        list[str] | None,
        typer.Option(
            metavar="STATISTIC",
            help="What several values of one cell become: max (if not given), min, avg, first or "
            "last; of one metric: energy=min, repeated for others.",
            rich_help_panel=_READING,
        ),
    ] = None
    across_nodes: Annotated[
        str | None,
        typer.Option(
            metavar="STATISTIC",
            help="Join the nodes of a job by this statistic first.",
            rich_help_panel=_READING,
        ),
    ] = None
    chains: Annotated[
        bool,
        typer.Option(
            "--chains",
            help="Read jobs that went on from one another's checkpoints as one.",
            rich_help_panel=_READING,
        ),
    ] = False

    def merging(self) -> "MergeOptions":
        """Return those that say how metrics are merged, too."""
        load = self.loading()
        options: MergeOptions = {
            "progress": load["progress"],
            "on_error": load["on_error"],
            "chains": self.chains,
        }
        if self.statistic:
            options["statistic"] = named("--statistic", self.statistic)
        if self.across_nodes:
            options["across_nodes"] = self.across_nodes
        current_run().merging = options
        return options


@dataclass(frozen=True)
class ByPivot(Merging):
    """How metrics are merged, and by what."""

    type: Annotated[
        Pivot,
        typer.Option(help="Merge by iteration or by timestamp.", rich_help_panel=_READING),
    ] = Pivot.ITERATION

    def merging_by_pivot(self) -> "ByPivotOptions":
        """Return those that say by what they are merged, too."""
        pivot = "iteration_number" if self.type is Pivot.ITERATION else "timestamp"
        options: ByPivotOptions = {**self.merging(), "metric_type": pivot}
        return options


@dataclass(frozen=True)
class Output:
    """Where a table goes, and as what."""

    format: Annotated[
        Format | None,
        typer.Option(
            "--format",
            "-f",
            help="A table on a terminal, else CSV, if not given. JSON is an array of objects "
            "without NaN and infinities: null.",
            show_default=False,
            rich_help_panel=_OUTPUT,
        ),
    ] = None
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write to a file, or to s3://bucket/key, as its ending says: .csv, .json, "
            ".parquet, .txt; - is stdout.",
            rich_help_panel=_OUTPUT,
        ),
    ] = None
    columns: Annotated[
        list[str] | None,
        typer.Option(
            "--columns",
            "-c",
            metavar="NAME,…",
            help="Only these columns, in this order; n_layers finds hyperparameters.n_layers.",
            rich_help_panel=_OUTPUT,
        ),
    ] = None
    full: Annotated[
        bool,
        typer.Option(
            "--full",
            help="Show a table with all rows and columns, also where it is wider than the "
            "terminal.",
            rich_help_panel=_OUTPUT,
        ),
    ] = False

    def __post_init__(self) -> None:
        """Raise where a table cannot go, before anything is read for it."""
        if self.output is not None or self.format is Format.PARQUET:
            import_module("jobanalytics.cli.writing").check_output(self)

    def show(
        self,
        table: "pl.DataFrame",
        place: Place | None = None,
        first: "Sequence[str]" = (),
        intervals: "Mapping[str, tuple[str, str]] | None" = None,
    ) -> None:
        """Write a table. Where no job could be read there is none.

        `place` says whose S3 it is; `first` which columns come first on a terminal, and matter most
        where it has no room for all; `intervals` which of them it shows with their intervals.
        """
        if not current_run().has_read_nothing:
            writing = import_module("jobanalytics.cli.writing")
            writing.show(table, self, session_of(place), first, intervals)


@dataclass(frozen=True)
class Speaking:
    """What goes to stderr; every command takes it."""

    quiet: Annotated[
        bool,
        typer.Option(
            "--quiet",
            "-q",
            help="No progress bar and no notes; warnings and errors stay.",
            callback=_set_quiet,
            rich_help_panel=_SPEAKING,
        ),
    ] = False
    debug: Debug = False


def named(option: str, given: list[str]) -> Any:
    """Return words such as ``min``, or ``energy=min`` for one name, as the package takes them.

    Raises
    ------
    typer.BadParameter
        If there are several words without a name, or words with and without one.
    """
    pairs = [word.rpartition("=") for word in given]
    names = [name for name, _, _ in pairs]
    if len(given) == 1 and not names[0]:
        return given[0]
    if not all(names) or len(set(names)) < len(names):
        raise typer.BadParameter(
            f"expected one word for all metrics, or name=word for each; got {' '.join(given)}",
            param_hint=option,
        )
    return {name: word for name, _, word in pairs}


def is_searching(searching: Searching) -> bool:
    """Say whether jobs are named, or filtered."""
    own = (each.name for each in fields(Searching) if each.name not in _PLACE)
    return any(getattr(searching, name) is not None for name in own)


def session_of(place: Place | None) -> Any:
    """Return the AWS session of a place; None for that of the environment."""
    if place is None or (place.profile is None and place.region is None):
        return None
    return import_module("jobanalytics.cli.choosing").session(place)
