"""The export: the tables of a set of jobs as plain Parquet files, to send along with a paper.

``jobs.parquet`` has the checksums of the other files, and is written last: an export that broke
off, or files of two exports, are noticed when they are read here.
"""

from jobanalytics.export.reading import read_parquet
from jobanalytics.export.tables import Export
from jobanalytics.export.writing import check_place, write_parquet

__all__ = ["Export", "check_place", "read_parquet", "write_parquet"]
