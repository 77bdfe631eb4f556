"""Jobs whose metrics are made up here, so that large archives can be written in little time.

They go through everything that a job goes through but for the reading and the parsing of a log.
Four metrics a line: two noisy numbers, an estimate of 1,000 shots, and a learning rate that falls
in steps; times are as irregular as those of iterations that wait for a device.
"""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

import jobanalytics as ja
from jobanalytics.completeness import MetricsReading, ReadingFacts
from jobanalytics.schema import LOG_EVENTS, MALFORMED, OBSERVATIONS

if TYPE_CHECKING:
    from typing import NoReturn

__all__ = ["METRICS", "GeneratedJob"]

METRICS = ("energy", "gradient_norm", "fidelity", "learning_rate")
BEGIN = datetime(2026, 3, 2, 8, tzinfo=UTC)
ACCOUNT = "arn:aws:braket:us-west-2:123456789012:job"


class GeneratedJob(ja.QuantumJob):
    """A job of a sweep: the same whenever it is made.

    Parameters
    ----------
    number : int
        Which one of the sweep it is.
    iterations : int
        How many lines it logged.
    """

    def __init__(self, number: int, iterations: int) -> None:
        self._number = number
        self._iterations = iterations
        self._reading: MetricsReading | None = None

    @property
    def arn(self) -> str:
        return f"{ACCOUNT}/{self._number:08x}-4c57-4d11-9d8e-0f5a3f0f7a11"

    @property
    def name(self) -> str:
        return f"sweep-{self._number:05}"

    def metadata(self, use_cached_value: bool = False) -> dict[str, Any]:  # noqa: ARG002, FBT001, FBT002 - the contract's
        created = BEGIN + timedelta(minutes=self._number)
        return {
            "jobArn": self.arn,
            "jobName": self.name,
            "status": "COMPLETED",
            "createdAt": created,
            "startedAt": created + timedelta(minutes=3),
            "endedAt": created + timedelta(hours=4),
            "roleArn": "arn:aws:iam::123456789012:role/service-role/AmazonBraketJobsExecutionRole",
            "hyperParameters": {
                "n_layers": str(2 + self._number % 5),
                "learning_rate": str(0.1 / (1 + self._number % 7)),
                "seed": str(self._number),
            },
            "instanceConfig": {"instanceType": "ml.m5.large", "instanceCount": 1},
            "deviceConfig": {"device": "arn:aws:braket:::device/quantum-simulator/amazon/sv1"},
            "outputDataConfig": {"s3Path": f"s3://amazon-braket-us-west-2/jobs/{self.name}/data"},
            "stoppingCondition": {"maxRuntimeInSeconds": 432_000},
            "tags": {"project": "vqe"},
        }

    def observations(self) -> pl.DataFrame:
        random = np.random.default_rng(self._number)
        count = self._iterations
        number = np.arange(count)
        seconds = np.cumsum(random.gamma(2, 1, count))
        values = np.column_stack(
            [
                -1 + np.exp(-number / 800) + random.normal(0, 0.01, count),
                np.exp(-number / 500) * random.gamma(3, 0.1, count),
                random.binomial(1_000, 0.95 - 0.5 * np.exp(-number / 800)) / 1_000,
                0.1 / (1 + self._number % 7) * 0.9 ** (number // 250),
            ]
        )
        start = math.floor(1e6 * (BEGIN.timestamp() + 60 * self._number + 200))
        of_line = {
            "record": number.astype(np.uint32),
            "timestamp": start + (1e6 * seconds).astype(np.int64),
            "iteration_number": number,
        }
        columns = {name: np.repeat(each, len(METRICS)) for name, each in of_line.items()}
        frame = pl.DataFrame(columns | {"value": values.ravel()})
        return frame.select(
            job_arn=pl.lit(self.arn),
            instance=pl.lit("algo-1"),
            node_id=pl.lit(None, pl.String),
            record="record",
            timestamp=pl.col("timestamp").cast(OBSERVATIONS["timestamp"]),
            iteration_number="iteration_number",
            metric=pl.Series(METRICS * count),
            value="value",
        )

    def _read_metrics(self) -> MetricsReading:
        facts = ReadingFacts(
            "COMPLETED", terminal=True, settled=True, pages=1, streams=1, read_at=BEGIN
        )
        self._reading = MetricsReading(
            self.arn, self.observations(), MALFORMED.to_frame(), self._iterations, facts
        )
        return self._reading

    def _last_reading(self) -> MetricsReading | None:
        return self._reading

    def _result_document(self) -> None:
        return None

    def log_events(self) -> pl.DataFrame:
        return LOG_EVENTS.to_frame()  # its lines were never written

    def logs(self, wait: bool = False, poll_interval_seconds: float = 5) -> None:  # noqa: FBT001, FBT002
        pass

    def cancel(self) -> str:
        return self.state()

    def result(self, *_: Any, **__: Any) -> dict[str, Any]:
        return {}

    def download_result(self, *_: Any, **__: Any) -> NoReturn:
        raise ja.ResultNotFoundError(f"Job {self.name!r} was made up, and has stored no bundle.")

    _open_bundle = _store_bundle = download_result
