"""The emulator in this process."""

from __future__ import annotations

from typing import Any, Self

from jobanalytics.emulator.behaviour import Settings
from jobanalytics.emulator.cloud import Cloud
from jobanalytics.emulator.control import Control
from jobanalytics.emulator.environment import variables
from jobanalytics.emulator.s3 import S3Server
from jobanalytics.emulator.server import Server

__all__ = ["Emulator"]


class Emulator(Control):
    """Braket, CloudWatch Logs, CloudWatch and S3 on loopback ports, served by threads.

    Parameters
    ----------
    latency
        Seconds that every request waits for its answer.
    quotas
        Whether requests beyond AWS's rates are throttled.
    region
        Region of the variables and of what is put in without one.
    s3
        Whether S3 is served too; it needs moto and costs a second of import.
    port, s3_port
        Where; 0 for any free port.

    Raises
    ------
    ImportError
        On start, if S3 is wanted and moto is not installed.
    OSError
        On start, if a port is in use.

    Examples
    --------
    >>> with Emulator(s3=False) as aws, aws.environment():
    ...     arn = aws.create_job("vqe-1")
    ...     boto3.Session().client("braket").get_job(jobArn=arn)["status"]
    'COMPLETED'
    """

    def __init__(
        self,
        *,
        latency: float = 0.0,
        quotas: bool = False,
        region: str = "us-west-2",
        s3: bool = True,
        port: int = 0,
        s3_port: int = 0,
    ) -> None:
        super().__init__()
        self._settings = {"latency": latency, "quotas": quotas}
        self._region = region
        self._with_s3 = s3
        self._ports = (port, s3_port)
        self._cloud: Cloud | None = None
        self._server: Server | None = None
        self._s3_server: S3Server | None = None

    @property
    def _serves(self) -> bool:
        return self._server is not None

    @property
    def environ(self) -> dict[str, str]:
        """The environment variables that lead boto3, s3fs and the Braket SDK here."""
        if self._server is None:
            raise RuntimeError("The emulator does not run: call start() or enter it with `with`")
        s3_url = self._s3_server.url if self._s3_server is not None else None
        return variables(self._server.url, s3_url, self._region)

    def start(self) -> Self:
        """Begin to serve; does nothing while it serves."""
        if self._server is None:
            settings = Settings()
            settings.update(**self._settings)
            self._cloud = Cloud(self._region, settings)
            if self._with_s3:
                self._s3_server = S3Server(self._cloud, self._ports[1])
            try:
                self._server = Server(self._cloud, self._ports[0])
            except OSError:
                self.stop()
                raise
        return self

    def stop(self) -> None:
        """Serve no more and forget everything; does nothing when it does not serve."""
        self._close_s3()
        if self._cloud is not None:
            self._cloud.stop()
        if self._server is not None:
            self._server.close()
        if self._s3_server is not None:
            self._s3_server.close()
        self._cloud = self._server = self._s3_server = None

    def _act(self, action: str, arguments: dict[str, Any]) -> Any:
        if self._cloud is None:
            raise RuntimeError("The emulator does not run: call start() or enter it with `with`")
        return self._cloud.act(action, arguments)
