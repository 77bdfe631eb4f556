"""JobSet: many jobs as one object."""

from jobanalytics.job_set.gathering import IncompleteMetricsWarning
from jobanalytics.job_set.job_set import JobSet

__all__ = ["IncompleteMetricsWarning", "JobSet"]
