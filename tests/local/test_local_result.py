"""The stored result of a local job, and the copy of its folder."""

import base64
import json
import pickle

import pytest

from jobanalytics import BundleError, BundleExistsError, PickleNotAllowedError


def test_the_result(folder):
    assert folder("", results={"energy": -1.5}).result() == {"energy": -1.5}


def test_no_result(folder):
    assert folder("").result() == {}


def test_nothing_is_unpickled_unasked(folder):
    value = base64.b64encode(pickle.dumps({1, 2})).decode()
    document = {"dataDictionary": {"sets": value}, "dataFormat": "pickled_v4"}
    job = folder("", **{"results.json": json.dumps(document)})
    with pytest.raises(PickleNotAllowedError, match="allow_pickle=True"):
        job.result()
    assert job.result(allow_pickle=True) == {"sets": {1, 2}}


def test_a_damaged_result_names_its_folder(folder):
    job = folder("", **{"results.json": "{"})
    with pytest.raises(BundleError, match=f"Job 'vqe-local' in {job.path}: results.json is not"):
        job.result()


def test_a_copy_of_the_folder(folder, tmp_path):
    job = folder("log\n", results={"a": 1})
    (job.path / "checkpoints").mkdir()
    (job.path / "checkpoints" / "one").write_text("1")
    job.download_result(tmp_path / "copies")
    copy = tmp_path / "copies" / "vqe-local"
    assert sorted(path.relative_to(copy).as_posix() for path in copy.rglob("*")) == [
        "checkpoints",
        "checkpoints/one",
        "log.txt",
        "results.json",
    ]
    job.download_result(tmp_path / "copies")


def test_to_where_it_is_already_is_nothing(folder, monkeypatch):
    job = folder("log\n")
    monkeypatch.chdir(job.path.parent)
    assert job.download_result() is None
    assert [path.name for path in job.path.parent.iterdir()] == ["vqe-local"]
    assert [path.name for path in job.path.iterdir()] == ["log.txt"]


def test_to_the_working_directory(folder, monkeypatch, tmp_path):
    job = folder("log\n")
    monkeypatch.chdir(tmp_path)
    job.download_result()
    assert (tmp_path / "vqe-local" / "log.txt").read_text() == "log\n"


def test_another_folder_of_that_name_is_left_alone(folder, tmp_path):
    job = folder("log\n")
    (tmp_path / "vqe-local").mkdir()
    (tmp_path / "vqe-local" / "log.txt").write_text("mine")
    with pytest.raises(BundleExistsError, match=r"Job 'vqe-local': .*'log.txt' differs"):
        job.download_result(tmp_path)
    assert (tmp_path / "vqe-local" / "log.txt").read_text() == "mine"
