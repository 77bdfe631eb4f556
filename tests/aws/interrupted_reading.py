"""Reads all jobs of a region into a Parquet file: a script that tests interrupt with Ctrl-C.

With a number, that many interrupts are caught, as a notebook does: it says so, waits for a line to
come in, and calls again.
"""

# ruff: noqa: T201 - the tests read what it prints

import sys

from jobanalytics import search_jobs


def main(region, path, catches):
    jobs = search_jobs(region=region)
    while True:
        try:
            print("begins", flush=True)
            observations = jobs.observations(progress=False)
        except KeyboardInterrupt as interrupt:
            if not catches:
                raise
            catches -= 1
            print("interrupted:", *interrupt.__notes__, flush=True)
            sys.stdin.readline()
        else:
            break
    observations.write_parquet(path)
    print("done", flush=True)


main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
