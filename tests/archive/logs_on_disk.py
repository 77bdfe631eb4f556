"""What is in an archive's folders, as somebody reads it who knows nothing of this package."""

from pathlib import Path

import polars as pl

__all__ = ["files", "observations", "table_of_jobs"]


def files(archive):
    """Name the files of an archive, without the lock."""
    root = Path(archive.root)
    found = (path for path in root.rglob("*") if path.is_file())
    return sorted(path.relative_to(root).as_posix() for path in found if path.name != ".lock")


def observations(archive):
    """Read the folder of observations, in the order in which a JobSet has them."""
    frame = pl.read_parquet(Path(archive.root) / "observations" / "*.parquet")
    return frame.sort("job_name", "job_arn", "record", "place").drop("place")


def table_of_jobs(archive):
    """Read the folder of the table of jobs."""
    return pl.read_parquet(Path(archive.root) / "jobs" / "*.parquet")
