"""``results.json``: what is read of a bundle, and what its document may say."""

import base64
import json
import math
import pickle
import random
import sys
import tarfile
from contextlib import suppress

import pytest
from bundle_factory import SCHEMA, CountingStream, bundle, entry, result
from hypothesis import given, settings
from hypothesis import strategies as st

from jobanalytics.bundles import BundleLimits, decode_result, read_result
from jobanalytics.errors import BundleError, PickleNotAllowedError, UnsafeBundleError

VALUES = {"energy": -1.5, "populations in |0>": [1, None, True], "é": {"a": "b"}}


def pickled(value):
    return base64.encodebytes(pickle.dumps(value, protocol=4)).decode()


class Touch:
    """Creates a file when it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return (open, (str(self.path), "w"))


def refused(data, pattern, **options):
    with pytest.raises(BundleError, match=rf"(?s)^job 7: .*{pattern}") as caught:
        decode_result(data, source="job 7", **options)
    assert len(str(caught.value)) < 700
    return caught.value


# -- from the bundle ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["results.json", "./results.json", ".//./results.json"])
def test_the_result_is_read_from_the_bundle(name):
    stream = bundle(("a", b"1"), ("b/results.json", b"not this one"), (name, result(VALUES)))
    assert read_result(stream, source="job 7") == VALUES


def test_a_bundle_without_result_gives_an_empty_one():
    stream = bundle(("a", b"1"), ("b/results.json", b"no"), ("results.json.bak", b"no"))
    assert read_result(stream, source="job 7") == {}


def test_reading_stops_after_the_result():
    tail = random.Random(6).randbytes(5_000_000)
    data = bundle(("a", b"1"), ("results.json", result(VALUES)), ("tail", tail)).getvalue()
    stream = CountingStream(data)
    assert read_result(stream, source="job 7") == VALUES
    assert stream.consumed <= 2**16


def test_a_damaged_tail_does_not_matter():
    tail = random.Random(6).randbytes(500_000)
    data = bundle(("results.json", result(VALUES)), ("tail", tail)).getvalue()
    assert read_result(CountingStream(data[:100_000]), source="job 7") == VALUES


def test_a_bundle_cut_short_before_its_result_is_an_error():
    tail = random.Random(6).randbytes(500_000)
    data = bundle(("tail", tail), ("results.json", result(VALUES))).getvalue()
    for length in (100_000, len(data) // 2, 499_000):
        with pytest.raises(BundleError, match=r"^job 7: .*cut short"):
            read_result(CountingStream(data[:length]), source="job 7")


def test_the_first_of_two_results_counts():
    stream = bundle(("results.json", result({"a": 1})), ("results.json", result({"a": 2})))
    assert read_result(stream, source="job 7") == {"a": 1}


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE])
def test_a_result_that_is_no_file_is_refused(kind):
    with pytest.raises(BundleError, match=r"^job 7: results.json is a .*, expected a file"):
        read_result(bundle(entry("results.json", kind=kind, linkname="a")), source="job 7")


def test_a_large_result_is_refused():
    limits = BundleLimits(result_bytes=999)
    with pytest.raises(UnsafeBundleError, match="result_bytes"):
        read_result(bundle(("results.json", b" " * 1000)), source="job 7", limits=limits)


# -- the document ---------------------------------------------------------------------------------

_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.text(), _json, max_size=5))
def test_whatever_was_stored_comes_back(values):
    assert decode_result(result(values), source="job 7") == values
    encoded = {key: pickled(value) for key, value in values.items()}
    data = result(encoded, "pickled_v4")
    assert decode_result(data, source="job 7", allow_pickle=True) == values


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200) | _json.map(lambda value: json.dumps(value).encode()))
def test_random_documents_are_refused(data):
    refused(data, "")


def test_numbers_that_json_does_not_have_are_floats():
    data = result({"a": math.nan, "b": math.inf, "c": -math.inf, "d": 7})
    values = decode_result(data.replace(b"7", b"1e999"), source="job 7")
    assert math.isnan(values.pop("a"))
    assert values == {"b": math.inf, "c": -math.inf, "d": math.inf}


def test_of_a_key_that_comes_twice_the_last_value_counts():
    data = result({"a": 1, "b": 2}).replace(b'"b"', b'"a"')
    assert decode_result(data, source="job 7") == {"a": 2}


def test_a_byte_order_mark_is_passed_over():
    assert decode_result(b"\xef\xbb\xbf" + result(VALUES), source="job 7") == VALUES


def test_the_header_may_be_missing_or_say_more():
    data = json.dumps({"dataDictionary": VALUES, "dataFormat": "plaintext", "more": 1}).encode()
    assert decode_result(data, source="job 7") == VALUES
    for header in (SCHEMA | {"more": 1}, SCHEMA | {"version": 1}):
        data = result(VALUES, braketSchemaHeader=header)
        assert decode_result(data, source="job 7") == VALUES


HOSTILE = {
    "empty": (b"", "not JSON"),
    "text": (b"hello", "not JSON"),
    "cut short": (result(VALUES)[:-5], "not JSON"),
    "two documents": (result(VALUES) * 2, "not JSON"),
    "latin-1": (result({"a": 1}).replace(b'"a"', b'"\xe9"'), "not UTF-8"),
    "UTF-16": (result({"a": 1}).decode().encode("utf-16"), "not UTF-8"),
    "list": (b"[1, 2]", "expected an object .*not a list"),
    "string": (b'"text"', 'expected an object .*not "text"'),
    "null": (b"null", "expected an object .*not null"),
    "number": (b"1.5", "expected an object .*not 1.5"),
    "empty object": (b"{}", "dataDictionary and dataFormat missing, found no member"),
    "no values": (b'{"dataFormat": "plaintext"}', "dataDictionary missing, found 'dataFormat'"),
    "no format": (b'{"dataDictionary": {}}', "dataFormat missing, found 'dataDictionary'"),
    "values in a list": (result([1]), "expected an object as 'dataDictionary' .*not a list"),
    "other format": (result({}, "pickled_v5"), "'plaintext' or 'pickled_v4' .*\"pickled_v5\""),
    "format in a list": (result({}, ["plaintext"]), "'plaintext' or 'pickled_v4' .*a list"),
    "other schema": (result({}, braketSchemaHeader={"name": "x", "version": "1"}), 'schema.*"x"'),
    "other version": (result({}, braketSchemaHeader=SCHEMA | {"version": "2"}), 'version "2"'),
    "no schema": (result({}, braketSchemaHeader=None), "schema.*null"),
    "schema in a list": (result({}, braketSchemaHeader=[1]), "schema.*a list"),
    "huge integer": (result({"a": 7}).replace(b"7", b"7" * 100_000), "integer of more digits"),
    "deep lists": (result({"a": 7}).replace(b"7", b"[" * 100_000 + b"]" * 100_000), "too deeply"),
    "deep objects": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "too deeply"),
    "deep and open": (b"[" * 100_000, "too deeply"),
}


@pytest.mark.parametrize(("data", "pattern"), HOSTILE.values(), ids=HOSTILE.keys())
def test_what_is_no_result_is_refused_by_name(data, pattern):
    refused(data, pattern)


@pytest.mark.parametrize("where", ["dataFormat", "braketSchemaHeader", "dataDictionary"])
def test_any_depth_is_read_or_refused(where):
    for depth in range(max(0, sys.getrecursionlimit() - 150), sys.getrecursionlimit() + 20):
        data = result({}, **{where: 7}).replace(b"7", b"[" * depth + b"]" * depth)
        refused(data, "")


# -- pickles --------------------------------------------------------------------------------------


def test_nothing_is_unpickled_unless_allowed(tmp_path):
    data = result({"a": pickled(Touch(tmp_path / "proof"))}, "pickled_v4")
    for read in (
        lambda: decode_result(data, source="job 7"),
        lambda: read_result(bundle(("results.json", data)), source="job 7"),
    ):
        with pytest.raises(PickleNotAllowedError, match=r"^job 7: .*any code.*allow_pickle=True"):
            read()
    assert list(tmp_path.iterdir()) == []
    value = decode_result(data, source="job 7", allow_pickle=True)["a"]
    value.close()
    assert [path.name for path in tmp_path.iterdir()] == ["proof"]


def test_a_pickle_in_plaintext_stays_text(tmp_path):
    values = {"a": pickled(Touch(tmp_path / "proof"))}
    assert decode_result(result(values), source="job 7", allow_pickle=True) == values
    assert list(tmp_path.iterdir()) == []


def test_pickles_come_out_of_the_bundle_when_allowed():
    data = result({"a": pickled({1, 2}), "b": pickled(b"x" * 999)}, "pickled_v4")
    values = read_result(bundle(("results.json", data)), source="job 7", allow_pickle=True)
    assert values == {"a": {1, 2}, "b": b"x" * 999}


class Quits:
    def __reduce__(self):
        return (int, ("no number",))


BAD_PICKLES = {
    "not base64": ("not base64!", "is not base64"),
    "not ASCII": ("é", "is not base64"),
    "a character too few": (pickled([1, 2, 3]).rstrip("=\n")[:-1], "is not base64"),
    "padding in the middle": ("gA==" + pickled([1]), "is not base64"),
    "a number": (7, "should be a pickle in base64, not 7"),
    "null": (None, "should be a pickle in base64, not null"),
    "empty": ("", "cannot be unpickled .EOFError"),
    "cut short": (base64.b64encode(pickle.dumps([1] * 99)[:-9]).decode(), "cannot be unpickled"),
    "not a pickle": (base64.b64encode(b"hello world").decode(), "cannot be unpickled"),
    "missing module": (
        base64.b64encode(b"cno_such_module_7\nthing\n.").decode(),
        "needs the module 'no_such_module_7'",
    ),
    "missing name": (
        base64.b64encode(b"cmath\nno_such\n.").decode(),
        "cannot be unpickled .Attrib",
    ),
    "failing constructor": (pickled(Quits()), "cannot be unpickled .ValueError"),
}


@pytest.mark.parametrize(("value", "pattern"), BAD_PICKLES.values(), ids=BAD_PICKLES.keys())
def test_a_pickle_that_cannot_be_read_is_named_with_its_cause(value, pattern):
    data = result({"fine": pickled(1), "the key": value}, "pickled_v4")
    error = refused(data, f"'the key'.*{pattern}", allow_pickle=True)
    assert (error.__cause__ is not None) == isinstance(value, str)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=60))
def test_a_broken_pickle_raises_nothing_else(data):
    value = base64.b64encode(b"\x80\x04" + data.replace(b"c", b"").replace(b"\x93", b"")).decode()
    with suppress(BundleError):
        decode_result(result({"a": value}, "pickled_v4"), source="job 7", allow_pickle=True)
