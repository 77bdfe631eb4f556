"""What jobs have cost, after the fact: from their quantum tasks and the time of their instances.

Amazon's notebooks have each job track its own costs and store them in its result. Where nobody
thought of it, or the job failed, nobody knows.
"""

import polars as pl

import jobanalytics as ja
from jobanalytics.emulator import Emulator

QPU = "arn:aws:braket:eu-north-1::device/qpu"
RUNS = {  # a job's state, device, completed tasks, shots of each, billed minutes
    "vqe-1": ("COMPLETED", f"{QPU}/iqm/Garnet", 60, 1_000, 21),
    "vqe-2": ("COMPLETED", f"{QPU}/iqm/Emerald", 60, 1_000, 19),
    "vqe-3": ("COMPLETED", f"{QPU}/aqt/Ibex-Q1", 40, 100, 34),
    "vqe-4": ("FAILED", f"{QPU}/aqt/Ibex-Q1", 17, 100, 16),
}


def fill(aws: Emulator) -> None:
    """Run a small eigensolver on three quantum computers; one job fails over its last two tasks."""
    for name, (status, device, completed, shots, minutes) in RUNS.items():
        arn = aws.create_job(name, status, device=device, billable_duration=60_000 * minutes)
        states = ["COMPLETED"] * completed + ["FAILED"] * (2 if status == "FAILED" else 0)
        aws.put_tasks(arn, [{"device": device, "shots": shots, "status": s} for s in states])


# Inside environment() the emulator stands for AWS.
with Emulator(s3=False, region="eu-north-1") as aws, aws.environment():
    fill(aws)

    # The analysis. With jobs on AWS this is all that you need. Prices of quantum computers are
    # shipped, with their dates; what an instance costs, which differs by region, you say.
    jobs = ja.search_jobs(name="vqe-*")
    costs = jobs.costs({"ml.m5.large": {"per_hour": 0.12}})

    with pl.Config(float_precision=2):
        device = pl.col("item").str.extract("([^/]+)$").alias("device")
        by_device = costs.filter(kind="tasks").group_by(device)
        print(by_device.agg(pl.sum("tasks", "tasks_not_completed", "shots", "cost")).sort("device"))
        print(costs.pivot("kind", index="job_name", values="cost", aggregate_function="sum"))
    print(f"{costs['cost'].sum():.2f} USD in all; {costs['unpriced'].count()} rows have no price")
