"""The public names are these, each of them is there, and each has one home."""

import ast
from importlib import import_module
from pathlib import Path

import pytest

import jobanalytics

NAMES = [
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


def test_the_names():
    assert jobanalytics.__all__ == NAMES
    assert sorted(NAMES) == NAMES
    assert set(dir(jobanalytics)) == {*NAMES, "__version__"}


@pytest.mark.parametrize("name", NAMES)
def test_each_is_there_and_documented(name):
    value = getattr(jobanalytics, name)
    assert value.__doc__
    assert value.__name__ == name


def test_another_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="has no attribute 'metrics'"):
        _ = jobanalytics.metrics


def test_each_home_lists_it():
    assert sorted(jobanalytics._HOME_OF) == NAMES
    for module, names in jobanalytics._HOMES.items():
        assert set(names) <= set(import_module(module).__all__)


def test_type_checkers_see_the_same_homes():
    seen = {}
    tree = ast.parse(Path(jobanalytics.__file__).read_text("utf-8"))
    guards = [node for node in tree.body if isinstance(node, ast.If)]
    assert [ast.unparse(guard.test) for guard in guards] == ["TYPE_CHECKING"]
    for node in guards[0].body:
        seen[node.module] = [alias.name for alias in node.names]
    assert seen == jobanalytics._HOMES
