"""What the archive has stays, whatever AWS forgets or denies, and whoever syncs again."""

import gzip
import io
import tarfile
from pathlib import Path

import polars as pl
import pytest
from job_logs import ago, energies, energy
from logs_on_disk import observations

from jobanalytics import Archive, AwsQuantumJob, IncompleteMetricsWarning
from jobanalytics.archive import compaction

DOCUMENT = b'{"dataDictionary": {"e": 1}, "dataFormat": "plaintext"}'


def tar_of(files):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


def height(archive):
    return archive.jobs()[0].observations().height


@pytest.mark.filterwarnings("ignore::jobanalytics.IncompleteMetricsWarning")
def test_of_a_job_whose_tasks_could_not_be_read(aws, archive, ended):
    aws.fail("SearchQuantumTasks", "denied")
    assert not archive.sync(ended)["final"].item()
    aws.delete_log_streams(ended)
    table = archive.sync(ended)
    assert (table["new_observations"].item(), table["final"].item()) == (0, True)
    assert height(archive) == 30
    assert not archive.jobs()[0].completeness()["complete"].item()


def test_of_a_job_one_of_whose_tasks_runs(aws, archive, ended):
    aws.put_tasks(ended, [{"status": "RUNNING"}])
    archive.sync(ended)
    aws.delete_log_streams(ended)
    archive.sync(ended)
    assert height(archive) == 30


def test_of_a_job_that_the_user_has_read_himself(aws, archive, job_name):
    arn = aws.create_job(job_name, "RUNNING", created_at=ago(hours=3))
    aws.put_log_events(arn, energies(5))
    archive.sync(arn)
    aws.delete_log_streams(arn)
    aws.put_log_events(arn, ["Metrics - energy=9;"])
    aws.update_job(arn, status="COMPLETED", ended_at=ago(hours=1))
    job = AwsQuantumJob(arn)
    assert job.observations().height == 1
    with pytest.warns(IncompleteMetricsWarning, match="CloudWatch has removed 5 lines"):
        assert archive.sync(job)["final"].item()
    assert height(archive) == 6


def test_when_it_is_read_anew_and_the_log_is_gone(aws, archive, ended):
    archive.sync(ended)
    aws.delete_log_streams(ended)
    with pytest.warns(IncompleteMetricsWarning, match="0 metric lines by now, and the archive 30"):
        table = archive.sync(ended, refresh=True)
    assert (table["new_observations"].item(), table["final"].item()) == (0, True)
    assert height(archive) == 30
    assert archive.jobs()[0].completeness()["complete"].item()


def test_when_all_are_read_anew_and_one_log_is_gone(aws, archive, sweep):
    archive.sync(sweep)
    before = archive.jobs().observations()
    aws.delete_log_streams(sweep[2])
    with pytest.warns(IncompleteMetricsWarning, match="0 metric lines by now"):
        archive.sync(sweep, refresh=True)
    assert archive.jobs().observations().equals(before)
    assert archive.scan_observations().collect().height == before.height
    assert archive.verify()["problem"].null_count() == archive.verify().height


def test_when_it_is_read_anew_and_parts_are_denied(aws, archive, ended, tmp_path):
    aws.put_bundle(ended, {"results.json": DOCUMENT})
    aws.put_tasks(ended, [{"shots": 10}])
    archive.sync(ended, bundles=True)
    aws.fail("S3.*", "denied", times=None)
    aws.fail("SearchQuantumTasks", "denied", times=None)
    with pytest.warns(IncompleteMetricsWarning, match="tasks: AccessDeniedError"):
        archive.sync(ended, refresh=True)
    job = archive.jobs()[0]
    assert (job.result(), job.tasks().height) == ({"e": 1}, 1)
    job.download_result(tmp_path)
    assert archive.verify()["problem"].null_count() == archive.verify().height


def test_when_it_is_read_anew_without_bundles(aws, archive, ended, tmp_path):
    aws.put_bundle(ended, {"a.txt": b"a"})
    archive.sync(ended, bundles=True)
    archive.sync(ended, refresh=True)
    archive.jobs()[0].download_result(tmp_path)


