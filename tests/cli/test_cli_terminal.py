"""Tables on a terminal: aligned, escaped, cut with a hint; and never cut elsewhere."""

import json
import os
import re
import subprocess

import polars as pl
import pytest
from cli_processes import command, environment
from job_logs import ago
from rich.cells import cell_len
from terminals import Terminal

from jobanalytics.cli.terminal_table import text_table

HOSTILE = "[red]\x1b[31m\x1b]0;pwned\x07\u202egnp\n$x"
WIDE = "量子ビット"


@pytest.fixture
def hostile(aws, job_name):
    """A job whose hyperparameters and failure are nobody's friends, beside a harmless one."""
    for number, text in enumerate([HOSTILE, WIDE]):
        arn = aws.create_job(
            f"{job_name}-{number}",
            "FAILED",
            {"note": text, HOSTILE: "1", "lr": "0.1"},
            failure_reason=f"{text}: \r\x9b2J",
            created_at=ago(hours=5 + number),
        )
        aws.put_log_events(
            arn, [f"Metrics - {WIDE}=1.5; [bold]x\x1b[2J=2; iteration_number={number};"]
        )
    return f"{job_name}-*"


def is_safe(text):
    return all(letter.isprintable() or letter == "\n" for letter in text)


def test_nothing_in_a_name_steers_the_terminal(terminal, hostile):
    for name in ("table", "metrics"):
        shown = terminal(name, hostile, "--full")
        assert is_safe("\n".join(shown.lines))
        assert is_safe(shown.stderr)
    shown = "\n".join(terminal("table", hostile, "--full").lines)
    assert r"[red]\x1b[31m\x1b]0;pwned\x07\u202egnp\n$x" in shown
    assert r"\r\x9b2J" in shown


def test_nothing_in_a_message_steers_the_terminal(terminal, hostile):
    for arguments in (
        ["metrics", hostile, "--metric", "x\x1b[31m"],
        ["summary", hostile, "--metric", f"{WIDE}\x07"],
        ["table", "no\x1b[31msuch"],
        ["table", hostile, "--columns", "\x1b]0;x\x07"],
        ["table", hostile, "--\x1b[31m"],
        ["\x1b[31m"],
    ):
        shown = terminal(*arguments, code=3 if "such" in arguments[-1] else 2)
        assert is_safe(shown.stderr.replace("\n", ""))
        assert "\\x" in shown.stderr


def test_the_data_stay_what_they_are(cli, hostile):
    rows = json.loads(cli("table", hostile, "-f", "json").stdout)
    assert {row["hyperparameters.note"] for row in rows} == {HOSTILE, WIDE}


def test_columns_are_aligned_whatever_the_letters(terminal, hostile):
    shown = terminal("table", hostile, "-c", "note,lr,job_name", "--full", width=200)
    header, rule, *rows = shown.lines
    ends = {cell_len(line[: line.index("0.1") + 3]) for line in rows}
    assert ends == {cell_len(header[: header.index(" lr") + 3])}
    assert set(rule) == {"─"}


def test_numbers_are_to_the_right_with_alike_decimals(aws, terminal, job_name):
    arn = aws.create_job(job_name, created_at=ago(hours=3))
    values = [5, -1234.5, 0.0625, 99]
    aws.put_log_events(
        arn, [f"Metrics - x={x}; iteration_number={10 * i};" for i, x in enumerate(values)]
    )
    shown = terminal("metrics", arn, "-c", "iteration_number,x,job_name")
    header, _, *rows = shown.lines
    assert [row.split()[:2] for row in rows] == [
        ["0", "5.0000"],
        ["10", "-1234.5000"],
        ["20", "0.0625"],
        ["30", "99.0000"],
    ]
    for name in ("iteration_number", "x"):
        end = re.search(rf"\b{name}\b", header).end()
        assert {row[end - 1 : end + 1].strip().isdigit() for row in rows} == {True}


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ([0.0123, 0.0341, 250000, 0], ["0.0123", "0.0341", "250000", "0"]),
        ([-7.72431, -7.72429, -7.1, 1e8], ["-7.72431", "-7.72429", "-7.1", "100000000"]),
        ([-7.72431, -7.1, 1], ["-7.72431", "-7.10000", "1.00000"]),
        ([0.0123, 1234.5], ["0.0123", "1234.5000"]),
        ([0.012345678, 1234567.8], ["0.0123457", "1234568"]),
        ([100, 20], ["100", "20"]),
        ([9.9999999, 0.5], ["10.0", "0.5"]),
        ([1e-5, 1 / 3, 2e12], ["1e-05", "0.333333", "2e+12"]),
    ],
)
def test_every_number_keeps_its_digits_beside_others(values, shown):
    rows = text_table(pl.DataFrame({"x": [float(value) for value in values]})).splitlines()[2:]
    assert [row.strip() for row in rows] == shown


