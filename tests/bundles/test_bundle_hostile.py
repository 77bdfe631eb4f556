"""Archives that are made to do harm: refused whole, with nothing written anywhere."""

import gzip
import io
import tarfile
import zlib

import pytest
from bundle_factory import (
    END,
    CountingStream,
    base256,
    bundle,
    entry,
    header,
    octal,
    padded,
    pax,
    tar,
    tree,
    zipped,
)

from jobanalytics.bundles import BundleLimits, extract_bundle, read_result
from jobanalytics.errors import BundleError, UnsafeBundleError

GOOD = tar(("good.txt", b"good"))[:1024]
LONG = "n" * 200

NAMES = {
    "parent": "../evil",
    "parent inside": "a/../../evil",
    "parent that stays inside": "a/../b",
    "parent last": "a/..",
    "absolute": "/tmp/evil",
    "absolute twice": "//tmp/evil",
    "drive": "C:evil",
    "drive with slash": "./c:/evil",
    "backslash": "a\\b",
    "backslash parent": "..\\evil",
    "network path": "\\\\host\\share",
    "too deep": "/".join(["d"] * 33),
    "too long": "/".join([LONG] * 6),
    "name too long": "n" * 256,
    "name too long in bytes": "é" * 128,
    "file named as a folder": "folder/",
    "no name": ".",
    "folder's own name": "a/.",
}


def refused(stream, tmp_path, error=UnsafeBundleError, **options):
    """Extract what must be refused, and return the message."""
    with pytest.raises(error, match=r"^job 7: ") as caught:
        extract_bundle(stream, tmp_path / "out" / "job", source="job 7", **options)
    assert tree(tmp_path) == {"out": None}
    return str(caught.value)


@pytest.mark.parametrize("tar_format", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT])
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_unsafe_file_names_are_refused(tmp_path, name, tar_format):
    archive = bundle(("good.txt", b"good"), (name, b"evil"), tar_format=tar_format)
    assert repr(name[:80]).strip("'") in refused(archive, tmp_path)


@pytest.mark.parametrize("name", [".", "./", "a/", "a/."])
def test_only_a_folder_may_be_named_like_one(tmp_path, name):
    assert "no name for a file" in refused(bundle((name, b"1")), tmp_path)
    assert "no name for a named pipe" in refused(
        bundle(entry(name, kind=tarfile.FIFOTYPE)), tmp_path
    )


@pytest.mark.parametrize("kind", [tarfile.DIRTYPE, tarfile.SYMTYPE, tarfile.FIFOTYPE, b"Z"])
@pytest.mark.parametrize("name", ["../evil", "/evil", "a\\b", "C:/evil"])
def test_unsafe_names_are_refused_for_every_kind_of_entry(tmp_path, name, kind):
    refused(bundle(entry(name, kind=kind)), tmp_path)


def test_a_nul_in_a_pax_name_is_refused(tmp_path):
    assert "NUL" in refused(zipped(pax(path="good\0../evil") + header(b"x") + END), tmp_path)


def test_a_pax_name_replaces_the_harmless_one_before_it_is_checked(tmp_path):
    refused(zipped(pax(path="../evil") + header(b"harmless") + END), tmp_path)


COLLISIONS = {
    "file twice": [("a", b"1"), ("a", b"1")],
    "file twice, spelled otherwise": [("a/b", b"1"), ("./a//b", b"2")],
    "file, then below it": [("a", b"1"), ("a/b", b"2")],
    "file, then deep below it": [("a", b"1"), ("a/b/c/d", b"2")],
    "folder by use, then file": [("a/b", b"1"), ("a", b"2")],
    "folder, then file": [entry("a", kind=tarfile.DIRTYPE), ("a", b"2")],
    "file, then folder": [("a", b"1"), entry("a", kind=tarfile.DIRTYPE)],
    "file, then folder below it": [("a", b"1"), entry("a/b", kind=tarfile.DIRTYPE)],
}


@pytest.mark.parametrize("entries", COLLISIONS.values(), ids=COLLISIONS.keys())
def test_names_that_collide_are_refused(tmp_path, entries):
    assert "stands for" in refused(bundle(*entries), tmp_path)


SIZES = {
    "2^80": base256(2**80),
    "the largest there is": base256(2**88 - 1),
    "negative": base256(-512),
    "negative, far": base256(-(2**80)),
    "negative in octal": b"-0000000777\0",
    "1 TiB": base256(2**40),
}


@pytest.mark.parametrize("kind", [b"0", b"5", b"2", b"1", b"x", b"g", b"L", b"K", b"S", b"Z"])
@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES.keys())
def test_impossible_sizes_are_refused(tmp_path, size, kind):
    archive = GOOD + header(b"evil", size=size, kind=kind) + bytes(2048)
    assert "size" in refused(zipped(archive), tmp_path)
    with pytest.raises(UnsafeBundleError):
        read_result(zipped(archive), source="job 7")


def test_a_size_in_a_pax_header_is_checked_too(tmp_path):
    assert "size" in refused(zipped(pax(size=str(2**80)) + header(b"a") + END), tmp_path)


