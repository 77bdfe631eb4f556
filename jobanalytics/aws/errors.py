"""The one place where botocore's errors become ours."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from botocore import exceptions as botocore_errors
from botocore.parsers import ResponseParserError

from jobanalytics.errors import (
    AccessDeniedError,
    AwsError,
    CredentialsError,
    MalformedResponseError,
    ServiceUnavailableError,
    ThrottledError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["error_code", "translated"]

_CREDENTIALS = {
    "AuthFailure",
    "ExpiredToken",
    "ExpiredTokenException",
    "IncompleteSignature",
    "InvalidAccessKeyId",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "InvalidToken",
    "MissingAuthenticationToken",
    "RequestExpired",
    "SignatureDoesNotMatch",
    "TokenRefreshRequired",
    "UnrecognizedClientException",
}
_DENIED = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "403"}
_THROTTLED = {
    "LimitExceededException",
    "RequestLimitExceeded",
    "SlowDown",
    "Throttling",
    "ThrottledException",
    "ThrottlingException",
    "TooManyRequestsException",
}
_SERVER_ERROR = 500

_NO_CREDENTIALS = (
    botocore_errors.NoCredentialsError,
    botocore_errors.PartialCredentialsError,
    botocore_errors.CredentialRetrievalError,
    botocore_errors.SSOError,
    botocore_errors.TokenRetrievalError,
    botocore_errors.NoAuthTokenError,
    botocore_errors.ProfileNotFound,
)

_DAMAGED = (botocore_errors.FlexibleChecksumError, ResponseParserError)


def error_code(error: botocore_errors.ClientError) -> str:
    """Return the service's own code for an error, such as ``ResourceNotFoundException``."""
    code: str = error.response.get("Error", {}).get("Code", "")
    return code


@contextmanager
def translated(what: str) -> Iterator[None]:
    """Raise our error for whatever botocore raises within.

    Parameters
    ----------
    what : str
        What is being done, to which job, in which region: ``"reading the log of job 'vqe-1' in
        us-west-2"``. It begins the message.

    Raises
    ------
    CredentialsError
        No credentials, or the service did not accept them.
    AccessDeniedError
        The credentials lack a permission.
    ThrottledError
        Throttled, after botocore's retries.
    ServiceUnavailableError
        Not reached, or an error of the service's own, after botocore's retries.
    MalformedResponseError
        An answer that is no answer of AWS's, or not as it was sent.
    AwsError
        Anything else that botocore raises.
    """
    try:
        yield
    except botocore_errors.ClientError as error:
        raise _of_client_error(error, what) from error
    except _NO_CREDENTIALS as error:
        raise CredentialsError(
            f"{_sentence(what)} needs AWS credentials: {_ended(error)} "
            "Log in (`aws sso login`, `aws configure`) or set AWS_PROFILE."
        ) from error
    except (botocore_errors.HTTPClientError, botocore_errors.ConnectionError) as error:
        raise ServiceUnavailableError(
            f"{_sentence(what)} failed: the service could not be reached. {_ended(error)} "
            "Check the network, the region and the endpoint variables (AWS_ENDPOINT_URL…)."
        ) from error
    except _DAMAGED as error:
        raise MalformedResponseError(
            f"{_sentence(what)} failed: the answer was damaged on its way. {_ended(error)} Try "
            "again; if it goes on, look at proxies between here and AWS."
        ) from error
    except botocore_errors.BotoCoreError as error:
        raise AwsError(f"{_sentence(what)} failed: {_ended(error)}") from error


def _of_client_error(error: botocore_errors.ClientError, what: str) -> AwsError:
    code = error_code(error)
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    message = error.response.get("Error", {}).get("Message", "")
    said = _ended(f"AWS said to {error.operation_name}: {code}: {message}")
    if code in _CREDENTIALS:
        return CredentialsError(
            f"{_sentence(what)} failed: the credentials are expired or invalid; renew them. {said}"
        )
    if code in _DENIED:
        return AccessDeniedError(
            f"{_sentence(what)} was denied: the credentials in use lack the permission for "
            f"{error.operation_name}. {said} Ask whoever administers the account for it, or use "
            "other credentials (AWS_PROFILE)."
        )
    if code in _THROTTLED:
        return ThrottledError(
            f"{_sentence(what)} was throttled until the retries ran out. {said} Try again later; "
            "AWS_MAX_ATTEMPTS sets the number of attempts."
        )
    if status >= _SERVER_ERROR:
        return ServiceUnavailableError(
            f"{_sentence(what)} failed within the service, after all retries. {said} Try again "
            "later."
        )
    return AwsError(f"{_sentence(what)} failed. {said}")


def _sentence(what: str) -> str:
    return what[:1].upper() + what[1:]


def _ended(text: object) -> str:
    """End a sentence of AWS's or botocore's, which often lacks its full stop."""
    words = str(text).rstrip(" :\n")
    return words if words.endswith((".", "!", "?")) else f"{words}."
