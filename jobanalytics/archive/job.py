"""ArchivedQuantumJob: a job as an archive holds it."""

from __future__ import annotations

import copy
import json
import re
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NoReturn, TypeVar

from jobanalytics.archive.contents import WHAT_TO_DO, Contents
from jobanalytics.archive.reading import ArchivedReading
from jobanalytics.archive.snapshot import BUNDLE, JOBS, Entry
from jobanalytics.archive.source import ArchiveSource
from jobanalytics.archive.versions import newest
from jobanalytics.bundles import extract_bundle
from jobanalytics.errors import (
    ArchiveNotFoundError,
    BundleError,
    InvalidArgumentError,
    JobTimeoutError,
    NotArchivedError,
    ResultNotFoundError,
)
from jobanalytics.quantum_job import TERMINAL_STATES, QuantumJob
from jobanalytics.schema import OBSERVATIONS

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator
    from datetime import datetime, timedelta

    import polars as pl

    from jobanalytics.completeness import Reading
    from jobanalytics.storage import Store, StoredFile

__all__ = ["ArchivedQuantumJob"]

Read = TypeVar("Read")

# An archive may come from anybody: a name that leads elsewhere is none of a folder.
_SAFE_NAME = re.compile(r"(?!\.\.?$)[^/\\\0]+")


