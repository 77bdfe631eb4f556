"""Clocks of instances are wrong by hours; their lines are the job's all the same."""

import threading
import time

from job_logs import ago, energy, milliseconds

from jobanalytics import AwsQuantumJob


def test_lines_hours_before_the_job_and_after_it(aws, job_name):
    arn = aws.create_job(job_name, created_at=ago(hours=40), ended_at=ago(hours=38))
    times = [ago(hours=60), ago(hours=39), ago(hours=20)]
    aws.put_log_events(arn, [(milliseconds(t), energy(i)) for i, t in enumerate(times)])
    job = AwsQuantumJob(arn)
    assert job.observations().height == 3
    assert job.completeness()["complete"].item()


def test_an_instance_behind_is_printed_in_the_last_look(aws, job_name, capsys):
    arn = aws.create_job(job_name, "RUNNING", instance_count=2)
    aws.put_log_events(arn, [(milliseconds(ago(seconds=1)), "on time")])

    def run():
        time.sleep(1)
        aws.put_log_events(arn, [(milliseconds(ago(hours=1)), "behind")], instance="algo-2")
        aws.update_job(arn, status="COMPLETED")

    thread = threading.Thread(target=run)
    thread.start()
    AwsQuantumJob(arn).logs(wait=True, poll_interval_seconds=0.3)
    thread.join()
    assert capsys.readouterr().out.splitlines() == ["on time", "behind"]


def test_an_instance_ahead_hides_no_lines_of_the_other(aws, job_name, capsys):
    arn = aws.create_job(job_name, "RUNNING", instance_count=2)
    aws.put_log_events(arn, [(milliseconds(ago(minutes=-30)), "from the future")])

    def run():
        time.sleep(1)
        aws.put_log_events(arn, [(milliseconds(ago()), "from now")], instance="algo-2")
        time.sleep(0.5)
        aws.update_job(arn, status="COMPLETED")

    thread = threading.Thread(target=run)
    thread.start()
    AwsQuantumJob(arn).logs(wait=True, poll_interval_seconds=0.3)
    thread.join()
    assert capsys.readouterr().out.splitlines() == ["from the future", "from now"]