def test_reading_anew_asks_aws_and_not_the_users_object(aws, archive, ended):
    job = AwsQuantumJob(ended)
    job.observations()
    archive.sync(job)
    aws.put_log_events(ended, ["Metrics - energy=99;"])
    assert archive.sync(job, refresh=True)["new_observations"].item() == 1


@pytest.mark.filterwarnings("ignore::jobanalytics.IncompleteMetricsWarning")
@pytest.mark.parametrize("refresh", [False, True])
def test_when_old_lines_are_gone_and_more_new_ones_have_come(aws, archive, job_name, refresh):
    arn = aws.create_job(job_name, "RUNNING", created_at=ago(hours=3))
    aws.put_log_events(arn, energies(10))
    aws.put_tasks(arn, [{"status": "RUNNING"}])
    aws.update_job(arn, status="COMPLETED", ended_at=ago(hours=1))
    job = AwsQuantumJob(arn)
    job.observations()
    archive.sync(job)
    aws.delete_log_streams(arn)
    aws.put_log_events(arn, energies(30)[5:])
    archive.sync(refresh=refresh)
    assert sorted(archive.jobs().observations()["value"]) == [float(n) for n in range(30)]
    assert not archive.jobs().completeness()["complete"].item() or not refresh
    archive.sync(refresh=True)
    assert height(archive) == 30
    assert "At least 5 metric lines of an earlier" in archive.jobs().completeness()["notes"].item()


@pytest.mark.filterwarnings("ignore::jobanalytics.IncompleteMetricsWarning")
def test_a_final_job_whose_log_has_others_by_now(aws, archive, ended):
    archive.sync(ended)
    aws.delete_log_streams(ended)
    aws.put_log_events(ended, [energy(n) for n in range(20, 60)])
    table = archive.sync(ended, refresh=True)
    assert (table["new_observations"].item(), table["final"].item()) == (30, True)
    assert "At least 20 metric lines of an earlier" in archive.jobs().completeness()["notes"].item()
    assert not archive.jobs().completeness()["complete"].item()


def test_a_bundle_that_is_gone_when_it_is_read_anew(aws, archive, ended, tmp_path):
    bucket, _, key = aws.put_bundle(ended, {"results.json": DOCUMENT})[5:].partition("/")
    archive.sync(ended, bundles=True)
    aws._s3().delete_object(Bucket=bucket, Key=key)
    with pytest.warns(IncompleteMetricsWarning, match="has no results any more; those that the"):
        archive.sync(ended, refresh=True, bundles=True)
    assert archive.jobs()[0].result() == {"e": 1}
    archive.jobs()[0].download_result(tmp_path)


@pytest.mark.filterwarnings("ignore::jobanalytics.IncompleteMetricsWarning")
def test_a_doubt_outlives_readings_that_are_incomplete_anyway(aws, archive, job_name):
    arn = aws.create_job(job_name, "RUNNING", created_at=ago(days=3))
    aws.put_log_events(arn, energies(3))
    aws.set_retention(1)
    try:
        archive.sync(arn)
    finally:
        aws.set_retention(None)
    archive.sync(arn)
    aws.update_job(arn, status="COMPLETED", ended_at=ago(hours=1))
    assert archive.sync(arn)["final"].item()
    completeness = archive.jobs().completeness()
    assert not completeness["complete"].item()
    assert "keeps events for 1 day" in completeness["notes"].item()


def test_a_bundle_that_came_late(aws, archive, job_name, tmp_path):
    arn = aws.create_job(job_name, created_at=ago(hours=1), ended_at=ago(seconds=30))
    aws.put_log_events(arn, energies(1))
    archive.sync(arn, bundles=True)
    aws.put_bundle(arn, {"results.json": DOCUMENT})
    aws.update_job(arn, ended_at=ago(minutes=10))
    assert archive.sync(arn)["final"].item()
    assert archive.jobs()[0].result() == {"e": 1}
    archive.sync(arn, bundles=True)
    archive.jobs()[0].download_result(tmp_path)


