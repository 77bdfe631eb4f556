"""Small files merge into large ones, and nothing else changes."""

from pathlib import Path

from logs_on_disk import files, observations
from polars.testing import assert_frame_equal

from jobanalytics import JobSet
from jobanalytics.archive import compaction
from jobanalytics.schema import COMPACTED
from jobanalytics.storage import LocalStore


def folders(archive):
    return [name.partition("/")[0] for name in files(archive)]


def test_files_of_final_jobs_merge(aws, archive, sweep):
    aws.put_tasks(sweep[0], [{"shots": 10}])
    for arn in sweep:
        aws.put_bundle(
            arn, {"results.json": b'{"dataDictionary": {"a": 1}, "dataFormat": "plaintext"}'}
        )
        archive.sync(arn, bundles=True)
    before = archive.jobs()
    expected = [before.observations(), before.tasks(), before.results(), before.table()]
    assert folders(archive).count("observations") == 6
    table = archive.compact()
    assert table.schema == COMPACTED
    assert table.filter(kind="observations").row(0)[1::2] == (6, 1)
    assert folders(archive).count("observations") == 1
    assert folders(archive).count("results") == 1
    assert folders(archive).count("bundles") == 6
    after = archive.jobs()
    for frame, same in zip(
        [after.observations(), after.tasks(), after.results(), after.table()], expected, strict=True
    ):
        assert_frame_equal(frame, same)
    assert_frame_equal(observations(archive), JobSet(sweep).observations())
    assert archive.verify()["problem"].null_count() == archive.verify().height


def test_jobs_read_before_find_their_rows(archive, sweep):
    for arn in sweep:
        archive.sync(arn)
    jobs = archive.jobs()
    archive.compact()
    assert jobs.observations().height == 48


def test_what_is_merged_is_left_alone(archive, sweep):
    for arn in sweep:
        archive.sync(arn)
    archive.compact()
    before = files(archive)
    table = archive.compact()
    assert files(archive) == before
    assert table["files"].equals(table["files_before"].rename("files"))


def test_jobs_that_run_keep_their_own(aws, archive, sweep, job_name):
    running = aws.create_job(f"{job_name}-running", "RUNNING")
    aws.put_log_events(running, ["Metrics - energy=1;"])
    for arn in [*sweep, running]:
        archive.sync(arn)
    archive.compact()
    assert folders(archive).count("observations") == 2
    assert folders(archive).count("log_events") == 1
    aws.put_log_events(running, ["Metrics - energy=2;"])
    assert archive.sync(running)["new_observations"].item() == 1


def test_files_have_a_size(archive, sweep, monkeypatch):
    monkeypatch.setattr(compaction, "_ROWS", 20)
    for arn in sweep:
        archive.sync(arn)
    archive.compact()
    assert folders(archive).count("observations") == 3
    assert archive.jobs().observations().height == 48
    before = files(archive)
    archive.compact()
    assert files(archive) == before


def test_jobs_that_were_taken_before_ask_once_where_their_rows_are(archive, sweep, monkeypatch):
    """On S3 each look at the table of jobs is a request or two."""
    for arn in sweep:
        archive.sync(arn)
    jobs = archive.jobs()
    archive.compact()
    read = LocalStore.read
    looked = []
    monkeypatch.setattr(
        LocalStore, "read", lambda store, name: looked.append(name) or read(store, name)
    )
    assert jobs.observations().height == 48
    assert len([name for name in looked if name.startswith("jobs/")]) <= len(sweep)


def test_what_one_left_that_was_killed_goes(archive, sweep):
    archive.sync(sweep)
    (name,) = (name for name in files(archive) if name.startswith("observations/"))
    path = Path(archive.root) / name
    path.with_name("20261127T120000-0123456789abcdef.parquet").write_bytes(path.read_bytes())
    assert observations(archive).height == 96
    archive.compact()
    assert observations(archive).height == 48


def test_jobs_that_logged_nothing(archive, tmp_path):
    """They have no rows in any file, and cost the others nothing."""
    folders = [tmp_path / "jobs" / name for name in "abc"]
    for folder, lines in zip(folders, (0, 2, 3), strict=True):
        folder.mkdir(parents=True)
        (folder / "log.txt").write_text("Metrics - e=1;\n" * lines)
    archive.sync(folders)
    assert archive.scan_jobs().collect()["observations_file"].null_count() == 1
    for folder in folders[1:]:
        (folder / "log.txt").write_text("Metrics - e=1;\n" * 5)
    later = tmp_path / "jobs" / "d"
    later.mkdir()
    (later / "log.txt").write_text("")
    assert archive.sync([*folders, later])["error"].null_count() == 4
    archive.sync(later)
    archive.compact()
    assert archive.jobs().observations().height == 10
    assert archive.verify()["problem"].null_count() == archive.verify().height
