"""A script: write an export again and again, killed each time at the next change of a file.

``killed_writing.py FOLDER PARTITION_BY`` makes folders 0, 1, 2 … below the folder, until one is
written to its end. Each holds what was left of writing over a copy of FOLDER/former.
"""

import os
import shutil
import signal
import sys
from itertools import count
from pathlib import Path

from exported import sweep_of

from jobanalytics.export import write_parquet

CHANGES = {"os.rename", "os.link", "os.remove", "os.rmdir"}


def write_and_die(root, partition_by, last):
    """Write, with SIGKILL at the change of that number."""
    seen = count()

    def watch(event, _):
        if event in CHANGES and next(seen) == last:
            os.kill(os.getpid(), signal.SIGKILL)

    tables = sweep_of(["2", "3", None])
    sys.addaudithook(watch)
    write_parquet(root, tables, partition_by=partition_by)


if __name__ == "__main__":
    folder, partition_by = Path(sys.argv[1]), sys.argv[2] or None
    for number in count():
        root = folder / str(number)
        shutil.copytree(folder / "former", root)
        # Nothing has been computed here yet, so that there are no threads to lose.
        child = os.fork()
        if not child:
            write_and_die(root, partition_by, number)
            os._exit(0)
        if os.waitpid(child, 0)[1] == 0:
            break
