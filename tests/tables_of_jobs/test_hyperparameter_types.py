"""A column of texts becomes numbers or booleans where every text is one; names are no numbers."""

import math

import job_tables_reference as reference
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobanalytics.errors import FrameSchemaError
from jobanalytics.tables import typed

DTYPES = {int: pl.Int64, float: pl.Float64, bool: pl.Boolean, str: pl.String}

INTEGERS = ["0", "-0", "1", "-17", "9223372036854775807", "-9223372036854775808"]
FLOATS = ["0.5", "-1.25", "1e5", "1E-05", "2.", ".5", "-.5e+3", "nan", "-NaN", "inf", "-Infinity"]
FLOATS += ["9007199254740991", "1e22", "9007199254740993.0", "1e-400"]
# fmt: off
NAMES = [
    "0110", "007", "-01", "00", "1_000", " 1", "1 ", "", "-", "+1", "+inf", "1.5.2", "0x10", "1e",
    "e5", ".", "-.", "1e400", "-1e999", "01.5", "1,5", "1\n", "\u0663", "\uff11", "none", "True ",
    "infinit", "nanx", "1e5.0", "--1", "1d5", "1j", "²",
]
# fmt: on
BOOLEANS = ["true", "false", "True", "FALSE", "tRuE"]
texts = st.one_of(
    st.sampled_from([*INTEGERS, *FLOATS, *NAMES, *BOOLEANS, "9223372036854775808"]),
    st.integers(-(2**65), 2**65).map(str),
    st.integers(-3, 3).map(str),
    st.floats().map(repr),
    st.text(alphabet="0123456789+-._eEinfa \u0663", max_size=6),
)
alike = st.one_of(
    st.lists(st.none() | st.integers(-(2**63), 2**63 - 1).map(str)),
    st.lists(st.none() | st.floats().map(repr) | st.integers(-(2**54), 2**54).map(str)),
    st.lists(st.none() | st.sampled_from(BOOLEANS)),
    st.lists(st.none() | st.sampled_from(FLOATS + INTEGERS)),
)


def column(*values):
    return pl.Series("n", values, pl.String)


@given(st.one_of(alike, st.lists(st.none() | texts, max_size=4)))
def test_a_column_is_what_the_rules_in_plain_python_say(values):
    kind, expected = reference.typed(values)
    result = typed(column(*values))
    assert result.name == "n"
    assert result.dtype == DTYPES[kind]
    assert repr(result.to_list()) == repr(expected)


@given(st.lists(st.none() | texts, max_size=4), st.randoms(use_true_random=False))
def test_the_order_of_the_values_has_no_say(values, random):
    shuffled = random.sample(range(len(values)), len(values))
    result = typed(column(*values))
    assert typed(column(*(values[place] for place in shuffled))).equals(
        result[shuffled], check_dtypes=True
    )


@pytest.mark.parametrize("text", INTEGERS)
def test_an_integer(text):
    assert typed(column(text, None)).dtype == pl.Int64
    assert typed(column(text, None)).to_list() == [int(text), None]


@pytest.mark.parametrize("text", FLOATS)
def test_a_decimal_number(text):
    result = typed(column(text, "0.5"))
    assert result.dtype == pl.Float64
    assert repr(result[0]) == repr(float(text)) or math.isnan(result[0])


@pytest.mark.parametrize("text", NAMES)
@pytest.mark.parametrize("other", ["1", "0.5", "true", None])
def test_one_name_keeps_the_whole_column_as_text(text, other):
    assert typed(column(other, text, other)).equals(column(other, text, other), check_dtypes=True)


@pytest.mark.parametrize("text", BOOLEANS)
def test_a_boolean(text):
    assert typed(column(text, None)).to_list() == [text.lower() == "true", None]
    assert typed(column(text, "1")).to_list() == [text, "1"]


def test_an_integer_too_large_for_64_bits_is_text():
    assert typed(column("1", "9223372036854775808")).dtype == pl.String


def test_an_integer_that_floats_do_not_tell_from_its_neighbour_is_no_float():
    assert typed(column("0.5", "9007199254740991")).dtype == pl.Float64
    assert typed(column("0.5", "9007199254740992")).dtype == pl.String
    assert typed(column("0.5", "-9007199254740993")).dtype == pl.String
    assert typed(column("9007199254740993")).to_list() == [9007199254740993]


@pytest.mark.parametrize("values", [[], [None], [None, None]])
def test_where_nothing_is_known_it_is_text(values):
    assert typed(column(*values)).equals(column(*values), check_dtypes=True)
    assert typed(pl.Series("n", values, pl.Null)).dtype == pl.String


def test_another_dtype_is_refused():
    with pytest.raises(FrameSchemaError, match="'n' is Int64; expected String"):
        typed(pl.Series("n", [1]))
