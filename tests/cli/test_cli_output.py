"""Tables as CSV, JSON and Parquet: complete, with all digits, in files that are whole."""

import io
import json
import os
import stat
import subprocess
from datetime import UTC, datetime
from threading import Thread

import polars as pl
import pytest
from cli_processes import command, environment
from job_logs import ago

THIRD = 1 / 3
VALUES = [THIRD, "nan", "inf", "-inf", 1e-300, -0.1, 123456789.123456789]
TIME = 1_700_000_000.123456


@pytest.fixture
def numbers(aws, job_name):
    """A job that logged numbers of every kind, one for each iteration."""
    arn = aws.create_job(job_name, created_at=ago(hours=3))
    lines = [
        f"Metrics - timestamp={TIME + i}; value={value}; iteration_number={i};"
        for i, value in enumerate(VALUES)
    ]
    aws.put_log_events(arn, [*lines, "Metrics - other=1; iteration_number=0;"])
    return arn


def test_piped_it_is_csv_with_every_digit(cli, numbers):
    lines = cli("metrics", numbers).stdout.splitlines()
    assert lines[0] == "job_name,job_arn,iteration_number,timestamp,node_id,other,value"
    rows = [line.split(",") for line in lines[1:]]
    assert [row[6] for row in rows[1:4]] == ["NaN", "inf", "-inf"]
    assert [float(row[6]) for row in rows[4:]] == VALUES[4:]
    assert float(rows[0][6]) == THIRD
    assert [row[5] for row in rows] == ["1.0", *[""] * 6]
    assert datetime.fromisoformat(rows[1][3]) == datetime.fromtimestamp(TIME + 1, UTC)
    assert rows[1][3] == "2023-11-14T22:13:21.123456Z"


def test_json_is_an_array_of_objects(cli, numbers):
    rows = json.loads(cli("metrics", numbers, "-f", "json").stdout, parse_constant=pytest.fail)
    assert [row["value"] for row in rows] == [THIRD, None, None, None, *VALUES[4:]]
    assert rows[1]["timestamp"] == "2023-11-14T22:13:21.123456Z"
    assert rows[1]["node_id"] is None
    assert [row["iteration_number"] for row in rows] == list(range(7))


def test_json_of_names_with_any_line_end(aws, cli, job_name):
    name = "a\u2028b\x85c\x0bd\x1e e\nf"
    aws.create_job(job_name, hyperparameters={name: name})
    for form in ("json", "csv"):
        done = cli("table", job_name, "-f", form, "-c", f"hyperparameters.{name}")
        if form == "json":
            assert json.loads(done.stdout) == [{f"hyperparameters.{name}": name}]
        else:
            assert pl.read_csv(io.StringIO(done.stdout)).rows() == [(name,)]


def test_json_has_a_line_for_each_row(cli, sweep):
    lines = cli("table", sweep[0], "-f", "json").stdout.splitlines()
    assert len(lines) == 6 + 2
    assert json.loads(lines[1].rstrip(","))["job_name"]
    tasks = cli("tasks", sweep[0], "-f", "json").stdout
    assert json.loads(tasks) == []


def test_parquet_to_a_pipe_and_to_a_file_are_the_frame(cli, numbers, tmp_path):
    piped = pl.read_parquet(io.BytesIO(cli("metrics", numbers, "-f", "parquet").stdout_bytes))
    cli("metrics", numbers, "-o", "metrics.parquet")
    assert pl.read_parquet(tmp_path / "metrics.parquet").equals(piped)
    assert piped["value"][1] != piped["value"][1]
    assert piped.schema["timestamp"] == pl.Datetime("us", "UTC")


def test_lists_in_csv(cli, sweep):
    lines = cli("varying", sweep[0]).stdout.splitlines()
    assert lines[1:] == ['n_layers,2,0,"1, 2"', 'seed,3,0,"0, 1, 2"']


@pytest.mark.parametrize("ending", ["csv", "json", "txt"])
def test_a_file_holds_what_a_pipe_gets(cli, sweep, tmp_path, ending):
    done = cli("table", sweep[0], "-o", f"jobs.{ending}")
    form = {"txt": "table"}.get(ending, ending)
    piped = cli("table", sweep[0], "-f", form).stdout
    assert (tmp_path / f"jobs.{ending}").read_text() == piped
    assert done.stdout == ""
    assert done.stderr == f"6 rows in jobs.{ending}\n"


def test_quiet_says_nothing(cli, sweep):
    assert cli("table", sweep[0], "-o", "jobs.csv", "--quiet").output == ""


def test_the_format_goes_before_the_ending(cli, sweep, tmp_path):
    cli("table", sweep[0], "-o", "jobs.dat", "--format", "json")
    assert len(json.loads((tmp_path / "jobs.dat").read_text())) == 6


def test_columns_in_their_order_by_short_names(cli, sweep):
    lines = cli("table", sweep[0], "--columns", "seed,job_name", "-c", "n_layers").stdout
    assert lines.splitlines()[0] == "hyperparameters.seed,job_name,hyperparameters.n_layers"
    assert "did you mean 'state'" in cli("table", sweep[0], "-c", "stat", code=2).stderr


