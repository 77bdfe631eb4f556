"""What the tables look like: column names, dtypes and units, and the two enums of the contract.

Times are UTC. A null means that nothing was logged; a NaN was logged.
"""

from jobanalytics.schema.archive import (
    ARCHIVED_JOBS,
    ARCHIVED_LINES,
    ARCHIVED_OBSERVATIONS,
    ARCHIVED_RESULTS,
    ARCHIVED_TASKS,
    COMPACTED,
    SYNCED,
    VERIFIED,
)
from jobanalytics.schema.check import check_frame
from jobanalytics.schema.choices import MetricStatistic, MetricType
from jobanalytics.schema.comparison import (
    COMPARISON,
    CURVE_X,
    DIFFERENCES,
    LATEST,
    OUTCOMES,
    STANDINGS,
    SUMMARY,
    SUMMARY_DIFFERENCES,
    VARYING,
    bands_schema,
    curve_differences_schema,
    curves_schema,
    leaderboard_schema,
    metrics_of_jobs_schema,
)
from jobanalytics.schema.descriptions import describe_column
from jobanalytics.schema.job_set import DOWNLOADS, JOB_ERRORS, WATCHED
from jobanalytics.schema.jobs import (
    COST_TOTALS,
    COSTS,
    JOBS,
    LINEAGE,
    PRICES,
    RESULTS,
    TASK_TOTALS,
    TASKS,
)
from jobanalytics.schema.log import COMPLETENESS, LOG_EVENTS, MALFORMED, OBSERVATIONS
from jobanalytics.schema.merging import (
    METRICS_KEYS,
    conflicts_schema,
    metrics_schema,
    partial_schema,
)

__all__ = [
    "ARCHIVED_JOBS",
    "ARCHIVED_LINES",
    "ARCHIVED_OBSERVATIONS",
    "ARCHIVED_RESULTS",
    "ARCHIVED_TASKS",
    "COMPACTED",
    "COMPARISON",
    "COMPLETENESS",
    "COSTS",
    "COST_TOTALS",
    "CURVE_X",
    "DIFFERENCES",
    "DOWNLOADS",
    "JOBS",
    "JOB_ERRORS",
    "LATEST",
    "LINEAGE",
    "LOG_EVENTS",
    "MALFORMED",
    "METRICS_KEYS",
    "OBSERVATIONS",
    "OUTCOMES",
    "PRICES",
    "RESULTS",
    "STANDINGS",
    "SUMMARY",
    "SUMMARY_DIFFERENCES",
    "SYNCED",
    "TASKS",
    "TASK_TOTALS",
    "VARYING",
    "VERIFIED",
    "WATCHED",
    "MetricStatistic",
    "MetricType",
    "bands_schema",
    "check_frame",
    "conflicts_schema",
    "curve_differences_schema",
    "curves_schema",
    "describe_column",
    "leaderboard_schema",
    "metrics_of_jobs_schema",
    "metrics_schema",
    "partial_schema",
]
