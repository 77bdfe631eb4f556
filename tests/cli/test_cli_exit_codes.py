"""Exit codes, and what goes to stderr: one line for each thing that is amiss."""

import json
import socket
import sys

import pytest
from job_logs import ago, energies

import jobanalytics as ja
from jobanalytics.cli.exit_codes import ExitCode


@pytest.fixture
def running(aws, job_name):
    arn = aws.create_job(job_name, "RUNNING")
    aws.put_log_events(arn, energies(3))
    return arn


def one_line(text, kind):
    """The text of stderr, if it is one line of that kind, without what leads the way."""
    assert text.startswith(f"{kind}: "), text
    assert text.count("\n") == 1, text
    return text


def test_0_where_all_is_well(cli, sweep):
    assert cli("metrics", sweep[0], code=ExitCode.FINE).stderr == ""


def test_1_where_lines_can_still_come(cli, running):
    done = cli("metrics", running, code=ExitCode.DATA)
    assert len(done.stdout.splitlines()) == 1 + 3
    said = one_line(done.stderr, "warning")
    assert "The job is RUNNING: more lines can come." in said
    assert "jobanalytics completeness" in said
    assert "jobs.completeness()" not in said
    assert "Warning" not in said


def test_0_where_that_is_accepted(cli, running):
    done = cli("metrics", running, "--incomplete-ok", code=ExitCode.FINE)
    one_line(done.stderr, "warning")


def test_1_where_the_certificate_says_so(cli, running):
    done = cli("completeness", running, "-f", "json", code=ExitCode.DATA)
    assert json.loads(done.stdout)[0]["complete"] is False


def test_1_where_some_jobs_cannot_be_read(aws, cli, sweep):
    aws.fail("GetJob", "denied")
    done = cli("table", sweep[0], code=ExitCode.DATA)
    assert len(done.stdout.splitlines()) == 1 + 5
    assert "left out (records)" in one_line(done.stderr, "warning")
    assert "jobs.errors" not in done.stderr


def test_4_where_no_job_can_be_read(aws, cli, sweep):
    aws.fail("GetJob", "denied", times=None)
    for command in (["table"], ["compare", "energy"]):
        more = ["--by", "n_layers", "--goal", "min"] if command[0] == "compare" else []
        done = cli(*command, sweep[0], *more, code=ExitCode.AWS)
        assert done.stdout == ""
        assert done.stderr.count("error: left out") == 6


def test_4_where_one_failure_is_to_stop_all(aws, cli, sweep):
    aws.fail("GetJob", "denied")
    done = cli("table", sweep[0], "--on-error", "raise", code=ExitCode.AWS)
    assert done.stdout == ""
    assert "GetJob" in one_line(done.stderr, "error")


def test_many_jobs_that_cannot_be_read_are_counted(aws, cli, job_name):
    for number in range(13):
        aws.create_job(f"{job_name}-{number}")
    aws.fail("GetJob", "denied", times=12)
    done = cli("table", f"{job_name}-*", code=ExitCode.DATA)
    assert done.stderr.count("left out") == 10
    assert "2 more could not be read" in done.stderr


def test_1_where_reading_broke_off(aws, cli, own_clients, sweep):
    aws.configure(page_events=2)
    aws.fail("FilterLogEvents", "denied", times=None, after=1)
    done = cli("metrics", sweep[1][0], "--on-error", "raise", code=ExitCode.DATA)
    assert "denied" in one_line(done.stderr, "error")


