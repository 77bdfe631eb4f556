"""Amazon Braket Hybrid Jobs as dataframes to trust, compare, plot and keep.

A *job* yields *observations*, one row per logged value. *Merging* turns observations into a
*metrics frame*, one row per iteration or timestamp.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from jobanalytics.archive import Archive, ArchivedQuantumJob
    from jobanalytics.aws.job import AwsQuantumJob, QueuePosition
    from jobanalytics.aws.metric_data import cloudwatch_metrics
    from jobanalytics.aws.search import search_jobs
    from jobanalytics.bundles import BundleWarning
    from jobanalytics.errors import (
        AccessDeniedError,
        ArchiveDamagedError,
        ArchiveFormatError,
        ArchiveNotFoundError,
        AwsError,
        BundleError,
        BundleExistsError,
        CredentialsError,
        FrameSchemaError,
        IncompleteMetricsError,
        InvalidArgumentError,
        JobAnalyticsError,
        JobFailedError,
        JobNotFoundError,
        JobTimeoutError,
        LocalJobNotFoundError,
        MalformedResponseError,
        NotArchivedError,
        PickleNotAllowedError,
        ResultNotFoundError,
        ServiceUnavailableError,
        StorageWriteError,
        ThrottledError,
        UnsafeBundleError,
    )
    from jobanalytics.export import Export, read_parquet
    from jobanalytics.job_set import DefaultStatisticWarning, IncompleteMetricsWarning, JobSet
    from jobanalytics.local_job import LocalQuantumJob
    from jobanalytics.merging import (
        UnknownMetricWarning,
        combine_partial_merges,
        conflicts,
        finish_partial_merge,
        merge_metrics,
        partial_merge,
    )
    from jobanalytics.observations import ParsedLog, parse_log_events
    from jobanalytics.quantum_job import QuantumJob
    from jobanalytics.schema import MetricStatistic, MetricType

# Where each public name lives. Importing the package loads none of these: boto3, s3fs and
# matplotlib take a second together, and who merges frames needs none of them.
_HOMES = {
    "jobanalytics.archive": ["Archive", "ArchivedQuantumJob"],
    "jobanalytics.aws.job": ["AwsQuantumJob", "QueuePosition"],
    "jobanalytics.aws.metric_data": ["cloudwatch_metrics"],
    "jobanalytics.aws.search": ["search_jobs"],
    "jobanalytics.bundles": ["BundleWarning"],
    "jobanalytics.errors": [
        "AccessDeniedError",
        "ArchiveDamagedError",
        "ArchiveFormatError",
        "ArchiveNotFoundError",
        "AwsError",
        "BundleError",
        "BundleExistsError",
        "CredentialsError",
        "FrameSchemaError",
        "IncompleteMetricsError",
        "InvalidArgumentError",
        "JobAnalyticsError",
        "JobFailedError",
        "JobNotFoundError",
        "JobTimeoutError",
        "LocalJobNotFoundError",
        "MalformedResponseError",
        "NotArchivedError",
        "PickleNotAllowedError",
        "ResultNotFoundError",
        "ServiceUnavailableError",
        "StorageWriteError",
        "ThrottledError",
        "UnsafeBundleError",
    ],
    "jobanalytics.export": ["Export", "read_parquet"],
    "jobanalytics.job_set": ["DefaultStatisticWarning", "IncompleteMetricsWarning", "JobSet"],
    "jobanalytics.local_job": ["LocalQuantumJob"],
    "jobanalytics.merging": [
        "UnknownMetricWarning",
        "combine_partial_merges",
        "conflicts",
        "finish_partial_merge",
        "merge_metrics",
        "partial_merge",
    ],
    "jobanalytics.observations": ["ParsedLog", "parse_log_events"],
    "jobanalytics.quantum_job": ["QuantumJob"],
    "jobanalytics.schema": ["MetricStatistic", "MetricType"],
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "AccessDeniedError",
    "Archive",
    "ArchiveDamagedError",
    "ArchiveFormatError",
    "ArchiveNotFoundError",
    "ArchivedQuantumJob",
    "AwsError",
    "AwsQuantumJob",
    "BundleError",
    "BundleExistsError",
    "BundleWarning",
    "CredentialsError",
    "DefaultStatisticWarning",
    "Export",
    "FrameSchemaError",
    "IncompleteMetricsError",
    "IncompleteMetricsWarning",
    "InvalidArgumentError",
    "JobAnalyticsError",
    "JobFailedError",
    "JobNotFoundError",
    "JobSet",
    "JobTimeoutError",
    "LocalJobNotFoundError",
    "LocalQuantumJob",
    "MalformedResponseError",
    "MetricStatistic",
    "MetricType",
    "NotArchivedError",
    "ParsedLog",
    "PickleNotAllowedError",
    "QuantumJob",
    "QueuePosition",
    "ResultNotFoundError",
    "ServiceUnavailableError",
    "StorageWriteError",
    "ThrottledError",
    "UnknownMetricWarning",
    "UnsafeBundleError",
    "cloudwatch_metrics",
    "combine_partial_merges",
    "conflicts",
    "finish_partial_merge",
    "merge_metrics",
    "parse_log_events",
    "partial_merge",
    "read_parquet",
    "search_jobs",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'jobanalytics' has no attribute {name!r}")
    value = getattr(import_module(_HOME_OF[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
