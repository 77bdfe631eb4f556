"""S3Store: files below a prefix of a bucket, through s3fs; scans of them through Polars."""

from __future__ import annotations

import re
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, BinaryIO

import polars as pl
from botocore.exceptions import ClientError

from jobanalytics.aws.errors import error_code, translated
from jobanalytics.aws.s3_errors import s3_errors
from jobanalytics.aws.session import clients, default_region
from jobanalytics.errors import (
    AwsError,
    InvalidArgumentError,
    MalformedResponseError,
)
from jobanalytics.storage.store import Store, StoredFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from mypy_boto3_s3.type_defs import ObjectIdentifierTypeDef

__all__ = ["S3Store"]

_ROOT = re.compile(r"s3://(?P<bucket>[a-z0-9][a-z0-9.-]+)(?P<prefix>(?:/(?!\.\.?(?:/|$))[^/]+)*)/?")
# S3 takes 5 GB in one request, which is all or nothing by itself.
_ONE_REQUEST_BYTES = 5 * 2**30
_BLOCK_BYTES = 64 * 2**20
# Seconds to wait before a request that met another one of the same object is sent again.
_PAUSES = (0.1, 0.5, 2.0)
# S3 takes no more in one request.
_MOST_REMOVED = 1_000


class S3Store(Store):
    """Files below a prefix of a bucket.

    Parameters
    ----------
    root : str
        ``s3://bucket/prefix``.
    session : boto3.Session or braket.aws.AwsSession, optional
        Whose credentials to use; those of the environment if not given.

    Raises
    ------
    InvalidArgumentError
        If the root is no such place, or no region is set.

    Notes
    -----
    That of several writers one succeeds takes S3's conditional writes (``If-None-Match``).
    """

    def __init__(self, root: str, session: Any = None) -> None:
        match = _ROOT.fullmatch(root)
        if match is None:
            raise InvalidArgumentError(
                f"{root!r} is no place on S3; expected s3://bucket/prefix, without . or .. in it."
            )
        self._root = root.rstrip("/")
        self._bucket = match["bucket"]
        self._prefix = match["prefix"].strip("/")
        self._session = session
        self._clients = clients(session, default_region(session))
        self._bucket_region: str | None = None

    @property
    def root(self) -> str:
        """``s3://bucket/prefix``."""
        return self._root

    def create(self, name: str, data: bytes) -> None:
        """Make an object of one request: it is all there, or not at all."""
        with self._errors("writing", name):
            try:
                self._put_new(name, data)
            except FileExistsError:
                # A request whose answer was lost is sent again, and finds what it made itself.
                if not self._holds(name, data):
                    raise

    def replace(self, name: str, data: bytes) -> None:
        """Make an object, or put it in the place of the one of that name."""
        with self._errors("writing", name):
            self._put(name, data, mode="overwrite")

    def _holds(self, name: str, data: bytes) -> bool:
        try:
            return self.read(name) == data
        except FileNotFoundError:  # somebody's, and removed since
            return False

    def _put_new(self, name: str, data: bytes) -> None:
        for pause in (*_PAUSES, None):
            try:
                self._put(name, data, mode="create")
            except OSError as error:
                # Another one makes it at this moment: S3 does not yet say who of the two will.
                if pause is None or not _is_conflict(error):
                    raise
                time.sleep(pause)
            else:
                return

    def _put(self, name: str, data: bytes, *, mode: str) -> None:
        filesystem = self._clients.filesystem(f"writing {self._uri(name)}")
        filesystem.pipe_file(self._uri(name), data, chunksize=_ONE_REQUEST_BYTES, mode=mode)

    @contextmanager
    def create_streamed(self, name: str) -> Iterator[Callable[[bytes], None]]:
        """Make an object in parts, which S3 joins when the last has come."""
        uri = self._uri(name)
        with self._errors("writing", name):
            filesystem = self._clients.filesystem(f"writing {uri}")
            # Nobody else has the name, and whoever asks again must not find it taken by himself.
            file = filesystem.open(uri, "wb", block_size=_BLOCK_BYTES)

        def write(data: bytes) -> None:
            with self._errors("writing", name):
                file.write(data)

        try:
            yield write
            with self._errors("writing", name):
                file.close()
        except BaseException:
            # Closing it, as its finalizer would, makes an object of what has come.
            file.closed = True
            # What cannot be aborted now is, by who tidies up; this is not what went wrong first.
            with suppress(AwsError), self._errors("writing", name):
                file.discard()
            raise

    def read(self, name: str) -> bytes:
        """Return what an object holds."""
        with s3_errors(f"reading {self._uri(name)}"):
            data: bytes = self._clients.filesystem(f"reading {self._uri(name)}").cat_file(
                self._uri(name)
            )
        return data

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        """Open an object for reading from its beginning."""
        uri = self._uri(name)
        with s3_errors(f"reading {uri}"):
            filesystem = self._clients.filesystem(f"reading {uri}")
            with filesystem.open(
                uri, "rb", block_size=_BLOCK_BYTES // 16, cache_type="readahead"
            ) as file:
                yield file

    def list(self, folder: str) -> dict[str, StoredFile]:
        """Return the objects directly below a prefix, by name."""
        return self._find(folder, depth=1)

    def walk(self, folder: str) -> dict[str, StoredFile]:
        """Return all objects below a prefix, by name."""
        return self._find(folder, depth=None)

    def _find(self, folder: str, *, depth: int | None) -> dict[str, StoredFile]:
        uri = self._uri(folder).rstrip("/")
        with self._errors("listing", folder):
            found = self._clients.filesystem(f"listing {uri}").find(
                f"{uri}/", maxdepth=depth, detail=True
            )
        own = len(self._root.removeprefix("s3://")) + 1
        try:
            return {
                path[own:]: StoredFile(each["size"], each["LastModified"])
                for path, each in found.items()
                if each["type"] == "file"
            }
        except KeyError as error:
            raise MalformedResponseError(
                f"Listing {uri} failed: S3 did not say the {error} of a file. Call again."
            ) from error

    def remove(self, names: Iterable[str]) -> None:
        """Remove objects; one that is gone already is no error."""
        own = len(f"s3://{self._bucket}/")
        keys: list[ObjectIdentifierTypeDef] = [{"Key": self._uri(name)[own:]} for name in names]
        for start in range(0, len(keys), _MOST_REMOVED):
            some = keys[start : start + _MOST_REMOVED]
            with translated(f"removing files from {self._root}"):
                answer = self._clients.s3.delete_objects(
                    Bucket=self._bucket, Delete={"Objects": some, "Quiet": True}
                )
                # Each object has an error of its own.
                for error in answer.get("Errors", []):
                    raise ClientError({"Error": error}, "DeleteObjects")

    def remove_folder(self, folder: str) -> None:
        """Do nothing: a prefix without objects is not there."""

    def scan(self, names: Iterable[str]) -> pl.LazyFrame:
        """Return Parquet files of one schema, one below the other; Polars reads them itself."""
        with translated(f"reading {self._root}"):
            s3 = self._clients.s3
            endpoint: str = s3.meta.endpoint_url
            if self._bucket_region is None:
                answer = s3.head_bucket(Bucket=self._bucket)
                self._bucket_region = answer.get("BucketRegion") or self._clients.region
        options = {
            "aws_region": self._bucket_region,
            "aws_allow_http": str(endpoint.startswith("http:")).lower(),
        }
        if "amazonaws.com" not in endpoint:
            options["aws_endpoint_url"] = endpoint
        return pl.scan_parquet(
            [self._uri(name) for name in names],
            glob=False,
            storage_options=options,
            credential_provider=self._credentials,
        )

    def _credentials(self) -> tuple[dict[str, str], int | None]:
        frozen = self._clients.frozen_credentials(f"reading {self._root}")
        found = {
            "aws_access_key_id": frozen.access_key,
            "aws_secret_access_key": frozen.secret_key,
            "aws_session_token": frozen.token,
        }
        return {name: value for name, value in found.items() if value is not None}, None

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Do nothing: objects have no locks, and those at work are told by their files' age."""
        yield

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Give False: nobody can know."""
        yield False

    def remove_uploads(self, older_than: datetime, is_own: Callable[[str], bool]) -> None:
        """Abort uploads in parts of one's own files that were begun before a moment."""
        what = f"tidying up {self._root}"
        folder = f"{self._prefix}/".lstrip("/")
        with translated(what):
            pages = self._clients.s3.get_paginator("list_multipart_uploads").paginate(
                Bucket=self._bucket, Prefix=folder
            )
            for page in pages:
                for upload in page.get("Uploads", []):
                    name = upload["Key"].removeprefix(folder)
                    if upload["Initiated"] < older_than and is_own(name):
                        self._clients.s3.abort_multipart_upload(
                            Bucket=self._bucket, Key=upload["Key"], UploadId=upload["UploadId"]
                        )

    def _uri(self, name: str) -> str:
        return f"{self._root}/{name}"

    @contextmanager
    def _errors(self, doing: str, name: str) -> Iterator[None]:
        """Translate errors of a call that finds the bucket, or nothing."""
        try:
            with s3_errors(f"{doing} {self._uri(name)}"):
                yield
        except FileNotFoundError as error:
            raise AwsError(
                f"{doing[:1].upper()}{doing[1:]} {self._uri(name)} failed: the bucket "
                f"{self._bucket} does not exist. Make it first, or check the name."
            ) from error

    def __eq__(self, other: object) -> bool:
        if isinstance(other, S3Store):
            return self._root == other._root
        return NotImplemented

    def __hash__(self) -> int:
        return hash(self._root)

    def __reduce__(self) -> tuple[object, ...]:
        """Cross to another process as an address; clients are made anew there."""
        if self._session is not None:
            raise TypeError(
                f"{self._root} was opened with a session, and sessions do not cross to another "
                "process. Send the address, and open it with a session there."
            )
        return S3Store, (self._root,)


def _is_conflict(error: OSError) -> bool:
    cause = error.__cause__
    return isinstance(cause, ClientError) and error_code(cause) == "ConditionalRequestConflict"
