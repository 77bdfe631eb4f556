"""Running a command: what goes to stderr meanwhile, and what it exits with."""

from __future__ import annotations

import errno
import os
import sys
import traceback
import warnings
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperGroup

from jobanalytics import errors
from jobanalytics.cli.exit_codes import ExitCode, code_of
from jobanalytics.cli.patience import saying_what_takes_long
from jobanalytics.cli.wording import spoken
from jobanalytics.colours import is_colourless
from jobanalytics.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jobanalytics.job_set import JobSet
    from jobanalytics.job_set.options import MergeOptions

__all__ = ["Commands", "Run", "current_run"]

_MOST_JOBS_NAMED = 10
_WARNING = ("warning", typer.colors.YELLOW)
_ERROR = ("error", typer.colors.RED)
_DISK_ERRORS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}


@dataclass
class Run:
    """One run of a command: how it is to speak, and what it has found amiss."""

    debug: bool = False
    quiet: bool = False
    accepts_incomplete: bool = False
    is_incomplete: bool = False
    merging: MergeOptions | None = None
    """How metrics are merged, if they are."""
    takes_metrics: bool = False
    """Whether the command takes the names of metrics as options, and not first of all."""
    sets: list[JobSet] = field(default_factory=list)
    """The jobs that the command is about, for what could not be read of them."""

    def note(self, text: str) -> None:
        """Say something in passing, unless the user wants it quiet."""
        if not self.quiet:
            _say(text)

    def warn(self, text: str) -> None:
        """Say what is amiss, in one line."""
        _say(text, *_WARNING)

    @property
    def has_read_nothing(self) -> bool:
        """Whether there are jobs, and not one of them could be read."""
        return any(jobs.errors()["job_arn"].n_unique() == len(jobs) for jobs in self.sets)

    def left_out(self) -> ExitCode:
        """Name the jobs that could not be read; return what that means for the exit code."""
        code = ExitCode.FINE
        kind, color = _ERROR if self.has_read_nothing else _WARNING
        for jobs in self.sets:
            table = jobs.errors()
            for name, _, reading, _, reason in table.head(_MOST_JOBS_NAMED).iter_rows():
                _say(f"left out ({reading}): {printable(name)}: {spoken(reason)}", kind, color)
            if table.height > _MOST_JOBS_NAMED:
                more = table.height - _MOST_JOBS_NAMED
                _say(f"{more:,} more could not be read", kind, color)
            if table.height:
                code = ExitCode.DATA
                if self.has_read_nothing:
                    # What was wrong with the first is wrong with the call.
                    code = code_of(getattr(errors, table["error"][0]))
        return code

    def speak_of_merged_cells(self) -> None:
        """Say what several values of one cell became, where the user may not know of them."""
        for jobs in self.sets if self.merging is not None else ():
            # Polars is loaded by now, which --help has no use for.
            module = import_module("jobanalytics.job_set.merged_cells")
            cells = module.merged_by_default(jobs._loader.merged_cells, self.merging)  # noqa: SLF001
            if not cells.is_empty():
                self.warn(
                    f"{module.words_on(cells)}; the largest was taken, --statistic says what else"
                )

    @contextmanager
    def speaking(self) -> Iterator[None]:
        """Show Python's warnings as lines, each once, and note whether data are incomplete."""
        said: set[str] = set()

        def show(message: Warning | str, category: type[Warning], *_: Any, **__: Any) -> None:
            # By name: the class lies where Polars is loaded, which --help has no use for.
            if category.__name__ == "IncompleteMetricsWarning":
                self.is_incomplete = True
            text = spoken(message)
            # Each of these jobs is named in the end, and what was merged is said there.
            is_named = bool(self.sets) and " left out (" in text
            is_named |= category.__name__ == "DefaultStatisticWarning"
            if text not in said and not is_named:
                said.add(text)
                self.warn(text)

        with warnings.catch_warnings():
            if not sys.warnoptions:
                warnings.simplefilter("ignore")
                # Those of this package are for its users; others' are for its developers.
                warnings.filterwarnings("always", category=UserWarning)
            warnings.showwarning = show
            yield


_current: ContextVar[Run] = ContextVar("run")


def current_run() -> Run:
    """Return the run of the command that is at work."""
    return _current.get()


