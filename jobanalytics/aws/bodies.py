"""Large answers, read straight from their body.

botocore builds an answer member by member along its service model, which takes ten times what
reading the JSON takes, and two hundred times where there are dates in it. Its clients emit an event
before they do. There an answer that is as it must be is read at once; what was read travels in the
answer that it came in.

botocore's guide does not list that event, ``before-parse``. So nothing hangs on it but speed: an
answer that was not taken here, or not understood, is left to botocore as it came.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from botocore.client import BaseClient

__all__ = ["read_bodies"]

_OK = 200


def read_bodies(
    client: BaseClient, operation: str, read: Callable[[bytes], Mapping[str, Any]]
) -> None:
    """Let a client read the answers of an operation by another function than botocore's.

    Parameters
    ----------
    client : botocore.client.BaseClient
        The client. No other client, also of its session, is changed.
    operation : str
        The operation as the service calls it, such as ``FilterLogEvents``.
    read : callable
        Takes a body and returns the members of the answer. It raises msgspec.DecodeError for a
        body that is in the least different from what it expects.
    """

    def take(
        response_dict: dict[str, Any], customized_response_dict: dict[str, Any], **_: Any
    ) -> None:
        # What is put into `customized_response_dict` becomes members of the parsed answer.
        if response_dict["status_code"] != _OK:
            return
        try:
            members = read(response_dict["body"])
        except (msgspec.DecodeError, RecursionError):
            return
        customized_response_dict.update(members)
        response_dict["body"] = b"{}"

    service = client.meta.service_model.service_id.hyphenize()
    client.meta.events.register(f"before-parse.{service}.{operation}", take)