@pytest.mark.parametrize(
    "arguments",
    [
        ["metrics", "SWEEP", "-m", "enrgy"],
        ["metrics", "SWEEP", "--statistic", "mode"],
        ["metrics", "SWEEP", "--statistic", "min", "--statistic", "energy=max"],
        ["metrics", "SWEEP", "--type", "epoch"],
        ["leaderboard", "energy", "SWEEP"],
        ["leaderboard", "energy", "SWEEP", "--goal", "best"],
        ["leaderboard", "energy", "SWEEP", "--goal", "min", "-k", "0"],
        ["compare", "energy", "SWEEP", "--goal", "min", "--by", "layers"],
        ["compare", "energy", "SWEEP", "--goal", "min", "--by", "n_layers", "--baseline", "7"],
        ["costs", "SWEEP", "--prices", "none.json"],
        ["sync", "SWEEP"],
        ["logs", "SWEEP", "--follow"],
        ["tabel"],
        ["table", "--fromat", "csv"],
        ["plot", "pie"],
    ],
    ids=" ".join,
)
def test_2_where_the_call_makes_no_sense(cli, sweep, arguments):
    arguments = [sweep[0] if word == "SWEEP" else word for word in arguments]
    done = cli(*arguments, code=ExitCode.USAGE)
    assert done.stdout == ""
    one_line(done.stderr, "error")


def test_typing_errors_are_guessed(cli, sweep):
    assert "'table'? See" in cli("tabel", code=2).stderr
    assert "--format" in cli("table", "--fromat", "csv", code=2).stderr
    assert "did you mean 'energy'?" in cli("metrics", sweep[0], "-m", "enrgy", code=2).stderr


def test_a_metric_in_the_place_of_a_job_is_guessed(cli, sweep):
    for command in (["metrics"], ["summary"], ["watch"], ["report", "-o", "x.html"]):
        name, *more = command
        said = cli(name, "energy", sweep[0], *more, code=3).stderr
        assert "called 'energy'. Did you mean --metric energy?" in one_line(said, "error")
    for arguments in (["table", "energy", sweep[0]], ["metrics", "energy"]):
        assert "Did you mean" not in cli(*arguments, code=3).stderr


def test_what_there_is_to_group_by_begins_with_hyperparameters(cli, sweep):
    by = ["--by", "ansatz", "--goal", "min"]
    said = one_line(cli("compare", "energy", sweep[0], *by, code=2).stderr, "error")
    assert "There are 'hyperparameters.lr', 'hyperparameters.n_layers', 'hyper" in said
    assert "with_groups" not in said


@pytest.mark.parametrize("name", ["", " "])
def test_an_empty_name_is_not_the_current_folder(aws, cli, tmp_path, name):
    (tmp_path / "log.txt").write_text("")
    aws.reset_calls()
    assert "not empty" in cli("table", name, code=2).stderr
    assert not aws.calls


def test_a_word_that_is_none_of_a_choice(cli, sweep):
    said = cli("leaderboard", "energy", sweep[0], "--goal", "low", code=2).stderr
    assert "'low' is not one of 'min', 'max'" in one_line(said, "error")
    assert "Value error" not in said


def test_3_where_stdin_names_no_job(aws, cli):
    aws.reset_calls()
    for empty in ("", "\n \n"):
        for filters in ([], ["--status", "COMPLETED"]):
            done = cli("table", "-", *filters, stdin=empty, code=ExitCode.NOT_FOUND)
            assert "Standard input was empty" in one_line(done.stderr, "error")
    assert aws.calls.total() == 0, "an empty list is not all jobs"


def test_3_where_there_is_no_archive(cli):
    said = one_line(cli("table", "--archive", "none", code=ExitCode.NOT_FOUND).stderr, "error")
    assert "or make one: jobanalytics sync … --archive " in said
    assert "Archive(" not in said


def test_3_where_there_is_no_such_job(cli, sweep):
    arn = sweep[1][0][:-12] + "000000000000"
    assert "There is no job" in one_line(cli("table", arn, code=ExitCode.NOT_FOUND).stderr, "error")


def test_4_without_credentials(cli, sweep, monkeypatch):
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    said = cli("search", sweep[0], code=ExitCode.AWS).stderr
    assert "aws sso login" in one_line(said, "error")


