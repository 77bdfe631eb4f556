"""300,000 metric lines are read whole, in a process that stays small."""

import json
import os
import subprocess
import sys

import pytest
from job_logs import energies

from jobanalytics.emulator import EmulatorProcess

LINES = 300_000
MOST_MEGABYTES = 600

SCRIPT = """
import json, resource, sys
from jobanalytics import AwsQuantumJob
job = AwsQuantumJob(sys.argv[1])
observations = job.observations()
print(json.dumps({
    "count": observations.height,
    "sum": observations["value"].sum(),
    "iterations": observations["iteration_number"].n_unique(),
    "complete": job.completeness()["complete"].item(),
    "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
}))
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="ru_maxrss has another unit there")
def test_a_job_of_300000_lines_fits():
    with EmulatorProcess(s3=False) as aws:
        arn = aws.create_job("large")
        aws.put_log_events(arn, energies(LINES))
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, arn],
            env=os.environ | aws.environ,
            stdout=subprocess.PIPE,
            check=True,
        )
    read = json.loads(done.stdout)
    assert read["count"] == read["iterations"] == LINES
    assert read["sum"] == LINES * (LINES - 1) / 2
    assert read["complete"]
    assert read["megabytes"] < MOST_MEGABYTES
