"""One boto3 client per service and region, shared by all jobs and threads."""

from __future__ import annotations

import os
import threading
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from jobanalytics import __version__
from jobanalytics.aws.bodies import read_bodies
from jobanalytics.aws.errors import error_code, translated
from jobanalytics.aws.log_columns import read_page
from jobanalytics.aws.summaries import read_summaries
from jobanalytics.errors import CredentialsError, InvalidArgumentError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from botocore.config import _RetryDict
    from botocore.credentials import ReadOnlyCredentials
    from mypy_boto3_braket import BraketClient
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_logs import CloudWatchLogsClient
    from mypy_boto3_s3 import S3Client
    from s3fs import S3FileSystem

__all__ = ["AwsClients", "clients", "default_region"]

_CONNECTIONS = 32
_ATTEMPTS = 8


class AwsClients:
    """The clients of one session in one region, made when they are first asked for."""

    def __init__(self, session: boto3.Session, region: str) -> None:
        self.session = session
        self.region = region
        self._made: dict[str, Any] = {}
        # boto3 sessions are not thread-safe in making clients; clients are in being used.
        self._lock = threading.Lock()

    @property
    def braket(self) -> BraketClient:
        """Amazon Braket."""
        client: BraketClient = self._client("braket", SearchJobs=read_summaries)
        return client

    @property
    def logs(self) -> CloudWatchLogsClient:
        """CloudWatch Logs."""
        client: CloudWatchLogsClient = self._client("logs", FilterLogEvents=read_page)
        return client

    @property
    def cloudwatch(self) -> CloudWatchClient:
        """CloudWatch metrics."""
        client: CloudWatchClient = self._client("cloudwatch")
        return client

    @property
    def s3(self) -> S3Client:
        """S3 itself, beside `filesystem`."""
        client: S3Client = self._client("s3")
        return client

    def filesystem(self, what: str) -> S3FileSystem:
        """Return S3 as a filesystem, with the session's credentials as they are now.

        Parameters
        ----------
        what : str
            What it is for, for the error.

        Raises
        ------
        CredentialsError
            If the session has none.
        """
        # It takes a quarter of a second, which most readers of jobs have no use for.
        import s3fs  # noqa: PLC0415

        with translated(what):
            endpoint = self.s3.meta.endpoint_url
        frozen = self.frozen_credentials(what)
        return s3fs.S3FileSystem(
            key=frozen.access_key,
            secret=frozen.secret_key,
            token=frozen.token,
            endpoint_url=endpoint,
            client_kwargs={"region_name": self.region},
            # A bundle that was not there a minute ago may be there now.
            use_listings_cache=False,
        )

    def frozen_credentials(self, what: str) -> ReadOnlyCredentials:
        """Return the session's credentials as they are now.

        Parameters
        ----------
        what : str
            What they are for, for the error.

        Raises
        ------
        CredentialsError
            If the session has none.
        """
        with translated(what), self._lock:
            credentials = self.session.get_credentials()
            frozen = None if credentials is None else credentials.get_frozen_credentials()
        if frozen is None:
            raise CredentialsError(
                f"{what[:1].upper()}{what[1:]} needs AWS credentials, and the session has none. "
                "Log in (`aws sso login`, `aws configure`) or set AWS_PROFILE."
            )
        return frozen

    def has_bucket(self, bucket: str) -> bool:
        """Say whether a bucket exists; true where the credentials may not know."""
        try:
            self.s3.head_bucket(Bucket=bucket)
        except ClientError as error:
            return error_code(error) not in {"404", "NoSuchBucket"}
        return True

    def _client(self, service: str, **readers: Callable[[bytes], Mapping[str, Any]]) -> Any:
        """Return the client of a service; make it, with own readers of some operations' answers."""
        with self._lock:
            if service not in self._made:
                client = self.session.client(  # type: ignore[call-overload]
                    service, region_name=self.region, config=_config()
                )
                for operation, read in readers.items():
                    read_bodies(client, operation, read)
                self._made[service] = client
            return self._made[service]


_clients_lock = threading.Lock()


def clients(session: Any, region: str) -> AwsClients:
    """Return the clients of a session in a region, always the same ones.

    Parameters
    ----------
    session : boto3.Session, braket.aws.AwsSession or None
        None stands for what the environment says: variables, profile, instance role.
    region : str
        A region's name, such as ``us-west-2``.

    Raises
    ------
    InvalidArgumentError
        If `session` is something else.
    CredentialsError
        If the environment names a profile that does not exist.
    """
    boto_session = _boto_session(session)
    with _clients_lock:
        # On the session itself, so that they live as long as it does, and no longer.
        by_region: dict[str, AwsClients] = vars(boto_session).setdefault("_jobanalytics", {})
        if region not in by_region:
            by_region[region] = AwsClients(boto_session, region)
        return by_region[region]


def default_region(session: Any) -> str:
    """Return the region that a session, or the environment, is set to.

    Raises
    ------
    InvalidArgumentError
        If none is.
    """
    region = _boto_session(session).region_name
    if region is None:
        raise InvalidArgumentError(
            "No region is set. Pass region=…, or set AWS_DEFAULT_REGION, such as us-west-2."
        )
    return region


def _boto_session(session: Any) -> boto3.Session:
    if session is None:
        variables = {name: value for name, value in os.environ.items() if name.startswith("AWS_")}
        return _session_of(tuple(sorted(variables.items())), _credential_files())
    session = getattr(session, "boto_session", session)
    if not isinstance(session, boto3.Session):
        raise InvalidArgumentError(
            "The session must be a boto3.Session or the Braket SDK's AwsSession; "
            f"got {type(session).__name__}."
        )
    return session


@lru_cache(maxsize=8)
def _session_of(
    environment: tuple[tuple[str, str], ...],  # noqa: ARG001 - the cache's key
    files: tuple[int, ...],  # noqa: ARG001 - the cache's key
) -> boto3.Session:
    """Make the session of an environment once; renewed credentials have a session of their own."""
    with translated("finding the AWS session of the environment"):
        return boto3.Session()


def _credential_files() -> tuple[int, ...]:
    """Return when the files of credentials and profiles were last written; 0 for none."""
    places = (
        os.environ.get("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials"),
        os.environ.get("AWS_CONFIG_FILE", "~/.aws/config"),
    )
    paths = [Path(place).expanduser() for place in places]
    return tuple(path.stat().st_mtime_ns if path.is_file() else 0 for path in paths)


def _config() -> Config:
    """Adaptive retries: they also slow down when the service throttles."""
    if "AWS_MAX_ATTEMPTS" in os.environ:
        retries: _RetryDict = {"mode": "adaptive"}
    else:
        retries = {"mode": "adaptive", "total_max_attempts": _ATTEMPTS}
    return Config(
        retries=retries,
        max_pool_connections=_CONNECTIONS,
        connect_timeout=10,
        read_timeout=60,
        user_agent_extra=f"jobanalytics/{__version__}",
    )
