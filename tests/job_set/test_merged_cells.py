"""The cells that are said to hold several different values are those that do."""

from collections import Counter, defaultdict
from math import isnan
from unittest.mock import patch

import pytest
import strategies as own
from hypothesis import given
from tables import observations_frame

from jobanalytics import merge_metrics
from jobanalytics.job_set.merged_cells import count_merged
from jobanalytics.job_set.selection import logged_metrics
from jobanalytics.merging import parts, with_pivot
from jobanalytics.schema import MetricType


def expected(observations, pivot):
    cells = defaultdict(set)
    for row in observations.iter_rows(named=True):
        if row[pivot] is not None and not isnan(row["value"]):
            key = (row["job_arn"], row["metric"], row[pivot], row["node_id"])
            cells[key].add(row["value"])
    return Counter((arn, metric) for (arn, metric, *_), values in cells.items() if len(values) > 1)


@pytest.mark.parametrize("rows_at_once", [1, 1_000])
@given(own.observations(own.exact_values), own.pivots)
def test_counted_by_job_and_metric(rows_at_once, rows, pivot):
    observations = observations_frame(rows)
    metric_type = MetricType.of(pivot)
    with patch.object(parts, "_ROWS_AT_ONCE", rows_at_once):
        counts = logged_metrics(observations, metric_type)
        frame = merge_metrics(observations, pivot)
        found = count_merged(with_pivot(observations, metric_type), [frame], counts, metric_type)
    assert set(found["pivot"]) <= {metric_type.value}
    counted = {(arn, metric): count for arn, metric, _, count in found.iter_rows()}
    assert counted == expected(observations, metric_type.value)
