"""What stands in the root of an archive, for who finds one."""

from __future__ import annotations

__all__ = ["README", "README_TEXT"]

README = "README.md"

README_TEXT = """# An archive of Amazon Braket Hybrid Jobs

Plain Parquet, written by the Python package jobanalytics and readable without it:

| folder | holds |
|---|---|
| jobs/ | the table of jobs: state, times, hyperparameters, completeness, files |
| observations/ | every value that the jobs logged, one row each |
| results/ | what the jobs stored as their results, as JSON |
| tasks/ | their quantum tasks |
| log_events/ | metric lines of jobs that were not final when they were read last |
| bundles/ | result bundles, as the jobs left them |

Times are UTC. What each column means, with its unit, stands in each file's metadata under the key
`jobanalytics`, beside the version of the format. The tables join on `job_arn`:

    SELECT job_name, min(value) FROM 'observations/*.parquet' WHERE metric = 'energy' GROUP BY ALL

    pandas.read_parquet("jobs")

    import jobanalytics
    jobanalytics.Archive(".").jobs()

Files named `.….tmp` are being written, or were left by a process that was killed; the next sync
removes them. While a sync is at work, or after one was killed, the files that count are
those that the newest file in jobs/ names.
"""
