"""Of two syncs, one began earlier and read the log later: the other one takes nothing back."""

from concurrent.futures import ThreadPoolExecutor

from archive_state import assert_whole, energies_in, state_of
from job_logs import ago, energies, milliseconds
from waiting import wait_until

from jobanalytics import Archive


def test_lines_that_the_archive_has_stay(aws, job_name, tmp_path):
    root = tmp_path / "archive"
    arn = aws.create_job(job_name, "RUNNING", created_at=ago(hours=1))
    began = milliseconds(ago(minutes=50))
    lines = [(began + 1000 * number, line) for number, line in enumerate(energies(4))]
    aws.put_log_events(arn, lines[:3])
    aws.fail("FilterLogEvents", "hold")
    aws.fail("SearchQuantumTasks", "hold")

    def sync():
        return Archive(root).sync(arn, progress=False)

    with ThreadPoolExecutor(2) as pool:
        late_reader = pool.submit(sync)
        wait_until(lambda: aws.held["FilterLogEvents"], "the first sync asks for the log")
        late_writer = pool.submit(sync)
        # By then it has read three lines.
        wait_until(lambda: aws.held["SearchQuantumTasks"], "the second one asks for the tasks")
        aws.put_log_events(arn, lines[3:])
        aws.release("FilterLogEvents")
        late_reader.result()
        assert energies_in(state_of(root)) == {arn: [0, 1, 2, 3]}
        assert not late_writer.done()
        aws.release("SearchQuantumTasks")
        late_writer.result()
    assert_whole(root, state_of(root), {arn: [0, 1, 2, 3]})
