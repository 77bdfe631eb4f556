"""All benchmarks, one after the other; what they print goes to RESULTS.md beside this file.

The machine and the versions stand above it. Names of benchmarks can be given, to run only some and
leave the others' results as they are: ``run_all.py parse_and_merge archive``.
"""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).parent
RESULTS = HERE / "RESULTS.md"
BENCHMARKS = (
    "parse_and_merge",
    "read_one_job",
    "load_many_jobs",
    "archive_sync",
    "archive",
    "analysis",
    "plot_many_curves",
    "hot_paths",
    "imports",
)
PEERS = ("polars", "numpy", "matplotlib", "amazon-braket-sdk", "boto3", "duckdb", "pandas")


def processor() -> str:
    try:
        found = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text("utf-8"))
    except OSError:
        found = None
    return found[1] if found else platform.processor()


def heading() -> str:
    versions = ", ".join(f"{name} {version(name)}" for name in PEERS)
    return (
        "# Results of the benchmarks\n\n"
        "Written by `make bench`. The machine is shared and noisy: what stands in one block ran in "
        "turns, so that\nratios tell more than times.\n\n"
        f"{processor()}, {os.cpu_count()} cores, {platform.system()}, "
        f"Python {platform.python_version()}, {versions}.\n"
    )


def run(name: str) -> str:
    """Run a benchmark; give its section."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, HERE / f"{name}.py"],
        check=True,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(HERE.parent)},
    )
    print(done.stdout, flush=True)
    seconds = time.perf_counter() - start
    when = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, in {seconds:,.0f} s"
    return f"\n## {name}\n\n`benchmarks/{name}.py`, {when}\n\n```\n{done.stdout.strip()}\n```\n"


def former_sections() -> dict[str, str]:
    text = RESULTS.read_text("utf-8") if RESULTS.exists() else ""
    found = re.split(r"(?m)^(?=## )", text)[1:]
    return {part.split(maxsplit=2)[1]: f"\n{part.rstrip()}\n" for part in found}


def main(names: list[str]) -> None:
    sections = former_sections()
    for name in names or BENCHMARKS:
        sections[name] = run(name)
        kept = "".join(sections[each] for each in BENCHMARKS if each in sections)
        RESULTS.write_text(heading() + kept, "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