def test_a_result_that_came_with_a_bundle_after_the_job_was_final(aws, archive, ended):
    assert archive.sync(ended)["final"].item()
    assert archive.jobs()[0].result() == {}
    aws.put_bundle(ended, {"results.json": DOCUMENT})
    archive.sync(ended, bundles=True)
    assert archive.jobs()[0].result() == {"e": 1}


@pytest.mark.filterwarnings("ignore::jobanalytics.IncompleteMetricsWarning")
def test_a_damaged_file_is_mended_from_another_archive(aws, archive, ended, tmp_path):
    other = Archive(tmp_path / "other")
    aws.put_bundle(ended, {"results.json": DOCUMENT})
    archive.sync(ended, bundles=True)
    other.sync(ended)
    aws.delete_log_streams(ended)
    (path,) = (Path(archive.root) / "observations").iterdir()
    path.write_bytes(path.read_bytes()[:-100] + b"x" * 100)
    table = archive.sync(ended, refresh=True)
    assert "cannot be read" in table["error"].item()
    assert path.exists()
    assert archive.sync(other.jobs(), refresh=True)["error"].item() is None
    assert height(archive) == 30
    archive.jobs()[0].download_result(tmp_path)
    assert archive.verify()["problem"].null_count() == archive.verify().height


def test_damaged_tasks_stay_where_there_are_no_others(aws, archive, ended, tmp_path):
    other = Archive(tmp_path / "other")
    other.sync(ended)
    aws.put_tasks(ended, [{"status": "COMPLETED"}])
    archive.sync(ended)
    (path,) = (Path(archive.root) / "tasks").iterdir()
    path.write_bytes(path.read_bytes()[:-100] + b"x" * 100)
    archive.sync(other.jobs(), refresh=True)
    assert archive.scan_jobs().collect()["has_tasks"].item()
    archive.sync(ended, refresh=True)
    assert archive.jobs().tasks().height == 1


def test_damaged_tasks_cost_no_values(aws, archive, job_name):
    arn = aws.create_job(job_name, "RUNNING")
    aws.put_log_events(arn, energies(3))
    aws.put_tasks(arn, [{"status": "RUNNING"}])
    archive.sync(arn)
    (path,) = (Path(archive.root) / "tasks").iterdir()
    path.write_bytes(path.read_bytes()[:-100] + b"x" * 100)
    aws.put_log_events(arn, energies(9)[3:])
    assert archive.sync(arn)["error"].item() is None
    assert height(archive) == 9
    assert archive.jobs().tasks().height == 1


@pytest.mark.filterwarnings("ignore::jobanalytics.IncompleteMetricsWarning")
def test_of_what_was_damaged_nobody_knows_whether_it_is_all_there(aws, archive, ended):
    archive.sync(ended)
    (path,) = (Path(archive.root) / "observations").iterdir()
    path.write_bytes(path.read_bytes()[:-100] + b"x" * 100)
    aws.delete_log_streams(ended)
    aws.put_log_events(ended, [energy(n) for n in range(20, 60)])
    archive.sync(ended, refresh=True)
    completeness = archive.jobs().completeness()
    assert not completeness["complete"].item()
    assert "cannot be read any more" in completeness["notes"].item()
    for _ in range(3):
        archive.sync(ended, refresh=True)
        completeness = archive.jobs().completeness()
        assert not completeness["complete"].item()
        assert completeness["notes"].item().count("cannot be read any more") == 1


def test_a_file_that_another_tool_has_rewritten_is_mended(aws, archive, sweep):
    archive.sync(sweep)
    (path,) = (Path(archive.root) / "observations").iterdir()
    pl.read_parquet(path).write_parquet(path)
    archive.sync(sweep[0], refresh=True)
    archive.sync(sweep, refresh=True)
    assert archive.jobs().observations().height == 48
    assert archive.verify()["problem"].null_count() == archive.verify().height


