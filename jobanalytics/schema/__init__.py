"""What the tables look like: column names, dtypes and units, and the two enums of the contract.

Times are UTC. A null means that nothing was logged; a NaN was logged.
"""

from jobanalytics.schema.check import check_frame
from jobanalytics.schema.choices import MetricStatistic, MetricType
from jobanalytics.schema.jobs import TASKS
from jobanalytics.schema.log import COMPLETENESS, LOG_EVENTS, MALFORMED, OBSERVATIONS
from jobanalytics.schema.merging import (
    METRICS_KEYS,
    conflicts_schema,
    metrics_schema,
    partial_schema,
)

__all__ = [
    "COMPLETENESS",
    "LOG_EVENTS",
    "MALFORMED",
    "METRICS_KEYS",
    "OBSERVATIONS",
    "TASKS",
    "MetricStatistic",
    "MetricType",
    "check_frame",
    "conflicts_schema",
    "metrics_schema",
    "partial_schema",
]
