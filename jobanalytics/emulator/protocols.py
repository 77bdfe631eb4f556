"""How each service reads requests and writes answers and errors on the wire."""

from __future__ import annotations

import json
import re
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, unquote

import msgspec

from jobanalytics.emulator.behaviour import ServiceError
from jobanalytics.emulator.times import iso

__all__ = [
    "Call",
    "Response",
    "encode",
    "encode_error",
    "nothing",
    "protocol_of",
    "read_call",
    "require_cbor",
]

# Per service: what each kind of error is called, and its HTTP status.
_ERRORS: dict[str, dict[str, tuple[str, int]]] = {
    "braket": {
        "throttle": ("ThrottlingException", 429),
        "internal": ("InternalServiceException", 500),
        "unavailable": ("ServiceUnavailableException", 503),
        "denied": ("AccessDeniedException", 403),
        "not-found": ("ResourceNotFoundException", 404),
        "expired-token": ("ExpiredTokenException", 403),
        "validation": ("ValidationException", 400),
    },
    "logs": {
        "throttle": ("ThrottlingException", 400),
        "internal": ("InternalFailure", 500),
        "unavailable": ("ServiceUnavailableException", 503),
        "denied": ("AccessDeniedException", 400),
        "not-found": ("ResourceNotFoundException", 400),
        "expired-token": ("ExpiredTokenException", 400),
        "validation": ("InvalidParameterException", 400),
    },
    "cloudwatch": {
        "throttle": ("Throttling", 400),
        "internal": ("InternalServiceError", 500),
        "unavailable": ("ServiceUnavailable", 503),
        "denied": ("AccessDenied", 403),
        "not-found": ("ResourceNotFound", 404),
        "expired-token": ("ExpiredToken", 403),
        "validation": ("ValidationError", 400),
    },
}
_ERRORS["sts"] = _ERRORS["cloudwatch"]

_ROUTES = [
    ("GET", re.compile(r"/job/([^/]+)"), "GetJob", "jobArn"),
    ("PUT", re.compile(r"/job/([^/]+)/cancel"), "CancelJob", "jobArn"),
    ("POST", re.compile(r"/job"), "CreateJob", ""),
    ("POST", re.compile(r"/jobs"), "SearchJobs", ""),
    ("GET", re.compile(r"/quantum-task/([^/]+)"), "GetQuantumTask", "quantumTaskArn"),
    ("POST", re.compile(r"/quantum-tasks"), "SearchQuantumTasks", ""),
    ("POST", re.compile(r"/quantum-task"), "CreateQuantumTask", ""),
]
_CBOR_PATH = re.compile(r"/service/GraniteServiceVersion20100801/operation/(\w+)")
_TARGETS = {"Logs_20140328": "logs", "GraniteServiceVersion20100801": "cloudwatch"}


@dataclass(frozen=True)
class Call:
    """One request, understood."""

    service: str
    operation: str
    protocol: str
    request: Any


