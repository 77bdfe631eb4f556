"""outcomes(): where each job ended beside what it was given; nobody is left out."""

import math

import polars as pl
import pytest
from losses import metrics
from polars.testing import assert_frame_equal

from jobanalytics import FrameSchemaError, InvalidArgumentError
from jobanalytics.comparison import outcomes, summary
from jobanalytics.schema import OUTCOMES

JOBS = pl.DataFrame(
    {
        "job_name": ["c", "a", "b", "d"],
        "job_arn": ["3", "1", "2", "4"],
        "state": ["COMPLETED", "COMPLETED", "FAILED", "QUEUED"],
        "hyperparameters.lr": [0.1, 0.2, 0.3, None],
    }
)


ROWS = [("1", 0, None, 3.0), ("1", 1, None, 1.0), ("1", 2, None, 2.0), ("3", 0, None, math.nan)]


def table(*rows, of="last", goal="min", jobs=JOBS):
    return outcomes(summary(metrics(*rows), goal=goal), jobs, "loss", of=of)


def test_one_row_a_job_in_the_order_of_the_jobs():
    found = table(*ROWS)
    assert found["job_name"].to_list() == ["c", "a", "b", "d"]
    assert found.columns == [*OUTCOMES, "state", "hyperparameters.lr"]
    assert pl.Schema({name: found.schema[name] for name in OUTCOMES}) == OUTCOMES
    assert found["metric"].unique().to_list() == ["loss"]
    values = found["value"].to_list()
    assert math.isnan(values[0])
    assert values[1:] == [2.0, None, None]


@pytest.mark.parametrize(
    ("of", "value"),
    [("last", 2), ("first", 3), ("best", 1), ("min", 1), ("max", 3), ("mean", 2), ("BEST", 1)],
)
def test_which_value_counts(of, value):
    found = table(*ROWS, of=of)
    assert found["value"][1] == value
    assert math.isnan(found["value"][0]), "a job of NaN alone is NaN, not absent"
    assert found["value"][2] is None


def test_a_row_for_each_node():
    found = table(("1", 0, "q", 1.0), ("1", 0, "p", 2.0), ("1", 0, None, 3.0))
    nodes = found.filter(job_arn="1").select("node_id", "value").rows()
    assert nodes == [(None, 3.0), ("p", 2.0), ("q", 1.0)]


def test_a_job_that_is_not_in_the_table_is_left_out():
    assert table(*ROWS, ("9", 0, None, 5.0))["job_arn"].to_list() == ["3", "1", "2", "4"]


def test_columns_of_jobs_that_are_named_like_its_own_give_way():
    jobs = JOBS.with_columns(value=pl.lit("x"), metric=pl.lit(1), node_id=pl.lit(2))
    assert_frame_equal(table(*ROWS, jobs=jobs), table(*ROWS))


def test_of_nothing():
    assert table()["value"].to_list() == [None] * 4
    assert table(jobs=JOBS.clear()).schema == table(*ROWS).schema


def test_what_is_refused():
    with pytest.raises(InvalidArgumentError, match=r"no metric 'los'; it has 'loss'; did you mean"):
        outcomes(summary(metrics(*ROWS)), JOBS, "los")
    with pytest.raises(InvalidArgumentError, match=r"no best of 'loss': make it with a goal"):
        table(*ROWS, of="best", goal=None)
    with pytest.raises(InvalidArgumentError, match="of takes one of 'last', 'first', 'best'"):
        table(*ROWS, of="final")
    with pytest.raises(FrameSchemaError, match="rows of the summary lack"):
        outcomes(JOBS, JOBS, "loss")
    with pytest.raises(FrameSchemaError, match="more than one row"):
        outcomes(summary(metrics(*ROWS)), pl.concat([JOBS, JOBS]), "loss")