def test_a_column_with_a_comma_in_its_name(aws, cli, job_name):
    aws.put_log_events(
        aws.create_job(job_name, created_at=ago(hours=3)),
        ["Metrics - a,b=1.5; c=2; iteration_number=0;"],
    )
    assert cli("metrics", job_name, "-c", "a,b").stdout == '"a,b"\n1.5\n'


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("folder", "is a folder"),
        ("folder/", "is a folder"),
        ("none/jobs.csv", "there is no folder"),
        ("jobs.xlsx", ".csv, .json, .parquet, .txt"),
        ("jobs", ".csv, .json, .parquet, .txt"),
    ],
)
def test_files_that_cannot_be(aws, cli, sweep, tmp_path, file, said):
    (tmp_path / "folder").mkdir()
    aws.reset_calls()
    done = cli("table", sweep[0], "-o", file, code=2)
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert not aws.calls  # it is known before anything is read


@pytest.mark.parametrize(
    ("form", "file"), [("csv", "s.json"), ("parquet", "x.csv"), ("json", "x.TXT")]
)
def test_a_format_that_the_name_does_not_say(aws, cli, sweep, tmp_path, form, file):
    aws.reset_calls()
    done = cli("table", sweep[0], "-f", form, "-o", file, code=2)
    assert f"{form} is not what the ending of {file} says" in done.stderr
    assert not aws.calls
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_replaced_at_once_and_a_link_stays(cli, sweep, tmp_path):
    (tmp_path / "old.csv").write_text("old")
    (tmp_path / "link.csv").symlink_to("old.csv")
    before = (tmp_path / "old.csv").stat().st_ino
    cli("table", sweep[0], "-o", "link.csv")
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "old.csv").read_text().startswith("job_name,")
    assert (tmp_path / "old.csv").stat().st_ino != before
    assert {path.name for path in tmp_path.iterdir()} == {"link.csv", "old.csv"}
    umask = os.umask(0)
    os.umask(umask)
    assert stat.S_IMODE((tmp_path / "old.csv").stat().st_mode) == 0o666 & ~umask


def test_a_pipe_with_a_name_is_written_to_and_not_replaced(cli, sweep, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    read = []
    reader = Thread(target=lambda: read.append((tmp_path / "pipe").read_text()))
    reader.start()
    cli("table", sweep[0], "-o", "pipe", "-f", "csv")
    reader.join()
    assert read == [cli("table", sweep[0]).stdout]
    assert (tmp_path / "pipe").is_fifo()


def test_what_is_open_is_written_to_and_not_replaced(cli, sweep, tmp_path):
    table = cli("table", sweep[0]).stdout
    with (tmp_path / "log.txt").open("a") as log:
        log.write("keep\n")
        log.flush()
        (tmp_path / "link.csv").symlink_to(f"/dev/fd/{log.fileno()}")
        cli("table", sweep[0], "-f", "csv", "-o", f"/dev/fd/{log.fileno()}")
        cli("table", sweep[0], "-o", "link.csv")
    assert (tmp_path / "log.txt").read_text() == f"keep\n{table}{table}"


def test_stdout_by_its_path_keeps_what_it_holds(cli, sweep, tmp_path):
    log = tmp_path / "log.txt"
    log.write_text("keep\n")
    with log.open("a") as stdout:
        done = subprocess.run(
            command("table", sweep[0], "-f", "csv", "-o", "/dev/stdout"),
            stdout=stdout,
            env=environment(),
            check=False,
        )
    assert done.returncode == 0
    assert log.read_text() == f"keep\n{cli('table', sweep[0]).stdout}"


def test_a_file_that_cannot_be_written_leaves_the_old_one(cli, sweep, tmp_path):
    if os.geteuid() == 0:
        pytest.skip("root may write anywhere")
    (tmp_path / "locked").mkdir(mode=0o500)
    assert "locked" in cli("table", sweep[0], "-o", "locked/jobs.csv", code=5).stderr


def test_a_full_disk_is_an_error_of_its_own(cli, sweep):
    done = cli("table", sweep[0], "-o", "/dev/full", "-f", "csv", code=5)
    assert "Writing /dev/full failed: No space left on device." in done.stderr


@pytest.mark.parametrize("arguments", [["table"], ["logs"]])
def test_stdout_that_takes_no_more_is_named(aws, sweep, arguments):
    with open("/dev/full", "w") as full:  # noqa: PTH123
        done = subprocess.run(
            command(arguments[0], sweep[1][0], *arguments[1:]),
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment(),
            text=True,
            check=False,
        )
    assert done.returncode == 5
    assert done.stderr == "error: Writing to stdout failed: No space left on device.\n"


def test_a_file_on_s3(aws, cli, sweep):
    aws.put_object("s3://some-bucket/there", b"")
    cli("table", sweep[0], "-o", "s3://some-bucket/tables/jobs.csv")
    body = aws._s3().get_object(Bucket="some-bucket", Key="tables/jobs.csv")["Body"].read()
    assert body.decode() == cli("table", sweep[0]).stdout