class Commands(TyperGroup):
    """Commands whose errors are one line on stderr, and whose exit codes are `ExitCode`."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,  # noqa: ARG002 - python -m jobanalytics is called so, too
        complete_var: str | None = None,
        standalone_mode: bool = True,  # noqa: FBT001, FBT002 - Typer's
        windows_expand_args: bool = True,  # noqa: FBT001, FBT002 - Typer's
        **extra: Any,
    ) -> Any:
        """Run a command, and exit as it ended."""
        run = Run()
        token = _current.set(run)
        _never_fail_to_encode()
        try:
            with run.speaking(), saying_what_takes_long(run.note):
                code = self._ended(
                    run,
                    args,
                    "jobanalytics",
                    complete_var,
                    standalone_mode=False,
                    windows_expand_args=windows_expand_args,
                    **extra,
                )
        finally:
            _current.reset(token)
        if standalone_mode:
            sys.exit(code)
        return code

    def _ended(self, run: Run, *arguments: Any, **options: Any) -> int:
        """Run a command; return what to exit with."""
        try:
            code = super().main(*arguments, **options) or ExitCode.FINE
            if code == ExitCode.FINE:
                run.speak_of_merged_cells()
                code = run.left_out()
            if code == ExitCode.FINE and run.is_incomplete and not run.accepts_incomplete:
                code = ExitCode.DATA
            sys.stdout.flush()
        except KeyboardInterrupt:  # outside of what Typer guards
            code = ExitCode.INTERRUPTED
        except BrokenPipeError:
            _forget_stdout()
            code = ExitCode.PIPE_CLOSED
        except SystemExit as ended:
            # So Rich and Typer end the help where its reader has gone, and nobody else does.
            if ended.code != 1:
                raise
            _forget_stdout()
            code = ExitCode.PIPE_CLOSED
        except typer.TyperException as error:
            code = _misused(error)
        except Exception as error:  # noqa: BLE001 - the last to see it: it becomes a line
            code = _failed(run, error)
        if code == ExitCode.INTERRUPTED:
            _say("interrupted")
        return int(code)

    def invoke(self, ctx: Any) -> Any:
        """Run the command; Typer itself would exit with 1 where the reader has gone."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError as error:
            _forget_stdout()
            raise typer.Exit(ExitCode.PIPE_CLOSED) from error
        return result


def _misused(error: typer.TyperException) -> int:
    context = getattr(error, "ctx", None)
    where = "jobanalytics" if context is None else context.command_path
    text = spoken(error.format_message()).replace("?.", "?")
    end = "" if text.endswith((".", "?")) else "."
    _say(f"{text}{end} See `{where} --help`.", *_ERROR)
    return error.exit_code


def _failed(run: Run, error: Exception) -> ExitCode:
    if run.debug:
        # Without locals, which hold what a log or a result has to keep to itself.
        sys.stderr.write(printable_lines("".join(traceback.format_exception(error))))
    code = code_of(type(error))
    if (left_out := run.left_out()) != ExitCode.FINE and run.has_read_nothing:
        return left_out  # and not what came of it
    if isinstance(error, ImportError) and "jobanalytics" not in (error.name or ""):
        # Of all packages, only those of the emulator need not be there.
        text, code = spoken(error), ExitCode.USAGE
        if "pip install" not in text:
            text = f"{text}: pip install 'jobanalytics[emulator]'"
    elif type(error) is OSError and error.errno in _DISK_ERRORS and error.filename is None:
        # Whatever else is written has a name, which its error tells.
        text = f"Writing to stdout failed: {error.strerror}."
        _forget_stdout()  # or Python tries once more when it ends
    elif code == ExitCode.BUG:
        text = f"{type(error).__name__}: {spoken(error)} (a bug; --debug shows where)"
    else:
        text = spoken(error)
    _say(text, *_ERROR)
    return code


def printable_lines(text: str) -> str:
    """Return a text whose lines stay, and in which nothing else steers a terminal."""
    return "".join(f"{printable(line)}\n" for line in text.splitlines())


def _say(text: str, kind: str = "", color: str | None = None) -> None:
    if hasattr(sys.stderr, "rich_proxied_file"):  # above a table that stays in its place
        sys.stderr.write(f"{kind}: {text}\n" if kind else f"{text}\n")
        return
    prefix = typer.style(f"{kind}: ", fg=color, bold=True) if kind else ""
    typer.echo(f"{prefix}{text}", err=True, color=False if is_colourless() else None)


def _forget_stdout() -> None:
    """Let what is still to be written to a closed pipe go nowhere, at the end of Python too."""
    with suppress(OSError):  # of a test, which has no file below its stdout
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _never_fail_to_encode() -> None:
    """Spell out what the terminal's encoding has no letter for; closed streams take everything."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