class ArchivedQuantumJob(QuantumJob):
    """A job as an archive holds it: nothing is asked of AWS.

    `Archive.jobs` makes them. What one says of its job is as old as the archive's last sync; take
    ``archive.jobs()`` again after the next one.
    """

    def __init__(self, contents: Contents, entry: Entry) -> None:
        self._contents = contents
        self._entry = entry
        self._loaded: pl.DataFrame | None = None

    @property
    def arn(self) -> str:
        """The ARN of the job."""
        arn: str = self._entry.record["jobArn"]
        return arn

    @property
    def name(self) -> str:
        """The name of the job."""
        return self._entry.name

    def metadata(self, use_cached_value: bool = False) -> dict[str, Any]:  # noqa: ARG002, FBT001, FBT002 - the contract's
        """Return the job's record as it was when the job was synced.

        Parameters
        ----------
        use_cached_value : bool
            Makes no difference.
        """
        return copy.deepcopy(self._entry.record)

    def _twin(
        self,
        earlier: pl.DataFrame | None,  # noqa: ARG002 - it keeps its own
        *,
        is_new: bool = False,  # noqa: ARG002
        overlap: timedelta | None = None,  # noqa: ARG002
    ) -> QuantumJob:
        return ArchivedQuantumJob(self._contents, self._entry)

    def is_of(self, contents: Contents) -> bool:
        """Say whether the job is one of an archive."""
        return self._contents == contents

    @property
    def is_final(self) -> bool:
        """Whether nothing of the job could change any more when it was synced."""
        return self._entry.final

    @property
    def lacks_bundle(self) -> bool:
        """Whether the archive was never asked to keep the bundle."""
        return self._entry.has_bundle is None

    def may_add_to(self, entry: Entry, *, bundles: bool) -> bool:
        """Say whether this archive may have more of the job than another one, by its entry."""
        parts = ("has_tasks", "has_result", *(("has_bundle",) if bundles else ()))
        ours = self._entry.certificate
        # Two that have lost lines may be certified alike, and have lost others.
        is_another = ours != entry.certificate or ours["retention_may_have_removed_events"]
        return is_another or any(
            getattr(self._entry, has) and not getattr(entry, has) for has in parts
        )

    def _known(self) -> dict[str, Any]:
        return self.metadata()

    def _known_name(self) -> str | None:
        return self._entry.record.get("jobName")

    def _own_arn(self) -> str:
        return self._entry.arn

    def _version(self) -> str | None:
        return self._entry.version

    def _as_of(self, now: datetime) -> datetime:  # noqa: ARG002 - the archive knows nothing newer
        return self._entry.synced_at

    @property
    def _source(self) -> ArchiveSource:
        return ArchiveSource(self._contents)

    def logs(self, wait: bool = False, poll_interval_seconds: float = 5) -> None:  # noqa: ARG002, FBT001, FBT002 - the contract's
        """Raise: an archive keeps what a job logged as metrics, and not its log.

        Raises
        ------
        NotArchivedError
            Always.
        """
        self._refuse("the log", self._elsewhere("logs()"))

    def log_events(self) -> pl.DataFrame:
        """Raise: an archive keeps what a job logged as metrics, and not its log.

        Raises
        ------
        NotArchivedError
            Always.
        """
        self._refuse("the log", self._elsewhere("log_events()"))

    def cancel(self) -> str:
        """Raise: an archive cannot cancel a job.

        Raises
        ------
        NotArchivedError
            Always.
        """
        self._refuse("more than a copy", self._elsewhere("cancel()"))

    def result(
        self,
        poll_timeout_seconds: float = QuantumJob.DEFAULT_RESULTS_POLL_TIMEOUT,  # noqa: ARG002
        poll_interval_seconds: float = QuantumJob.DEFAULT_RESULTS_POLL_INTERVAL,  # noqa: ARG002
        allow_pickle: bool = False,  # noqa: FBT001, FBT002 - the contract's
    ) -> dict[str, Any]:
        """Return what the job stored with ``save_job_result``; ``{}`` if nothing.

        Parameters
        ----------
        poll_timeout_seconds, poll_interval_seconds : float
            Make no difference: there is nothing to wait for.
        allow_pickle : bool
            As for `QuantumJob.result`.

        Raises
        ------
        JobFailedError
            A RuntimeError, if the job FAILED or was CANCELLED.
        JobTimeoutError
            A TimeoutError, if the job had not ended when it was synced.
        NotArchivedError
            If the last sync could not read the result.
        PickleNotAllowedError
            A RuntimeError, if the result is pickled and `allow_pickle` is false.
        """
        self._raise_if_without_result()
        if self._entry.has_result is None:
            self._refuse("the result", "sync it again; the table that sync returns says why")
        stored = self._read(self._contents.result)
        if stored is None:
            return {}
        return stored.decoded(source=f"Job {self.name!r}", allow_pickle=allow_pickle)

    def _result_document(self) -> bytes | None:
        if self._entry.has_result is None:
            self._refuse("the result", "sync it again; the table that sync returns says why")
        stored = self._read(self._contents.result)
        if stored is None:
            return None
        document = {"dataDictionary": stored.values, "dataFormat": stored.data_format}
        return json.dumps(document).encode()

    def download_result(
        self,
        extract_to: str | os.PathLike[str] | None = None,
        poll_timeout_seconds: float = QuantumJob.DEFAULT_RESULTS_POLL_TIMEOUT,  # noqa: ARG002
        poll_interval_seconds: float = QuantumJob.DEFAULT_RESULTS_POLL_INTERVAL,  # noqa: ARG002
    ) -> None:
        """Write the job's bundle to ``<extract_to>/<job name>/``.

        Parameters and what is raised are as `QuantumJob.download_result` says; besides, a
        NotArchivedError if the job was synced without ``bundles=True``.
        """
        self._raise_if_without_result()
        if not _SAFE_NAME.fullmatch(self.name):
            raise InvalidArgumentError(
                f"Job {self.arn} has a name that is no folder: {self.name!r}."
            )
        self._store_bundle(Path(extract_to or Path.cwd()) / self.name)

    def _store_bundle(self, folder: Path) -> None:
        with self._open_bundle() as stream:
            extract_bundle(stream, folder, source=f"Job {self.name!r}")

    @contextmanager
    def _open_bundle(self) -> Iterator[BinaryIO]:
        if self._entry.has_bundle is False:
            raise ResultNotFoundError(f"Job {self.name!r} has stored no result bundle.")
        if BUNDLE not in self._entry.files:
            self._refuse("the bundle", "sync it with bundles=True")
        with ExitStack() as stack:
            stream = self._read(lambda entry: stack.enter_context(self._contents.bundle(entry)))
            try:
                yield stream
            except BundleError as error:
                error.add_note(
                    f"It is {self._contents.store.root}/{self._entry.files[BUNDLE]}. {WHAT_TO_DO}"
                )
                raise

    def _find_tasks(self) -> pl.DataFrame:
        if self._entry.has_tasks is None:
            self._refuse("the quantum tasks", "sync it again; the table that sync returns says why")
        return self._read(self._contents.tasks)

    def tasks(self) -> pl.DataFrame:
        """Return the quantum tasks that the job had created when it was synced.

        Returns
        -------
        polars.DataFrame
            Columns as in `jobanalytics.schema.TASKS`; ordered by creation.

        Raises
        ------
        NotArchivedError
            If the last sync could not read them.
        """
        return self._find_tasks()

    def _read_metrics(self) -> Reading:
        ((_, reading),) = self._source.read_metrics([self], on_lines=lambda _: None)
        return reading.result()

    def _last_reading(self) -> ArchivedReading:
        return ArchivedReading(
            self._entry.certificate,
            self._load_observations,
            lambda: self._read(self._contents.lines),
        )

    def _known_observations(self) -> pl.DataFrame | None:
        return self._loaded

    def _load_observations(self, found: pl.DataFrame | None = None) -> pl.DataFrame:
        """Return the observations, read once, or found by who read several jobs together."""
        if self._loaded is None:
            self._loaded = self._read(self._contents.observations_of) if found is None else found
        return self._loaded

    def _reading_of(self, found: pl.DataFrame | None, *, is_kept: bool) -> ArchivedReading:
        """Return the reading with the observations that were found together with other jobs'.

        Those that are kept have to be all.
        """
        if is_kept:
            self._load_observations(found)
            return self._last_reading()
        observations = OBSERVATIONS.to_frame() if found is None else found
        return replace(self._last_reading(), load=lambda: observations)

    def _read(self, read: Callable[[Entry], Read]) -> Read:
        entry, found = self._contents.with_latest(self._entry, read)
        if entry is not self._entry:
            self._take(entry)
        return found

    def _take(self, entry: Entry) -> None:
        """Take what the archive holds by now, as it has changed: all of it is of one moment."""
        self._entry, self._loaded = entry, None

    def _raise_if_without_result(self) -> None:
        record = self._entry.record
        self._raise_if_failed(record, (record.get("outputDataConfig") or {}).get("s3Path"))
        if record["status"] not in TERMINAL_STATES:
            raise JobTimeoutError(
                f"Job {self.name!r} was {record['status']} when it was synced at "
                f"{self._entry.synced_at:%Y-%m-%d %H:%M:%S %Z}. Sync it again when it has ended."
            )

    def _elsewhere(self, call: str) -> str:
        if self.arn.startswith("arn:"):
            return f"ask AWS: AwsQuantumJob({self.arn!r}).{call}"
        return "the folder of the job may have it"

    def _refuse(self, what: str, instead: str) -> NoReturn:
        raise NotArchivedError(
            f"The archive at {self._contents.store.root} does not hold {what} of job "
            f"{self.name!r}; {instead}."
        )

    def __eq__(self, other: object) -> bool:
        """Two are equal when they are one job of one archive."""
        if isinstance(other, ArchivedQuantumJob):
            return (self._entry.arn, self._contents) == (other._entry.arn, other._contents)
        return NotImplemented

    def __hash__(self) -> int:
        return hash(self._entry.arn)

    def __reduce__(self) -> tuple[object, ...]:
        """Cross to another process as a place and an ARN; it is read anew there."""
        return _opened, (self._contents.store, self._entry.arn)

    def __repr__(self) -> str:
        place = self._contents.store.root
        return f"<ArchivedQuantumJob {self.name!r} of {place!r}, {self._entry.record['status']}>"


def _opened(store: Store, arn: str) -> ArchivedQuantumJob:
    entry = _entries(store, tuple(sorted(store.list(JOBS).items()))).get(arn)
    if entry is None:
        raise ArchiveNotFoundError(f"There is no job {arn} in an archive at {store.root}.")
    return ArchivedQuantumJob(Contents(store), entry)


@lru_cache(maxsize=2)
def _entries(
    store: Store,
    listed: tuple[tuple[str, StoredFile], ...],  # noqa: ARG001 - the cache's key
) -> dict[str, Entry]:
    """Return what an archive holds; many jobs of one are opened one after the other."""
    snapshot = newest(store)
    return {} if snapshot is None else snapshot.entries
