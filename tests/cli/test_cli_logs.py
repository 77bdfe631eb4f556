"""Logs: as they are in a pipe, harmless on a terminal, followed to the end."""

import threading

import pytest
from job_logs import ago
from waiting import wait_until

HOSTILE = "ok \x1b[32mgreen\x1b[0m\ttab \x1b]0;title\x07\x1b[2J\x9b31m \u202eback \rover"


@pytest.fixture
def arn(aws, job_name):
    arn = aws.create_job(job_name, created_at=ago(hours=3), instance_count=2)
    aws.put_log_events(arn, ["first", HOSTILE], "algo-1")
    aws.put_log_events(arn, ["of the other"], "algo-2")
    return arn


def test_a_pipe_gets_the_lines_as_they_are(cli, arn):
    assert sorted(cli("logs", arn).stdout.split("\n")) == sorted(
        ["first", HOSTILE, "of the other", ""]
    )


def test_a_terminal_gets_text_and_colours_alone(terminal, arn):
    raw = terminal("logs", arn, width=200).raw
    assert "\x1b[32mgreen\x1b[0m\ttab" in raw
    assert r"\x1b]0;title\x07\x1b[2J\x9b31m \u202eback \rover" in raw
    assert len({line[:5] for line in raw.splitlines()}) == 2  # a colour for each instance


def test_several_jobs_have_headings(aws, cli, arn, job_name):
    other = aws.create_job(f"{job_name}-b", created_at=ago(hours=3))
    aws.put_log_events(other, ["second"])
    lines = cli("logs", arn, other).stdout.splitlines()
    assert lines[0] == f"==> {job_name} <=="
    assert lines[-2:] == [f"==> {job_name}-b <==", "second"]


@pytest.fixture
def long(aws, job_name):
    arn = aws.create_job(f"{job_name}-long", created_at=ago(hours=3))
    aws.put_log_events(arn, [f"line {number}\u2028 of a log" for number in range(30)])
    return arn


def test_the_last_lines_of_each_job(cli, terminal, long, arn, job_name):
    last = [f"line {number}\u2028 of a log" for number in (28, 29)]
    assert cli("logs", long, "--tail", "2").stdout.split("\n") == [*last, ""]
    lines = cli("logs", long, arn, "--tail", "1").stdout.split("\n")
    assert lines[:3] == [f"==> {job_name}-long <==", last[-1], f"==> {job_name} <=="]
    assert len(lines) == 5
    assert len(cli("logs", arn, "--tail", "99").stdout.split("\n")) == 4
    raw = terminal("logs", arn, "--tail", "9", width=200).raw
    assert len({line[:5] for line in raw.splitlines()}) == 2  # a colour for each instance


def test_the_last_lines_of_nothing(aws, cli, job_name):
    arn = aws.create_job(job_name, created_at=ago(hours=3))
    assert cli("logs", arn, "--tail", "2").stdout == ""


def test_a_log_in_a_file(aws, cli, arn, tmp_path):
    done = cli("logs", arn, "-o", "job.log")
    assert done.stdout == ""
    assert done.stderr == "Logs of 1 job in job.log\n"
    assert (tmp_path / "job.log").read_bytes().decode() == cli("logs", arn, "-o", "-").stdout
    aws.reset_calls()
    assert "no folder" in cli("logs", arn, "-o", "none/job.log", code=2).stderr
    assert not aws.calls


@pytest.mark.parametrize("option", [["--tail", "2"], ["-o", "job.log"]])
def test_what_does_not_go_with_following(cli, arn, option):
    assert "--follow" in cli("logs", arn, "--follow", *option, code=2).stderr


def test_following_a_job_until_it_fails(aws, cli, job_name):
    arn = aws.create_job(job_name, "RUNNING")
    aws.put_log_events(arn, ["one"])

    def fail():
        wait_until(lambda: aws.calls["FilterLogEvents"] > 1, "the log is looked at twice")
        aws.update_job(arn, status="FAILED", failure_reason="bad luck")

    failing = threading.Thread(target=fail)
    failing.start()
    done = cli("logs", arn, "--follow", "--poll-interval", "0.2", code=1)
    failing.join()
    assert done.stdout == "one\n"
    assert "bad luck" in done.stderr


def test_an_archive_has_no_logs(cli, arn):
    cli("sync", arn, "--archive", "archive", "-q")
    done = cli("logs", "--archive", "archive", code=3)
    assert f"ask AWS: jobanalytics logs {arn}." in done.stderr
    assert done.stderr.startswith("error: ")
    assert done.stderr.count("\n") == 1
