"""Clocks of instances are wrong by hours; their lines are the job's all the same."""

import pytest
from followed_jobs import Script
from job_logs import ago, energy, milliseconds

from jobanalytics import AwsQuantumJob


def test_lines_hours_before_the_job_and_after_it(aws, job_name):
    arn = aws.create_job(job_name, created_at=ago(hours=40), ended_at=ago(hours=38))
    times = [ago(hours=60), ago(hours=39), ago(hours=20)]
    aws.put_log_events(arn, [(milliseconds(t), energy(i)) for i, t in enumerate(times)])
    job = AwsQuantumJob(arn)
    assert job.observations().height == 3
    assert job.completeness()["complete"].item()


@pytest.fixture
def script(aws, job_name):
    made = Script(aws, aws.create_job(job_name, "RUNNING", instance_count=2))
    yield made
    made.thread.join()


def test_an_instance_behind_is_printed_in_the_last_look(script, capsys):
    script.say("on time")
    script.play(
        lambda: (script.say("behind", seconds=-3600, instance="algo-2"), script.end()),
    )
    AwsQuantumJob(script.arn).logs(wait=True, poll_interval_seconds=0.3)
    assert capsys.readouterr().out.splitlines() == ["on time", "behind"]


def test_an_instance_ahead_hides_no_lines_of_the_other(script, capsys):
    script.say("from the future", seconds=1800)
    while_it_runs = []
    script.play(
        lambda: script.say("from now", instance="algo-2"),
        lambda: (while_it_runs.append(capsys.readouterr().out), script.end()),
    )
    AwsQuantumJob(script.arn).logs(wait=True, poll_interval_seconds=0.3)
    assert while_it_runs == ["from the future\nfrom now\n"]
    assert capsys.readouterr().out == ""
