"""A sweep in an archive: read from AWS once, and then from the disk, whatever CloudWatch forgets.

Notebooks are run again and again, quotas bite, and logs are gone once their retention is over. The
archive is plain Parquet: DuckDB, pandas and others read it without this package.
"""

import numpy as np
import polars as pl

import jobanalytics as ja
from jobanalytics.emulator import Emulator

try:
    import duckdb
except ImportError:  # a reader that others use; the archive does not need it
    duckdb = None


def fill(aws: Emulator) -> str:
    """Run a solver with 1, 2 and 3 layers, the last of which still runs; return its ARN."""
    rng = np.random.default_rng(10)
    for n_layers in (1, 2, 3):
        energies = -1 - 0.3 * n_layers + np.exp(-np.arange(40) / 5) + rng.normal(0, 0.01, 40)
        lines = [
            f"Metrics - energy={energy}; iteration_number={i};" for i, energy in enumerate(energies)
        ]
        arn = aws.create_job(f"vqe-{n_layers}", hyperparameters={"n_layers": n_layers})
        aws.put_log_events(arn, lines)
    aws.update_job(arn, status="RUNNING", ended_at=None)
    return arn


# Inside environment() the emulator stands for AWS.
with Emulator() as aws, aws.environment():
    running = fill(aws)

    # The analysis. With jobs on AWS this is all that you need; "s3://bucket/archive" does as well.
    archive = ja.Archive("archive")
    print(archive.sync(ja.search_jobs(name="vqe-*")).drop("job_arn"))

    # Tomorrow: only what is new is read, and nobody is asked of jobs that are final.
    aws.put_log_events(running, ["Metrics - energy=-2.1; iteration_number=40;"])
    print(archive.sync().drop("job_arn"))

# From here on nobody needs Braket, an account or a network.
jobs = archive.jobs().filter(state="COMPLETED")
print(jobs.leaderboard("energy", goal="min").select("rank", "job_name", "energy"))
curve = archive.scan_observations().filter(pl.col("job_name") == "vqe-3").collect()
print(f"{curve.height} values of vqe-3; {archive.verify()['problem'].count()} problems")
if duckdb is not None:
    best = duckdb.sql("""
        select job_name, final, round(min(value), 2)
        from 'archive/observations/*.parquet'
        join 'archive/jobs/*.parquet' using (job_arn, job_name)
        where metric = 'energy' group by all order by all
    """)
    print(*best.fetchall(), sep="\n")
