"""Answers of AWS, checked: a 200 is no proof of data.

botocore turns a response whose body is empty, cut short or not JSON into ``{}`` without a word,
in every retry mode, and its paginators then end as if that were the last page.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from botocore.parsers import ResponseParserError

from jobanalytics.errors import MalformedResponseError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

__all__ = ["ask", "pages"]

_ATTEMPTS = 4
_FIRST_PAUSE_SECONDS = 0.2

# What botocore raises at a body that was cut within a character, or is JSON but no object, or is
# nested without end.
_UNREADABLE = (ResponseParserError, UnicodeDecodeError, AttributeError, RecursionError)


def ask(
    operation: Callable[..., Any], *, required: Sequence[str], what: str, **request: Any
) -> dict[str, Any]:
    """Call an operation; call it again while its answer lacks a required member.

    Parameters
    ----------
    operation : callable
        A method of a boto3 client.
    required : sequence of str
        Members that each answer of this operation has.
    what : str
        What is being done, for the error.
    **request
        The operation's arguments.

    Raises
    ------
    MalformedResponseError
        If the answer still lacks a member after four attempts.
    """
    response: dict[str, Any] = {}
    missing: list[str] = []
    for attempt in range(_ATTEMPTS):
        if attempt:
            time.sleep(_FIRST_PAUSE_SECONDS * 2 ** (attempt - 1))
        try:
            response = operation(**request)
        except _UNREADABLE:
            response = {}
        missing = [member for member in required if response.get(member) is None]
        if not missing:
            return response
    raise MalformedResponseError(
        f"{what[:1].upper()}{what[1:]}: AWS answered {_ATTEMPTS} times with success but without "
        f"{', '.join(missing)}. Such an answer was cut short or emptied on its way. Try again; if "
        "it goes on, look at proxies between here and AWS."
    )


def pages(
    operation: Callable[..., Any],
    *,
    required: Sequence[str],
    what: str,
    token: str | None = None,
    **request: Any,
) -> Iterator[dict[str, Any]]:
    """Go through the pages of an operation that has a ``nextToken``, checking each.

    Only the absence of a token ends them: a page may be empty and not be the last.

    Parameters
    ----------
    operation, required, what, **request
        As for `ask`.
    token : str, optional
        The ``nextToken`` of a former page, to go on behind it.

    Raises
    ------
    MalformedResponseError
        If a page lacks a required member after four attempts, or a token comes back twice.
    """
    while True:
        page = ask(
            operation,
            required=required,
            what=what,
            **request,
            **({} if token is None else {"nextToken": token}),
        )
        yield page
        former, token = token, page.get("nextToken")
        if token is None:
            return
        if token == former:
            raise MalformedResponseError(
                f"{what[:1].upper()}{what[1:]}: AWS sent the same page token twice, so that the "
                "pages would never end. Try again."
            )
