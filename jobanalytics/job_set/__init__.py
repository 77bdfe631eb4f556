"""JobSet: many jobs as one object."""

from jobanalytics.job_set.gathering import IncompleteMetricsWarning
from jobanalytics.job_set.job_set import JobSet
from jobanalytics.job_set.merged_cells import DefaultStatisticWarning

__all__ = ["DefaultStatisticWarning", "IncompleteMetricsWarning", "JobSet"]
