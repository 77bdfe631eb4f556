"""The demo's sweep: which jobs there are, how they run, and how they get into the emulator."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from jobanalytics.demo import vqe

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from jobanalytics.emulator import Emulator

__all__ = ["FIELD", "N_QUBITS", "JobPlan", "JobRun", "LogLine", "put_into", "run_sweep", "sweep"]

N_QUBITS = 6
FIELD = 1.0

_AT_ONCE = 2
_COMMON = {"n_qubits": str(N_QUBITS), "field": str(FIELD), "iterations": "40", "shots": "20000"}
_TWO_INSTANCES, _PICKLED, _NO_RESULT, _TYPING_ERROR = 12, 16, 20, 24


@dataclass(frozen=True)
class JobPlan:
    """A job as it is submitted."""

    name: str
    hyperparameters: dict[str, str]
    instance_count: int = 1


class LogLine(NamedTuple):
    """A line that a process printed: when, in seconds since the epoch, and what."""

    time: float
    text: str


@dataclass(frozen=True)
class JobRun:
    """What became of a job. Times are in seconds since the epoch."""

    plan: JobPlan
    created: float
    started: float
    ended: float
    exit_code: int
    lines: dict[str, list[LogLine]]
    """The lines of each instance."""
    files: dict[str, bytes]
    """What the first instance left in its results folder."""

    @property
    def failure_reason(self) -> str | None:
        """The reason as Braket words it; None for a job that did not fail."""
        if self.exit_code == 0:
            return None
        last = next((lines[-1].text for lines in self.lines.values() if lines), "no output")
        return f"AlgorithmError: {last}, exit code: {self.exit_code}"


def sweep() -> list[JobPlan]:
    """Return the 24 jobs: a grid over layers, step sizes and seeds, with what happens in life.

    One job runs as two instances, one pickles its result, one forgets to save it, and in one the
    step size is mistyped, so that it fails.
    """
    grid = product((1, 2, 3), ("0.02", "0.05"), (1, 2, 3, 4))
    plans = []
    for number, (n_layers, step_size, seed) in enumerate(grid, start=1):
        formats = {_PICKLED: "pickled_v4", _NO_RESULT: "none"}
        hyperparameters = {
            "n_layers": str(n_layers),
            "step_size": "5" if number == _TYPING_ERROR else step_size,
            "seed": str(seed),
            "result_format": formats.get(number, "plaintext"),
            **_COMMON,
        }
        instance_count = 2 if number == _TWO_INSTANCES else 1
        plans.append(JobPlan(f"vqe-{number:02}", hyperparameters, instance_count))
    return plans


def run_sweep(plans: Sequence[JobPlan], folder: Path, clock_offset: float = 0.0) -> list[JobRun]:
    """Run jobs as processes, two jobs at a time, and return what became of them, in their order.

    Parameters
    ----------
    plans : sequence of JobPlan
        The jobs.
    folder : Path
        Where each gets a folder.
    clock_offset : float
        Seconds that are added to all times, those that the jobs print too.
    """
    created = time.time() + clock_offset
    pool = ThreadPoolExecutor(_AT_ONCE)
    try:
        runs = [
            pool.submit(_run, plan, folder / plan.name, created, clock_offset) for plan in plans
        ]
        return [run.result() for run in runs]
    finally:
        # After Ctrl-C the jobs that have not begun shall not begin.
        pool.shutdown(cancel_futures=True)


def _run(plan: JobPlan, folder: Path, created: float, clock_offset: float) -> JobRun:
    folder.mkdir()
    (folder / "hyperparameters.json").write_text(json.dumps(plan.hyperparameters), "utf-8")
    instances = [f"algo-{number}" for number in range(1, plan.instance_count + 1)]
    started = time.time() + clock_offset
    with ThreadPoolExecutor(len(instances)) as pool:
        outcomes = list(
            pool.map(lambda instance: _run_instance(folder, instance, clock_offset), instances)
        )
    ended = time.time() + clock_offset
    results = folder / instances[0]
    return JobRun(
        plan=plan,
        created=created,
        started=started,
        ended=ended,
        exit_code=max(code for code, _ in outcomes),
        lines={instance: lines for instance, (_, lines) in zip(instances, outcomes, strict=True)},
        files={path.name: path.read_bytes() for path in sorted(results.iterdir())},
    )


def _run_instance(folder: Path, instance: str, clock_offset: float) -> tuple[int, list[LogLine]]:
    results = folder / instance
    results.mkdir()
    environment = {
        **os.environ,
        "AMZN_BRAKET_HP_FILE": str(folder / "hyperparameters.json"),
        "AMZN_BRAKET_JOB_RESULTS_DIR": str(results),
        "VQE_INSTANCE": instance.removeprefix("algo-"),
        "VQE_CLOCK_OFFSET": str(clock_offset),
        # Matrices this small are not worth a second thread.
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONIOENCODING": "utf-8",
    }
    # -u: each line is to arrive when it is printed. -P: the script's folder holds no modules of it.
    command = [sys.executable, "-P", "-u", str(Path(vqe.__file__))]
    with subprocess.Popen(  # noqa: S603 - our own script
        command,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as process:
        assert process.stdout is not None  # noqa: S101 - it was asked for
        lines = [LogLine(time.time() + clock_offset, line.rstrip("\n")) for line in process.stdout]
    return process.returncode, lines


def put_into(emulator: Emulator, runs: Iterable[JobRun]) -> None:
    """Put jobs, their log lines and their result bundles into the emulator.

    Parameters
    ----------
    emulator : Emulator
        One that serves.
    runs : iterable of JobRun
        What ran.
    """
    for run in runs:
        arn = emulator.create_job(
            run.plan.name,
            "COMPLETED" if run.exit_code == 0 else "FAILED",
            run.plan.hyperparameters,
            created_at=run.created,
            started_at=run.started,
            ended_at=run.ended,
            instance_count=run.plan.instance_count,
            failure_reason=run.failure_reason,
        )
        for instance, lines in run.lines.items():
            events = [(round(line.time * 1000), line.text) for line in lines]
            emulator.put_log_events(arn, events, instance)
        if run.files:
            emulator.put_bundle(arn, run.files)
