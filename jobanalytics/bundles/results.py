"""The result of a job: the ``results.json`` in its bundle."""

from __future__ import annotations

import base64
import json
import pickle
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from jobanalytics.bundles.limits import DEFAULT_LIMITS, BundleLimits
from jobanalytics.bundles.members import FILE, read_members
from jobanalytics.errors import BundleError, PickleNotAllowedError, UnsafeBundleError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "RESULTS_NAME",
    "StoredResult",
    "decode_result",
    "parse_result",
    "read_result",
    "read_result_document",
]

RESULTS_NAME = "results.json"

_SCHEMA = {"name": "braket.jobs_data.persisted_job_data", "version": "1"}
_PLAINTEXT = "plaintext"
_PICKLED = "pickled_v4"


class StoredResult(NamedTuple):
    """A result as its job stored it.

    Attributes
    ----------
    values : dict
        By their names; pickles in base64 where the format says so.
    data_format : str
        ``plaintext`` or ``pickled_v4``.
    """

    values: dict[str, Any]
    data_format: str

    def decoded(self, *, source: str, allow_pickle: bool = False) -> dict[str, Any]:
        """Return the values; see `decode_result`."""
        if self.data_format == _PLAINTEXT:
            return self.values
        if not allow_pickle:
            raise PickleNotAllowedError(
                f"{source}: the result is pickled ({_PICKLED}), and unpickling is off because it "
                "can run any code that the job's author put there. If you trust the source of the "
                "data, pass allow_pickle=True, as in job.result(allow_pickle=True)."
            )
        return {key: _unpickle(key, value, source) for key, value in self.values.items()}


def read_result(
    stream: BinaryIO,
    *,
    source: str,
    allow_pickle: bool = False,
    limits: BundleLimits = DEFAULT_LIMITS,
) -> dict[str, Any]:
    """Read a job's result from its bundle; ``{}`` if it holds none.

    Parameters and errors are those of `read_result_document` and `decode_result`.
    """
    document = read_result_document(stream, source=source, limits=limits)
    if document is None:
        return {}
    return decode_result(document, source=source, allow_pickle=allow_pickle)


def read_result_document(
    stream: BinaryIO, *, source: str, limits: BundleLimits = DEFAULT_LIMITS
) -> bytes | None:
    """Read the ``results.json`` of a bundle.

    The bundle's top-level ``results.json`` is taken (the first one, if there were several), and
    what follows it is neither read nor checked.

    Parameters
    ----------
    stream : binary file object
        The bundle, a gzip-compressed tar archive.
    source : str
        What errors call the job or its bundle.
    limits : BundleLimits
        What the bundle may hold at most.

    Returns
    -------
    bytes or None
        None if the bundle, read to its end, holds no ``results.json``.

    Raises
    ------
    BundleError
        If the bundle is cut short or damaged.
    UnsafeBundleError
        If the bundle breaks a limit.
    """
    for member in read_members(stream, source=source, limits=limits):
        if member.name != RESULTS_NAME:
            continue
        if member.kind != FILE:
            raise BundleError(f"{source}: {RESULTS_NAME} is a {member.kind}, expected a file.")
        if member.size > limits.result_bytes:
            raise UnsafeBundleError(
                f"{source}: {RESULTS_NAME} has {member.size:,} bytes; the limit is "
                f"{limits.result_bytes:,} (BundleLimits.result_bytes)."
            )
        return b"".join(member.content)
    return None


def decode_result(data: bytes, *, source: str, allow_pickle: bool = False) -> dict[str, Any]:
    """Decode the content of a ``results.json``.

    It is JSON as Python writes it: ``NaN``, ``Infinity`` and ``-Infinity`` are floats, and of a
    key that comes twice the last value counts. A byte order mark is passed over.

    Parameters
    ----------
    data : bytes
        A JSON object with ``dataDictionary``, the result, and ``dataFormat``: ``plaintext``, or
        ``pickled_v4`` where each value is a pickle in base64.
    source : str
        What errors call the job or its bundle.
    allow_pickle : bool
        Whether pickled values may be unpickled, which runs code that the job's author chose.

    Returns
    -------
    dict
        The result's values by their names.

    Raises
    ------
    BundleError
        If the document is not such JSON, or a value cannot be unpickled (with the cause).
    PickleNotAllowedError
        If the values are pickled and `allow_pickle` is false.
    """
    return parse_result(data, source=source).decoded(source=source, allow_pickle=allow_pickle)


