"""The archive: what was read of jobs once, kept as plain Parquet in a folder or a bucket.

``jobs/`` holds one file, the newest version of the table of jobs. It names, for each job, the files
that hold the job's rows. All other files are written before it and never changed, so that giving
the next version of it its name is the one moment in which jobs change, for every reader.
"""

from jobanalytics.archive.archive import Archive
from jobanalytics.archive.job import ArchivedQuantumJob

__all__ = ["Archive", "ArchivedQuantumJob"]
