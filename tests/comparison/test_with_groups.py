"""Columns of the table of jobs beside the rows of a frame."""

import comparison_strategies as own
import polars as pl
import pytest
from comparison_reference import Row
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from jobanalytics.comparison import with_groups
from jobanalytics.errors import FrameSchemaError, InvalidArgumentError

JOBS = own.jobs_frame(h_x=[1.5, None, 2.5, 3.5], t_team=["p", "q", "p", "q"], state=["DONE"] * 4)


@given(st.data(), st.lists(st.sampled_from(["x", "team", "state", "tags.team"])))
def test_rows_stay_and_columns_come_behind_once(data, by):
    frame = own.metrics_frame(
        [
            row._replace(metrics={"e": 1.0})
            for row in data.draw(own.metrics_rows("iteration_number"))
        ]
    )
    joined = with_groups(frame, JOBS, by)
    assert_frame_equal(joined.select(frame.columns), frame)
    assert_frame_equal(with_groups(joined, JOBS, by), joined)
    full = {"x": "hyperparameters.x", "team": "tags.team"}
    assert set(joined.columns[frame.width :]) == {full.get(name, name) for name in by}
    of_jobs = {row["job_arn"]: row for row in JOBS.rows(named=True)}
    for row in joined.rows(named=True):
        own.assert_same(
            [tuple(row[name] for name in joined.columns[frame.width :])],
            [tuple(of_jobs[row["job_arn"]][name] for name in joined.columns[frame.width :])],
        )


def test_null_for_a_job_that_the_table_does_not_have():
    frame = own.metrics_frame([Row(*job, 0, None, None, {"e": 1.0}) for job in own.JOBS])
    joined = with_groups(frame, JOBS.head(1), "team")
    assert joined["tags.team"].to_list() == ["p", None, None, None]


def test_what_the_frame_has_already_is_found_there():
    frame = own.metrics_frame([Row(*own.JOBS[0], 0, None, "a", {"e": 1.0})])
    assert with_groups(frame, JOBS, ["node_id", "job_arn", "job_name"]).equals(frame)


def test_a_column_of_the_jobs_comes_before_one_of_the_frame():
    frame = own.metrics_frame([Row(*own.JOBS[0], 0, None, None, {"x": 9.0})])
    assert with_groups(frame, JOBS, "x").columns[-2:] == ["x", "hyperparameters.x"]


@pytest.mark.parametrize("metric", ["state", "hyperparameters.x"])
def test_a_metric_with_the_name_of_a_column_of_the_jobs_is_not_mistaken_for_it(metric):
    frame = own.metrics_frame([Row(*own.JOBS[0], 0, None, None, {metric: 9.0})])
    with pytest.raises(InvalidArgumentError, match=f"has a column '{metric}' of its own"):
        with_groups(frame, JOBS, metric)


def test_another_name_is_refused_with_what_there_is():
    frame = own.metrics_frame([Row(*own.JOBS[0], 0, None, None, {"energy": 9.0})])
    with pytest.raises(InvalidArgumentError, match=r"'taem'.* did you mean 'team'"):
        with_groups(frame, JOBS, "taem")
    with pytest.raises(InvalidArgumentError, match=r"'tags\.team', 'state', 'iteration_number'"):
        with_groups(frame, JOBS, "nothing")


def test_a_job_in_two_rows_is_refused():
    frame = own.metrics_frame([])
    with pytest.raises(FrameSchemaError, match=r"more than one row with the job_arn '.*job/3'"):
        with_groups(frame, pl.concat([JOBS, JOBS]), "x")


def test_frames_without_jobs_are_refused():
    with pytest.raises(FrameSchemaError, match=r"lack the column\(s\) job_arn"):
        with_groups(own.metrics_frame([]).drop("job_arn"), JOBS, "x")
    with pytest.raises(FrameSchemaError, match=r"The jobs lack the column\(s\) job_arn"):
        with_groups(own.metrics_frame([]), JOBS.drop("job_arn"), "x")