def parse_result(data: bytes, *, source: str) -> StoredResult:
    """Return the values of a ``results.json`` and their format, both as it states them.

    Raises
    ------
    BundleError
        If the document is not such JSON.
    """
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BundleError(f"{source}: {RESULTS_NAME} is not UTF-8 ({error}).") from error
    except json.JSONDecodeError as error:
        raise BundleError(f"{source}: {RESULTS_NAME} is not JSON ({error}).") from error
    except RecursionError as error:
        raise BundleError(f"{source}: {RESULTS_NAME} is nested too deeply to be read.") from error
    except ValueError as error:
        raise BundleError(
            f"{source}: {RESULTS_NAME} holds an integer of more digits than Python reads "
            f"({error}). sys.set_int_max_str_digits raises that limit."
        ) from error
    expected = f"expected an object with 'dataDictionary' and 'dataFormat' in {RESULTS_NAME}"
    if not isinstance(document, dict):
        raise BundleError(f"{source}: {expected}, not {_described(document)}.")
    _check_schema(document, source)
    missing = [key for key in ("dataDictionary", "dataFormat") if key not in document]
    if missing:
        came = ", ".join(repr(key)[:60] for key in sorted(document)[:10]) or "no member"
        raise BundleError(f"{source}: {expected}; {' and '.join(missing)} missing, found {came}.")
    values, data_format = document["dataDictionary"], document["dataFormat"]
    if not isinstance(values, dict):
        raise BundleError(
            f"{source}: expected an object as 'dataDictionary' in {RESULTS_NAME}, not "
            f"{_described(values)}."
        )
    if data_format not in (_PLAINTEXT, _PICKLED):
        raise BundleError(
            f"{source}: expected {_PLAINTEXT!r} or {_PICKLED!r} as 'dataFormat' in {RESULTS_NAME}, "
            f"not {_described(data_format)}."
        )
    return StoredResult(values, data_format)


def _check_schema(document: Mapping[str, Any], source: str) -> None:
    """Refuse another schema or version; none at all means this one, as for the Braket SDK."""
    header = document.get("braketSchemaHeader", _SCHEMA)
    expected = f"expected the schema {' version '.join(_SCHEMA.values())} in {RESULTS_NAME}"
    if not isinstance(header, dict):
        raise BundleError(f"{source}: {expected}, not {_described(header)}.")
    name, version = header.get("name"), header.get("version")
    if name != _SCHEMA["name"] or version not in (_SCHEMA["version"], int(_SCHEMA["version"])):
        raise BundleError(
            f"{source}: {expected}, not {_described(name)} version {_described(version)}."
        )


def _unpickle(key: str, value: object, source: str) -> Any:
    where = f"{source}: the value of {key[:80]!r} in {RESULTS_NAME}"
    if not isinstance(value, str):
        raise BundleError(f"{where} should be a pickle in base64, not {_described(value)}.")
    try:
        pickled = base64.b64decode("".join(value.split()), validate=True)
    except ValueError as error:
        raise BundleError(f"{where} is not base64 ({error}).") from error
    try:
        return pickle.loads(pickled)
    except ModuleNotFoundError as error:
        raise BundleError(
            f"{where} needs the module {error.name!r} to be unpickled, which is not installed here."
        ) from error
    except Exception as error:
        raise BundleError(
            f"{where} cannot be unpickled ({type(error).__name__}: {error}). It may need other "
            f"versions of its modules than those installed here."
        ) from error


def _described(value: object) -> str:
    """Name a JSON value for a message: what it is, or the kind of what may be long."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    return json.dumps(value)[:60]
