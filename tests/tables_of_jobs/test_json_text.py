"""Any Python value as JSON text."""

import json
import math
from collections import OrderedDict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobanalytics.tables.json_text import json_text

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


class Broken:
    def __repr__(self):
        raise RuntimeError


class Listed:
    def tolist(self):
        return [1, {"a": self}] if self.again else [2]

    again = False


@given(json_values)
def test_what_json_can_say_is_said_as_python_says_it(value):
    assert json_text(value) == json.dumps(value, ensure_ascii=False)
    assert repr(json.loads(json_text(value))) == repr(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ((1, (2,)), "[1, [2]]"),
        ({"b", "a", 3}, '["a", "b", 3]'),
        (frozenset(), "[]"),
        (OrderedDict(a=1), '{"a": 1}'),
        ({1: "a", "1": "b", None: 1, 0.5: 3}, '{"1": "a", "1": "b", "null": 1, "0.5": 3}'),
        ({True: 2}, '{"true": 2}'),
        ({(1, "a"): 1}, """{"(1, 'a')": 1}"""),
        (b"\x00a", "\"b'\\\\x00a'\""),
        (1j, '"1j"'),
        (np.arange(4).reshape(2, 2), "[[0, 1], [2, 3]]"),
        (np.array([1j]), '["1j"]'),
        (np.array([{1}, None], dtype=object), "[[1], null]"),
        ({"a": np.float32(0.5)}, '{"a": 0.5}'),
        (Listed(), "[2]"),
        (math.nan, "NaN"),
        (-math.inf, "-Infinity"),
        ("\udc80é", '"\\udc80é"'),
        ({"\udc80": 1}, '{"\\udc80": 1}'),
        (Broken(), '"<Broken>"'),
        ([Broken()], '["<Broken>"]'),
        ({Broken(): 1}, '{"<Broken>": 1}'),
        ([[1], int], """[[1], "<class 'int'>"]"""),
    ],
)
def test_other_values(value, text):
    assert json_text(value) == text
    json.loads(text)


def test_integers_of_more_digits_than_python_writes():
    huge = 10**5000
    assert json_text(huge) == f'"{hex(huge)}"'
    assert json_text({huge: [-huge]}) == f'{{"{hex(huge)}": ["{hex(-huge)}"]}}'


def test_what_contains_itself_is_its_representation():
    circular = {"a": []}
    circular["a"].append(circular)
    assert json.loads(json_text(circular)) == repr(circular)
    listed = Listed()
    listed.again = True
    assert json.loads(json_text(listed)) == repr(listed)


@pytest.mark.parametrize("depth", [99, 100, 100_000])
def test_nesting_has_an_end(depth):
    nested = 1
    for _ in range(depth):
        nested = [nested]
    text = json_text(nested)
    if depth < 100:
        assert text == "[" * depth + "1" + "]" * depth
    else:
        assert isinstance(json.loads(text), str)
