"""Of two syncs that read one job at once, the one that knows more has its way."""

import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from job_logs import ago, energies

from jobanalytics import Archive
from jobanalytics.archive.snapshot import Entry
from jobanalytics.archive.sync import _is_newer

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
THERE = Entry("arn:a", {"jobName": "a"}, {}, False, NOON)


@pytest.mark.parametrize(
    ("was_final", "minutes", "is_anew", "is_newer"),
    [
        (False, 1, False, True),
        (False, 0, False, True),
        (False, -1, False, False),
        (True, 1, False, False),
        (True, 1, True, True),
        (True, -1, True, False),
    ],
)
def test_what_is_more(was_final, minutes, is_anew, is_newer):
    there = replace(THERE, final=was_final)
    entry = replace(THERE, synced_at=NOON + timedelta(minutes=minutes))
    assert _is_newer(entry, there, is_anew=is_anew) == is_newer
    assert _is_newer(entry, None, is_anew=is_anew)


def test_one_that_was_slow_does_not_undo_what_came_since(aws, archive, job_name):
    arn = aws.create_job(job_name, "RUNNING", created_at=ago(hours=2))
    aws.put_log_events(arn, energies(2))
    archive.sync(arn)
    aws.fail("SearchQuantumTasks", "timeout", seconds=2)
    slow = threading.Thread(target=Archive(archive.root).sync, args=(arn,))
    slow.start()
    time.sleep(0.7)
    aws.put_log_events(arn, energies(3)[2:])
    aws.update_job(arn, status="COMPLETED", ended_at=ago(minutes=30))
    assert archive.sync(arn)["final"].item()
    slow.join()
    assert archive.jobs()[0].observations().height == 3
    assert archive.jobs().completeness()["complete"].item()
    assert archive.sync(arn)["final"].item()
    assert archive.verify()["problem"].null_count() == archive.verify().height
