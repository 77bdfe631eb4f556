"""Frames of another shape are refused with what was expected, what came, and what to do."""

import polars as pl
import pytest
from tables import log_of, observation, observations_frame

from jobanalytics.errors import FrameSchemaError
from jobanalytics.merging import conflicts, merge_metrics, partial_merge
from jobanalytics.observations import parse_log_events
from jobanalytics.schema import LOG_EVENTS, OBSERVATIONS

TAKING = [
    (parse_log_events, LOG_EVENTS, "log events"),
    (merge_metrics, OBSERVATIONS, "observations"),
    (partial_merge, OBSERVATIONS, "observations"),
    (conflicts, OBSERVATIONS, "observations"),
]
each_function = pytest.mark.parametrize(("function", "schema", "what"), TAKING)


class Pandas:
    columns = ("job_arn", "timestamp")


@each_function
@pytest.mark.parametrize("frame", [pl.LazyFrame(), Pandas(), [{"job_arn": "a"}], None])
def test_what_is_no_polars_frame_is_refused_with_the_way_to_one(function, schema, what, frame):
    assert isinstance(schema, pl.Schema)
    with pytest.raises(FrameSchemaError) as error:
        function(frame)
    assert isinstance(error.value, ValueError)
    for part in (what, type(frame).__name__, "Collect a LazyFrame", "polars.from_pandas"):
        assert part in str(error.value)


@each_function
def test_a_missing_column_is_named_with_those_that_came(function, schema, what):
    frame = pl.DataFrame(schema=schema).drop("job_arn")
    with pytest.raises(FrameSchemaError) as error:
        function(frame)
    for part in (what, "lack the column(s) job_arn;", f"got {', '.join(frame.columns)}"):
        assert part in str(error.value)


@each_function
def test_another_dtype_is_named_with_the_one_expected(function, schema, what):
    frame = pl.DataFrame(schema={**schema, "timestamp": pl.Int64})
    with pytest.raises(FrameSchemaError, match="timestamp is Int64 instead of Datetime"):
        function(frame)
    assert what


def test_every_wrong_column_is_named_at_once():
    frame = pl.DataFrame(schema={**OBSERVATIONS, "value": pl.Int64, "record": pl.Int64})
    with pytest.raises(FrameSchemaError, match=r"record is Int64.*value is Int64"):
        merge_metrics(frame)


def test_further_columns_and_another_order_are_taken():
    log = log_of("Metrics - a=1;")
    other = log.select(reversed(log.columns)).with_columns(event_id=pl.lit("x"))
    assert parse_log_events(other).observations.equals(parse_log_events(log).observations)


def test_a_column_of_nulls_without_dtype_is_taken():
    frame = observations_frame([observation("a", 1.0)]).with_columns(node_id=pl.lit(None))
    assert merge_metrics(frame).schema["node_id"] == pl.String
