"""Bundles that did not arrive whole, or are none: an error that says so, and nothing written."""

import gzip
import io
import random
import tracemalloc
import zlib

import pytest
from bundle_factory import END, CountingStream, bundle, header, octal, tar, tree, zipped
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobanalytics.bundles import extract_bundle, read_result
from jobanalytics.errors import BundleError

FILES = [("a.txt", b"a" * 700), ("b/c.bin", random.Random(1).randbytes(90)), ("d", b"")]
ARCHIVE = tar(*FILES)
WHOLE = {"job": None, "job/a.txt": FILES[0][1], "job/b": None, "job/b/c.bin": FILES[1][1]}
WHOLE |= {"job/d": b""}
UNMARKED = ARCHIVE.rstrip(b"\0") + bytes(-len(ARCHIVE.rstrip(b"\0")) % 512)

fuzzing = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def damaged(data, tmp_path, pattern=""):
    with pytest.raises(BundleError, match=f"^job 7: .*{pattern}"):
        extract_bundle(io.BytesIO(data), tmp_path / "job", source="job 7")
    assert tree(tmp_path) == {}


def test_every_truncation_is_noticed(tmp_path):
    whole = gzip.compress(ARCHIVE, mtime=0)
    for length in range(len(whole)):
        damaged(whole[:length], tmp_path, "" if length else "empty")


def test_every_truncation_of_many_gzip_members_is_noticed(tmp_path):
    members = [gzip.compress(UNMARKED[i : i + 512]) for i in range(0, len(UNMARKED), 512)]
    whole = b"".join([*members, gzip.compress(END)])
    boundaries = {len(b"".join(members[:count])) for count in range(len(members) + 1)}
    for length in boundaries | set(range(0, max(boundaries), 11)):
        damaged(whole[:length], tmp_path)
    extract_bundle(io.BytesIO(whole), tmp_path / "job", source="job 7")
    assert tree(tmp_path) == WHOLE


def test_every_truncation_of_the_archive_itself_is_noticed(tmp_path):
    for length in range(1, len(UNMARKED), 9):
        if length % 512:
            damaged(gzip.compress(ARCHIVE[:length]), tmp_path)


