"""LocalQuantumJob: a job of Braket's local mode, or any folder with a log of metric lines."""

from __future__ import annotations

import codecs
import json
import os
import re
import tarfile
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import polars as pl

from jobanalytics.bundles import RESULTS_NAME, copy_bundle, decode_result
from jobanalytics.completeness import MetricsReading, ReadingFacts, certify
from jobanalytics.errors import BundleError, InvalidArgumentError, LocalJobNotFoundError
from jobanalytics.quantum_job import QuantumJob
from jobanalytics.schema import LOG_EVENTS

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["LocalQuantumJob"]

_ARN_PREFIX = "local:job/"
_LOG = "log.txt"
# Where the last words of a log are looked for; blank lines may follow them.
_TAIL_BYTES = 2**16
_HYPERPARAMETERS = "hyperparameters.json"
# Local mode appends this to the log, in no line of its own, when the job's code failed.
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_FAILURE = re.compile(r"Process exited with code: (-?\d+)\s*\Z")


class LocalQuantumJob(QuantumJob):
    """A job that ran on this machine: a folder with ``log.txt`` and perhaps ``results.json``.

    Parameters
    ----------
    path_or_arn : str or path
        The folder, or ``local:job/<name>`` for the folder of that name in the working directory,
        as the Braket SDK has it.

    Raises
    ------
    LocalJobNotFoundError
        A FileNotFoundError, if there is no such folder, or no ``log.txt`` in it.
    InvalidArgumentError
        If an AWS ARN is given.

    Notes
    -----
    Local mode writes the folder when the job has ended, so a local job is COMPLETED, or FAILED
    where the last words of the log are an exit code other than 0. An optional
    ``hyperparameters.json`` beside the log gives its hyperparameters. The log has no event
    times: a line without ``timestamp=`` has a null timestamp.
    """

    def __init__(self, path_or_arn: str | os.PathLike[str]) -> None:
        spelling = os.fsdecode(path_or_arn)
        if spelling.startswith("arn:"):
            raise InvalidArgumentError(
                f"{spelling!r} is a job on AWS; expected a folder or {_ARN_PREFIX}<name>. "
                "Use AwsQuantumJob(arn)."
            )
        path = Path(spelling.removeprefix(_ARN_PREFIX))
        # Absolute, so that the job stays the same when the working directory changes.
        self._path = path.absolute()
        self._name = _readable(path.resolve().name)
        self._reading: tuple[tuple[int, ...], MetricsReading] | None = None
        if not self._path.is_dir():
            raise LocalJobNotFoundError(
                f"There is no folder {self._path} of a local job. Braket's local mode leaves a "
                f"folder of the job's name, with a {_LOG}, in the directory that it was started in."
            )
        if not self._log.is_file():
            raise LocalJobNotFoundError(
                f"The folder {self._path} has no {_LOG}, so it is not that of a local job."
            )

    @property
    def arn(self) -> str:
        """``local:job/<name>``."""
        return _ARN_PREFIX + self._name

    @property
    def name(self) -> str:
        """The name of the folder."""
        return self._name

    @property
    def path(self) -> Path:
        """The folder."""
        return self._path

    @property
    def _log(self) -> Path:
        return self._path / _LOG

    def metadata(self, use_cached_value: bool = False) -> dict[str, Any]:  # noqa: ARG002, FBT001, FBT002 - the contract's
        """Return what the folder tells of the job, under the names that GetJob has.

        Parameters
        ----------
        use_cached_value : bool
            Makes no difference: the folder is always looked at.

        Returns
        -------
        dict
            ``jobArn``, ``jobName``, ``status``, ``hyperParameters`` (values as strings, ``{}``
            without a ``hyperparameters.json``), ``endedAt`` (when the log was last written), and
            ``failureReason`` for a FAILED job.

        Raises
        ------
        InvalidArgumentError
            If ``hyperparameters.json`` is not a JSON object.
        """
        return self._record() | {"hyperParameters": self._hyperparameters()}

    def state(self, use_cached_value: bool = False) -> str:  # noqa: ARG002, FBT001, FBT002 - the contract's
        """Return COMPLETED, or FAILED where the log ends with an exit code other than 0."""
        status: str = self._record()["status"]
        return status

    def _record(self) -> dict[str, Any]:
        """Return what the log tells: damaged hyperparameters cost nobody the metrics."""
        with self._errors_of_log(), self._log.open("rb") as file:
            log = os.fstat(file.fileno())
            file.seek(max(0, log.st_size - _TAIL_BYTES))
            # Without terminal colours, and without the NULs between the letters of UTF-16.
            words = file.read().decode("utf-8", "replace").replace("\0", "")
        failure = _FAILURE.search(_COLOUR.sub("", words))
        record: dict[str, Any] = {
            "jobArn": self.arn,
            "jobName": self.name,
            "status": "COMPLETED",
            "endedAt": datetime.fromtimestamp(log.st_mtime, UTC),
        }
        if failure and int(failure[1]) != 0:
            record["status"] = "FAILED"
            record["failureReason"] = f"the process exited with code {failure[1]}; see the log"
        return record

    def _hyperparameters(self) -> dict[str, str]:
        path = self._path / _HYPERPARAMETERS
        try:
            values = json.loads(path.read_bytes())
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise InvalidArgumentError(
                f"{path} cannot be read: {error.strerror or error}."
            ) from error
        except (ValueError, RecursionError) as error:
            raise InvalidArgumentError(f"{path} is not JSON: {error}") from error
        if not isinstance(values, dict):
            raise InvalidArgumentError(
                f"{path} holds a {type(values).__name__}; expected an object of names and values."
            )
        return {
            name: value if isinstance(value, str) else json.dumps(value)
            for name, value in values.items()
        }

    def logs(self, wait: bool = False, poll_interval_seconds: float = 5) -> None:  # noqa: ARG002, FBT001, FBT002 - the contract's
        """Print the log. A local job has ended, so there is nothing to wait for.

        Raises
        ------
        JobFailedError
            A RuntimeError, if `wait` and the job FAILED.
        """
        text = self._log.read_text("utf-8", "replace")
        print(text, end="" if text.endswith("\n") else "\n")  # noqa: T201 - this is what it is for
        if wait:
            self._raise_if_failed(self._record())

    def cancel(self) -> str:
        """Return the state: a local job has ended, so there is nothing to cancel."""
        return self.state()

    def result(
        self,
        poll_timeout_seconds: float = QuantumJob.DEFAULT_RESULTS_POLL_TIMEOUT,  # noqa: ARG002
        poll_interval_seconds: float = QuantumJob.DEFAULT_RESULTS_POLL_INTERVAL,  # noqa: ARG002
        allow_pickle: bool = False,  # noqa: FBT001, FBT002 - the contract's
    ) -> dict[str, Any]:
        """Return what the job stored with ``save_job_result``; ``{}`` if nothing.

        Raises
        ------
        JobFailedError
            A RuntimeError, if the job FAILED.
        PickleNotAllowedError
            A RuntimeError, if the result is pickled and `allow_pickle` is false.
        BundleError
            If ``results.json`` is damaged.
        """
        self._raise_if_failed(self._record())
        document = self._result_document()
        if document is None:
            return {}
        source = f"Job {self.name!r} in {self._path}"
        return decode_result(document, source=source, allow_pickle=allow_pickle)

    def _result_document(self) -> bytes | None:
        path = self._path / RESULTS_NAME
        with self._errors_of(path):
            return path.read_bytes() if path.is_file() else None

    @contextmanager
    def _open_bundle(self) -> Iterator[BinaryIO]:
        # Packed on disk, as it may be larger than memory; without a name, so that nothing stays.
        with TemporaryFile() as packed:
            with self._errors_of(self._path), tarfile.open(fileobj=packed, mode="w:gz") as bundle:
                for path in sorted(self._path.rglob("*")):
                    # A pipe has no end, and a link leads elsewhere.
                    if (path.is_file() or path.is_dir()) and not path.is_symlink():
                        bundle.add(path, path.relative_to(self._path).as_posix(), recursive=False)
            packed.seek(0)
            yield cast("BinaryIO", packed)

    def download_result(
        self,
        extract_to: str | os.PathLike[str] | None = None,
        poll_timeout_seconds: float = QuantumJob.DEFAULT_RESULTS_POLL_TIMEOUT,  # noqa: ARG002
        poll_interval_seconds: float = QuantumJob.DEFAULT_RESULTS_POLL_INTERVAL,  # noqa: ARG002
    ) -> None:
        """Copy the job's folder to ``<extract_to>/<job name>/``, unless it stands there already.

        Parameters
        ----------
        extract_to : str or path, optional
            The folder to write into; the working directory if not given.

        Raises
        ------
        JobFailedError
            A RuntimeError, if the job FAILED.
        BundleExistsError
            A FileExistsError, if another folder stands there.
        """
        self._raise_if_failed(self._record())
        self._store_bundle(Path(extract_to or Path.cwd()) / self.name)

    def _store_bundle(self, folder: Path) -> None:
        if not (folder.is_dir() and folder.samefile(self._path)):
            copy_bundle(self._path, folder, source=f"Job {self.name!r}")

    def log_events(self) -> pl.DataFrame:
        """Return every line of the log.

        Returns
        -------
        polars.DataFrame
            ``job_arn`` String, ``log_stream`` String (``log.txt``), ``timestamp``
            Datetime(ms, UTC) (null: a local log has no event times) and ``message`` String, in
            the order of the log. Bytes that are not UTF-8 are written as hexadecimal escapes.
        """
        text, _ = self._text()
        lines = pl.Series("message", [text]).str.split("\n").explode()
        if lines[-1] == "":  # behind the last line's end
            lines = lines.head(-1)
        return pl.select(
            job_arn=pl.lit(self.arn),
            log_stream=pl.lit(_LOG),
            timestamp=pl.lit(None, LOG_EVENTS["timestamp"]),
            message=lines.str.strip_suffix("\r"),
        )

    def _text(self) -> tuple[str, list[str]]:
        """Return the log as text, and what is to be said of its encoding."""
        with self._errors_of_log():
            data = self._log.read_bytes()
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return data.decode("utf-16", "backslashreplace"), ["The log is UTF-16."]
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            remark = f"The log holds bytes that are not UTF-8, the first at {error.start:,}."
            return data.decode("utf-8-sig", "backslashreplace"), [remark]
        nuls = text.count("\0")
        return text, [f"The log holds {nuls:,} NULs: is it UTF-8?"] if nuls else []

    def _read_metrics(self) -> MetricsReading:
        with self._errors_of_log():
            log = self._log.stat()
        version = (log.st_mtime_ns, log.st_ctime_ns, log.st_ino, log.st_size)
        if self._reading is None or self._reading[0] != version:
            self._reading = (version, self._certified())
        return self._reading[1]

    @contextmanager
    def _errors_of_log(self) -> Iterator[None]:
        try:
            yield
        except FileNotFoundError as error:
            raise LocalJobNotFoundError(f"The log {self._log} is gone.") from error
        except OSError as error:
            raise LocalJobNotFoundError(
                f"The log {self._log} cannot be read: {error.strerror or error}."
            ) from error

    @contextmanager
    def _errors_of(self, path: Path) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise BundleError(
                f"Job {self.name!r}: {path} cannot be read: {error.strerror or error}."
            ) from error

    def _own_arn(self) -> str:
        return _ARN_PREFIX + _readable(self._path.resolve().as_posix())

    def _version(self) -> str:
        """Tell by all files of the folder, and first by when the last of them was written."""
        with self._errors_of_log():
            found = [("", self._path.stat().st_mtime_ns, 0)]
        for folder, folders, names in os.walk(self._path):
            for path in (Path(folder, name) for name in [*folders, *names]):
                with suppress(OSError):  # who reads it will say so
                    file = path.stat()
                    place = _readable(path.relative_to(self._path).as_posix())
                    found.append((place, file.st_mtime_ns, file.st_size))
        latest = max(written for _, written, _ in found)
        content = sha256(json.dumps(sorted(found)).encode()).hexdigest()
        return f"{latest:020}-{content}"

    def _known(self) -> dict[str, Any]:
        try:
            record = self._record()
        except LocalJobNotFoundError:
            return {"jobArn": self.arn, "jobName": self.name}
        try:
            return record | {"hyperParameters": self._hyperparameters()}
        except InvalidArgumentError:  # metadata() says what is wrong with them
            return record

    def _last_reading(self) -> MetricsReading | None:
        return None if self._reading is None else self._reading[1]

    def _certified(self) -> MetricsReading:
        facts = ReadingFacts(
            state=self.state(),
            terminal=True,
            settled=True,
            pages=1,
            streams=1,
            read_at=datetime.now(UTC),
            remarks=tuple(self._text()[1]),
        )
        return certify(self.log_events(), {self.arn: facts})[self.arn]

    def __eq__(self, other: object) -> bool:
        """Two local jobs are equal when their folders are: names repeat, folders do not."""
        if isinstance(other, LocalQuantumJob):
            return self._path.resolve() == other._path.resolve()
        return NotImplemented

    def __hash__(self) -> int:
        return hash(self._path.resolve())

    def __reduce__(self) -> tuple[object, ...]:
        """Cross to another process as a path."""
        return LocalQuantumJob, (str(self._path),)

    def __repr__(self) -> str:
        return f"LocalQuantumJob({str(self._path)!r})"


def _readable(path: str) -> str:
    """Return the name of a file as text: it may be bytes that are none."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")
