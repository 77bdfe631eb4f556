"""Tables ↔ Parquet files that say of themselves what they hold.

The files are plain: any reader of Parquet takes them. Under ``jobanalytics`` in their metadata
stands a JSON object with ``format`` (the version of the format), ``written_by``, ``table`` and
``columns``: what each column means, with its unit.
"""

from __future__ import annotations

import io
import json
import re
from contextlib import contextmanager
from hashlib import sha256
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from polars.exceptions import PanicException, PolarsError

from jobanalytics import __version__
from jobanalytics.errors import ArchiveDamagedError, ArchiveFormatError, JobAnalyticsError
from jobanalytics.schema import describe_column

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

__all__ = [
    "FORMAT",
    "decode",
    "decode_in_parts",
    "encode",
    "first_line",
    "footer_digest",
    "read_metadata",
    "read_rows",
    "rows_with",
    "texts_of_categories",
]

FORMAT = 1
"""The version of the format that is written, and the newest that is read."""

_KEY = "jobanalytics"
# What a damaged file can make of its reading; bounds may even be of another type.
_DAMAGED = (
    pa.ArrowException,
    PolarsError,
    PanicException,
    KeyError,
    OSError,
    TypeError,
    ValueError,
)
# The length of the footer, and the file's last mark.
_FOOTER_END = 8
DIGEST_DIGITS = 16
"""How many digits `footer_digest` gives; a file whose name ends in them is checked by them."""

_NAMED_DIGEST = re.compile(rf"-[0-9a-f]{{16}}([0-9a-f]{{{DIGEST_DIGITS}}})\.parquet$")
# Parts of a table that are read at once.
_ROWS_AT_ONCE = 500_000
# Differences of neighbours are small in a log: files are 5 to 17 % smaller.
_DELTA = "DELTA_BINARY_PACKED"


def encode(
    row_groups: Sequence[pl.DataFrame], table: str, notes: Mapping[str, Any] | None = None
) -> bytes:
    """Write a table as Parquet.

    Parameters
    ----------
    row_groups : sequence of polars.DataFrame
        The table's rows, in parts that become row groups; one at least, all of one schema.
    table : str
        Its name, as `describe_column` takes it.
    notes : mapping of str to anything that JSON takes, optional
        What else to write into the metadata.
    """
    first = row_groups[0]
    metadata = {
        "format": FORMAT,
        "written_by": f"jobanalytics {__version__}",
        "table": table,
        "columns": {name: describe_column(table, name) for name in first.columns},
        **(notes or {}),
    }
    schema = pa.schema(
        [
            field.with_metadata({"description": describe_column(table, field.name)})
            for field in _to_arrow(first.clear()).schema
        ],
        metadata={_KEY: json.dumps(metadata)},
    )
    buffer = io.BytesIO()
    with pq.ParquetWriter(
        buffer,
        schema,
        compression="zstd",
        use_dictionary=[name for name, dtype in first.schema.items() if dtype == pl.String],
        column_encoding={
            name: _DELTA
            for name, dtype in first.schema.items()
            if dtype.is_integer() or dtype == pl.Datetime
        },
        # Bounds do not tell of NaN, and some readers take them for all that there is.
        write_statistics=[name for name in first.columns if not _has_nan(row_groups, name)],
        write_page_checksum=True,
    ) as writer:
        for rows in row_groups:
            writer.write_table(_to_arrow(rows).cast(schema), row_group_size=max(rows.height, 1))
    return buffer.getvalue()


def _has_nan(row_groups: Sequence[pl.DataFrame], column: str) -> bool:
    return row_groups[0][column].dtype.is_float() and any(
        rows[column].is_nan().any() for rows in row_groups
    )


def _to_arrow(frame: pl.DataFrame) -> pa.Table:
    # Strings as every reader knows them.
    return frame.to_arrow(compat_level=pl.CompatLevel.oldest())


