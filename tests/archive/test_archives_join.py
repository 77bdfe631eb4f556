"""Jobs of one archive are brought into another: what either has is there, of one state."""

from pathlib import Path

import pyarrow as pa
import pytest
from forging import forge_jobs
from job_logs import ago, energies, energy

from jobanalytics import Archive, IncompleteMetricsWarning

DOCUMENT = b'{"dataDictionary": {"e": 1}, "dataFormat": "plaintext"}'


def height(archive):
    return archive.jobs()[0].observations().height


def test_an_older_archive_does_not_take_back(aws, archive, job_name, tmp_path):
    older = Archive(tmp_path / "older")
    arn = aws.create_job(job_name, "RUNNING")
    aws.put_log_events(arn, energies(3))
    aws.put_tasks(arn, [{"status": "RUNNING"}])
    older.sync(arn)
    aws.put_log_events(arn, energies(10)[3:])
    aws.put_tasks(arn, [{"status": "COMPLETED"}])
    aws.update_job(arn, status="COMPLETED", ended_at=ago(minutes=1))
    archive.sync(arn)
    assert archive.sync(older.jobs())["new_observations"].item() == 0
    assert height(archive) == 10
    assert archive.jobs().tasks().height == 2
    assert archive.jobs().table()["state"].item() == "COMPLETED"


def test_what_only_one_of_two_archives_has_is_in_both(aws, archive, job_name, tmp_path):
    other = Archive(tmp_path / "other")
    arn = aws.create_job(job_name, "RUNNING")
    aws.put_log_events(arn, energies(5))
    other.sync(arn)
    aws.delete_log_streams(arn)
    aws.put_log_events(arn, energies(9)[3:])
    archive.sync(arn)
    for into, source in ((archive, other), (other, archive)):
        into.sync(source.jobs())
        frame = into.scan_observations().collect()
        assert frame["value"].to_list() == [float(n) for n in range(9)]
        assert not into.jobs().completeness()["complete"].item()
        assert into.verify()["problem"].null_count() == into.verify().height


@pytest.mark.filterwarnings("ignore::jobanalytics.IncompleteMetricsWarning")
def test_what_only_another_archive_has_of_a_final_job(aws, archive, ended, tmp_path):
    other = Archive(tmp_path / "other")
    archive.sync(ended)
    aws.delete_log_streams(ended)
    aws.put_log_events(ended, [energy(n) for n in range(20, 60)])
    other.sync(ended)
    for into, source, new in ((archive, other, 30), (other, archive, 20)):
        table = into.sync(source.jobs())
        assert table.row(0)[2:] == (new, "COMPLETED", True, None)
        assert sorted(into.scan_observations().collect()["value"]) == list(range(60))
        assert into.sync(source.jobs())["new_observations"].item() == 0


def test_a_bundle_that_another_archive_looked_for_too_early(aws, archive, job_name, tmp_path):
    other = Archive(tmp_path / "other")
    arn = aws.create_job(job_name, created_at=ago(hours=1), ended_at=ago(seconds=30))
    aws.put_log_events(arn, energies(1))
    other.sync(arn, bundles=True)
    aws.put_bundle(arn, {"results.json": DOCUMENT})
    aws.update_job(arn, ended_at=ago(minutes=10))
    archive.sync(arn)
    archive.sync(other.jobs(), bundles=True)
    archive.sync(arn, bundles=True)
    archive.jobs()[0].download_result(tmp_path)


@pytest.mark.filterwarnings("ignore::jobanalytics.IncompleteMetricsWarning")
def test_tasks_that_have_ended_stay_so(aws, archive, ended, tmp_path):
    other = Archive(tmp_path / "other")
    (task,) = aws.put_tasks(ended, [{"status": "RUNNING"}])
    archive.sync(ended)
    aws.put_tasks(ended, [{"status": "COMPLETED", "quantumTaskArn": task}])
    assert other.sync(ended)["final"].item()
    aws.fail("SearchQuantumTasks", "denied", times=None)
    assert not archive.sync(ended)["final"].item()
    assert archive.sync(other.jobs())["final"].item()
    assert set(archive.jobs().tasks()["state"]) == {"COMPLETED"}


@pytest.mark.filterwarnings("ignore::jobanalytics.IncompleteMetricsWarning")
def test_a_task_that_runs_keeps_a_job_from_being_final(aws, archive, ended, tmp_path):
    other = Archive(tmp_path / "other")
    assert other.sync(ended)["final"].item()
    aws.put_tasks(ended, [{"status": "RUNNING"}])
    archive.sync(ended)
    assert not archive.sync(other.jobs())["final"].item()


def test_a_result_and_a_bundle_that_only_another_archive_has(aws, archive, ended, tmp_path):
    other = Archive(tmp_path / "other")
    archive.sync(ended, bundles=True)
    aws.put_bundle(ended, {"results.json": DOCUMENT})
    other.sync(ended, bundles=True)
    archive.sync(other.jobs())
    assert archive.jobs()[0].result() == {"e": 1}
    archive.sync(other.jobs(), bundles=True)
    archive.jobs()[0].download_result(tmp_path)


@pytest.mark.filterwarnings("ignore::jobanalytics.IncompleteMetricsWarning")
def test_a_result_that_could_not_be_read_is_not_taken_for_none(aws, archive, ended, tmp_path):
    aws.put_bundle(ended, {"results.json": DOCUMENT})
    aws.fail("S3.*", "denied", times=None)
    archive.sync(ended)
    aws.clear_faults()
    copy = Archive(tmp_path / "copy")
    table = copy.sync(archive.jobs())
    assert "results: NotArchivedError" in table["error"].item()
    assert not table["final"].item()
    assert copy.sync(ended)["final"].item()
    assert copy.jobs()[0].result() == {"e": 1}


def test_a_job_of_another_name_is_another_job(aws, archive, job_name, tmp_path):
    other, path = Archive(tmp_path / "other"), tmp_path / "vqe"
    path.mkdir()
    (path / "log.txt").write_text("no metrics\n")
    for each in (archive, other):
        each.sync(path)

    def rename(table):
        place = table.schema.get_field_index("record")
        field = table.schema.field(place)
        renamed = table["record"][0].as_py().replace('"jobName": "vqe"', '"jobName": "x"')
        return table.set_column(place, field, pa.array([renamed], field.type))

    forge_jobs(Path(other.root) / "jobs" / "0000000001.parquet", rename)
    with pytest.warns(IncompleteMetricsWarning, match="is called 'vqe', and where it was"):
        archive.sync(other.jobs(), refresh=True)
    assert archive.jobs()[0].name == "vqe"
