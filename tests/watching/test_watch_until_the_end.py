"""watch follows jobs until all have ended, and returns what metrics_frame has then."""

import pytest
from driving import OPTIONS, POLL
from job_logs import ago, energies
from waiting import wait_until

from jobanalytics import AwsQuantumJob, JobSet, JobTimeoutError, search_jobs
from jobanalytics.schema import WATCHED


def test_a_job_from_the_queue_to_its_end(aws, driver, job_name, capsys):
    arn = aws.create_job(job_name, "QUEUED", queue_position=7)
    driver.play(
        lambda: aws.update_job(arn, queue_position=2),
        lambda: (aws.update_job(arn, status="RUNNING"), driver.log(arn, 3.0, 1.0)),
        lambda: driver.log(arn, 2.0, first=2),
        lambda: driver.end(arn),
    )
    job = AwsQuantumJob(arn)
    table = job.watch("energy", goal="min", **OPTIONS)
    assert table.schema == WATCHED
    (row,) = table.rows(named=True)
    assert (row["job_name"], row["job_arn"], row["state"]) == (job_name, arn, "COMPLETED")
    assert (row["metric"], row["count"], row["iteration_number"]) == ("energy", 3, 2)
    assert (row["last"], row["best"], row["best_iteration_number"]) == (2.0, 1.0, 1)
    assert (row["queue_position"], row["complete"]) == (None, False)
    assert row["queue_seconds"] >= 0
    assert row["run_seconds"] >= 0
    printed = capsys.readouterr().out.splitlines()
    told = [line.partition(" ")[2] for line in printed]
    order = [
        "QUEUED, place 7",
        "QUEUED, place 2",
        "RUNNING",
        "energy 2 at iteration 2",
        "COMPLETED",
    ]
    places = [next(n for n, line in enumerate(told) if words in line) for words in order]
    assert places == sorted(places)


def test_the_result_is_that_of_the_job_itself(aws, driver, running):
    driver.log(running, 5.0, 4.0)
    driver.play(
        # An instance whose line comes late, and whose clock is an hour behind: far out of what is
        # read again while the job runs.
        lambda: driver.say(running, "Metrics - energy=1.0; iteration_number=7;", seconds=-3600),
        lambda: driver.log(running, 3.0, first=2),
        lambda: driver.end(running),
    )
    job = AwsQuantumJob(running)
    table = job.watch(goal="min", **OPTIONS)
    frame = job.metrics_frame("iteration_number")
    assert frame["iteration_number"].to_list() == [0, 1, 2, 7]
    (row,) = table.rows(named=True)
    assert row["count"] == frame.height
    assert row["last"] == frame["energy"][-1] == 1.0
    assert row["iteration_number"] == 7


def test_last_words_that_come_with_the_end_are_in_the_result(aws, driver, running):
    def end():
        # The look that sees the end is not the last one.
        aws.fail("FilterLogEvents", "hold")
        wait_until(lambda: aws.held["FilterLogEvents"], "a look before the end")
        driver.end(running)
        aws.fail("FilterLogEvents", "hold", after=1)
        aws.release("FilterLogEvents")
        wait_until(lambda: aws.held["FilterLogEvents"], "the last look")
        driver.log(running, -9.0, first=1)
        aws.release("FilterLogEvents")

    driver.log(running, 0.0)
    driver.play(end)
    table = AwsQuantumJob(running).watch(**OPTIONS)
    assert table["last"].item() == -9.0


def test_a_job_that_has_just_ended_is_given_until_the_next_look(aws, driver, running):
    driver.log(running, 0.0)
    line = "Metrics - energy=-9.0; iteration_number=1;"
    driver.say(running, line, seconds=1, visible_after=2)
    driver.end(running)
    table = AwsQuantumJob(running).watch(poll_interval_seconds=4)
    assert table["last"].item() == -9.0