@pytest.mark.parametrize("size", ["-512", "1e3", "0x10", " 5", "9" * 5000, "٣"])
def test_a_size_in_a_pax_header_that_is_no_number_is_refused(tmp_path, size):
    refused(zipped(pax(size=size) + header(b"a") + END), tmp_path, BundleError)


@pytest.mark.parametrize("key", ["path", "size", "GNU__sparse__name"])
def test_a_global_header_cannot_rename_or_resize(tmp_path, key):
    glob = pax(**{key: "1"})[512:]
    length = len(glob.rstrip(b"\0"))
    archive = header(b"g", size=octal(length), kind=b"g") + glob + header(b"a") + END
    assert "all entries" in refused(zipped(archive), tmp_path, BundleError)


@pytest.mark.parametrize(
    "data",
    [b"4 a=\n", b"0 a=b\n", b"99 a=b\n", b"abc", b"6 a=b\n\0\0", b"7 a=bc", b"6 a=b\n0 a=b\n"],
)
def test_malformed_pax_records_are_refused(tmp_path, data):
    archive = header(b"x", size=octal(len(data)), kind=b"x") + padded(data) + header(b"a") + END
    assert "pax" in refused(zipped(archive), tmp_path, BundleError)


def test_extended_headers_without_end_are_refused(tmp_path):
    archive = header(b"x", kind=b"x") * 9 + header(b"a") + END
    assert "extended headers" in refused(zipped(archive), tmp_path)


def test_a_large_extended_header_is_refused(tmp_path):
    archive = header(b"L", size=octal(2**20 + 1), kind=b"L") + bytes(2**20 + 512)
    assert "header_bytes" in refused(zipped(archive), tmp_path)


def test_a_sparse_map_without_end_is_refused(tmp_path):
    more = bytes(504) + b"\1" + bytes(7)
    start = header(b"s", kind=b"S", sparse=bytes(96) + b"\1")
    assert "sparse" in refused(zipped(start + more * 3000), tmp_path)


def test_too_many_entries_are_refused(tmp_path):
    entries = [(f"f{i}", b"") for i in range(5)]
    limits = BundleLimits(members=4)
    assert "members" in refused(bundle(*entries), tmp_path, limits=limits)
    assert len(extract_bundle(bundle(*entries[:4]), tmp_path / "x", source="", limits=limits)) == 4


def test_links_and_folders_count_as_entries(tmp_path):
    entries = [entry(f"f{i}", kind=kind) for i, kind in enumerate([b"2", b"5", b"2", b"5", b"2"])]
    assert "members" in refused(bundle(*entries), tmp_path, limits=BundleLimits(members=4))


def test_a_large_entry_is_refused(tmp_path):
    limits = BundleLimits(member_bytes=999)
    assert "member_bytes" in refused(bundle(("a", bytes(1000))), tmp_path, limits=limits)


def test_a_large_bundle_is_refused_before_its_data_is_read(tmp_path):
    archive = zlib.compress(header(b"a", size=octal(2**21)), wbits=31)  # and no data at all
    limits = BundleLimits(total_bytes=2**20)
    message = refused(io.BytesIO(archive), tmp_path, limits=limits)
    assert "total_bytes" in message


def test_many_small_entries_are_bounded_together(tmp_path):
    entries = [(f"f{i}", bytes(1000)) for i in range(100)]
    limits = BundleLimits(total_bytes=50_000)
    assert "total_bytes" in refused(bundle(*entries), tmp_path, limits=limits)


def test_what_follows_the_last_entry_is_bounded_too(tmp_path):
    limits = BundleLimits(total_bytes=50_000)
    assert "total_bytes" in refused(zipped(GOOD + bytes(60_000)), tmp_path, limits=limits)


def test_a_stream_of_empty_gzip_members_is_bounded(tmp_path):
    stream = io.BytesIO(gzip.compress(b"", mtime=0) * 1000)
    assert "total_bytes" in refused(stream, tmp_path, limits=BundleLimits(total_bytes=9_999))


def test_a_bomb_is_refused_at_the_ratio(tmp_path):
    limits = BundleLimits(ratio=100, ratio_free_bytes=2**20)
    assert "bomb" in refused(bundle(("zeros", bytes(2**24))), tmp_path, limits=limits)


def test_a_bomb_after_the_end_marker_is_refused(tmp_path):
    limits = BundleLimits(ratio=100, ratio_free_bytes=2**20)
    assert "bomb" in refused(zipped(GOOD + bytes(2**24)), tmp_path, limits=limits)


def test_a_bomb_is_refused_with_the_default_limits():
    zeros = gzip.compress(bytes(2**25), mtime=0)
    start = gzip.compress(header(b"zeros", size=octal(2**33 - 1)), mtime=0)
    stream = CountingStream(start + zeros * 64)
    with pytest.raises(UnsafeBundleError, match="bomb"):
        read_result(stream, source="job 7")
    assert stream.consumed < len(zeros) * 16


def test_dense_zeros_below_the_free_size_are_no_bomb(tmp_path):
    extract_bundle(bundle(("zeros", bytes(2**26))), tmp_path / "job", source="job 7")
    assert (tmp_path / "job" / "zeros").stat().st_size == 2**26
