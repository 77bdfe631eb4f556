"""Many jobs are merged some at a time, which nobody can tell from what comes of it."""

from unittest.mock import patch

import polars as pl
import pytest
import strategies as own
from hypothesis import given
from polars.testing import assert_frame_equal
from tables import observations_frame

from jobanalytics import InvalidArgumentError, merge_metrics
from jobanalytics.merging import parts
from jobanalytics.schema import OBSERVATIONS


@given(own.observations(own.exact_values), own.pivots, own.statistics)
def test_it_is_as_if_all_were_merged_at_once(rows, pivot, statistic):
    observations = observations_frame(rows)
    at_once = merge_metrics(observations, pivot, statistic)
    with patch.object(parts, "_ROWS_AT_ONCE", 1):
        jobs = observations["job_arn"].n_unique()
        assert len(list(parts.parts_of_jobs(observations))) == max(1, jobs)
        assert_frame_equal(merge_metrics(observations, pivot, statistic), at_once, check_exact=True)


def test_a_frame_that_only_all_jobs_make_too_large_is_refused():
    # Each job by itself has few cells: those of five metrics that only it has.
    jobs, iterations = 250, 1_000
    rows = pl.select(number=pl.int_range(jobs * iterations * 5)).select(
        job_arn=pl.format("job-{}", pl.col("number") // (5 * iterations)),
        instance=pl.lit(None, pl.String),
        node_id=pl.lit(None, pl.String),
        record=(pl.col("number") // 5).cast(pl.UInt32),
        timestamp=pl.lit(None, OBSERVATIONS["timestamp"]),
        iteration_number=pl.col("number") // 5 % iterations,
        metric=pl.format("m{}-{}", pl.col("number") // (5 * iterations), pl.col("number") % 5),
        value=pl.lit(1.0),
    )
    with (
        patch("jobanalytics.merging.rows._MOST_CELLS", 10**8),
        pytest.raises(InvalidArgumentError, match="250,000 rows and 1,250 metrics"),
    ):
        merge_metrics(rows, "iteration_number")


def test_observations_of_no_job_are_of_a_job_of_their_own():
    rows = [("b", 1), (None, 2), ("a", 3), (None, 4), ("b", 5)]
    observations = pl.DataFrame(
        [
            {"job_arn": arn, "iteration_number": 0, "metric": "x", "value": float(value)}
            for arn, value in rows
        ],
        schema=OBSERVATIONS,
    )
    whole = merge_metrics(observations, "iteration_number")
    with patch.object(parts, "_ROWS_AT_ONCE", 1):
        assert_frame_equal(merge_metrics(observations, "iteration_number"), whole)
    assert whole["x"].to_list() == [4, 3, 5]
