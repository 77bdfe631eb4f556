"""What extraction gives, and what it does with a destination that already exists."""

import io
import os
import random
import stat
import tarfile
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from bundle_factory import CountingStream, bundle, entry, listed, tree
from hypothesis import given, settings
from hypothesis import strategies as st

from jobanalytics.bundles import extract_bundle
from jobanalytics.errors import BundleExistsError, StorageWriteError

FILES = [("results.json", b"{}"), ("plots/a.png", b"png" * 99), ("empty", b"")]
TREE = {"results.json": b"{}", "plots": None, "plots/a.png": b"png" * 99, "empty": b""}

_names = st.text(
    st.characters(exclude_categories=("Cs",), exclude_characters="/\\\0"), min_size=1, max_size=40
).filter(lambda name: name not in {".", ".."} and name[1:2] != ":")
_paths = st.lists(_names, min_size=1, max_size=5).map(tuple)


def _without_collisions(files):
    folders = {path[:i] for path in files for i in range(1, len(path))}
    return {path: content for path, content in files.items() if path not in folders}


@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(_paths, st.binary(max_size=2000), max_size=8).map(_without_collisions),
    st.sampled_from([tarfile.PAX_FORMAT, tarfile.GNU_FORMAT]),
    st.sampled_from(["", "./"]),
)
def test_any_files_come_out_as_they_went_in(tmp_path_factory, files, tar_format, prefix):
    entries = [(prefix + "/".join(path), content) for path, content in files.items()]
    destination = tmp_path_factory.mktemp("law") / "job"
    names = extract_bundle(bundle(*entries, tar_format=tar_format), destination, source="job 7")
    assert names == ["/".join(path) for path in files]
    found = {name: content for name, content in tree(destination).items() if content is not None}
    assert found == {"/".join(path): content for path, content in files.items()}
    assert listed(destination.parent) == ["job"]


def test_names_that_are_not_utf8_come_out_as_they_went_in(tmp_path):
    name = os.fsdecode(b"caf\xe9")
    for tar_format in (tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT):
        destination = tmp_path / str(tar_format)
        extract_bundle(bundle((name, b"1"), tar_format=tar_format), destination, source="job 7")
        assert [os.fsencode(found) for found in listed(destination)] == [b"caf\xe9"]


def test_folders_are_made_and_parents_too(tmp_path):
    folders = [entry("./", kind=tarfile.DIRTYPE), entry("a/b/", kind=tarfile.DIRTYPE)]
    stream = bundle(*folders, *folders, ("a/b/c", b"1"))
    assert extract_bundle(stream, tmp_path / "x" / "y" / "job", source="job 7") == ["a/b/c"]
    assert tree(tmp_path / "x" / "y") == {"job": None, "job/a": None, "job/a/b": None} | {
        "job/a/b/c": b"1"
    }


def test_permissions_are_those_of_new_files(tmp_path):
    before = os.umask(0o027)
    try:
        strange = entry("a/b", b"1", mode=0o6777, uid=4, gid=4)
        locked = entry("locked", kind=tarfile.DIRTYPE, mode=0o000)
        extract_bundle(bundle(locked, ("locked/c", b"1"), strange), tmp_path / "job", source="")
    finally:
        os.umask(before)
    modes = {
        path.name: stat.S_IMODE(path.stat().st_mode)
        for path in [tmp_path / "job", *(tmp_path / "job").rglob("*")]
    }
    assert modes == {"job": 0o750, "a": 0o750, "b": 0o640, "locked": 0o750, "c": 0o640}


def test_what_is_under_way_is_hidden_and_private(tmp_path):
    seen = []

    class Watching(CountingStream):
        def read(self, size=-1):
            seen.extend(
                (path.name, stat.S_IMODE(path.stat().st_mode)) for path in tmp_path.iterdir()
            )
            return super().read(size)

    extract_bundle(Watching(bundle(*FILES).getvalue()), tmp_path / "job", source="job 7")
    assert len(set(seen)) == 1
    name, mode = seen[0]
    assert name.startswith(".job.jobanalytics-")
    assert mode == 0o700


def test_an_empty_folder_is_replaced(tmp_path):
    (tmp_path / "job").mkdir()
    extract_bundle(bundle(*FILES), tmp_path / "job", source="job 7")
    assert tree(tmp_path / "job") == TREE


