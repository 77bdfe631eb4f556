"""Every error that jobanalytics raises, one class for each thing that a caller can do about it.

::

    JobAnalyticsError
    ├── InvalidArgumentError        (ValueError)         call again, corrected
    ├── FrameSchemaError            (ValueError)         hand in a frame with the documented columns
    ├── JobNotFoundError            (LookupError)        check the ARN, the account and the region
    ├── LocalJobNotFoundError       (FileNotFoundError)  check the folder
    ├── JobFailedError              (RuntimeError)       read ``failureReason`` and the job's logs
    ├── JobTimeoutError             (TimeoutError)       wait longer
    ├── IncompleteMetricsError      (RuntimeError)       what was read is in the error; read again
    ├── ResultNotFoundError         (FileNotFoundError)  the job stored no bundle
    ├── PickleNotAllowedError       (RuntimeError)       pass ``allow_pickle=True`` if you trust it
    ├── BundleError                 (ValueError)         the bundle cannot be read
    │   └── UnsafeBundleError                            the bundle breaks a limit or a safety rule
    ├── BundleExistsError           (FileExistsError)    another folder stands where the bundle goes
    ├── StorageWriteError           (OSError)            make room, or mend the access; do it again
    ├── ArchiveNotFoundError        (FileNotFoundError)  check the place, or sync to it first
    ├── ArchiveFormatError          (ValueError)         use a newer version of this package
    ├── ArchiveDamagedError         (RuntimeError)       ``verify()``, then sync again
    ├── NotArchivedError            (LookupError)        sync it, or ask AWS
    └── AwsError                    (RuntimeError)       AWS did not do what was asked
        ├── CredentialsError        (PermissionError)    log in, or renew the credentials
        ├── AccessDeniedError       (PermissionError)    ask for the permission that is named
        ├── ThrottledError                               come back later, or ask for fewer at once
        ├── ServiceUnavailableError (ConnectionError)    the service or the network is down
        └── MalformedResponseError                       the service answered without its data
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

__all__ = [
    "AccessDeniedError",
    "ArchiveDamagedError",
    "ArchiveFormatError",
    "ArchiveNotFoundError",
    "AwsError",
    "BundleError",
    "BundleExistsError",
    "CredentialsError",
    "FrameSchemaError",
    "IncompleteMetricsError",
    "InvalidArgumentError",
    "JobAnalyticsError",
    "JobFailedError",
    "JobNotFoundError",
    "JobTimeoutError",
    "LocalJobNotFoundError",
    "MalformedResponseError",
    "NotArchivedError",
    "PickleNotAllowedError",
    "ResultNotFoundError",
    "ServiceUnavailableError",
    "StorageWriteError",
    "ThrottledError",
    "UnsafeBundleError",
]


class JobAnalyticsError(Exception):
    """Base of every error of this package."""


class InvalidArgumentError(JobAnalyticsError, ValueError):
    """An argument is not one of those that the call takes."""


class FrameSchemaError(JobAnalyticsError, ValueError):
    """A frame lacks a documented column, or a column has another dtype."""


class JobNotFoundError(JobAnalyticsError, LookupError):
    """The account has no such job in the ARN's region."""


class LocalJobNotFoundError(JobAnalyticsError, FileNotFoundError):
    """The folder of a local job, or the log in it, does not exist."""


class JobFailedError(JobAnalyticsError, RuntimeError):
    """The job ended FAILED or CANCELLED."""


class JobTimeoutError(JobAnalyticsError, TimeoutError):
    """The job did not end within the time that the caller gave it."""


class IncompleteMetricsError(JobAnalyticsError, RuntimeError):
    """Reading a job's log stopped before its end.

    Attributes
    ----------
    observations : polars.DataFrame
        What was read until then, with the schema of observations.
    completeness : polars.DataFrame
        The certificate of that reading: one row whose ``complete`` is false and whose ``notes``
        say why it stopped.
    """

    def __init__(
        self, message: str, *, observations: pl.DataFrame, completeness: pl.DataFrame
    ) -> None:
        super().__init__(message)
        self.observations = observations
        self.completeness = completeness

    def __reduce__(self) -> tuple[object, ...]:
        """Keep the frames when the error crosses to another process."""
        return (_incomplete, (str(self), self.observations, self.completeness))


def _incomplete(
    message: str, observations: pl.DataFrame, completeness: pl.DataFrame
) -> IncompleteMetricsError:
    return IncompleteMetricsError(message, observations=observations, completeness=completeness)


class ResultNotFoundError(JobAnalyticsError, FileNotFoundError):
    """The job stored no result bundle."""


class PickleNotAllowedError(JobAnalyticsError, RuntimeError):
    """The result is pickled, and the caller did not allow unpickling."""


class BundleError(JobAnalyticsError, ValueError):
    """A result bundle, or the ``results.json`` in it, is damaged."""


class UnsafeBundleError(BundleError):
    """A result bundle would write outside its folder or breaks a limit of size or number."""


class BundleExistsError(JobAnalyticsError, FileExistsError):
    """A folder that is not this bundle stands where the bundle would be extracted."""


class StorageWriteError(JobAnalyticsError, OSError):
    """A file could not be written; what was there before still is."""


class ArchiveNotFoundError(JobAnalyticsError, FileNotFoundError):
    """There is no archive, or no export, at the place."""


class ArchiveFormatError(JobAnalyticsError, ValueError):
    """A file is of a newer format than this version reads, or was not written by this package."""


class ArchiveDamagedError(JobAnalyticsError, RuntimeError):
    """A file that an archive needs is missing or cannot be read."""


class NotArchivedError(JobAnalyticsError, LookupError):
    """The archive does not hold this of the job."""


class AwsError(JobAnalyticsError, RuntimeError):
    """A call to AWS failed; the cause is botocore's own error."""


class CredentialsError(AwsError, PermissionError):
    """There are no credentials, or they are expired or not valid."""


class AccessDeniedError(AwsError, PermissionError):
    """The credentials do not have the permission for the call."""


class ThrottledError(AwsError):
    """The service still throttled the call after every retry."""


class ServiceUnavailableError(AwsError, ConnectionError):
    """The service could not be reached, or answered with an error of its own, after every retry."""


class MalformedResponseError(AwsError):
    """The service answered with success but without the members that the answer must have."""