def test_what_has_no_room_is_named(terminal_of_a_process, sweep):
    shown = terminal_of_a_process("table", sweep[0], width=60)
    assert max(map(cell_len, shown.lines)) <= 60
    assert "more columns" in shown.stderr
    assert "--full" in shown.stderr
    header = shown.lines[0].split()
    assert header[0] == "job_name"
    assert "failure_reason" not in header  # nothing is in it


def test_full_shows_all_of_it_on_one_line_each(terminal, cli, sweep):
    shown = terminal("table", sweep[0], "--full", width=60)
    assert len(shown.lines) == 2 + 6
    for name in cli("table", sweep[0]).stdout.splitlines()[0].split(","):
        assert name.removeprefix("hyperparameters.") in shown.lines[0]
    assert sweep[1][0] in "\n".join(shown.lines)
    assert shown.stderr == ""


def test_many_rows_are_cut_with_a_word_about_it(aws, terminal, job_name):
    arn = aws.create_job(job_name, created_at=ago(hours=3))
    aws.put_log_events(arn, [f"Metrics - x={i}; iteration_number={i};" for i in range(70)])
    shown = terminal("metrics", arn)
    assert len(shown.lines) == 2 + 50
    assert "20 more rows" in shown.stderr
    assert len(terminal("metrics", arn, "--full").lines) == 2 + 70


def test_a_table_in_a_pipe_is_never_cut(cli, sweep):
    lines = cli("table", sweep[0], "-f", "table").stdout.splitlines()
    assert len(lines) == 2 + 6
    assert sweep[1][0] in "\n".join(lines)
    assert "\x1b" not in "\n".join(lines)
    assert "…" not in "\n".join(lines)
    assert all(line == line.rstrip() for line in lines)


def test_nan_and_nothing_are_told_apart(aws, terminal, job_name):
    arn = aws.create_job(job_name, created_at=ago(hours=3))
    lines = ["x=nan; y=-0.00001", "x=inf; y=2e12", "y=1", "x=0.25; y=0"]
    aws.put_log_events(
        arn, [f"Metrics - {line}; iteration_number={i};" for i, line in enumerate(lines)]
    )
    shown = terminal("metrics", arn, "-c", "x,y")
    cells = [line.split() for line in shown.lines[2:]]
    assert [x for x, _ in cells] == ["NaN", "+inf", "-", "0.25"]
    assert [float(y) for _, y in cells] == [-1e-5, 2e12, 1, 0]


def test_states_have_colours_unless_nobody_wants_them(terminal, hostile, monkeypatch):
    red = re.compile(r"\x1b\[31mFAILED")
    assert red.search(terminal("table", hostile).raw)
    monkeypatch.setenv("NO_COLOR", "1")
    assert not red.search(terminal("table", hostile).raw)


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_errors_have_no_colours_where_nobody_wants_them(aws, tmp_path, name, value):
    def shown(**variables):
        terminal = Terminal(80)
        done = subprocess.run(
            command("table", "--nope"),
            env=environment(**{"TERM": "xterm", "NO_COLOR": None, **variables}),
            stderr=terminal.descriptor,
            check=False,
        )
        os.close(terminal.descriptor)
        assert done.returncode == 2
        return terminal.written()

    assert "\x1b[31m" in shown()
    assert shown(**{name: value}).startswith("error: No such option: --nope.")


def test_parquet_is_nothing_for_a_terminal(terminal, sweep):
    assert "--output" in terminal("table", sweep[0], "-f", "parquet", code=2).stderr


def test_a_terminal_without_these_letters(process, hostile):
    done = process("table", hostile, "-c", WIDE, code=2, PYTHONIOENCODING="latin-1")
    assert r"\u91cf" in done.stderr
