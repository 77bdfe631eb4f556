"""An interrupt is over when it is raised: what is asked of Polars next is answered."""

import subprocess
import sys

from waiting import PATIENCE

SCRIPT = """
import os, signal, threading
import polars as pl
from jobanalytics.interrupts import passing

numbers = pl.Series(range(300_000), dtype=pl.Int64).shuffle(seed=1).cast(pl.String).to_frame("n")


def interrupted():
    threads = [threading.Thread(target=numbers.sort, args="n", daemon=True) for _ in range(2)]
    try:
        with passing():
            threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
            for thread in threads:
                thread.start()
            while True:
                numbers.sort("n")
    except KeyboardInterrupt:
        for _ in range(1000):
            pl.select(0)
        print("fine")


for _ in range(5):
    interrupted()
"""


def test_the_next_line_is_not_interrupted_again():
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.stdout == "fine\n" * 5, done.stderr
