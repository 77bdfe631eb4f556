"""A job is final once it has ended, and its log and its tasks have settled."""

import pytest
from job_logs import ago, energies, energy, milliseconds

from jobanalytics import IncompleteMetricsWarning


def is_final(archive, arn):
    return archive.sync(arn)["final"].item()


@pytest.mark.parametrize("status", ["COMPLETED", "FAILED", "CANCELLED"])
def test_an_hour_after_its_end(aws, archive, job_name, status):
    arn = aws.create_job(job_name, status, created_at=ago(hours=3), ended_at=ago(hours=1))
    aws.put_log_events(arn, energies(1))
    assert is_final(archive, arn)


@pytest.mark.parametrize("status", ["QUEUED", "RUNNING", "CANCELLING"])
def test_not_before_its_end(aws, archive, job_name, status):
    assert not is_final(archive, aws.create_job(job_name, status, created_at=ago(hours=3)))


def test_not_while_late_lines_are_to_be_expected(aws, archive, job_name):
    arn = aws.create_job(job_name, created_at=ago(hours=3), ended_at=ago(minutes=2))
    aws.put_log_events(arn, energies(3))
    assert not is_final(archive, arn)
    aws.put_log_events(arn, [(milliseconds(ago(minutes=1)), energy(3))])
    assert archive.sync(arn)["new_observations"].item() == 1
    aws.update_job(arn, ended_at=ago(minutes=6))
    assert is_final(archive, arn)
    assert archive.jobs().observations()["value"].to_list() == [0.0, 1.0, 2.0, 3.0]


def test_not_while_its_tasks_run(aws, archive, ended):
    done, task = aws.put_tasks(ended, [{"status": "COMPLETED"}, {"status": "RUNNING"}])
    assert not is_final(archive, ended)
    assert set(archive.jobs().tasks()["task_arn"]) == {done, task}
    assert not is_final(archive, ended)


def test_not_while_something_of_it_could_not_be_read(aws, archive, ended):
    aws.fail("SearchQuantumTasks", "denied")
    with pytest.warns(IncompleteMetricsWarning, match="1 of 1 job could not be synced whole"):
        table = archive.sync(ended)
    assert not table["final"].item()
    assert "tasks: AccessDeniedError" in table["error"].item()
    assert table["new_observations"].item() == 30
    assert is_final(archive, ended)


def test_what_is_final_is_final(aws, archive, ended):
    archive.sync(ended)
    aws.put_log_events(ended, ["Metrics - energy=99;"])
    assert archive.sync(ended)["new_observations"].item() == 0


def test_unless_it_is_read_anew(aws, archive, ended, sweep):
    archive.sync([ended, *sweep])
    aws.put_log_events(ended, ["Metrics - energy=99;"])
    table = archive.sync(ended, refresh=True)
    assert (table["new_observations"].item(), table["final"].item()) == (1, True)
    assert archive.jobs()[archive.jobs()[0].name] is not None
    assert archive.jobs().observations().height == 31 + 48
    assert archive.verify()["problem"].null_count() == archive.verify().height


def test_a_bundle_that_comes_later_tells_no_doubts_anew(aws, archive, ended):
    aws.put_bundle(ended, {"a.txt": b"a"})
    aws.delete_log_streams(ended)
    with pytest.warns(IncompleteMetricsWarning, match="final from now on"):
        assert archive.sync(ended)["final"].item()
    assert archive.sync(ended, bundles=True)["final"].item()
    assert archive.jobs()[0].completeness()["complete"].item() is False
