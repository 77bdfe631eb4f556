"""One job, from AWS or from disk: its metrics as a frame, and whether that is all of them.

python 01_one_job.py arn:aws:braket:us-west-2:123456789012:job/…
python 01_one_job.py path/to/a/folder/of/local/mode
"""

import sys

import polars as pl

import jobanalytics as ja

where = sys.argv[1]
job = ja.AwsQuantumJob(where) if where.startswith("arn:") else ja.LocalQuantumJob(where)
print(job)
print("hyperparameters:", job.metadata().get("hyperParameters"))

# One row per iteration. Where an iteration has several values of a metric, the smallest is taken;
# "max", "avg", "first", "last" and a mapping such as {"energy": "min"} are the other choices.
frame = job.metrics_frame("iteration_number", "min")
print(frame.tail())

# Which iterations had several values, and how far apart they are.
conflicts = job.conflicts("iteration_number")
print(f"{conflicts.height} conflicts")
print(conflicts.sort("spread", descending=True).head())

# Was everything read, and will more come? The notes say it in words.
certificate = job.completeness().row(0, named=True)
print("complete:", certificate["complete"], certificate["notes"])

frame.write_parquet("one_job.parquet")
print(pl.read_parquet("one_job.parquet").height, "rows in one_job.parquet")
