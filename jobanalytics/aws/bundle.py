"""A job's result bundle on S3, as a stream."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, cast

from jobanalytics.aws.s3_errors import s3_errors
from jobanalytics.errors import AccessDeniedError, AwsError, ResultNotFoundError

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
def open_bundle(clients: AwsClients, uri: str, name: str) -> Iterator[BinaryIO]:
    """Open a bundle for reading from its beginning.

    Parameters
    ----------
    clients : AwsClients
        Whose credentials and region to use.
    uri : str
        ``s3://bucket/key``.
    name : str
        The job's name, for errors.

    Raises
    ------
    ResultNotFoundError
        If there is no such object.
    AwsError
        If S3 refuses, or cannot be reached; from reading the stream too. The subclass says how.
    """
    filesystem = clients.filesystem(f"reading {uri} of job {name!r}")
    with _s3_errors(uri, name):
        try:
            file = filesystem.open(uri, "rb", block_size=_BLOCK_BYTES, cache_type="readahead")
        except FileNotFoundError as error:
            # A bucket that is gone is no job that stored nothing.
            bucket = uri.removeprefix("s3://").partition("/")[0]
            if not clients.has_bucket(bucket):
                raise AwsError(
                    f"Reading {uri} of job {name!r} failed: the bucket {bucket} does not exist. "
                    "Whatever the job stored went with it."
                ) from error
            raise
    with file:
        yield cast("BinaryIO", _Stream(file, uri, name))


class _Stream:
    """Reads of an S3 file whose errors name the job."""

    def __init__(self, file: BinaryIO, uri: str, name: str) -> None:
        self._file = file
        self._uri = uri
        self._name = name

    def read(self, size: int = -1) -> bytes:
        with _s3_errors(self._uri, self._name):
            return self._file.read(size)


@contextmanager
def _s3_errors(uri: str, name: str) -> Iterator[None]:
    try:
        with s3_errors(f"reading {uri} of job {name!r}"):
            yield
    except FileNotFoundError as error:
        raise ResultNotFoundError(
            f"Job {name!r} has no result bundle: {uri} does not exist. A job stores one when its "
            "code saves a result or writes files into its results folder."
        ) from error
    except AccessDeniedError as error:
        raise AccessDeniedError(
            f"{error} Reading it takes s3:GetObject; without s3:ListBucket, S3 also denies an "
            "object that does not exist."
        ) from error
