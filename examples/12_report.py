"""A sweep as one HTML page: to look at the morning after, to send to others, to keep with a paper.

A notebook has to be run again to be looked at again, and shows others what its author had chosen to
plot. The page is one file without a network, sorts, filters, zooms, and says what may be missing.
"""

import numpy as np

import jobanalytics as ja
from jobanalytics.emulator import Emulator


def fill(aws: Emulator) -> None:
    """Find a ground state with two ansätze, 1 to 3 layers, four times each; one job failed."""
    rng = np.random.default_rng(12)
    for ansatz, pace in (("hea", 25), ("uccsd", 12)):
        for n_layers in (1, 2, 3):
            for seed in range(4):
                steps = np.arange(120)
                error = 0.2 / n_layers**2 + np.exp(-steps / pace * rng.uniform(0.7, 1.3))
                failed = (ansatz, n_layers, seed) == ("hea", 3, 2)
                lines = [
                    f"Metrics - timestamp={1_700_000_000 + 4 * i}; energy={energy}; "
                    f"gradient={gradient}; iteration_number={i};"
                    for i, (energy, gradient) in enumerate(
                        zip(error - 4 + rng.normal(0, 0.02, 120), error / 3, strict=True)
                    )
                ]
                arn = aws.create_job(
                    f"vqe-{ansatz}-{n_layers}-{seed}",
                    "FAILED" if failed else "COMPLETED",
                    {"ansatz": ansatz, "n_layers": n_layers, "seed": seed, "shots": 1000},
                    **({"failure_reason": "AlgorithmError: out of memory"} if failed else {}),
                )
                aws.put_log_events(arn, lines[: 70 if failed else 120])


# Inside environment() the emulator stands for AWS.
with Emulator(s3=False) as aws, aws.environment():
    fill(aws)

    # The analysis. With jobs on AWS this is all that you need.
    jobs = ja.search_jobs(name="vqe-*")
    path = jobs.report("sweep.html", goal="min", by=["ansatz", "n_layers"])

print(f"{path} shows {len(jobs)} jobs in {path.stat().st_size / 1e6:.1f} MB; open it in a browser")
