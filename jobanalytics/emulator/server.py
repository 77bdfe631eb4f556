"""The HTTP server in front of Braket, CloudWatch Logs and CloudWatch."""

from __future__ import annotations

import gzip
import json
import re
import socket
import struct
import threading
import uuid
from http.client import responses
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from jobanalytics.emulator.behaviour import ServiceError
from jobanalytics.emulator.braket import Scope
from jobanalytics.emulator.cloud import ACCOUNT, Cloud
from jobanalytics.emulator.protocols import (
    Call,
    Response,
    encode,
    encode_error,
    nothing,
    protocol_of,
    read_call,
)
from jobanalytics.emulator.times import iso, to_datetime

__all__ = ["ADMIN", "Server", "json_default"]

ADMIN = "/_emulator/"
MESSAGES = {
    "throttle": "Rate exceeded",
    "internal": "The request failed because of an unknown error.",
    "unavailable": "The service is unavailable.",
    "denied": "User is not authorized to perform this action.",
    "not-found": "The specified resource does not exist.",
    "validation": "A parameter of the request is not valid.",
    "expired-token": "The security token included in the request is expired",
}
_CREDENTIAL = re.compile(r"Credential=([^/]+)/\d+/([^/]+)/")
_ACCOUNT = re.compile(r"\d{12}")


def json_default(value: Any) -> str:
    """Write what the admin endpoint exchanges and JSON does not know: times."""
    return iso(to_datetime(value))


class Server(ThreadingHTTPServer):
    """Serves one cloud on a loopback port until it is closed.

    Parameters
    ----------
    cloud
        What is served.
    port
        Where; 0 for any free port.
    """

    # Threads are joined at the end: nothing of the emulator outlives it.
    daemon_threads = False
    request_queue_size = 256

    def __init__(self, cloud: Cloud, port: int = 0) -> None:
        self.cloud = cloud
        self._open: set[socket.socket] = set()
        self._open_lock = threading.Lock()
        super().__init__(("127.0.0.1", port), _Handler)
        self._thread = threading.Thread(
            target=self.serve_forever, args=(0.02,), name="emulator", daemon=True
        )
        self._thread.start()

    @property
    def url(self) -> str:
        """Where the services are."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def close(self) -> None:
        """Stop, hang up on every client, and wait for the threads."""
        self.cloud.stop()
        self.shutdown()
        self._thread.join()
        with self._open_lock:
            for connection in self._open:
                _hang_up(connection)
        self.server_close()

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Keep track of the connection while it is served."""
        with self._open_lock:
            self._open.add(request)
        try:
            if self.cloud.stopping.is_set():
                self.shutdown_request(request)
            else:
                super().process_request_thread(request, client_address)
        finally:
            with self._open_lock:
                self._open.discard(request)


def _hang_up(connection: socket.socket) -> None:
    # The client may have been quicker.
    if connection.fileno() != -1:
        try:
            connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            return


class _Handler(BaseHTTPRequestHandler):
    """Reads a request, suffers its fault, and writes the answer at once."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server

    def do_GET(self) -> None:
        """Serve, as for the other methods."""
        self._serve()

    def do_POST(self) -> None:
        """Serve, as for the other methods."""
        self._serve()

    def do_PUT(self) -> None:
        """Serve, as for the other methods."""
        self._serve()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Print nothing."""

    def handle(self) -> None:
        """Serve requests until either side hangs up."""
        try:
            super().handle()
        except ConnectionError:
            self.close_connection = True

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        url = urlsplit(self.path)
        if url.path.startswith(ADMIN):
            self._write(self._act(url.path.removeprefix(ADMIN), body))
            return
        try:
            call = read_call(self.command, url.path, url.query, self.headers, body)
        except ServiceError as error:
            self._write(encode_error(*protocol_of(url.path, self.headers), error))
            return
        response = self._answer(call)
        if response is None:
            self._reset()
        else:
            self._write(response)

    def _act(self, action: str, body: bytes) -> Response:
        try:
            result = self.server.cloud.act(action, json.loads(body or b"{}"))
        except ValueError as failure:
            return Response(400, json.dumps({"error": str(failure)}).encode())
        return Response(200, json.dumps({"result": result}, default=json_default).encode())

    def _answer(self, call: Call) -> Response | None:
        """Give the answer to a call, or None where the connection is cut instead."""
        cloud = self.server.cloud
        cloud.calls.add(call.operation)
        if cloud.settings.latency > 0:
            self.server.cloud.stopping.wait(cloud.settings.latency)
        fault = cloud.faults.take(call.operation)
        kind = fault.kind if fault is not None else ""
        if kind == "reset":
            return None
        if fault is not None:
            cloud.delay(call.operation, fault)
        try:
            _raise_planned(kind)
            scope = self._scope()
            self._throttle(scope, call)
            response = encode(call, cloud.answer(scope, call))
        except ServiceError as error:
            return encode_error(call.service, call.protocol, error)
        return _spoil(call, response, kind)

    def _throttle(self, scope: Scope, call: Call) -> None:
        cloud = self.server.cloud
        if not cloud.settings.quotas:
            return
        if not cloud.quotas.admit(*scope, call.service, call.operation):
            cloud.calls.add(f"{call.operation}:throttled")
            _raise_planned("throttle")

    def _scope(self) -> Scope:
        """Read account and region out of the request's signature.

        An access key of twelve digits is an account of its own; every other one belongs to the
        emulator's account.
        """
        match = _CREDENTIAL.search(self.headers.get("Authorization") or "")
        if match is None:
            raise ServiceError("MissingAuthenticationTokenException", "Missing credentials", 403)
        key, region = match.groups()
        return Scope(key if _ACCOUNT.fullmatch(key) else ACCOUNT, region)

    def _write(self, response: Response) -> None:
        lines = [
            f"HTTP/1.1 {response.status} {responses.get(response.status, '')}",
            f"Date: {self.date_time_string()}",
            f"Content-Length: {len(response.body)}",
            f"x-amzn-RequestId: {uuid.uuid4()}",
            *(f"{name}: {value}" for name, value in response.headers.items()),
            "\r\n",
        ]
        self.wfile.write("\r\n".join(lines).encode("latin-1") + response.body)

    def _reset(self) -> None:
        # To linger for no time makes the system send a reset instead of a polite end.
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()


def _raise_planned(kind: str) -> None:
    if kind in MESSAGES:
        raise ServiceError(kind, MESSAGES[kind])


def _spoil(call: Call, response: Response, kind: str) -> Response:
    """Damage a good answer: what was asked has been done, only the answer is lost."""
    if kind == "empty":
        return Response(200, b"", response.headers)
    if kind == "cut":
        return Response(200, response.body[: len(response.body) // 2], response.headers)
    if kind == "not-json":
        return Response(200, b"<html><body>It works!</body></html>", {"Content-Type": "text/html"})
    return nothing(call) if kind == "missing" else response
