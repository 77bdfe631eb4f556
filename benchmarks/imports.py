"""What it costs to import the package, and to ask the command line for help, in new processes."""

from __future__ import annotations

import subprocess
import sys

from side_by_side import interleaved, print_times

RUNS = 7


def process(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)


def main() -> None:
    actions = {
        "import polars": lambda: process("-c", "import polars"),
        "import polars, jobanalytics": lambda: process("-c", "import polars, jobanalytics"),
        "python -m jobanalytics --help": lambda: process("-m", "jobanalytics", "--help"),
    }
    title = f"A process that does no more; medians of {RUNS} interleaved runs"
    print_times(title, interleaved(actions, RUNS), in_ms=True)


if __name__ == "__main__":
    main()