def test_the_same_bundle_again_leaves_everything_as_it_is(tmp_path):
    destination = tmp_path / "job"
    first = extract_bundle(bundle(*FILES), destination, source="job 7")
    (destination / "notes.txt").write_text("mine")
    before = {path: path.stat() for path in destination.rglob("*")}
    assert extract_bundle(bundle(*FILES), destination, source="job 7") == first
    assert {path: path.stat().st_ino for path in before} == {
        path: status.st_ino for path, status in before.items()
    }
    assert tree(destination) == TREE | {"notes.txt": b"mine"}
    assert listed(tmp_path) == ["job"]


@pytest.mark.parametrize("change", ["differs", "is missing", "is a folder", "is a pipe"])
def test_a_folder_that_holds_something_else_is_left_alone(tmp_path, change):
    destination = tmp_path / "job"
    extract_bundle(bundle(*FILES), destination, source="job 7")
    file = destination / "plots" / "a.png"
    if change == "differs":
        file.write_bytes(b"PNG" * 99)
    else:
        file.unlink()
    if change == "is a folder":
        file.mkdir()
    if change == "is a pipe":
        os.mkfifo(file)
    before = {path: path.stat().st_mtime_ns for path in destination.rglob("*")}
    word = "differs" if change == "differs" else "missing"
    with pytest.raises(BundleExistsError, match=rf"^job 7: .*'plots/a.png' .*{word}.*extract_to"):
        extract_bundle(bundle(*FILES), destination, source="job 7")
    assert {path: path.stat().st_mtime_ns for path in destination.rglob("*")} == before
    assert listed(tmp_path) == ["job"]


def test_a_file_in_the_way_is_left_alone_and_nothing_is_read(tmp_path):
    (tmp_path / "job").write_text("mine")
    stream = CountingStream(bundle(*FILES).getvalue())
    with pytest.raises(BundleExistsError, match="it is a file"):
        extract_bundle(stream, tmp_path / "job", source="job 7")
    assert stream.consumed == 0
    assert tree(tmp_path) == {"job": b"mine"}


def test_a_file_that_comes_meanwhile_is_left_alone(tmp_path):
    class Meddling(CountingStream):
        def read(self, size=-1):
            (tmp_path / "job").write_text("mine")
            return super().read(size)

    with pytest.raises(BundleExistsError, match="it is a file"):
        extract_bundle(Meddling(bundle(*FILES).getvalue()), tmp_path / "job", source="job 7")
    assert tree(tmp_path) == {"job": b"mine"}


def test_a_link_to_a_folder_elsewhere_is_followed(tmp_path):
    elsewhere = tmp_path / "scratch" / "disk"
    elsewhere.mkdir(parents=True)
    (tmp_path / "job").symlink_to(elsewhere)
    extract_bundle(bundle(*FILES), tmp_path / "job", source="job 7")
    assert (tmp_path / "job").is_symlink()
    assert tree(elsewhere) == TREE


def test_ctrl_c_leaves_nothing(tmp_path):
    class Interrupted(CountingStream):
        def read(self, size=-1):
            if self.consumed:
                raise KeyboardInterrupt
            return super().read(size)

    content = random.Random(3).randbytes(100_000)
    stream = Interrupted(bundle(("a", content)).getvalue(), most=50_000)
    with pytest.raises(KeyboardInterrupt):
        extract_bundle(stream, tmp_path / "job", source="job 7")
    assert tree(tmp_path) == {}


def test_threads_that_extract_one_bundle_to_one_place_all_succeed(tmp_path):
    content = bundle(*FILES, ("big", random.Random(4).randbytes(300_000))).getvalue()
    start = threading.Barrier(8)

    def extract(_):
        start.wait()
        return extract_bundle(io.BytesIO(content), tmp_path / "job", source="job 7")

    for _ in range(5):
        with ThreadPoolExecutor(8) as pool:
            assert len({tuple(names) for names in pool.map(extract, range(8))}) == 1
    assert listed(tmp_path) == ["job"]


def test_threads_that_extract_to_many_places_do_not_meet(tmp_path):
    def extract(i):
        # one name is the beginning of the other's
        return extract_bundle(bundle((f"f{i}", b"1")), tmp_path / ("j" * (i + 1)), source="")

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(extract, range(100)))
    assert tree(tmp_path) == {"j" * (i + 1): None for i in range(100)} | {
        f"{'j' * (i + 1)}/f{i}": b"1" for i in range(100)
    }


def test_on_a_full_disk_the_file_is_named(tmp_path):
    resource = pytest.importorskip("resource")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))
    try:
        with pytest.raises(
            StorageWriteError, match=r"job: writing .*a\.png failed: File too large"
        ):
            extract_bundle(bundle(*FILES), tmp_path / "out", source="job")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert list(tmp_path.iterdir()) == []
