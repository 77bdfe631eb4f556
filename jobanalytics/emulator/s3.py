"""S3 from moto, with the emulator's latency, faults and counts in front of it."""

from __future__ import annotations

import re
import socket
import threading
from http.client import responses
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from jobanalytics.emulator.behaviour import DELAYS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jobanalytics.emulator.cloud import Cloud

__all__ = ["SEEDING_AGENT", "S3Server"]

# Requests with this user agent put a test's own data in: they are neither counted nor spoilt.
SEEDING_AGENT = "jobanalytics-seeding"

_ERRORS = {
    "denied": (403, "AccessDenied", "Access Denied"),
    "not-found": (404, "NoSuchKey", "The specified key does not exist."),
    "expired-token": (400, "ExpiredToken", "The provided token has expired."),
    "internal": (500, "InternalError", "We encountered an internal error. Please try again."),
    "throttle": (503, "SlowDown", "Please reduce your request rate."),
    "unavailable": (503, "ServiceUnavailable", "Service is unable to handle request."),
    "validation": (400, "InvalidArgument", "Invalid Argument"),
}
_OBJECT = re.compile(r"/[^/]+/.+")
# Operation by method, whether there is a key, and the query parameter that marks it.
_OPERATIONS = [
    ("GET", True, "uploadId", "ListParts"),
    ("GET", True, "tagging", "GetObjectTagging"),
    ("GET", True, "", "GetObject"),
    ("GET", False, "uploads", "ListMultipartUploads"),
    ("GET", False, "versions", "ListObjectVersions"),
    ("GET", False, "location", "GetBucketLocation"),
    ("GET", False, "list-type", "ListObjectsV2"),
    ("GET", False, "", "ListObjects"),
    ("HEAD", True, "", "HeadObject"),
    ("HEAD", False, "", "HeadBucket"),
    ("PUT", True, "partNumber", "UploadPart"),
    ("PUT", True, "", "PutObject"),
    ("PUT", False, "", "CreateBucket"),
    ("POST", True, "uploads", "CreateMultipartUpload"),
    ("POST", True, "uploadId", "CompleteMultipartUpload"),
    ("POST", False, "delete", "DeleteObjects"),
    ("DELETE", True, "uploadId", "AbortMultipartUpload"),
    ("DELETE", True, "", "DeleteObject"),
    ("DELETE", False, "", "DeleteBucket"),
]

Environ = dict[str, Any]


class S3Server:
    """Serves moto's S3 on a loopback port until it is closed.

    Parameters
    ----------
    cloud
        Whose latency, faults and counts hold.
    port
        Where; 0 for any free port.

    Raises
    ------
    ImportError
        moto's server is not installed.
    OSError
        The port is in use.
    """

    # moto keeps one content for the whole process: it is dropped with the last server.
    _running = 0
    _running_lock = threading.Lock()

    def __init__(self, cloud: Cloud, port: int = 0) -> None:
        moto, werkzeug = _moto()

        class Handler(moto.MotoRequestHandler):  # type: ignore[misc, name-defined]
            """Prints nothing."""

            def log(self, *_args: Any, **_kwargs: Any) -> None:
                """Print nothing."""

        app = _Spoiler(moto.DomainDispatcherApplication(moto.create_backend_app), cloud)
        try:
            self._server = werkzeug.make_server(
                "127.0.0.1", port, app, threaded=True, request_handler=Handler
            )
        except SystemExit as failure:
            # werkzeug would end the whole program.
            raise OSError(f"S3 cannot be served on port {port}: it is in use") from failure
        with S3Server._running_lock:
            S3Server._running += 1
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), name="emulator-s3", daemon=True
        )
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        """Stop, and forget every bucket if no other server runs in this process."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        with S3Server._running_lock:
            S3Server._running -= 1
            if S3Server._running == 0:
                _forget_buckets()


def _moto() -> tuple[Any, Any]:
    try:
        # An extra that only S3 needs, and slow to import.
        import moto.server  # noqa: PLC0415
        import werkzeug.serving  # noqa: PLC0415
    except ImportError as failure:
        raise ImportError(
            "The emulator's S3 needs moto: pip install 'jobanalytics[emulator]', or pass s3=False"
        ) from failure
    return moto.server, werkzeug.serving


def _forget_buckets() -> None:
    from moto.backends import get_backend  # noqa: PLC0415 - see _moto

    get_backend("s3").reset()


class _Spoiler:
    """A WSGI application around another one that suffers the planned faults."""

    def __init__(self, app: Any, cloud: Cloud) -> None:
        self._app = app
        self._cloud = cloud

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        if SEEDING_AGENT in environ.get("HTTP_USER_AGENT", ""):
            return self._whole(environ, start_response)
        operation = f"S3.{_operation(environ)}"
        cloud = self._cloud
        cloud.calls.add(operation)
        if cloud.settings.latency > 0:
            cloud.stopping.wait(cloud.settings.latency)
        fault = cloud.faults.take(operation)
        if fault is None:
            return self._whole(environ, start_response)
        if fault.kind == "reset":
            return _reset(environ["werkzeug.socket"])
        if fault.kind in _ERRORS:
            return _error(*_ERRORS[fault.kind], environ, start_response)
        if fault.kind in DELAYS:
            cloud.delay(operation, fault)
            return self._whole(environ, start_response)
        return self._spoilt(fault.kind, environ, start_response)

    def _whole(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            # werkzeug writes its own, and strict clients refuse a header that comes twice.
            own = [item for item in headers if item[0].lower() not in {"server", "date"}]
            return start_response(status, own, *rest)

        answer: Iterable[bytes] = self._app(environ, start)
        return answer

    def _spoilt(self, kind: str, environ: Environ, start_response: Any) -> Iterable[bytes]:
        begun: list[Any] = []
        body = b"".join(self._whole(environ, lambda *head: begun.extend(head[:2])))
        headers = [item for item in begun[1] if item[0].lower() != "content-length"]
        if kind == "cut":
            # The length is that of the whole body: the connection ends before it has come.
            start_response(begun[0], [*headers, ("Content-Length", str(len(body)))])
            return [body[: len(body) // 2]]
        body = b"<html><body>It works!</body></html>" if kind == "not-json" else b""
        start_response("200 OK", [*headers, ("Content-Length", str(len(body)))])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def _operation(environ: Environ) -> str:
    path, method = environ["PATH_INFO"], environ["REQUEST_METHOD"]
    if path == "/":
        return "ListBuckets"
    query = parse_qs(environ.get("QUERY_STRING", ""), keep_blank_values=True)
    if method == "PUT" and "HTTP_X_AMZ_COPY_SOURCE" in environ:
        return "CopyObject"
    has_key = _OBJECT.fullmatch(path) is not None
    for known_method, known_key, mark, name in _OPERATIONS:
        if (method, has_key) == (known_method, known_key) and (not mark or mark in query):
            return name
    return f"{method.title()}{'Object' if has_key else 'Bucket'}"


def _error(
    status: int, code: str, message: str, environ: Environ, start_response: Any
) -> Iterable[bytes]:
    path = environ["PATH_INFO"]
    body = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{code}</Code>'
        f"<Message>{message}</Message><Resource>{path}</Resource></Error>"
    ).encode()
    headers = [("Content-Type", "application/xml"), ("Content-Length", str(len(body)))]
    start_response(f"{status} {responses[status]}", headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def _reset(connection: socket.socket) -> Iterable[bytes]:
    """Hang up on the client; werkzeug takes the error as a client that went away."""
    connection.shutdown(socket.SHUT_RDWR)
    raise ConnectionResetError("planned fault")
