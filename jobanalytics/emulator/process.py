"""The emulator in a process of its own, so that client and server share no interpreter lock."""

from __future__ import annotations

import http.client
import json
import shlex
import subprocess
import sys
from typing import Any, Self
from urllib.parse import urlsplit

from jobanalytics.emulator.control import Control
from jobanalytics.emulator.server import ADMIN, json_default

__all__ = ["EmulatorProcess"]

_PATIENCE = 30.0


class EmulatorProcess(Control):
    """An :class:`~jobanalytics.emulator.Emulator` in a child process.

    Parameters
    ----------
    latency, quotas, region, s3
        As for :class:`~jobanalytics.emulator.Emulator`.

    Raises
    ------
    RuntimeError
        On start, if the child ended before it served.
    """

    def __init__(
        self,
        *,
        latency: float = 0.0,
        quotas: bool = False,
        region: str = "us-west-2",
        s3: bool = True,
    ) -> None:
        super().__init__()
        self._command = [sys.executable, "-m", "jobanalytics.emulator", "--exit-with-stdin"]
        self._command += ["--latency", str(latency), "--region", region]
        self._command += ["--quotas"] if quotas else []
        self._command += [] if s3 else ["--no-s3"]
        self._child: subprocess.Popen[str] | None = None
        self._environ: dict[str, str] = {}

    @property
    def _serves(self) -> bool:
        return self._child is not None and bool(self._environ) and self._child.poll() is None

    @property
    def environ(self) -> dict[str, str]:
        """The environment variables that lead boto3, s3fs and the Braket SDK here."""
        if self._child is None:
            raise RuntimeError("The emulator does not run: call start() or enter it with `with`")
        return dict(self._environ)

    def start(self) -> Self:
        """Begin to serve; does nothing while it serves."""
        if self._child is not None:
            return self
        self._child = subprocess.Popen(  # noqa: S603 - our own module
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        found: dict[str, str] = {}
        assert self._child.stdout is not None  # noqa: S101 - it was asked for
        for line in self._child.stdout:
            words = shlex.split(line, comments=True)
            if not words:
                self._environ = found
                return self
            name, _, value = words[1].partition("=")
            found[name] = value
        self.stop()
        raise RuntimeError(f"The emulator ended before it served: {shlex.join(self._command)}")

    def stop(self) -> None:
        """Serve no more and forget everything; does nothing when it does not serve."""
        self._close_s3()
        child, self._child = self._child, None
        self._environ = {}
        if child is None:
            return
        with child:
            assert child.stdin is not None  # noqa: S101 - it was asked for
            child.stdin.close()
            try:
                child.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                child.kill()

    def _act(self, action: str, arguments: dict[str, Any]) -> Any:
        place = urlsplit(self.environ["AWS_ENDPOINT_URL_BRAKET"])
        connection = http.client.HTTPConnection(str(place.hostname), place.port)
        try:
            body = json.dumps(arguments, default=json_default)
            connection.request("POST", f"{ADMIN}{action}", body)
            response = connection.getresponse()
            content = json.loads(response.read())
        finally:
            connection.close()
        if response.status != http.client.OK:
            raise ValueError(content["error"])
        return content["result"]
