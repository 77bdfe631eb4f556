"""A sweep of six jobs, two numbers of layers with three seeds each, and what it logged."""

from job_logs import FIRST, ago

JOBS = 6
ITERATIONS = 4
LAYERS = [1, 1, 1, 2, 2, 2]
SEEDS = [0, 1, 2, 0, 1, 2]


def energy(job, iteration):
    """No two are alike; the more layers, and the later, the lower."""
    return -float(LAYERS[job]) - 0.25 * iteration + 0.0625 * SEEDS[job] + (iteration == 2)


def accuracy(job, iteration):
    return 0.5 + 0.125 * iteration - 0.015625 * job


def lines(job):
    return [
        f"Metrics - timestamp={FIRST + 60 * job + iteration}; energy={energy(job, iteration)}; "
        f"accuracy={accuracy(job, iteration)}; iteration_number={iteration};"
        for iteration in range(ITERATIONS)
    ]


def put(aws, name, **members):
    """Make the jobs and their logs; give their ARNs."""
    arns = [
        aws.create_job(
            f"{name}-{job}",
            created_at=ago(hours=9 - job),
            hyperparameters={"n_layers": LAYERS[job], "seed": SEEDS[job], "lr": "0.1"},
            **members,
        )
        for job in range(JOBS)
    ]
    for job, arn in enumerate(arns):
        aws.put_log_events(arn, lines(job))
    return arns
