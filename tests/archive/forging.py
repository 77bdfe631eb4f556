"""A table of jobs as somebody could write it who wants to mislead: its checksums are right."""

import json

import polars as pl
import pyarrow.parquet as pq

from jobanalytics.archive.snapshot import _checksum_of, checksum

__all__ = ["forge_jobs"]


def forge_jobs(path, change=lambda table: table, **said):
    """Change the rows of a table of jobs, a table of Arrow, and what it says of itself."""
    table = pq.read_table(path)
    own = json.loads(table.schema.metadata[b"jobanalytics"]) | said
    table = change(table)
    right = {
        "sha256": checksum(pl.from_arrow(table)),
        "sha256_of_files": _checksum_of(own["files"]),
    }
    metadata = {"jobanalytics": json.dumps(own | right)}
    pq.write_table(table.replace_schema_metadata(metadata), path)
