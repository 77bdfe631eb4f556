"""Two metrics of one iteration in one row, although each was logged in a line of its own.

Each line has its own time, so the SDK's table has a row for each. Amazon's notebook joins them by
``df.groupby("iteration_number").sum()``, which adds the timestamps up too (to the year 2077),
counts twice what was logged twice, and makes 0 of what was never logged.
"""

import numpy as np

import jobanalytics as ja
from jobanalytics import plotting
from jobanalytics.emulator import Emulator

USD_PER_ITERATION = 9 * (0.30 + 500 * 0.00145)  # nine tasks of 500 shots


def fill(aws: Emulator) -> str:
    """Cut a graph by QAOA on a quantum computer, log what it costs, and give the job's ARN."""
    rng = np.random.default_rng(6)
    logged = []
    for i in range(25):
        logged.append((i, "cost", -30 + 9 * np.exp(-i / 5) + rng.normal(0, 0.3)))
        logged.append((i, "braket_cost", USD_PER_ITERATION * (i + 1)))
    # It logged one cost twice, and was stopped before it logged its last price.
    logged = [*logged[:21], logged[20], *logged[21:-1]]
    times = 1_700_000_000 + rng.uniform(0.01, 30, len(logged)).cumsum()
    lines = [
        f"Metrics - timestamp={time}; {name}={value}; iteration_number={i};"
        for time, (i, name, value) in zip(times, logged, strict=True)
    ]
    arn = aws.create_job("qaoa-18-nodes", hyperparameters={"n_layers": 2})
    aws.put_log_events(arn, lines)
    return arn


# Inside environment() the emulator stands for AWS.
with Emulator(s3=False) as aws, aws.environment():
    arn = fill(aws)

    # The analysis. Of a job on AWS this is all that you need, with its ARN.
    job = ja.AwsQuantumJob(arn)
    frame = job.metrics_frame("iteration_number", "last")
    ax = plotting.curves(frame, "cost", x="braket_cost")

    print(frame.drop("node_id").tail(3))
    ax.set(title=job.name, xlabel="spent on quantum tasks (USD)", ylabel="cost (minus edges cut)")
    ax.figure.savefig("cost_by_usd.png", dpi=150)
    print(
        f"cost_by_usd.png shows the iterations with both: {frame.drop_nulls('braket_cost').height}"
    )