def decode(data: bytes, name: str) -> pl.DataFrame:
    """Read a table, once its format is known to be one that can be read.

    Raises
    ------
    ArchiveFormatError
        See `read_metadata`.
    ArchiveDamagedError
        If it is no Parquet file, or a damaged one.
    """
    with _parquet_file(data, name) as file:
        columns = _columns_said(file, name)
        return _checked(file.read(use_threads=False), columns, name)


def decode_in_parts(data: bytes, name: str) -> Iterator[pl.DataFrame]:
    """Give a table row group by row group, at least one: a large one is never held as a whole.

    Raises
    ------
    ArchiveFormatError, ArchiveDamagedError
        As `decode`, for what is wrong with a part when it is reached.
    """
    with _parquet_file(data, name) as file:
        columns = _columns_said(file, name)
        if file.num_row_groups == 0:
            yield _checked(file.schema_arrow.empty_table(), columns, name)
        for number in range(file.num_row_groups):
            yield _checked(file.read_row_group(number, use_threads=False), columns, name)


def _columns_said(file: pq.ParquetFile, name: str) -> list[str]:
    return list(_own_metadata(file, name)["columns"])


def _checked(table: pa.Table, columns: list[str], name: str) -> pl.DataFrame:
    frame = cast("pl.DataFrame", pl.from_arrow(table))
    # Pages have checksums, the names of columns have none.
    if frame.columns != columns:
        raise ArchiveDamagedError(f"{name} has other columns than it says.")
    return frame


def read_rows(
    stream: BinaryIO, name: str, values: Mapping[str, Collection[str]]
) -> Iterator[pl.DataFrame]:
    """Read the rows of a large table that have some values, with the pages' checksums checked.

    They come in parts, one at least, so that a table is never held as a whole with what was not
    wanted. Row groups whose bounds tell that they have none of the values are passed over.

    Parameters
    ----------
    stream : binary file object
        The file.
    name : str
        What errors call it.
    values : mapping of str to collection of str
        The values, by column.

    Returns
    -------
    iterator of polars.DataFrame
        The table's columns; texts are Categorical, which `texts_of_categories` undoes: most rows
        can be left out before their texts are made.

    Raises
    ------
    ArchiveFormatError
        See `read_metadata`.
    ArchiveDamagedError
        If it is no Parquet file, or a damaged one.
    """
    with _parquet_file(stream, name) as file:
        columns = _columns_said(file, name)
        texts = [field.name for field in file.schema_arrow if pa.types.is_large_string(field.type)]
    bounds = {column: (min(wanted), max(wanted)) for column, wanted in values.items()}
    with _parquet_file(stream, name, read_dictionary=texts) as file:
        for groups in _groups_at_once(file.metadata, bounds):
            rows = _checked(file.read_row_groups(groups, use_threads=False), columns, name)
            yield rows_with(rows, values)


def rows_with(rows: pl.DataFrame, values: Mapping[str, Collection[str]]) -> pl.DataFrame:
    """Return the rows that have some values, by column; mostly all have, and none is copied."""
    is_wanted = [pl.col(column).is_in(list(wanted)) for column, wanted in values.items()]
    kept = rows.select(pl.all_horizontal(is_wanted)).to_series() if values else None
    return rows if kept is None or kept.all() else rows.filter(kept)


def texts_of_categories(frame: pl.DataFrame) -> pl.DataFrame:
    """Make texts of the categories that `read_rows` gives."""
    return frame.with_columns(_texts(column) for column in frame.select(pl.col(pl.Categorical)))


def _texts(categories: pl.Series) -> pl.Series:
    """Look the texts up in a table of those that there are: a sixth of the time of a cast."""
    distinct = categories.unique().drop_nulls()
    codes = distinct.to_physical()
    size = 0 if codes.is_empty() else cast("int", codes.max()) + 1
    texts = pl.repeat(None, size, dtype=pl.String, eager=True)
    return (
        texts.scatter(codes, distinct.cast(pl.String))
        .gather(categories.to_physical())
        .alias(categories.name)
    )