@dataclass
class Response:
    """One answer, ready for the wire."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


def read_call(method: str, path: str, query: str, headers: Any, body: bytes) -> Call:
    """Find out which operation a request asks for, and with what.

    Raises
    ------
    ServiceError
        It is no operation that the emulator knows, or its body cannot be read.
    """
    cbor = _CBOR_PATH.fullmatch(path)
    if cbor:
        return Call("cloudwatch", cbor[1], "cbor", require_cbor().loads(body))
    target = headers.get("X-Amz-Target")
    if target:
        prefix, _, operation = target.partition(".")
        if prefix not in _TARGETS:
            raise ServiceError("UnknownOperationException", f"Unknown target {target}", 404)
        return Call(_TARGETS[prefix], operation, "json", _json(body))
    for route_method, pattern, operation, member in _ROUTES:
        match = pattern.fullmatch(path)
        if method == route_method and match:
            request = _json(body) if body else {}
            if member:
                request[member] = unquote(match[1])
            names = parse_qs(query).get("additionalAttributeNames")
            if names:
                request["additionalAttributeNames"] = names
            return Call("braket", operation, "rest-json", request)
    form = {name: values[0] for name, values in parse_qs(body.decode("latin-1")).items()}
    if form.get("Action") == "GetCallerIdentity":
        return Call("sts", "GetCallerIdentity", "query", form)
    raise ServiceError("UnknownOperationException", f"Unknown operation {method} {path}", 404)


def encode(call: Call, answer: Any) -> Response:
    """Write the answer of a call as its protocol has it."""
    if call.protocol == "cbor":
        body = require_cbor().dumps(answer, datetime_as_timestamp=True, timezone=UTC)
        return Response(200, body, _cbor_headers())
    if call.protocol == "query":
        return Response(200, _caller_identity(answer).encode(), {"Content-Type": "text/xml"})
    if call.service == "logs":
        # Large, and without a datetime; in UTF-8, as CloudWatch writes them.
        return Response(200, msgspec.json.encode(answer), {"Content-Type": _json_type("json")})
    style = _iso_default if call.protocol == "rest-json" else _epoch_default
    body = json.dumps(answer, default=style).encode()
    status = 201 if call.operation.startswith("Create") and call.service == "braket" else 200
    return Response(status, body, {"Content-Type": _json_type(call.protocol)})


def encode_error(service: str, protocol: str, error: ServiceError) -> Response:
    """Write an error as the service and protocol have it."""
    code, status = _ERRORS[service].get(error.kind, (error.kind, error.status))
    content = {"message": error.message, "Message": error.message}
    if protocol == "cbor":
        fault = "Sender" if status < 500 else "Receiver"  # noqa: PLR2004 - HTTP's border
        body = require_cbor().dumps({"__type": f"com.amazonaws.cloudwatch#{code}", **content})
        headers = {**_cbor_headers(), "x-amzn-query-error": f"{code};{fault}"}
        return Response(status, body, headers)
    if protocol == "query":
        xml = (
            f"<ErrorResponse><Error><Code>{code}</Code><Message>{error.message}</Message></Error>"
            f"<RequestId>{uuid.uuid4()}</RequestId></ErrorResponse>"
        )
        return Response(status, xml.encode(), {"Content-Type": "text/xml"})
    headers = {"Content-Type": _json_type(protocol), "x-amzn-ErrorType": code}
    if protocol == "json":
        content["__type"] = code
    return Response(status, json.dumps(content).encode(), headers)


def protocol_of(path: str, headers: Any) -> tuple[str, str]:
    """Guess service and protocol of a request that could not be understood."""
    if path.startswith("/service/"):
        return "cloudwatch", "cbor"
    target = headers.get("X-Amz-Target")
    if target:
        return _TARGETS.get(target.partition(".")[0], "logs"), "json"
    return "braket", "rest-json"


def nothing(call: Call) -> Response:
    """Write a well-formed answer without any member."""
    if call.protocol == "cbor":
        return Response(200, b"\xa0", _cbor_headers())
    return Response(200, b"{}", {"Content-Type": _json_type(call.protocol)})


def _json(body: bytes) -> dict[str, Any]:
    try:
        content = json.loads(body)
    except ValueError as failure:
        raise ServiceError("SerializationException", "The body is no JSON.") from failure
    if not isinstance(content, dict):
        raise ServiceError("SerializationException", "The body is no JSON object.")
    return content


def require_cbor() -> Any:
    """Give the cbor2 module.

    Raises
    ------
    ImportError
        It is not installed.
    """
    try:
        import cbor2  # noqa: PLC0415 - an extra that only this protocol needs
    except ImportError as failure:
        raise ImportError(
            "CloudWatch metrics on the emulator need cbor2: pip install 'jobanalytics[emulator]'"
        ) from failure
    return cbor2


def _cbor_headers() -> dict[str, str]:
    return {"Content-Type": "application/cbor", "smithy-protocol": "rpc-v2-cbor"}


def _json_type(protocol: str) -> str:
    return "application/json" if protocol == "rest-json" else "application/x-amz-json-1.1"


def _iso_default(value: Any) -> str:
    if isinstance(value, datetime):
        return iso(value)
    raise TypeError(f"Cannot write {type(value).__name__} as JSON")


def _epoch_default(value: Any) -> float:
    if isinstance(value, datetime):
        return value.timestamp()
    raise TypeError(f"Cannot write {type(value).__name__} as JSON")


def _caller_identity(answer: dict[str, str]) -> str:
    members = "".join(f"<{name}>{value}</{name}>" for name, value in answer.items())
    return (
        '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">'
        f"<GetCallerIdentityResult>{members}</GetCallerIdentityResult>"
        f"<ResponseMetadata><RequestId>{uuid.uuid4()}</RequestId></ResponseMetadata>"
        "</GetCallerIdentityResponse>"
    )
