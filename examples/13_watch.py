"""Jobs watched while they run: where each stands, live, until all have ended.

In a notebook this is one output that is kept up to date, in a terminal one table; a pipe gets a
line for each change. Amazon's notebooks sleep ten seconds and say to run the cell again.
"""

import math
import threading
import time

import jobanalytics as ja
from jobanalytics.emulator import Emulator

ITERATIONS = 8
ENDS = {1: "COMPLETED", 2: "COMPLETED", 3: "FAILED"}


def fill(aws: Emulator) -> list[str]:
    """Put three jobs into the queue, and let them run once somebody looks; return their ARNs."""
    arns = [
        aws.create_job(f"vqe-{n_layers}", "QUEUED", {"n_layers": n_layers}, queue_position=n_layers)
        for n_layers in ENDS
    ]

    def run() -> None:
        while aws.calls["GetJob"] < len(arns):
            time.sleep(0.1)
        for step in range(ITERATIONS + 6):
            time.sleep(0.3)
            for (n_layers, end), arn in zip(ENDS.items(), arns, strict=True):
                iteration = step - 2 * n_layers + 2  # each starts a little after the one before
                if iteration == 0:
                    aws.update_job(arn, status="RUNNING")
                if 0 <= iteration < ITERATIONS:
                    now, energy = time.time(), math.exp(-iteration / 2) - n_layers
                    line = f"Metrics - energy={energy}; iteration_number={iteration};"
                    aws.put_log_events(arn, [(int(now * 1000), line)])
                if iteration == ITERATIONS:
                    aws.update_job(arn, status=end)

    threading.Thread(target=run).start()
    return arns


# Inside environment() the emulator stands for AWS.
with Emulator(s3=False) as aws, aws.environment():
    arns = fill(aws)

    # The analysis. With jobs on AWS this is all that you need; leave the interval at its 5 seconds.
    table = ja.JobSet(arns).watch("energy", goal="min", poll_interval_seconds=0.5)

    print(table.select("job_name", "state", "iteration_number", "last", "best"))