def _groups_at_once(
    metadata: pq.FileMetaData, bounds: Mapping[str, tuple[str, str]]
) -> Iterator[list[int]]:
    """Give the row groups that may have what is wanted, as many at once as can be held."""
    groups: list[int] = []
    rows = 0
    for number in range(metadata.num_row_groups):
        group = metadata.row_group(number)
        if not _may_have(group, bounds):
            continue
        if groups and rows + group.num_rows > _ROWS_AT_ONCE:
            yield groups
            groups, rows = [], 0
        groups.append(number)
        rows += group.num_rows
    yield groups


def _may_have(group: pq.RowGroupMetaData, bounds: Mapping[str, tuple[str, str]]) -> bool:
    for number in range(group.num_columns):
        column = group.column(number)
        if column.path_in_schema in bounds and column.statistics is not None:
            low, high = bounds[column.path_in_schema]
            statistics = column.statistics
            if statistics.has_min_max and (statistics.max < low or statistics.min > high):
                return False
    return True


def read_metadata(data: bytes, name: str) -> dict[str, Any]:
    """Return what a file says of itself.

    Parameters
    ----------
    data : bytes
        The file.
    name : str
        What errors call it.

    Raises
    ------
    ArchiveFormatError
        If it says nothing, or is of a newer format.
    ArchiveDamagedError
        If it is no Parquet file, or a damaged one.
    """
    with _parquet_file(data, name) as file:
        return _own_metadata(file, name)


def footer_digest(data: bytes) -> str:
    """Return what tells whether a file's footer is the one that was written: hexadecimal digits."""
    return _digest_of_footer(io.BytesIO(data))


def _digest_of_footer(stream: BinaryIO) -> str:
    end = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, end - _FOOTER_END))
    length = int.from_bytes(stream.read(4), "little")
    stream.seek(max(0, end - _FOOTER_END - length))
    digest = sha256(stream.read(length + _FOOTER_END)).hexdigest()
    stream.seek(0)
    return digest[:DIGEST_DIGITS]


def _check_footer(stream: BinaryIO, name: str) -> None:
    """Raise where a name has the digest of another footer: Arrow ends the process over some.

    Raises
    ------
    ArchiveDamagedError
        If it does.
    """
    named = _NAMED_DIGEST.search(name)
    if named is not None and named[1] != _digest_of_footer(stream):
        raise ArchiveDamagedError(f"{name} cannot be read: its end is not what was written.")


@contextmanager
def _parquet_file(
    source: bytes | BinaryIO, name: str, read_dictionary: list[str] | None = None
) -> Iterator[pq.ParquetFile]:
    """Open a file, with its pages checked: Polars panics where one is damaged."""
    stream = io.BytesIO(source) if isinstance(source, bytes) else source
    try:
        _check_footer(stream, name)
        yield pq.ParquetFile(
            stream,
            read_dictionary=read_dictionary,
            page_checksum_verification=True,
            pre_buffer=True,
        )
    except (JobAnalyticsError, FileNotFoundError):
        raise
    except _DAMAGED as error:
        raise ArchiveDamagedError(f"{name} cannot be read: {first_line(error)}.") from error


def _own_metadata(file: pq.ParquetFile, name: str) -> dict[str, Any]:
    text = (file.metadata.metadata or {}).get(_KEY.encode())
    if text is None:
        raise ArchiveFormatError(
            f"{name} was not written by jobanalytics: it does not say which format it has. "
            "Read it with polars.read_parquet."
        )
    try:
        metadata: dict[str, Any] = json.loads(text)
    except RecursionError as error:
        raise ArchiveDamagedError(f"{name} does not say what it is.") from error
    if metadata["format"] > FORMAT:
        raise ArchiveFormatError(
            f"{name} has format {metadata['format']}, written by {metadata['written_by']}; this "
            f"is jobanalytics {__version__}, which reads formats up to {FORMAT}. Install a newer "
            "version to read it."
        )
    return metadata


def first_line(error: BaseException) -> str:
    """Return what an error of Polars or pyarrow says, without the query plan behind it."""
    return (str(error).splitlines() or [type(error).__name__])[0].rstrip(" .")
