"""A report is one file, which appears whole or not at all and is of a modest size."""

import os
import threading
from pathlib import Path

import numpy as np
import pytest

from jobanalytics import InvalidArgumentError, JobSet, StorageWriteError
from jobanalytics.report import write_page

MEGABYTE = 1_000_000


def test_its_path_is_returned(sweep, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert sweep.report("reports/sweep.html") == Path("reports/sweep.html")
    assert (tmp_path / "reports" / "sweep.html").read_bytes().startswith(b"<!DOCTYPE html>")


def test_one_that_is_there_is_replaced_and_nothing_else_is_left(tmp_path):
    path = tmp_path / "report.html"
    path.write_text("old")
    other = tmp_path / "other"
    os.link(path, other)
    write_page(path, "new")
    assert [each.name for each in sorted(tmp_path.iterdir())] == ["other", "report.html"]
    assert path.read_text() == "new"
    assert other.read_text() == "old"  # not written over in place


def test_what_was_there_stays_when_it_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(StorageWriteError, match="failed"):
        write_page(tmp_path / "file" / "report.html", "new")
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize("path", ["", "s3://bucket/report.html", "a\0b", 3, b"report.html", "a/"])
def test_what_is_no_path_of_a_file(sweep, path):
    with pytest.raises(InvalidArgumentError, match="report"):
        sweep.report(path)


def test_a_folder(sweep, tmp_path):
    with pytest.raises(InvalidArgumentError, match="is a folder; a report is one file"):
        sweep.report(tmp_path)


def test_200_jobs_of_800_iterations_and_two_metrics(folder, tmp_path, read):
    rng = np.random.default_rng(1)
    energies = rng.normal(size=(200, 800)).cumsum(1)
    losses = rng.random((200, 800))
    jobs = JobSet(
        [
            folder(
                f"vqe-{job:03}",
                [
                    f"Metrics - timestamp={i}; energy={e}; loss={loss}; iteration_number={i};"
                    for i, (e, loss) in enumerate(zip(energies[job], losses[job], strict=True))
                ],
                n_layers=job % 4,
                seed=job // 4,
            )
            for job in range(200)
        ]
    )
    path = jobs.report(tmp_path / "report.html", goal="min")
    assert path.stat().st_size < 3 * MEGABYTE
    page = read(path)
    assert "Drawn are" in page.text
    curves = page.data["charts"][0]["curves"]
    assert len(curves) == 200
    smallest = [min(curve["y"]) for curve in curves]
    assert smallest == pytest.approx(energies.min(1))
    largest = [max(curve["y"]) for curve in curves]
    assert largest == pytest.approx(energies.max(1))
    ends = [(curve["x"][0], curve["x"][-1]) for curve in curves]
    assert ends == [(0, 799)] * 200


def test_a_link_stays_one_and_a_pipe_is_written_to(tmp_path):
    real, link, pipe = (tmp_path / name for name in ("real.html", "link.html", "pipe"))
    real.write_text("old")
    link.symlink_to(real)
    write_page(link, "new")
    assert link.is_symlink()
    assert real.read_text() == "new"
    os.mkfifo(pipe)
    came = []
    reader = threading.Thread(target=lambda: came.append(pipe.read_bytes()))
    reader.start()
    write_page(pipe, "new")
    reader.join()
    assert pipe.is_fifo()
    assert came == [b"new"]


def test_a_full_device_is_named(tmp_path):
    with pytest.raises(StorageWriteError, match="Writing /dev/full failed: No space left"):
        write_page("/dev/full", "new")


@pytest.mark.parametrize("name", ["x" * 300 + ".html", "loop.html", "file/report.html"])
def test_where_no_file_can_be(sweep, tmp_path, name):
    (tmp_path / "loop.html").symlink_to("loop.html")
    (tmp_path / "file").touch()
    with pytest.raises(StorageWriteError, match=f"Writing .*{name} failed: ") as caught:
        sweep.report(tmp_path / name)
    assert caught.value.errno


def test_a_name_that_begins_like_that_of_a_home(sweep, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert sweep.report("~nobody.html").read_bytes().startswith(b"<!DOCTYPE html>")
    assert (tmp_path / "~nobody.html").is_file()


def test_a_file_keeps_its_access_and_a_new_one_has_that_of_new_files(tmp_path):
    old, new, usual = (tmp_path / name for name in ("old.html", "new.html", "usual"))
    old.touch()
    old.chmod(0o640)
    usual.touch()
    write_page(old, "page")
    write_page(new, "page")
    assert old.stat().st_mode & 0o777 == 0o640
    assert new.stat().st_mode == usual.stat().st_mode