def test_files_are_compacted_whole_or_not_at_all(archive, tmp_path, monkeypatch):
    monkeypatch.setattr(compaction, "_ROWS", 50)
    for names, count in ((["a"], 20), (["b"], 20), (["c1", "c2"], 8)):
        folders = [tmp_path / "jobs" / name for name in names]
        for folder in folders:
            folder.mkdir(parents=True)
            (folder / "log.txt").write_text("Metrics - e=1;\n" * count)
        archive.sync(folders)
    archive.compact()
    counts = dict(observations(archive).group_by("job_name").len().iter_rows())
    assert counts == {"a": 20, "b": 20, "c1": 8, "c2": 8}
    assert archive.verify()["problem"].null_count() == archive.verify().height


@pytest.mark.parametrize("spelling", ["{0}/", "{0}/../archive", "{0}/../link"])
def test_an_archive_is_the_same_however_it_is_spelt(aws, archive, tmp_path, job_name, spelling):
    arn = aws.create_job(job_name, "RUNNING")
    archive.sync(arn)
    (tmp_path / "link").symlink_to(tmp_path / "archive")
    same = Archive(spelling.format(archive.root))
    assert same == archive
    aws.put_log_events(arn, energies(3))
    assert archive.sync(same.jobs())["new_observations"].item() == 3


def test_an_archive_that_has_lost_its_table_of_jobs(aws, archive, sweep, tmp_path):
    archive.sync(sweep)
    (tmp_path / "archive" / "jobs").rename(tmp_path / "kept")
    for ask in (archive.jobs, archive.compact, lambda: archive.sync(sweep[0])):
        with pytest.raises(RuntimeError, match="table of jobs, jobs/, is gone"):
            ask()
    (tmp_path / "kept").rename(tmp_path / "archive" / "jobs")
    assert archive.verify()["problem"].null_count() == archive.verify().height


def test_files_that_are_links(archive, sweep, tmp_path):
    """As those are that keep large files elsewhere."""
    archive.sync(sweep[:2])
    for path in [*(tmp_path / "archive").glob("*/*.parquet")]:
        elsewhere = tmp_path / path.name
        path.rename(elsewhere)
        path.symlink_to(elsewhere)
    assert len(archive.jobs()) == 2
    archive.sync(sweep)
    assert archive.jobs().observations().height == 48


@pytest.mark.filterwarnings("ignore::jobanalytics.IncompleteMetricsWarning")
def test_of_lines_that_said_nothing_the_number_is_known(aws, archive, job_name):
    arn = aws.create_job(job_name, created_at=ago(hours=3), ended_at=ago(hours=1))
    aws.put_log_events(arn, [*energies(3), *["Metrics - energy=much;"] * 3])
    archive.sync(arn)
    aws.delete_log_streams(arn)
    aws.put_log_events(arn, energies(6))
    archive.sync(arn, refresh=True)
    completeness = archive.jobs().completeness()
    assert not completeness["complete"].item()
    assert "At least 3 metric lines of an earlier" in completeness["notes"].item()
    assert height(archive) == 6


def test_a_failed_job_has_no_result(aws, archive, job_name):
    arn = aws.create_job(job_name, "FAILED", created_at=ago(hours=3), ended_at=ago(hours=1))
    aws.put_log_events(arn, energies(1))
    aws.put_bundle(arn, {"results.json": DOCUMENT})
    archive.sync(arn, bundles=True)
    assert archive.scan_jobs().collect().select("has_result", "has_bundle").row(0) == (None, None)


def test_a_bundle_is_kept_to_its_last_byte(aws, archive, ended):
    content = gzip.compress(tar_of({"a.txt": b"a" * 1000}) + b"\0" * 5_000_000, 0)
    aws.put_bundle(ended, content)
    archive.sync(ended, bundles=True)
    (path,) = (Path(archive.root) / "bundles").iterdir()
    assert path.read_bytes() == content
