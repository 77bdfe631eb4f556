"""What s3fs raises, as our errors."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from jobanalytics.aws.errors import translated
from jobanalytics.errors import AwsError, ServiceUnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["s3_errors"]


@contextmanager
def s3_errors(what: str) -> Iterator[None]:
    """Raise our error for whatever s3fs raises within; see `translated`.

    Parameters
    ----------
    what : str
        What is being done. It begins the message.

    Raises
    ------
    FileNotFoundError, FileExistsError
        As s3fs raises them.
    AwsError
        If S3 refuses or cannot be reached; the subclass says how.
    """
    # With s3fs, whose error it is, and which waits until it is needed.
    from aiohttp import ClientError as HttpError  # noqa: PLC0415

    try:
        with translated(what), _errors_of_s3fs_undone():
            yield
    except (AwsError, FileNotFoundError, FileExistsError):
        raise
    except (HttpError, OSError) as error:
        raise ServiceUnavailableError(
            f"{what[:1].upper()}{what[1:]} broke off: {error!r}. Try again."
        ) from error


@contextmanager
def _errors_of_s3fs_undone() -> Iterator[None]:
    """Raise what botocore raised: s3fs makes builtin errors of it, and drops the error's code."""
    try:
        yield
    except (FileNotFoundError, FileExistsError):
        raise
    except OSError as error:
        if isinstance(error.__cause__, ClientError):
            raise error.__cause__ from None
        raise
