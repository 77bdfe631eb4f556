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
    waiting = list(answers)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
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

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _encoded(answer, *, is_json):
    if is_json:
        return json.dumps(answer, default=datetime.timestamp, ensure_ascii=False).encode()
    return cbor2.dumps(answer, datetime_as_timestamp=True)
