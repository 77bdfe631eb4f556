"""Of two syncs that read one job at once, the one that knows more has its way."""

import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from job_logs import ago, energies

from jobanalytics import Archive
from jobanalytics.archive.snapshot import Entry
from jobanalytics.archive.sync import _knows_more

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
THERE = Entry("arn:a", {"jobName": "a"}, {"terminal": False, "lines_matched": 5}, False, NOON)


@pytest.mark.parametrize(
    ("minutes", "lines", "terminal", "knows_more"),
    [
        (1, 5, False, True),
        (0, 5, False, True),
        (-1, 5, False, False),
        (-1, 6, False, True),
        (1, 4, False, False),
        (-1, 4, True, True),
    ],
)
def test_what_is_more(minutes, lines, terminal, knows_more):
    certificate = {"terminal": terminal, "lines_matched": lines}
    entry = replace(THERE, synced_at=NOON + timedelta(minutes=minutes), certificate=certificate)
    assert _knows_more(entry, THERE, is_anew=False) == knows_more
    assert _knows_more(entry, None, is_anew=False)
    assert not _knows_more(entry, replace(THERE, final=True), is_anew=False)
    assert _knows_more(entry, replace(THERE, final=True), is_anew=True)


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
