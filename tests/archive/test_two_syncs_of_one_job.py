"""Of two syncs that read one job at once, none takes back what the other has stored."""

import os
import threading
from contextlib import contextmanager

import pytest
from job_logs import ago, energies
from waiting import wait_until

from jobanalytics import Archive, LocalQuantumJob


def whole(archive):
    return archive.verify()["problem"].null_count() == archive.verify().height


@contextmanager
def slow_sync(aws, archive, *jobs, **options):
    """Run a sync that has read the log of a job, and waits for its tasks during the block."""
    aws.fail("SearchQuantumTasks", "hold")
    slow = threading.Thread(target=Archive(archive.root).sync, args=jobs, kwargs=options)
    slow.start()
    wait_until(lambda: aws.held["SearchQuantumTasks"], "the slow sync asks for the tasks")
    yield
    aws.release("SearchQuantumTasks")
    slow.join()


def test_one_that_was_slow_does_not_undo_what_came_since(aws, archive, job_name):
    arn = aws.create_job(job_name, "RUNNING", created_at=ago(hours=2))
    aws.put_log_events(arn, energies(2))
    archive.sync(arn)
    with slow_sync(aws, archive, arn):
        aws.put_log_events(arn, energies(3)[2:])
        aws.update_job(arn, status="COMPLETED", ended_at=ago(minutes=30))
        assert archive.sync(arn)["final"].item()
    assert archive.jobs()[0].observations().height == 3
    assert archive.jobs().completeness()["complete"].item()
    assert archive.jobs()[0].state() == "COMPLETED"
    assert archive.sync(arn)["final"].item()
    assert whole(archive)


def test_nor_does_one_that_reads_anew(aws, archive, ended):
    archive.sync(ended)
    with slow_sync(aws, archive, ended, refresh=True):
        aws.put_log_events(ended, ["Metrics - energy=98;", "Metrics - energy=99;"])
        archive.sync(ended, refresh=True)
    assert archive.jobs()[0].observations().height == 32
    assert archive.jobs().completeness()["observations"].item() == 32
    assert whole(archive)


@pytest.mark.filterwarnings("ignore::jobanalytics.IncompleteMetricsWarning")
def test_nor_where_the_log_has_shrunk_meanwhile(aws, archive, ended):
    archive.sync(ended)
    aws.delete_log_streams(ended)
    with slow_sync(aws, archive, ended, refresh=True):
        aws.put_log_events(ended, ["Metrics - energy=99;"] * 2)
        archive.sync(ended, refresh=True)
    assert archive.jobs()[0].observations().height == 32
    assert whole(archive)
    archive.sync(ended, refresh=True)
    assert archive.jobs()[0].observations().height == 32


def test_of_two_that_read_a_log_that_grows_the_later_counts(archive, tmp_path):
    """The folder goes on, and is synced, while another sync has read it and not yet stored it."""
    log = tmp_path / "vqe" / "log.txt"
    log.parent.mkdir()
    log.write_text("Metrics - e=1;\n")
    archive.sync(log.parent)

    class Interrupted(LocalQuantumJob):
        def _result_document(self):
            log.write_text("Metrics - e=1;\n" * 3)
            os.utime(log, (3_000_000_000, 3_000_000_000))
            archive.sync(log.parent)
            return super()._result_document()

    log.write_text("Metrics - e=1;\n" * 2)
    os.utime(log, (2_000_000_000, 2_000_000_000))
    archive.sync(Interrupted(log.parent))
    assert archive.jobs()[0].observations().height == 3
    assert whole(archive)
    assert archive.sync(log.parent)["new_observations"].item() == 0
