"""A bundle that is a folder already is copied by the rules of extraction."""

import os

import pytest
from bundle_factory import listed, tree

from jobanalytics.bundles import BundleWarning, copy_bundle
from jobanalytics.errors import BundleExistsError

TREE = {"log.txt": b"log", "checkpoints": None, "checkpoints/a.json": b"{}", "empty": None}


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "source"
    (folder / "checkpoints").mkdir(parents=True)
    (folder / "empty").mkdir()
    (folder / "log.txt").write_bytes(b"log")
    (folder / "checkpoints" / "a.json").write_bytes(b"{}")
    return folder


def test_everything_is_copied(tmp_path, folder):
    for _ in range(2):
        names = copy_bundle(folder, tmp_path / "x" / "job", source="job 7")
        assert names == ["checkpoints/a.json", "log.txt"]
        assert tree(tmp_path / "x" / "job") == TREE
    assert listed(tmp_path / "x") == ["job"]


def test_another_folder_in_the_way_is_left_alone(tmp_path, folder):
    (tmp_path / "job").mkdir()
    (tmp_path / "job" / "log.txt").write_text("mine")
    with pytest.raises(BundleExistsError, match=r"^job 7: .*'checkpoints/a.json' is missing"):
        copy_bundle(folder, tmp_path / "job", source="job 7")
    assert tree(tmp_path / "job") == {"log.txt": b"mine"}


def test_the_destination_may_lie_in_the_folder(folder):
    copy_bundle(folder, folder / "copy", source="job 7")
    assert tree(folder / "copy") == TREE


def test_links_and_pipes_are_named_and_left_out(tmp_path, folder):
    (folder / "file").symlink_to("/etc/passwd")
    (folder / "folder").symlink_to(folder)
    (folder / "dangling").symlink_to("nowhere")
    os.mkfifo(folder / "pipe")
    with pytest.warns(BundleWarning, match="4 other.*'pipe' .special file") as caught:
        copy_bundle(folder, tmp_path / "job", source="job 7")
    assert caught[0].filename == __file__
    assert tree(tmp_path / "job") == TREE


def test_a_folder_that_does_not_exist_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        copy_bundle(tmp_path / "none", tmp_path / "job", source="job 7")
    assert tree(tmp_path) == {}