def test_4_without_a_network(aws, cli, own_clients, sweep):
    aws.fail("SearchJobs", "reset", times=None)
    assert "reached" in one_line(cli("table", sweep[0], code=ExitCode.AWS).stderr, "error")


def test_2_without_a_region(cli, sweep, monkeypatch):
    monkeypatch.delenv("AWS_REGION")
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    said = cli("search", sweep[0], code=ExitCode.USAGE).stderr
    assert "--region" in one_line(said, "error")


def test_1_where_a_file_of_an_archive_is_damaged(cli, sweep, tmp_path):
    ja.Archive(tmp_path / "archive").sync(ja.JobSet(sweep[1]), progress=False)
    done = cli("verify", "--archive", "archive")
    assert done.stderr == "All 2 files are whole\n"
    (damaged,) = (tmp_path / "archive" / "observations").glob("*.parquet")
    damaged.write_bytes(damaged.read_bytes()[:-7] + b"damaged")
    done = cli("verify", "--archive", "archive", "-f", "json", code=ExitCode.DATA)
    assert [bool(row["problem"]) for row in json.loads(done.stdout)] == [True, False]
    assert "1 of 2 files" in one_line(done.stderr, "warning")
    done = cli("summary", "--archive", "archive", code=ExitCode.DATA)
    assert "error: left out (metrics)" in done.stderr


def test_70_and_the_traceback_only_where_it_is_wanted(cli, sweep, monkeypatch):
    secret = "what-a-local-variable-holds"

    def broken(_self, **_options):
        hidden = secret  # noqa: F841 - as a local variable it may be shown
        raise ZeroDivisionError("one\ntwo \x1b[31m")

    monkeypatch.setattr(ja.JobSet, "table", broken)
    done = cli("table", sweep[0], code=ExitCode.BUG)
    assert r"ZeroDivisionError: one two \x1b[31m (a bug" in one_line(done.stderr, "error")
    done = cli("table", sweep[0], "--debug", code=ExitCode.BUG)
    assert "Traceback (most recent call last)" in done.stderr
    assert "in broken" in done.stderr
    assert secret not in done.stderr
    assert "\x1b" not in done.stderr


def test_2_where_the_emulators_packages_are_not_there(cli, monkeypatch):
    monkeypatch.setitem(sys.modules, "moto.server", None)
    said = cli("emulator", "--no-jobs", code=ExitCode.USAGE).stderr
    assert "pip install 'jobanalytics[emulator]'" in one_line(said, "error")


def test_2_where_a_port_is_taken(cli):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = cli("emulator", "--no-jobs", "--port", port, code=ExitCode.USAGE).stderr
    assert "--port" in one_line(said, "error")


def test_debug_before_the_command_too(aws, cli, sweep):
    aws.fail("SearchJobs", "denied")
    assert "Traceback" in cli("--debug", "search", sweep[0], code=ExitCode.AWS).stderr


def test_debug_tells_what_botocore_said(aws, cli, sweep):
    aws.fail("SearchJobs", "denied")
    done = cli("search", sweep[0], "--debug", code=ExitCode.AWS)
    assert "botocore" in done.stderr
    assert done.stderr.splitlines()[-1].startswith("error: ")


def test_a_warning_is_said_once(aws, cli, running, tmp_path):
    done = cli("leaderboard", "energy", running, "--goal", "min", code=ExitCode.DATA)
    one_line(done.stderr, "warning")


def test_a_statistic_of_no_metric_is_a_warning_in_words(cli, sweep):
    done = cli("metrics", sweep[0], "--statistic", "loss=min")
    assert "loss" in one_line(done.stderr, "warning")


def test_a_job_that_was_left_behind_by_its_creation(cli, aws, job_name):
    aws.create_job(job_name, created_at=ago(hours=3))
    done = cli("metrics", job_name, code=ExitCode.DATA)
    assert done.stdout.splitlines() == ["job_name,job_arn,iteration_number,timestamp,node_id"]
    one_line(done.stderr, "warning")
