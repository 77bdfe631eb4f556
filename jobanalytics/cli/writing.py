"""A table to a file, a pipe or a terminal."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import typer

from jobanalytics import storage
from jobanalytics.cli.options import STDOUT, Format
from jobanalytics.cli.running import current_run
from jobanalytics.cli.terminal_table import print_table, text_table
from jobanalytics.comparison.arguments import did_you_mean, list_of
from jobanalytics.completeness import counted
from jobanalytics.printable import printable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jobanalytics.cli.options import Output

__all__ = ["check_output", "check_place", "encoded", "show", "write_file"]

_ENDINGS = {
    ".csv": Format.CSV,
    ".json": Format.JSON,
    ".parquet": Format.PARQUET,
    ".txt": Format.TABLE,
}
_SHORT = ("hyperparameters.", "tags.", "results.", "metrics.")


def show(
    table: pl.DataFrame,
    output: Output,
    session: Any = None,
    first: Sequence[str] = (),
    intervals: Mapping[str, tuple[str, str]] | None = None,
) -> None:
    """Write a table where, and as what, the user wants it.

    Parameters
    ----------
    table : polars.DataFrame
        The table.
    output : Output
        Where and how.
    session : boto3.Session, optional
        Whose S3 it is, where it goes there.
    first : sequence of str
        The columns that come first on a terminal, and matter most where it has no room for all.
    intervals : mapping of str to (str, str), optional
        Columns that a terminal shows together with the ends of their intervals, unless the user
        has chosen columns.
    """
    if output.columns:
        table = table.select(_wanted(output.columns, table))
        first, intervals = table.columns, None
    if output.output is not None and output.output != STDOUT:
        form = output.format or _format_of(output.output)
        write_file(output.output, encoded(table, form), session)
        current_run().note(f"{counted(table.height, 'row')} in {printable(output.output)}")
        return
    is_terminal = sys.stdout.isatty()
    form = output.format or (Format.TABLE if is_terminal else Format.CSV)
    if form is Format.TABLE and is_terminal:
        print_table(table, first, intervals, full=output.full)
    else:
        write_file(STDOUT, encoded(table, form))


def encoded(table: pl.DataFrame, form: Format) -> bytes:
    """Return a table as the content of a file; numbers have all their digits.

    Times are in UTC, in ISO format. JSON has null for NaN and infinities, which it does not know;
    CSV has ``NaN``, ``inf`` and ``-inf``, and nothing between the commas for null.
    """
    if form is Format.TABLE:
        return text_table(table).encode()
    if form is Format.PARQUET:
        buffer = io.BytesIO()
        table.write_parquet(buffer)
        return buffer.getvalue()
    plain = table.with_columns(_plain(name, dtype, form) for name, dtype in table.schema.items())
    if form is Format.CSV:
        return plain.write_csv().encode()
    # One object a line: a set of jobs can be read, and compared, by the line. Polars writes NaN and
    # infinities as null.
    # Other line ends than this one can be in a name.
    lines = plain.write_ndjson().rstrip("\n").split("\n") if plain.height else []
    return "".join(
        ["[", ",".join(f"\n{line}" for line in lines), "\n" * bool(lines), "]\n"]
    ).encode()


def write_file(place: str, data: bytes, session: Any = None) -> None:
    """Write a file, which appears whole or not at all; one that is there is replaced.

    Raises
    ------
    typer.BadParameter
        As `check_place`.
    StorageWriteError
        If it cannot be written.
    """
    if place == STDOUT:
        _to_stdout(data)
        return
    if place.startswith("s3://"):
        root, _, name = place.rpartition("/")
        storage.open_store(root, session).replace(name, data)
        return
    check_place(place)
    storage.write_file(storage.path_of(place), data)


def check_place(place: str) -> None:
    """Raise where no file can be written, before anything is read.

    Raises
    ------
    typer.BadParameter
        If the place is a folder, or in none, also over a link.
    StorageWriteError
        If no file can be there, such as where a link leads to itself.
    """
    if place == STDOUT or place.startswith("s3://"):
        return
    path = storage.destination_of(storage.path_of(place))
    if path.is_dir() or place.endswith("/"):
        raise typer.BadParameter(f"{place} is a folder; expected a file", param_hint="--output")
    if not (folder := path.absolute().parent).is_dir():
        raise typer.BadParameter(f"there is no folder {folder}", param_hint="--output")


def check_output(output: Output) -> None:
    """Raise where a table cannot go, before anything is read for it.

    Raises
    ------
    typer.BadParameter
        As `check_place`; or if nothing says what the file is to be, or its ending says another
        thing than its format, or a terminal would get bytes.
    """
    if output.output not in {None, STDOUT}:
        check_place(str(output.output))
        if output.format is None:
            _format_of(str(output.output))
        else:
            _check_ending(str(output.output), output.format)
    elif output.format is Format.PARQUET and sys.stdout.isatty():
        raise typer.BadParameter(
            "Parquet is nothing for a terminal; give --output FILE", param_hint="--format"
        )


def _check_ending(place: str, form: Format) -> None:
    said = _ENDINGS.get(Path(place).suffix.lower(), form)
    if said is not form:
        raise typer.BadParameter(
            f"{form.value} is not what the ending of {place} says, {said.value}; leave out "
            "--format, or choose another ending",
            param_hint="--format",
        )


def _format_of(place: str) -> Format:
    ending = Path(place).suffix.lower()
    if ending not in _ENDINGS:
        raise typer.BadParameter(
            f"the ending of {place} is none of {', '.join(_ENDINGS)}; choose one, or give --format",
            param_hint="--output",
        )
    return _ENDINGS[ending]


def _wanted(given: list[str], table: pl.DataFrame) -> list[str]:
    """Return the columns that are meant; a name with a comma in it has to be given as it is."""
    names = [
        name for word in given for name in ([word] if word in table.columns else word.split(","))
    ]
    return list(dict.fromkeys(_column(name, table.columns) for name in names))


def _column(name: str, columns: list[str]) -> str:
    for column in (name, *(prefix + name for prefix in _SHORT)):
        if column in columns:
            return column
    raise typer.BadParameter(
        f"there is no column {name!r}; there are {list_of(columns)}{did_you_mean(name, columns)}",
        param_hint="--columns",
    )


def _plain(name: str, dtype: pl.DataType, form: Format) -> pl.Expr:
    """Return a column as texts, numbers and booleans."""
    column = pl.col(name)
    if isinstance(dtype, pl.Datetime):
        return column.dt.strftime("%Y-%m-%dT%H:%M:%S%.fZ")
    if form is Format.CSV and isinstance(dtype, pl.List):
        return column.list.eval(pl.element().cast(pl.String)).list.join(", ")
    return column


def _to_stdout(data: bytes) -> None:
    sys.stdout.flush()
    rest = memoryview(data)
    while rest:  # with PYTHONUNBUFFERED a write may take a part, and not say why
        rest = rest[sys.stdout.buffer.write(rest) :]
    sys.stdout.buffer.flush()
