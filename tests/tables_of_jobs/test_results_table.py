"""What jobs stored, as columns: of the dtype that all jobs' values have, or as JSON."""

import enum
import json
import math

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobanalytics.errors import FrameSchemaError, InvalidArgumentError
from jobanalytics.schema import RESULTS
from jobanalytics.tables import results_table


class Level(enum.IntEnum):
    HIGH = 3


class Hostile:
    """An object that refuses everything."""

    def __getattribute__(self, name):
        raise RuntimeError(name)

    def __repr__(self):
        raise RuntimeError

    def __eq__(self, other):
        raise RuntimeError

    __hash__ = None


CIRCULAR = []
CIRCULAR.append(CIRCULAR)
DEEP = []
for _ in range(100_000):
    DEEP = [DEEP]
ODD = [b"x", {1, "a"}, 10**5000, Hostile(), CIRCULAR, DEEP, np.arange(3), 1j, object, range(3)]
ODD += [{(1, 2): {None: {10**5000}}}, np.datetime64("2026-09-01"), "\ud800", 2**63, Level.HIGH]

# By their places, because hypothesis asks each thing that it samples for its repr.
odd = st.integers(0, len(ODD) - 1).map(lambda place: ODD[place])
scalars = st.one_of(st.booleans(), st.integers(), st.floats(), st.text())
values = st.recursive(
    st.none() | scalars | odd | st.binary() | st.complex_numbers(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.none() | st.integers() | st.text(), inner, max_size=3)
        | st.tuples(inner, inner)
    ),
    max_leaves=6,
)
names = st.one_of(st.sampled_from(["x", "y", "\udc80"]), st.text(), st.integers(), st.none())


def jobs_of(count):
    arns = [f"job-{number}" for number in range(count)]
    return pl.DataFrame({"job_name": arns, "job_arn": arns, "state": ["COMPLETED"] * count})


def column(*stored):
    """The column of values that the jobs stored under one name."""
    results = {f"job-{number}": {"x": value} for number, value in enumerate(stored)}
    return results_table(jobs_of(len(stored)), results)["results.x"]


@pytest.mark.parametrize(
    ("stored", "dtype"),
    [
        ([True, False, None], pl.Boolean),
        ([1, -(2**63), 2**63 - 1, None], pl.Int64),
        ([1, 0.5, -(2**53) + 1, None], pl.Float64),
        ([math.nan, math.inf, None], pl.Float64),
        (["a", "", "é", None], pl.String),
        ([None, None], pl.String),
    ],
)
def test_values_alike_keep_their_kind(stored, dtype):
    result = column(*stored)
    assert result.dtype == dtype
    as_stored = [
        value if value is None or dtype != pl.Float64 else float(value) for value in stored
    ]
    assert repr(result.to_list()) == repr(as_stored)


@pytest.mark.parametrize(
    ("stored", "texts"),
    [
        ([1, True], ["1", "true"]),
        ([1, 2**63], ["1", "9223372036854775808"]),
        ([0.5, 2**53], ["0.5", "9007199254740992"]),
        ([1, "1"], ["1", '"1"']),
        ([[1, 2], None], ["[1, 2]", None]),
        ([{"a": [math.nan]}, "é"], ['{"a": [NaN]}', '"é"']),
    ],
)
def test_others_are_json(stored, texts):
    result = column(*stored)
    assert result.dtype == pl.String
    assert result.to_list() == texts


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (np.float32(0.5), 0.5),
        (np.float64(0.5), 0.5),
        (np.longdouble(0.5), 0.5),
        (np.int8(3), 3),
        (np.uint64(3), 3),
        (np.bool_(True), True),
        (np.str_("a"), "a"),
        (np.array(0.5), 0.5),
        (Level.HIGH, 3),
    ],
)
def test_scalars_of_numpy_count_as_what_they_are(value, plain):
    result = column(value, plain)
    assert result.to_list() == [plain, plain]
    assert result.dtype == column(plain).dtype


def test_arrays_are_lists():
    assert column(np.array([[1, 2], [3, 4]]), np.array([0.5])).to_list() == [
        "[[1, 2], [3, 4]]",
        "[0.5]",
    ]


def test_whether_there_is_a_result():
    jobs = jobs_of(4)
    table = results_table(jobs, {"job-0": {"x": 1}, "job-1": {}, "job-2": None, "other": {"y": 1}})
    assert table["has_result"].to_list() == [True, False, None, None]
    assert table["results.x"].to_list() == [1, None, None, None]
    assert table.columns == [*RESULTS, "results.x"]


def test_rows_are_those_of_the_jobs_and_columns_are_sorted():
    jobs = jobs_of(3)[[2, 0, 1]].with_columns(further=1)
    results = {f"job-{number}": {"b": number, "Z": 1, "a": 2} for number in range(3)}
    table = results_table(jobs, results)
    assert table["job_arn"].to_list() == ["job-2", "job-0", "job-1"]
    assert table.columns == [*RESULTS, "results.Z", "results.a", "results.b"]
    assert table["results.b"].to_list() == [2, 0, 1]


def test_names_that_are_no_strings():
    stored = {"1": "string", 1: "number", None: 1, (1, 2): 2, "\udc80": 3}
    row = results_table(jobs_of(1), {"job-0": stored}).row(0, named=True)
    assert row["results.1"] == "string"
    assert row["results.null"] == 1
    assert row["results.[1, 2]"] == 2
    assert row["results.\\udc80"] == 3


def test_what_no_utf8_holds_is_written_out():
    assert column("\udc80é", "a").to_list() == ["\\udc80é", "a"]


def test_no_jobs_give_the_empty_table():
    table = results_table(pl.DataFrame(schema=RESULTS), {})
    assert table.schema == RESULTS
    assert table.is_empty()


def test_what_is_no_result_is_refused():
    with pytest.raises(InvalidArgumentError, match="job-0 is a list; expected a mapping of names"):
        results_table(jobs_of(1), {"job-0": [1]})
    with pytest.raises(FrameSchemaError, match="jobs lack the column"):
        results_table(pl.DataFrame({"job_name": []}), {})


@given(st.lists(st.none() | st.dictionaries(names, values, max_size=3), max_size=4))
def test_no_value_makes_it_fail(stored):
    results = {f"job-{number}": each for number, each in enumerate(stored)}
    table = results_table(jobs_of(len(stored)), results)
    assert table.height == len(stored)
    assert table.select(list(RESULTS)).schema == RESULTS
    assert table.columns[4:] == sorted(table.columns[4:])


@given(st.lists(st.none() | scalars, min_size=1, max_size=4))
def test_scalars_come_back(stored):
    result = column(*stored)
    kinds = {type(value) for value in stored if value is not None}
    if result.dtype == pl.String and kinds != {str}:
        back = [None if text is None else json.loads(text) for text in result]
    else:
        back = result.to_list()
    if result.dtype == pl.Float64:
        stored = [None if value is None else float(value) for value in stored]
    assert repr(back) == repr(stored)
    assert all(value is None for value in stored) == (result.null_count() == len(stored))


@given(st.lists(values, max_size=4), st.randoms(use_true_random=False))
def test_the_order_of_the_jobs_has_no_say(stored, random):
    results = {f"job-{number}": {"x": value} for number, value in enumerate(stored)}
    order = random.sample(range(len(stored)), len(stored))
    jobs = jobs_of(len(stored))
    assert results_table(jobs[order], results).equals(results_table(jobs, results)[order])
