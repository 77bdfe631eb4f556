"""Paging tokens: opaque to clients, tied to the query that they came from."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from typing import Any

from jobanalytics.emulator.behaviour import ServiceError

__all__ = ["fingerprint", "make_token", "read_token"]

# What may differ between two pages of one query.
_FREE = {"nextToken", "limit", "maxResults", "NextToken", "MaxDatapoints", "startFromHead"}


def fingerprint(request: dict[str, Any], *owner: str) -> str:
    """Give a short text that is the same for all pages of one query."""
    query = {name: value for name, value in request.items() if name not in _FREE}
    text = json.dumps([owner, query], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def make_token(owner: str, **state: Any) -> str:
    """Make the token that goes on from this state of the query with this fingerprint."""
    return base64.urlsafe_b64encode(json.dumps([owner, state]).encode()).decode()


def read_token(token: str, owner: str, error: str = "validation") -> dict[str, Any]:
    """Give the state that the token goes on from.

    Raises
    ------
    ServiceError
        No token of this query: made up, or taken from another one.
    """
    try:
        found, state = json.loads(base64.urlsafe_b64decode(token.encode()))
    except (binascii.Error, ValueError, TypeError) as failure:
        raise ServiceError(error, "The specified nextToken is invalid.") from failure
    if found != owner or not isinstance(state, dict):
        raise ServiceError(error, "The specified nextToken is invalid.")
    return state