def test_every_flipped_bit_of_the_trailer_is_noticed(tmp_path):
    whole = gzip.compress(ARCHIVE, mtime=0)
    for bit in range(64):
        flipped = bytearray(whole)
        flipped[-8 + bit // 8] ^= 1 << bit % 8
        damaged(bytes(flipped), tmp_path)


@pytest.mark.parametrize("archive", [UNMARKED, UNMARKED + bytes(512), UNMARKED + bytes(5000)])
def test_the_end_marker_may_be_missing_where_the_trailer_proves_the_archive_whole(
    tmp_path, archive
):
    extract_bundle(zipped(archive), tmp_path / "job", source="job 7")
    assert tree(tmp_path) == WHOLE


def test_many_gzip_members_are_legal(tmp_path):
    members = [gzip.compress(ARCHIVE[i : i + 100]) for i in range(0, len(ARCHIVE), 100)]
    extract_bundle(io.BytesIO(b"".join(members)), tmp_path / "job", source="job 7")
    assert tree(tmp_path) == WHOLE


def test_zeros_may_pad_the_bundle(tmp_path):
    extract_bundle(zipped(ARCHIVE), tmp_path / "job", source="job 7")
    padded = gzip.compress(ARCHIVE) + bytes(100_000)
    extract_bundle(io.BytesIO(padded), tmp_path / "other", source="job 7")
    assert tree(tmp_path / "other") == tree(tmp_path / "job")


@pytest.mark.parametrize("most", [1, 7, 511])
def test_a_stream_may_hand_out_as_little_as_it_likes(tmp_path, most):
    stream = CountingStream(gzip.compress(ARCHIVE), most=most)
    extract_bundle(stream, tmp_path / "job", source="job 7")
    assert tree(tmp_path) == WHOLE


def test_what_compresses_well_comes_out_whole(tmp_path):
    content = bytes(3_000_000) + random.Random(2).randbytes(1_000_001) + b"ab" * 2_000_000
    for most in (1000, 70_000):
        stream = CountingStream(bundle(("big", content)).getvalue(), most=most)
        extract_bundle(stream, tmp_path / f"job{most}", source="job 7")
        assert (tmp_path / f"job{most}" / "big").read_bytes() == content


def test_memory_does_not_grow_with_what_a_bundle_becomes(tmp_path):
    stream = bundle(("zeros", bytes(2**26)))
    tracemalloc.start()
    extract_bundle(stream, tmp_path / "job", source="job 7")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2**22


GARBAGE = {
    "empty": (b"", "empty"),
    "page": (b"<?xml version='1.0'?><Error><Code>NoSuchKey</Code></Error>", "not a gzip"),
    "plain tar": (ARCHIVE, "not a gzip"),
    "plain tar in zlib's format": (zlib.compress(ARCHIVE), "not a gzip"),
    "zeros before it": (bytes(9) + gzip.compress(ARCHIVE), "not a gzip"),
    "trailing text": (gzip.compress(ARCHIVE) + b"garbage", "followed by"),
    "trailing text after zeros": (gzip.compress(ARCHIVE) + bytes(9) + b"garbage", "followed by"),
    "part of a second member": (gzip.compress(ARCHIVE) + gzip.compress(b"x")[:5], "cut short"),
    "gzip of nothing": (gzip.compress(b""), "no tar"),
    "gzip of text": (gzip.compress(b"words " * 500), "no tar"),
    "gzip of a short text": (gzip.compress(b"words"), "cut short"),
    "data after the end": (gzip.compress(ARCHIVE + b"more"), "after the end"),
    "two archives": (gzip.compress(ARCHIVE + ARCHIVE), "after the end"),
    "a lone zero block": (gzip.compress(UNMARKED + bytes(512) + ARCHIVE), "after the end"),
    "extended header last": (gzip.compress(header(b"x", kind=b"x") + END), "between the headers"),
    "no room for the data": (gzip.compress(header(b"a", size=octal(9999)) + END), "cut short"),
}


@pytest.mark.parametrize(("data", "pattern"), GARBAGE.values(), ids=GARBAGE.keys())
def test_what_is_no_bundle_is_refused_by_name(tmp_path, data, pattern):
    damaged(data, tmp_path, pattern)
    with pytest.raises(BundleError, match=f"^job 7: .*{pattern}"):
        read_result(io.BytesIO(data), source="job 7")


def test_an_archive_without_entries_is_an_empty_folder(tmp_path):
    assert extract_bundle(zipped(END), tmp_path / "job", source="job 7") == []
    assert tree(tmp_path) == {"job": None}


@fuzzing
@given(st.binary(max_size=3000))
def test_random_bytes_are_refused(tmp_path, data):
    damaged(data, tmp_path)
    if data.strip(b"\0"):
        damaged(gzip.compress(data), tmp_path)


@fuzzing
@given(st.data())
def test_a_changed_archive_is_refused_or_extracted_whole(tmp_path_factory, data):
    archive = bytearray(ARCHIVE)
    for _ in range(data.draw(st.integers(1, 4))):
        archive[data.draw(st.integers(0, len(archive) - 1))] = data.draw(st.integers(0, 255))
    folder = tmp_path_factory.mktemp("changed")
    try:
        names = extract_bundle(zipped(bytes(archive)), folder / "job", source="job 7")
    except BundleError:
        assert tree(folder) == {}
    else:
        assert {f"job/{name}" for name in names} == {
            k for k, v in tree(folder).items() if v is not None
        }


@fuzzing
@given(st.data())
def test_a_changed_header_with_a_right_checksum_is_handled(tmp_path_factory, data):
    block = bytearray(header(b"name", size=octal(700), kind=b"0"))
    for _ in range(data.draw(st.integers(1, 20))):
        block[data.draw(st.integers(0, 511))] = data.draw(st.integers(0, 255))
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    archive = bytes(block) + ARCHIVE
    folder = tmp_path_factory.mktemp("changed")
    try:
        extract_bundle(zipped(archive), folder / "job", source="job 7")
    except (BundleError, UserWarning):
        assert tree(folder) == {}


def test_an_error_of_the_stream_reaches_the_caller_and_leaves_nothing(tmp_path):
    class Broken(CountingStream):
        def read(self, size=-1):
            if self.consumed > 100:
                raise ConnectionResetError("reset by peer")
            return super().read(size)

    stream = Broken(gzip.compress(ARCHIVE), most=60)
    with pytest.raises(ConnectionResetError):
        extract_bundle(stream, tmp_path / "job", source="job 7")
    assert tree(tmp_path) == {}
