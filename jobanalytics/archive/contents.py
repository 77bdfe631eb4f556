"""Contents: the rows of jobs, read from the files that their entries name."""

from __future__ import annotations

import json
import threading
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, BinaryIO, TypeVar

import polars as pl

from jobanalytics.archive.row_groups import logged
from jobanalytics.archive.snapshot import BUNDLE
from jobanalytics.archive.table_files import (
    by_job,
    os_errors,
    read_rows_of,
    read_table,
    rows_of,
)
from jobanalytics.archive.versions import all_files, newest
from jobanalytics.bundles import StoredResult
from jobanalytics.errors import ArchiveDamagedError
from jobanalytics.job_source import under_arn
from jobanalytics.schema import OBSERVATIONS, TASKS
from jobanalytics.storage.parquet import texts_of_categories

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from jobanalytics.archive.snapshot import Entry
    from jobanalytics.storage import Store

__all__ = ["WHAT_TO_DO", "Contents"]

Read = TypeVar("Read")

WHAT_TO_DO = (
    "Archive.verify() tells what else is wrong; sync(jobs, refresh=True) reads jobs anew, from AWS "
    "or from another archive that has them: sync(other.jobs(), refresh=True)."
)

# Tables of results and tasks are small, and asked for one job after the other.
_TABLES_KEPT = 32
_loading = threading.Lock()


@dataclass(frozen=True)
class Contents:
    """What an archive holds of its jobs.

    Attributes
    ----------
    store : Store
        Where it is.

    Raises
    ------
    FileNotFoundError
        From every method, if a file is not there any more: the archive has changed since.
    ArchiveDamagedError
        If a file cannot be read.
    """

    store: Store

    def observations(
        self, entries: Sequence[Entry], metrics: Collection[str] | None = None
    ) -> dict[str, pl.DataFrame]:
        """Return the observations, of some metrics, of jobs that have them in one file, by ARN.

        Columns as in `jobanalytics.schema.OBSERVATIONS`. A job that has none is not in it.
        """
        file = entries[0].files.get("observations")
        if file is None:
            return {}
        with self._telling_what_to_do():
            rows = read_rows_of(self.store, file, entries, metrics)
        # All jobs at once: for each of thousands it would take as long as to read them.
        found = dict(by_job(texts_of_categories(logged(rows))))
        return {
            entry.arn: under_arn(found[entry.arn], entry.record["jobArn"])
            for entry in entries
            if entry.arn in found
        }

    def archived_observations(self, entries: Sequence[Entry]) -> dict[str, pl.DataFrame]:
        """Return the same as they are kept: columns as in `ARCHIVED_OBSERVATIONS`."""
        file = entries[0].files.get("observations")
        if file is None:
            return {}
        with self._telling_what_to_do():
            return rows_of(self.store, file, entries)

    def observations_of(self, entry: Entry) -> pl.DataFrame:
        """Return a job's observations; columns as in `jobanalytics.schema.OBSERVATIONS`."""
        return self.observations([entry]).get(entry.arn, OBSERVATIONS.to_frame())

    def lines(self, entry: Entry) -> pl.DataFrame | None:
        """Return the metric lines of a job that is not final; None where none are kept."""
        file = entry.files.get("log_events")
        if file is None:
            return None
        with self._telling_what_to_do():
            lines = read_table(self.store, file)
        return lines.with_columns(job_arn=pl.lit(entry.record["jobArn"]))

    def tasks(self, entry: Entry) -> pl.DataFrame:
        """Return a job's quantum tasks; columns as in `jobanalytics.schema.TASKS`."""
        rows = self.archived_tasks(entry)
        if rows is None:
            return TASKS.to_frame()
        return rows.select(list(TASKS)).with_columns(job_arn=pl.lit(entry.record["jobArn"]))

    def archived_tasks(self, entry: Entry) -> pl.DataFrame | None:
        """Return the same as they are kept; None where a job has none."""
        return self._rows("tasks", entry)

    def result(self, entry: Entry) -> StoredResult | None:
        """Return what a job stored; None where it stored nothing."""
        rows = self._rows("results", entry)
        if rows is None:
            return None
        values, data_format = rows.select("values", "data_format").row(0)
        with self._telling_what_to_do():
            try:
                return StoredResult(json.loads(values), data_format)
            except (TypeError, ValueError, RecursionError) as error:
                raise ArchiveDamagedError(
                    f"{self.store.root}/{entry.files['results']} has no result of {entry.name!r} "
                    f"that can be read: {error}."
                ) from error

    @contextmanager
    def bundle(self, entry: Entry) -> Iterator[BinaryIO]:
        """Open a job's bundle; its entry has to name one."""
        with ExitStack() as stack:
            with self._telling_what_to_do(), os_errors(f"{self.store.root}/{entry.files[BUNDLE]}"):
                stream = stack.enter_context(self.store.open(entry.files[BUNDLE]))
            yield stream

    def _rows(self, kind: str, entry: Entry) -> pl.DataFrame | None:
        file = entry.files.get(kind)
        if file is None:
            return None
        with self._telling_what_to_do(), _loading:
            rows = _by_job(self.store, file).get(entry.arn)
            if rows is None:
                raise ArchiveDamagedError(
                    f"{self.store.root}/{file} lacks the {kind} of {entry.name!r}."
                )
            return rows

    @contextmanager
    def _telling_what_to_do(self) -> Iterator[None]:
        try:
            yield
        except ArchiveDamagedError as error:
            raise ArchiveDamagedError(f"{error} {WHAT_TO_DO}") from error

    def latest(self, entries: Sequence[Entry]) -> list[Entry]:
        """Return what the archive holds of jobs by now, as a file of their entries is gone.

        Raises
        ------
        ArchiveDamagedError
            If it should be there.
        """
        snapshot = newest(self.store)
        held = {} if snapshot is None else snapshot.entries
        latest = []
        for entry in entries:
            now = held.get(entry.arn)
            if now is None or now.files == entry.files:
                there = all_files(self.store)
                missing = [name for name in entry.files.values() if name not in there]
                raise ArchiveDamagedError(
                    f"A file of job {entry.name!r} is missing in {self.store.root}: "
                    f"{', '.join(missing) or 'it cannot be opened'}. {WHAT_TO_DO}"
                )
            latest.append(now)
        return latest

    def with_latest(self, entry: Entry, read: Callable[[Entry], Read]) -> tuple[Entry, Read]:
        """Read something of an entry, or of what has become of it by now."""
        while True:
            try:
                return entry, read(entry)
            except FileNotFoundError:
                (entry,) = self.latest([entry])


@lru_cache(maxsize=_TABLES_KEPT)
def _by_job(store: Store, file: str) -> dict[str, pl.DataFrame]:
    """Read a small table and cut it by jobs; a file never changes."""
    table = read_table(store, file)
    return {arn: rows for (arn,), rows in table.partition_by("job_arn", as_dict=True).items()}
