"""A store lists and tidies the folders of partitions, which are two deep."""

from uuid import uuid4

import pytest

from jobanalytics.storage import open_store

NAMES = ["top", "a/one", "a/x=1/data", "a/x=1/y=2/data", "b/two"]


@pytest.fixture(params=["folder", "bucket"])
def store(request, tmp_path):
    if request.param == "folder":
        made = open_store(tmp_path / "root")
    else:
        bucket = f"store-{uuid4().hex[:12]}"
        request.getfixturevalue("aws").put_object(f"s3://{bucket}/other", b"")
        made = open_store(f"s3://{bucket}/root")
    for name in NAMES:
        made.create(name, name.encode())
    return made


def test_list_and_walk(store):
    assert sorted(store.list("")) == ["top"]
    assert sorted(store.list("a")) == ["a/one"]
    assert sorted(store.walk("a")) == ["a/one", "a/x=1/data", "a/x=1/y=2/data"]
    assert sorted(store.walk("")) == sorted(NAMES)
    assert store.walk("none") == store.list("none") == {}
    assert store.walk("a")["a/x=1/data"].size == len("a/x=1/data")


def test_folders_go_when_nothing_is_in_them(store):
    store.remove_folder("a/x=1/y=2")
    assert "a/x=1/y=2/data" in store.walk("a")
    store.remove(["a/x=1/y=2/data", "a/none"])
    store.remove_folder("a/x=1/y=2")
    store.remove_folder("none")
    assert sorted(store.walk("a")) == ["a/one", "a/x=1/data"]
    store.create("a/x=1/y=2", b"a file now")


def test_more_files_than_one_request_removes(store):
    store.remove([*(f"none/{number}" for number in range(1_000)), "a/one"])
    assert sorted(store.list("a")) == []
