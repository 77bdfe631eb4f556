"""A job's result bundle on S3, as a stream."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, cast

from aiohttp import ClientError as HttpError

from jobanalytics.aws.errors import translated
from jobanalytics.errors import AccessDeniedError, ResultNotFoundError, ServiceUnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jobanalytics.aws.session import AwsClients

__all__ = ["bundle_uri", "open_bundle"]

# One request brings so much; s3fs reads ahead by it.
_BLOCK_BYTES = 4 * 2**20


def bundle_uri(output_s3_path: str) -> str:
    """Return where Braket puts the bundle of a job with this ``outputDataConfig.s3Path``."""
    return f"{output_s3_path.rstrip('/')}/output/model.tar.gz"


@contextmanager
def open_bundle(clients: AwsClients, uri: str, source: str) -> Iterator[BinaryIO]:
    """Open a bundle for reading from its beginning.

    Parameters
    ----------
    clients : AwsClients
        Whose credentials and region to use.
    uri : str
        ``s3://bucket/key``.
    source : str
        What errors call the job.

    Raises
    ------
    ResultNotFoundError
        If there is no such object.
    AccessDeniedError, CredentialsError, ServiceUnavailableError
        If S3 refuses, or cannot be reached; from reading the stream too.
    """
    filesystem = clients.filesystem()
    with _s3_errors(uri, source):
        file = filesystem.open(uri, "rb", block_size=_BLOCK_BYTES, cache_type="readahead")
    with file:
        yield cast("BinaryIO", _Stream(file, uri, source))


class _Stream:
    """Reads of an S3 file whose errors name the job."""

    def __init__(self, file: BinaryIO, uri: str, source: str) -> None:
        self._file = file
        self._uri = uri
        self._source = source

    def read(self, size: int = -1) -> bytes:
        with _s3_errors(self._uri, self._source):
            return self._file.read(size)


@contextmanager
def _s3_errors(uri: str, source: str) -> Iterator[None]:
    try:
        with translated(f"reading {uri} of {source}"):
            yield
    except FileNotFoundError as error:
        raise ResultNotFoundError(
            f"{source} has no result bundle: {uri} does not exist. A job stores one when its code "
            "saves a result or writes files into its results folder."
        ) from error
    except PermissionError as error:
        if isinstance(error, AccessDeniedError):
            raise
        raise AccessDeniedError(
            f"Reading {uri} of {source} was denied: {error}. The credentials need s3:GetObject "
            "for it (without s3:ListBucket, S3 also says this of an object that does not exist)."
        ) from error
    except (HttpError, ConnectionError, TimeoutError, OSError) as error:
        if isinstance(error, ServiceUnavailableError):
            raise
        raise ServiceUnavailableError(
            f"Reading {uri} of {source} broke off: {error!r}. Try again."
        ) from error
