"""A proxy before S3 that cuts connections, loses answers, or kills who asks, at a chosen request.

It passes one writing request on after the other: so the emulator's S3, which looks whether there is
an object and then makes it, has conditional writes as S3 has them.
"""

import os
import signal
import socket
import struct
import threading
from contextlib import nullcontext
from dataclasses import dataclass
from urllib.parse import urlsplit

from job_logs import ago

__all__ = ["CONFLICT", "CUT", "LOST", "UNANSWERED", "CuttingProxy", "Plan"]

LOST, CUT, UNANSWERED, CONFLICT = "lost", "cut half through", "unanswered", "refused as a conflict"
_WRITING = {b"PUT", b"POST", b"DELETE"}
_ARCHIVES = b"/archives"
_CONFLICT = (
    b'<?xml version="1.0" encoding="UTF-8"?><Error><Code>ConditionalRequestConflict</Code>'
    b"<Message>The conditional request cannot succeed due to a conflicting operation.</Message>"
    b"</Error>"
)


@dataclass
class Plan:
    """What becomes of a request for archives, or with `lasting` of all from it on.

    `of` says which requests count, as `CuttingProxy.counts` has them. With `kills`, the process of
    that id is killed then.
    """

    at: int
    how: str
    lasting: bool = False
    of: str = "writes"
    kills: int | None = None

    def hits(self, number):
        return number == self.at or (self.lasting and number > self.at)


class CuttingProxy:
    """Serves while it is entered.

    Attributes
    ----------
    plan : Plan or None
        What goes wrong.
    counts : dict of str to int
        How many requests for archives there were since `begin_anew`: ``writes`` and ``reads``, and
        among the former ``conditional`` ones.
    environ : dict
        Leads to it.
    """

    def __init__(self, upstream):
        address = urlsplit(upstream)
        self._upstream = (address.hostname, address.port)
        self._one_writes, self._counting = threading.Lock(), threading.Lock()
        self.begin_anew(None)

    def begin_anew(self, plan):
        """Forget what was written, and do something else wrong from now on."""
        self.plan, self.counts = plan, dict.fromkeys(["writes", "reads", "conditional"], 0)

    def __enter__(self):
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        port = self._socket.getsockname()[1]
        self.environ = {"AWS_ENDPOINT_URL_S3": f"http://127.0.0.1:{port}"}
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _serve(self):
        while True:
            try:
                client, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(client,), daemon=True).start()

    def _answer(self, client):
        with client:
            try:
                head, body = _request(client)
            except (ConnectionError, ValueError):
                return
            method, path = head.split(b" ", 2)[:2]
            kinds = ["writes"] if method in _WRITING else ["reads"]
            kinds += ["conditional"] if b"if-none-match" in head.lower() else []
            with self._one_writes if "writes" in kinds else nullcontext():
                if path.startswith(_ARCHIVES) and self._is_hit(kinds):
                    self._spoil(self.plan, client, head, body)
                else:
                    client.sendall(self._pass_on(head, body))

    def _is_hit(self, kinds):
        with self._counting:
            numbers = {kind: self.counts[kind] for kind in kinds}
            for kind in kinds:
                self.counts[kind] += 1
            plan = self.plan
            return plan is not None and plan.of in numbers and plan.hits(numbers[plan.of])

    def _spoil(self, plan, client, head, body):
        if plan.how == UNANSWERED:
            self._pass_on(head, body)
        elif plan.how == CUT:
            with socket.create_connection(self._upstream) as upstream:
                upstream.sendall(head + body[: len(body) // 2])
        if plan.kills is not None:
            os.kill(plan.kills, signal.SIGKILL)
        if plan.how == CONFLICT:
            length = str(len(_CONFLICT)).encode()
            client.sendall(
                b"HTTP/1.1 409 Conflict\r\nConnection: close\r\nContent-Type: application/xml\r\n"
                b"Content-Length: " + length + b"\r\n\r\n" + _CONFLICT
            )
            return
        # Nothing more comes, not even an end.
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def _pass_on(self, head, body):
        with socket.create_connection(self._upstream) as upstream:
            upstream.sendall(head + body)
            answer = b"".join(iter(lambda: upstream.recv(2**16), b""))
            # The emulator's S3 says so of every upload.
            return answer.replace(b"2010-11-10T20:48:33", f"{ago():%Y-%m-%dT%H:%M:%S}".encode())


def _request(client):
    """Read a request whole; its connection is to be closed after the answer."""
    received = b""
    while b"\r\n\r\n" not in received:
        received += _some(client)
    head, _, rest = received.partition(b"\r\n\r\n")
    body = bytearray(rest)
    first, *lines = head.split(b"\r\n")
    headers = {line.partition(b":")[0].strip().lower(): line for line in lines}
    if headers.pop(b"expect", None):
        client.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
    if b"transfer-encoding" in headers:
        while not body.endswith(b"0\r\n\r\n"):
            body += _some(client)
    else:
        length = headers.get(b"content-length", b":0").partition(b":")[2]
        while len(body) < int(length):
            body += _some(client)
    headers[b"connection"] = b"Connection: close"
    return b"\r\n".join([first, *headers.values(), b"", b""]), bytes(body)


def _some(client):
    piece = client.recv(2**16)
    if not piece:
        raise ConnectionError("The client went away.")
    return piece
