"""A server whose answers a test writes itself, for what the emulator never sends."""

import json
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import cbor2


@contextmanager
def raw_server(*answers):
    """Serve the answers one after the other, the last one for ever; give the URL.

    Bytes are sent as they are, anything else in the protocol that the client speaks; a tuple is the
    status and the bytes of an error.
    """
    server = _idle.pop() if _idle else _started()
    server.waiting = list(answers)
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        _idle.append(server)


# They serve until the process ends: at the same URL there are the same clients, which take longer
# to make than most tests.
_idle = []


def _started():
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    return server


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        waiting = self.server.waiting
        answer = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        status, answer = answer if isinstance(answer, tuple) else (200, answer)
        is_json = "X-Amz-Target" in self.headers
        body = answer if isinstance(answer, bytes) else _encoded(answer, is_json=is_json)
        self.send_response(status)
        if is_json:
            self.send_header("Content-Type", "application/x-amz-json-1.1")
        else:
            self.send_header("Content-Type", "application/cbor")
            self.send_header("smithy-protocol", "rpc-v2-cbor")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def _encoded(answer, *, is_json):
    if is_json:
        return json.dumps(answer, default=datetime.timestamp, ensure_ascii=False).encode()
    return cbor2.dumps(answer, datetime_as_timestamp=True)
