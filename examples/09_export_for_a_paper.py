"""A sweep as Parquet files, to send along with a paper: any program reads them, without Braket.

Logs may be gone once their retention is over, and results lie in a bucket of yours. What stands in
a paper has to be there longer, and for others.
"""

import json

import numpy as np

import jobanalytics as ja
from jobanalytics.emulator import Emulator

try:
    import duckdb
    import pandas as pd
except ImportError:  # readers that others use; the export needs neither
    duckdb = pd = None


def fill(aws: Emulator) -> None:
    """Find a ground state with 1, 2 and 3 layers, three times each."""
    rng = np.random.default_rng(9)
    for n_layers in (1, 2, 3):
        for seed in (0, 1, 2):
            energies = -1 - 0.3 * n_layers + np.exp(-np.arange(30) / 5) + rng.normal(0, 0.01, 30)
            lines = [
                f"Metrics - timestamp={1_700_000_000 + i}; energy={energy}; iteration_number={i};"
                for i, energy in enumerate(energies)
            ]
            hyperparameters = {"n_layers": n_layers, "seed": seed}
            arn = aws.create_job(f"vqe-{n_layers}-{seed}", hyperparameters=hyperparameters)
            aws.put_log_events(arn, lines)
            stored = {"dataDictionary": {"energy": energies.min()}, "dataFormat": "plaintext"}
            aws.put_bundle(arn, {"results.json": json.dumps(stored).encode()})


# Inside environment() the emulator stands for AWS.
with Emulator() as aws, aws.environment():
    fill(aws)

    # The analysis. With jobs on AWS this is all that you need; "s3://bucket/paper" does as well.
    ja.search_jobs(name="vqe-*").write_parquet("paper", partition_by="n_layers")

# From here on nobody needs Braket, an account or a network.
jobs, observations, results = ja.read_parquet("paper")
table = observations.to_arrow()
print(f"{jobs.height} jobs; {table.num_rows} observations of {table.num_columns} columns")
print(results.select("job_name", "results.energy").head(2))
if pd is not None:
    same = results.to_pandas().equals(pd.read_parquet("paper/results.parquet"))
    print(f"the same in pandas: {same}")
    best = duckdb.sql("""
        select "hyperparameters.n_layers" as n_layers, count(distinct job_arn), round(min(value), 2)
        from 'paper/observations/*/*.parquet' where metric = 'energy' group by all order by all
    """)
    print(*best.fetchall(), sep="\n")
