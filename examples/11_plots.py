"""Every kind of plot, of one sweep: each is one call on the set, and returns matplotlib's Axes.

One of the jobs failed, one diverged, and others still run or wait.
"""

from datetime import UTC, datetime, timedelta

import numpy as np

import jobanalytics as ja
from jobanalytics.emulator import Emulator

BEGAN, FAILS, DIVERGES = datetime(2025, 9, 1, 8, tzinfo=UTC), 17, 26


def minutes(count: int) -> datetime:
    return BEGAN + timedelta(minutes=count)


def fill(aws: Emulator) -> None:
    """Run an eigensolver with 1 to 3 layers, three rates and three seeds; go on with two jobs."""
    rng = np.random.default_rng(11)
    for job in range(27):
        layers, rate, seed = job // 9 + 1, (0.001, 0.02, 0.4)[job // 3 % 3], job % 3
        steps = np.arange(20 if job == FAILS else 50)
        last = -2.2 - 0.4 * layers + 0.06 * (np.log10(rate) + 1) ** 2
        energies = last + 2 * np.exp(-0.1 * steps * (1 + rate)) + rng.normal(0, 0.03, len(steps))
        energies[30:] = np.nan if job == DIVERGES else energies[30:]
        arn = aws.create_job(
            f"vqe-{job:02}",
            status="FAILED" if job == FAILS else "COMPLETED",
            hyperparameters={"n_layers": layers, "rate": rate, "seed": seed, "warm": job % 2 == 0},
            created_at=minutes(4 * job),
            started_at=minutes(4 * job + 2 + job % 5),
            ended_at=minutes(4 * job + 20 + 6 * layers),
        )
        lines = [f"Metrics - energy={e}; iteration_number={i};" for i, e in enumerate(energies)]
        aws.put_log_events(arn, lines)
    aws.create_job("next-0", status="RUNNING", created_at=minutes(110), started_at=minutes(120))
    aws.create_job("next-1", status="QUEUED", created_at=minutes(125))


# Inside environment() the emulator stands for AWS.
with Emulator(s3=False) as aws, aws.environment():
    fill(aws)
    jobs, goal = ja.search_jobs(name="vqe-*"), {"goal": "min", "statistic": "min"}
    pictures = {
        "curves": jobs.plot.curves("energy", by="n_layers", color="rate", statistic="min"),
        "bands": jobs.plot.bands("energy", "n_layers", center="median", interval="iqr"),
        "leaderboard": jobs.plot.leaderboard("energy", ["n_layers", "rate"], **goal),
        "compare": jobs.plot.compare("energy", "n_layers", **goal),
        "scatter": jobs.plot.scatter("energy", "rate", color="n_layers", **goal),
        "parallel": jobs.plot.parallel("energy", ["n_layers", "rate", "warm", "seed"], **goal),
        "timeline": (jobs + ja.search_jobs(name="next-*")).plot.timeline(now=minutes(160)),
    }
    for name, ax in pictures.items():
        ax.figure.savefig(f"{name}.png")
print("drawn:", *pictures)
