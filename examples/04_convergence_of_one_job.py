"""The convergence of one job, from its ARN to a picture.

Amazon's notebook waits ten seconds, says to try again where the cell fails, makes a data frame of
``job.metrics()``, sorts it by hand and plots it. Here the frame comes sorted and whole, or an error
says what is missing.
"""

import numpy as np

import jobanalytics as ja
from jobanalytics import plotting
from jobanalytics.emulator import Emulator

SHOTS = 200


def fill(aws: Emulator) -> str:
    """Turn a qubit by gradient descent until it points down, and give the job's ARN."""
    rng = np.random.default_rng(4)
    a, b, step_size = 0.5, 0.75, 0.15
    lines = []
    for i in range(35):
        down = rng.binomial(SHOTS, (1 - np.cos(a) * np.cos(b)) / 2)
        time, expval = 1_700_000_000 + 3 * i, 1 - 2 * down / SHOTS
        lines.append(f"step {i}: angles {a:.3f} and {b:.3f}")
        lines.append(f"Metrics - timestamp={time}; expval={expval}; iteration_number={i};")
        slope_a, slope_b = -np.sin(a) * np.cos(b), -np.cos(a) * np.sin(b)
        a, b = a - step_size * slope_a, b - step_size * slope_b
    arn = aws.create_job("qubit-rotation", hyperparameters={"step_size": step_size})
    aws.put_log_events(arn, lines)
    return arn


# Inside environment() the emulator stands for AWS.
with Emulator(s3=False) as aws, aws.environment():
    arn = fill(aws)

    # The analysis. Of a job on AWS this is all that you need, with its ARN.
    job = ja.AwsQuantumJob(arn)
    frame = job.metrics_frame("iteration_number")
    ax = plotting.curves(frame, "expval")

    print(frame.select("iteration_number", "timestamp", "expval").tail(3))
    ax.set(title=f"{job.name}, {SHOTS} shots an iteration", ylabel="expectation value of Z")
    ax.figure.savefig("convergence.png", dpi=150)
    print(f"convergence.png shows {frame.height} iterations")
