"""A sweep in one picture: the curves of four jobs, coloured by what the sweep swept.

Amazon's notebook asks one job after the other for its metrics, sorts each frame, plots it as it was
before, and makes the legend up from the jobs' places in a list.
"""

import numpy as np

import jobanalytics as ja
from jobanalytics.emulator import Emulator


def fill(aws: Emulator) -> None:
    """Train a generative circuit of 1, 2, 3 and 4 layers: more layers learn better and slower."""
    rng = np.random.default_rng(5)
    for n_layers in (1, 2, 3, 4):
        lines, best, loss = [], 0.02 / 4**n_layers, rng.uniform(0.05, 0.08)
        for i in range(1, 41):
            loss = best + (loss - best) * np.exp(-rng.uniform(0, 1.2) / n_layers)
            time = 1_700_000_000 + 4 * n_layers * i
            lines.append(f"Metrics - timestamp={time}; loss={loss}; iteration_number={i};")
        arn = aws.create_job(f"qcbm-{n_layers}", hyperparameters={"n_layers": n_layers})
        aws.put_log_events(arn, lines)


# Inside environment() the emulator stands for AWS.
with Emulator(s3=False) as aws, aws.environment():
    fill(aws)

    # The analysis. With jobs on AWS this is all that you need.
    jobs = ja.search_jobs(name="qcbm-*")
    best = jobs.leaderboard("loss", goal="min", statistic="min")
    ax = jobs.plot.curves("loss", by="n_layers", statistic="min")

    print(best.select("rank", "job_name", "hyperparameters.n_layers", "loss", "iteration_number"))
    ax.set(title="Loss by the number of layers", ylabel="loss (maximum mean discrepancy)")
    ax.set_yscale("log")
    ax.figure.savefig("sweep.png", dpi=150)
    print(f"sweep.png shows {len(jobs)} jobs")
