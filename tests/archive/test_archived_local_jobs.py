"""Jobs of the local mode are archived as others are."""

import json
import os

import pytest
from polars.testing import assert_frame_equal

from jobanalytics import Archive, IncompleteMetricsWarning, JobSet, LocalQuantumJob


@pytest.fixture
def folder(tmp_path):
    """Make a folder of a local job, and give its path."""

    def make(place, count, **files):
        path = tmp_path / "jobs" / place
        path.mkdir(parents=True, exist_ok=True)
        lines = [f"Metrics - energy={n}; iteration_number={n};\n" for n in range(count)]
        (path / "log.txt").write_text("".join(lines))
        for name, text in files.items():
            (path / f"{name}.json").write_text(text)
        return path

    return make


def remove(path):
    for file in path.iterdir():
        file.unlink()
    path.rmdir()


def test_it_is_there_when_the_folder_is_gone(archive, folder, tmp_path):
    results = '{"dataDictionary": {"e": 1}, "dataFormat": "plaintext"}'
    path = folder("vqe", 3, results=results, hyperparameters='{"n": 3}')
    expected = LocalQuantumJob(path)
    table, frame = JobSet(path).table(), expected.observations()
    assert archive.sync(path, bundles=True).row(0) == (
        "vqe", f"local:job/{path}", 3, "COMPLETED", True, None,
    )  # fmt: skip
    remove(path)
    jobs = archive.jobs()
    assert_frame_equal(jobs["vqe"].observations(), frame)
    assert_frame_equal(jobs.table(), table)
    assert jobs["vqe"].result() == {"e": 1}
    jobs["vqe"].download_result(tmp_path / "bundles")
    names = sorted(path.name for path in (tmp_path / "bundles" / "vqe").iterdir())
    assert names == ["hyperparameters.json", "log.txt", "results.json"]
    assert archive.sync()["final"].item()


def test_two_folders_of_one_name_are_two_jobs(archive, folder):
    paths = [folder("a/vqe", 2), folder("b/vqe", 3)]
    for path in paths:  # apart, so that neither sync knows of the other's
        archive.sync(path)
    assert_frame_equal(archive.jobs().observations(), JobSet(paths).observations())
    assert_frame_equal(archive.jobs().metrics("energy"), JobSet(paths).metrics("energy"))
    assert archive.jobs()["a/vqe"].observations().height == 2


def test_a_folder_that_ran_again_is_read_again(archive, folder):
    path = folder("vqe", 2)
    archive.sync(path)
    folder("vqe", 5)
    os.utime(path / "log.txt", (2_000_000_000, 2_000_000_000))
    assert archive.sync(path)["new_observations"].item() == 3
    assert archive.jobs().observations().height == 5
    assert archive.sync(path)["new_observations"].item() == 0


def test_one_of_a_shared_file_that_ran_again(archive, folder):
    paths = [folder(f"vqe-{number}", number + 1) for number in range(3)]
    archive.sync(paths)
    folder("vqe-1", 7)
    os.utime(paths[1] / "log.txt", (2_000_000_000, 2_000_000_000))
    archive.sync(paths)
    counts = archive.scan_observations().collect().group_by("job_name").len().sort("job_name")
    assert counts["len"].to_list() == [1, 7, 3]
    assert_frame_equal(archive.jobs().observations(), JobSet(paths).observations())
    assert archive.verify()["problem"].null_count() == archive.verify().height


def test_odd_lines(archive, tmp_path):
    path = tmp_path / "odd"
    path.mkdir()
    text = (
        "[a]Metrics - train/loss=nan; train/loss =1; energy=inf; timestamp=1;\n"
        "Metrics - ü=-0.0; 量子=1e-320; a b=3; iteration_number=2;Metrics - x=1;\n"
        "Metrics - x=y; z=1\n" * 3
    )
    (path / "log.txt").write_text(text)
    archive.sync(path)
    job = LocalQuantumJob(path)
    assert_frame_equal(archive.jobs()[0].observations(), job.observations())
    assert_frame_equal(
        archive.jobs()[0].completeness().drop("read_at"), job.completeness().drop("read_at")
    )


def test_one_that_goes_on(archive, folder):
    path = folder("vqe", 2)
    archive.sync(path)
    with (path / "log.txt").open("a") as log:
        log.write("Metrics - energy=9; iteration_number=9;\n")
    assert archive.sync(path)["new_observations"].item() == 1
    (path / "hyperparameters.json").write_text('{"n": 3}')
    (path / "results.json").write_text('{"dataDictionary": {"e": 1}, "dataFormat": "plaintext"}')
    archive.sync(path)
    assert archive.jobs().table()["hyperparameters.n"].item() == 3
    assert archive.jobs()[0].result() == {"e": 1}


def test_a_folder_has_one_name_however_it_is_spelt(archive, folder, tmp_path, monkeypatch):
    path = folder("vqe", 2)
    (tmp_path / "link").symlink_to(path)
    for spelling in (path, path / ".." / "vqe", tmp_path / "link"):
        archive.sync(spelling)
    monkeypatch.chdir(path.parent)
    archive.sync("vqe")
    assert archive.scan_observations().collect().height == 2


def test_a_name_that_is_no_text(archive, tmp_path):
    path = os.fsencode(tmp_path) + b"/vqe-\xff"
    os.mkdir(path)  # noqa: PTH102 - a path of bytes
    with open(path + b"/log.txt", "w") as log:  # noqa: PTH123
        log.write("Metrics - e=1;\n")
    archive.sync(os.fsdecode(path))
    assert archive.jobs()[0].name == "vqe-\\xff"
    assert archive.jobs().observations().height == 1


