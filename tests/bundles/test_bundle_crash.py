"""A process that is killed in the middle leaves nothing that looks whole, and is cleaned up after.

The extractions here run in processes of their own, fed by a pipe that stays open.
"""

import fcntl
import gzip
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from bundle_factory import bundle, listed, tree
from waiting import PATIENCE, wait_until

from jobanalytics.bundles import extract_bundle, workspace

ROOT = Path(__file__).parents[2]
CONTENT = random.Random(5).randbytes(2_000_000)
DATA = bundle(("first", b"1"), ("big", CONTENT)).getvalue()
WHOLE = {"job": None, "job/first": b"1", "job/big": CONTENT}
SCRIPT = """
import sys
from pathlib import Path
from jobanalytics.bundles import extract_bundle
extract_bundle(sys.stdin.buffer, Path(sys.argv[1]), source="child")
"""


@pytest.fixture
def child(tmp_path):
    """Start an extraction that has got the first half of the bundle and waits for the other."""
    processes = []

    def start():
        before = set(tmp_path.iterdir())
        process = subprocess.Popen(
            [sys.executable, "-c", SCRIPT, str(tmp_path / "job")],
            stdin=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )
        processes.append(process)
        process.stdin.write(DATA[: len(DATA) // 2])
        process.stdin.flush()

        def written():
            found = set(tmp_path.iterdir()) - before
            return [folder for folder in found if size(folder / "bundle" / "big") > 500_000]

        wait_until(written, "the child has written half of it")
        return process, *written()

    yield start
    for process in processes:
        process.kill()
        process.stdin.close()
        process.wait()


def size(path):
    return path.stat().st_size if path.exists() else 0


def kill(process):
    process.kill()
    process.wait()


def test_a_killed_extraction_leaves_nothing_under_the_final_name(tmp_path, child):
    process, folder = child()
    kill(process)
    assert listed(tmp_path) == [folder.name]


def test_the_next_extraction_removes_what_killed_ones_left(tmp_path, child):
    for _ in range(2):
        kill(child()[0])
        # between the two, nothing extracts
    assert len(listed(tmp_path)) == 1  # the second child removed the first one's
    extract_bundle(bundle(("a", b"1")), tmp_path / "job", source="job 7")
    assert tree(tmp_path) == {"job": None, "job/a": b"1"}


def test_a_live_extraction_keeps_its_folder(tmp_path, child):
    process, folder = child()
    extract_bundle(bundle(("first", b"1"), ("big", CONTENT)), tmp_path / "job", source="job 7")
    assert folder.exists()
    process.stdin.write(DATA[len(DATA) // 2 :])
    process.stdin.close()
    assert process.wait(PATIENCE) == 0
    assert tree(tmp_path) == WHOLE


def test_a_live_extraction_of_this_process_keeps_its_folder_even_without_locks(
    tmp_path, monkeypatch
):
    monkeypatch.setattr("fcntl.flock", lambda *_: None)  # as where locks belong to the process
    inner = []

    class Nested:
        def __init__(self):
            self.rest = gzip.compress(gzip.decompress(DATA))

        def read(self, size):
            if not inner:
                inner.append(1)
                extract_bundle(
                    bundle(("first", b"1"), ("big", CONTENT)), tmp_path / "job", source=""
                )
            data, self.rest = self.rest[:size], self.rest[size:]
            return data

    extract_bundle(Nested(), tmp_path / "job", source="job 7")
    assert tree(tmp_path) == WHOLE


def test_where_nothing_can_be_locked_extraction_works_and_removes_no_other(
    tmp_path, child, monkeypatch
):
    def refuse(*_):
        raise OSError(38, "Function not implemented")

    process, folder = child()
    monkeypatch.setattr("fcntl.flock", refuse)
    kill(process)
    extract_bundle(bundle(("a", b"1")), tmp_path / "job", source="job 7")
    assert folder.exists()
    assert tree(tmp_path / "job") == {"a": b"1"}


def test_folders_of_others_are_not_touched(tmp_path):
    others = [
        ".job.jobanalytics-mine",
        ".job.jobanalytics-" + "0" * 31,
        ".jobs.jobanalytics-" + "0" * 32,
        "job.jobanalytics-" + "0" * 32,
    ]
    for name in others:
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text("mine")
    target = tmp_path / "target"
    target.mkdir()
    (target / "file").write_text("mine")
    (tmp_path / (".job.jobanalytics-" + "1" * 32)).symlink_to(target)
    before = tree(tmp_path)
    extract_bundle(bundle(("a", b"1")), tmp_path / "job", source="job 7")
    assert tree(tmp_path) == before | {"job": None, "job/a": b"1"}


@pytest.mark.parametrize("moment", ["before it is opened", "before it is locked", "after that"])
def test_a_new_folder_that_another_process_takes_for_stale_is_made_anew(
    tmp_path, monkeypatch, moment
):
    taken = []
    os_open = os.open

    def open_while_another_cleans(path, *args):
        first = not taken
        taken.append(path)
        if first and moment == "before it is opened":
            shutil.rmtree(Path(path).parent)
        descriptor = os_open(path, *args)
        if first and moment == "before it is locked":
            fcntl.flock(os_open(path, *args), fcntl.LOCK_EX)
        if first and moment == "after that":
            shutil.rmtree(Path(path).parent)
        return descriptor

    monkeypatch.setattr(
        workspace, "os", SimpleNamespace(**vars(os) | {"open": open_while_another_cleans})
    )
    extract_bundle(bundle(("a", b"1")), tmp_path / "job", source="job 7")
    assert len(set(taken)) == 2
    assert tree(tmp_path / "job") == {"a": b"1"}


def test_what_cannot_be_created_leaves_nothing(tmp_path, monkeypatch):
    def refuse(*_):
        raise OSError(24, "Too many open files")

    monkeypatch.setattr(workspace, "os", SimpleNamespace(**vars(os) | {"open": refuse}))
    with pytest.raises(OSError, match="Too many open files"):
        extract_bundle(bundle(("a", b"1")), tmp_path / "job", source="job 7")
    assert tree(tmp_path) == {}
