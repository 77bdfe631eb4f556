"""``python -m jobanalytics.demo``: run the demo."""

from __future__ import annotations

import argparse
import importlib.util
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jobanalytics.demo.sweep import JobRun

_NEEDED = ("numpy", "moto", "cbor2")
LAST_NIGHT = timedelta(hours=9)
"""How far back the sweep is dated."""


def main(arguments: list[str] | None = None) -> int:
    """Run the demo; the exit code is 0 when every logged value was read back."""
    began = time.monotonic()
    parser = argparse.ArgumentParser(
        prog="python -m jobanalytics.demo",
        description="Run a sweep on this machine, and analyse it as if it had run on Braket.",
    )
    parser.add_argument(
        "--output",
        type=Path,
        default=Path("demo-output"),
        metavar="FOLDER",
        help="where tables, plot and logs go; demo-output by default",
    )
    output: Path = parser.parse_args(arguments).output
    if any(importlib.util.find_spec(name) is None for name in _NEEDED):
        print("The demo needs more packages: pip install 'jobanalytics[emulator]'", file=sys.stderr)
        return 2
    # Only now: these need what was just looked for.
    from jobanalytics.demo.output_folder import prepare_output  # noqa: PLC0415
    from jobanalytics.demo.proof import compare  # noqa: PLC0415
    from jobanalytics.demo.sweep import put_into, run_sweep, sweep  # noqa: PLC0415
    from jobanalytics.demo.tour import heading, say, take_tour  # noqa: PLC0415
    from jobanalytics.emulator import Emulator  # noqa: PLC0415

    try:
        prepare_output(output)
    except FileExistsError as error:
        print(error, file=sys.stderr)
        return 2
    say(
        "This demo runs jobs on this machine and reads them as if they had run on Amazon Braket. "
        "An emulator stands in for AWS: it answers for Braket, CloudWatch Logs and S3 on a local "
        "port. No AWS account is needed, and nothing leaves this machine.",
        indent="",
    )
    heading("Run a sweep: a variational eigensolver over n_layers, step_size and seed")
    swept = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        runs = run_sweep(sweep(), Path(folder), -LAST_NIGHT.total_seconds())
    _save_logs(runs, output / "logs")
    processes = [lines for run in runs for lines in run.lines.values()]
    failed = sum(run.exit_code != 0 for run in runs)
    say(
        f"{len(runs)} jobs ran as {len(processes)} real processes in "
        f"{time.monotonic() - swept:.0f} s; {len(runs) - failed} completed, {failed} failed. They "
        f"printed {sum(map(len, processes)):,} lines. All times are dated back by "
        f"{LAST_NIGHT.seconds // 3600} hours: the sweep of last night, looked at this morning."
    )
    with Emulator() as emulator, emulator.environment():
        put_into(emulator, runs)
        observations = take_tour(output)
    found = compare(runs, observations)
    heading("The proof: what the processes printed against what was read over HTTP")
    lost = "none missing" if found.missing == 0 else f"{found.missing:,} MISSING"
    invented = "none invented" if found.invented == 0 else f"{found.invented:,} INVENTED"
    say(
        f"{found.logged:,} values logged, {found.read:,} read back, {lost}, {invented}; job, "
        f"instance, time, iteration, metric and value were compared. {found.not_numbers} further "
        "items were no numbers and are counted above as malformed."
    )
    say(f"Everything is in {output}/. The demo took {time.monotonic() - began:.0f} s.")
    return 0 if found.is_equal else 1


def _save_logs(runs: list[JobRun], folder: Path) -> None:
    folder.mkdir()
    for run in runs:
        for instance, lines in run.lines.items():
            text = "".join(f"{line.text}\n" for line in lines)
            (folder / f"{run.plan.name}.{instance}.txt").write_text(text, "utf-8")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("Interrupted.")
