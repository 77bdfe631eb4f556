"""A frame that no machine holds is refused before it is made."""

import polars as pl
import pytest

from jobanalytics import InvalidArgumentError, merge_metrics
from jobanalytics.schema import OBSERVATIONS


def test_a_metric_for_each_iteration():
    count = 40_000
    rows = pl.DataFrame({"iteration_number": range(count)}).with_columns(
        job_arn=pl.lit("job"),
        record=pl.col("iteration_number").cast(pl.UInt32),
        metric=pl.format("energy_{}", "iteration_number"),
        value=pl.lit(1.0),
        instance=None,
        node_id=None,
        timestamp=None,
    )
    with pytest.raises(InvalidArgumentError, match="40,000 rows and 40,000 metrics"):
        merge_metrics(rows.select(list(OBSERVATIONS)), "iteration_number")
