"""A job that went on from the checkpoints of others: three jobs, one curve.

Amazon's notebook appends one job's frame to the other's. What the first did after its last
checkpoint, and the second did again, is in it twice.
"""

from datetime import UTC, datetime, timedelta

import numpy as np

import jobanalytics as ja
from jobanalytics.emulator import Emulator

BEGIN = datetime.now(UTC) - timedelta(hours=9)
CHECKPOINTS = "s3://amazon-braket-us-west-2-123456789012/checkpoints"


def fill(aws: Emulator) -> None:
    """Run QAOA in three jobs; the first fails six iterations after its last checkpoint."""
    rng = np.random.default_rng(7)
    runs = {
        "qaoa-1": (range(31), "FAILED", f"{CHECKPOINTS}/qaoa"),
        "qaoa-2": (range(25, 60), "COMPLETED", f"{CHECKPOINTS}/qaoa"),
        "qaoa-3": (range(60, 90), "COMPLETED", f"{CHECKPOINTS}/qaoa-3"),
    }
    for place, (name, (iterations, status, checkpoints)) in enumerate(runs.items()):
        created, lines = BEGIN + timedelta(hours=2 * place), []
        for i in iterations:
            loss = -2 + 1.8 * np.exp(-i / 25) + rng.normal(0, 0.04)
            time = created.timestamp() + 200 + 50 * (i - iterations[0])
            lines.append(f"Metrics - timestamp={time}; loss={loss}; iteration_number={i};")
        arn = aws.create_job(name, status, created_at=created, checkpoint_s3_uri=checkpoints)
        aws.put_log_events(arn, lines)


# Inside environment() the emulator stands for AWS.
with Emulator(s3=False) as aws, aws.environment():
    fill(aws)

    # The analysis. With jobs on AWS this is all that you need. Jobs that share a location for
    # checkpoints are found; of copy_checkpoints_from_job no record tells, so you say it.
    copied = {"qaoa-3": "qaoa-2"}
    jobs = ja.search_jobs(name="qaoa-*")
    lineage = jobs.lineage(copied)
    ax = jobs.plot.curves("loss", chains=copied)

    print(lineage.select("job_name", "position", "first_iteration", "last_iteration"))
    for name, first in lineage.select("job_name", "first_iteration").iter_rows():
        ax.axvline(first, color="gray", linestyle=":", linewidth=1)
        ax.text(first + 1, 0.96, name, color="gray", transform=ax.get_xaxis_transform())
    ax.set_title("One curve of three jobs")
    ax.figure.savefig("chain.png", dpi=150)
    iterations = len(ax.lines[0].get_xdata())
    print(f"chain.png shows {iterations} iterations of {lineage.height} jobs")