def test_hyperparameters_of_odd_names(archive, folder):
    names = {"a\0b": 1, "^.*$": 2, "": 3, "ä\ud800": 4, "job_name": 5, "x" * 300: 6}
    path = folder("vqe", 2, hyperparameters=json.dumps(names))
    assert archive.sync(path)["error"].item() is None
    assert_frame_equal(archive.jobs().table(), JobSet(path).table())


def test_an_older_archive_does_not_take_back(archive, folder, tmp_path):
    older = Archive(tmp_path / "older")
    path = folder("vqe", 2)
    older.sync(path)
    folder("vqe", 5)
    os.utime(path / "log.txt", (3_000_000_000, 3_000_000_000))
    archive.sync(path)
    assert archive.sync(older.jobs())["new_observations"].item() == 0
    assert archive.jobs().observations().height == 5
    assert older.sync(archive.jobs())["new_observations"].item() == 3
    assert older.jobs().observations().height == 5


def test_a_bundle_is_kept_up_with_its_folder(archive, folder, tmp_path):
    path = folder("vqe", 2)
    (path / "model.bin").write_bytes(b"one")
    archive.sync(path, bundles=True)
    (path / "model.bin").write_bytes(b"the other")
    archive.sync(path)
    archive.jobs()[0].download_result(tmp_path / "bundles")
    assert (tmp_path / "bundles" / "vqe" / "model.bin").read_bytes() == b"the other"


def test_one_that_cannot_be_read_whole_by_now_stays_as_it_was(archive, folder):
    path = folder("vqe", 2, results='{"dataDictionary": {"e": 1}, "dataFormat": "plaintext"}')
    archive.sync(path)
    folder("vqe", 5, results='{"dataDictionary": {"e"')
    with pytest.warns(IncompleteMetricsWarning, match="results: BundleError"):
        archive.sync(path)
    assert archive.jobs()[0].result() == {"e": 1}
    assert archive.jobs().observations().height == 2
    folder("vqe", 5, results='{"dataDictionary": {"e": 2}, "dataFormat": "plaintext"}')
    archive.sync(path)
    assert archive.jobs()[0].result() == {"e": 2}
    assert archive.jobs().observations().height == 5


@pytest.mark.parametrize("file", ["hyperparameters.json", "log.txt"])
def test_one_that_cannot_be_read_stops_no_others(archive, folder, file):
    paths = [folder(f"vqe-{number}", 2, hyperparameters="{}") for number in range(3)]
    jobs = JobSet(paths)
    (paths[1] / file).unlink()
    (paths[1] / file).mkdir()
    with pytest.warns(IncompleteMetricsWarning, match=f"{file} cannot be read"):
        table = archive.sync(jobs)
    assert table["error"].null_count() == 2
    assert table["job_name"].to_list() == ["vqe-0", "vqe-1", "vqe-2"]
    assert len(archive.jobs()) == 2


def test_names_that_parquet_takes_for_one(archive, folder):
    path = folder("vqe", 2, hyperparameters=json.dumps({"a\0": 1, "a\\0": 2}))
    archive.sync(path)
    assert_frame_equal(archive.jobs().table(), JobSet(path).table())
    assert len(archive.scan_jobs().collect().columns) == len(
        set(archive.scan_jobs().collect().columns)
    )


def later(path, seconds):
    """Let a folder look as if it had been written so much later."""
    for each in [*path.iterdir(), path]:
        os.utime(each, (2_000_000_000 + seconds,) * 2)


def test_a_copy_is_of_one_version(archive, folder, tmp_path):
    other = Archive(tmp_path / "other")
    path = folder("vqe", 1)
    archive.sync(path, bundles=True)
    other.sync(archive.jobs())
    stale = archive.jobs()
    folder("vqe", 4, results='{"dataDictionary": {"e": 1}, "dataFormat": "plaintext"}')
    later(path, 0)
    archive.sync(path, bundles=True)
    other.sync(stale, bundles=True)
    assert other.jobs().observations().height == 4
    assert other.jobs()[0].result() == {"e": 1}


def test_a_newer_version_without_its_bundle(archive, folder, tmp_path):
    other = Archive(tmp_path / "other")
    path = folder("vqe", 1)
    archive.sync(path, bundles=True)
    folder("vqe", 3)
    later(path, 0)
    other.sync(path)
    remove(path)
    assert archive.sync(other.jobs())["new_observations"].item() == 2


@pytest.mark.parametrize("before", [True, False])
def test_a_folder_that_changes_while_it_is_read(archive, folder, before):
    path = folder("vqe", 1)

    class Changing(LocalQuantumJob):
        def change(self):
            if len((path / "log.txt").read_text().splitlines()) == 1:
                folder("vqe", 4, results='{"dataDictionary": {"e": 2}, "dataFormat": "plaintext"}')
                later(path, 0)

        def _read_metrics(self):
            if before:
                self.change()
            return super()._read_metrics()

        def _result_document(self):
            self.change()
            return super()._result_document()

    archive.sync(Changing(path))
    assert archive.jobs().observations().height == 4
    assert archive.jobs()[0].result() == {"e": 2}
    assert archive.sync(path)["new_observations"].item() == 0


def test_a_folder_that_goes_while_it_is_read_stops_no_others(archive, folder):
    path, other = folder("vqe", 1), folder("other", 2)

    class Going(LocalQuantumJob):
        def _result_document(self):
            if path.exists():
                remove(path)
            return super()._result_document()

    jobs = [Going(path), other]
    with pytest.warns(IncompleteMetricsWarning, match=r"log\.txt is gone"):
        table = archive.sync(jobs)
    assert table["error"].null_count() == 1
    assert archive.jobs().observations().height == 2
