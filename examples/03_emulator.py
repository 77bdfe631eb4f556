"""Try the package without AWS: make a job in the emulator, log to it, and read it back.

The emulator answers for Braket, CloudWatch Logs and S3 on ports of this machine. It needs
``pip install 'jobanalytics[emulator]'``.
"""

import json
import math

import jobanalytics as ja
from jobanalytics.emulator import Emulator

LINES = [
    f"Metrics - timestamp={1_700_000_000 + i}; loss={math.exp(-i / 5)}; iteration_number={i};"
    for i in range(20)
]
RESULTS = {
    "braketSchemaHeader": {"name": "braket.jobs_data.persisted_job_data", "version": "1"},
    "dataDictionary": {"best_loss": math.exp(-19 / 5)},
    "dataFormat": "plaintext",
}

# Inside environment(), boto3, s3fs and the Braket SDK talk to the emulator and to nothing else.
with Emulator() as emulator, emulator.environment():
    arn = emulator.create_job("train-1", "COMPLETED", {"learning_rate": "0.1"})
    emulator.put_log_events(arn, LINES)
    emulator.put_bundle(arn, {"results.json": json.dumps(RESULTS).encode()})

    for job in ja.search_jobs(name="train-*"):
        print(job)
        print(job.metrics_frame("iteration_number").tail(3))
        print("complete:", job.completeness()["complete"].item())
        print("result:", job.result())