def test_several_jobs_and_metrics_in_the_order_of_the_set(aws, driver, job_name):
    arns = [aws.create_job(f"{job_name}-{n}", "RUNNING") for n in range(3)]
    for number, arn in enumerate(arns):
        driver.log(arn, float(number))
        driver.log(arn, 10.0 + number, metric="loss")
    driver.play(
        lambda: driver.end(arns[1], "FAILED", failure_reason="bad luck"),
        lambda: driver.end(arns[0]),
        lambda: driver.end(arns[2], "CANCELLED"),
    )
    jobs = JobSet(reversed(arns))
    table = jobs.watch("loss", "energy", goal={"energy": "max"}, **OPTIONS)
    assert table.select("job_arn", "metric", "last", "best").rows() == [
        (arns[2], "loss", 12.0, None), (arns[2], "energy", 2.0, 2.0),
        (arns[1], "loss", 11.0, None), (arns[1], "energy", 1.0, 1.0),
        (arns[0], "loss", 10.0, None), (arns[0], "energy", 0.0, 0.0),
    ]  # fmt: skip
    assert table["state"].to_list()[::2] == ["CANCELLED", "FAILED", "COMPLETED"]


def test_what_has_ended_long_ago_is_read_once_and_returned_at_once(aws, ended):
    job = AwsQuantumJob(ended)
    aws.reset_calls()
    table = job.watch("energy", goal="max", poll_interval_seconds=60)
    assert (table["best"].item(), table["complete"].item()) == (29.0, True)
    assert aws.calls["FilterLogEvents"] == 1
    aws.reset_calls()
    job.metrics_frame()
    job.watch(poll_interval_seconds=60)
    assert aws.calls.total() == 0


def test_local_jobs_have_ended(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "log.txt").write_text("\n".join(energies(3)))
    jobs = JobSet(tmp_path)
    table = jobs.watch(poll_interval_seconds=60)
    assert table.select("job_name", "metric", "last").rows() == [
        ("a", "energy", 2.0), ("b", "energy", 2.0),
    ]  # fmt: skip


def test_two_local_jobs_of_one_name(tmp_path):
    for number, name in enumerate(["x/vqe", "y/vqe"]):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "log.txt").write_text("\n".join(energies(number + 1)))
    table = JobSet([tmp_path / "x/vqe", tmp_path / "y/vqe"]).watch()
    assert table.select("job_name", "last").rows() == [("x/vqe", 0.0), ("y/vqe", 1.0)]


def test_jobs_without_metrics_have_a_row_and_no_jobs_none(aws, job_name):
    arn = aws.create_job(job_name, "FAILED", created_at=ago(hours=3))
    (row,) = JobSet([arn]).watch().rows(named=True)
    assert (row["state"], row["metric"], row["count"], row["last"]) == ("FAILED", None, None, None)
    assert JobSet().watch("energy").equals(WATCHED.to_frame())


def test_past_the_timeout_it_raises(aws, running, job_name):
    with pytest.raises(JobTimeoutError, match=rf"1 of 1 job .* 0.3 s, such as '{job_name}'.* RUN"):
        AwsQuantumJob(running).watch(poll_interval_seconds=POLL, poll_timeout_seconds=0.3)


def test_of_many_in_the_queue_few_are_asked_for_their_place_a_look(aws, driver, job_name):
    made = ago(days=3)
    arns = [
        aws.create_job(f"{job_name}-{n:02}", "QUEUED", queue_position=n, created_at=made)
        for n in range(20)
    ]
    jobs = search_jobs(name=f"{job_name}-*")
    aws.reset_calls()
    with pytest.raises(JobTimeoutError):
        jobs.watch(poll_interval_seconds=POLL, poll_timeout_seconds=0)
    assert aws.calls["GetJob"] == 8, "the states of the others are found by a search"
    driver.play(lambda: [driver.end(arn, "CANCELLED") for arn in arns])
    table = jobs.watch(**OPTIONS)
    assert table["state"].to_list() == ["CANCELLED"] * 20
    assert table["queue_position"].null_count() == 20
