"""What is shown: changes alone as lines, as many rows as there is room, and no name as markup."""

import io
import math
import re

import polars as pl
from rich.console import Console

from jobanalytics.schema import WATCHED
from jobanalytics.watching.cells import cells, columns
from jobanalytics.watching.displays.in_terminal import InTerminal
from jobanalytics.watching.displays.lines import Lines
from jobanalytics.watching.view import View


def row(name="vqe", state="RUNNING", **members):
    return {
        "job_name": name,
        "job_arn": f"arn:{name}",
        "state": state,
        "metric": "energy",
        "run_seconds": 80.0,
        "count": 2,
        "iteration_number": 1,
        "last": 2.5,
        "values": [3.0, 2.5],
        **members,
    }


def view(*rows, notes=()):
    table = pl.DataFrame(rows, schema={**WATCHED, "values": pl.List(pl.Float64)})
    return View(table.select(list(WATCHED)), table.rows(named=True), f"{len(rows)} jobs", notes)


def lines_of(capsys):
    return [line.partition(" ")[2] for line in capsys.readouterr().out.splitlines()]


def test_lines_are_of_what_has_changed(capsys):
    lines = Lines()
    lines.show(view(row(), row("other", last=math.nan)))
    assert lines_of(capsys) == [
        "vqe RUNNING 0:01:20, energy 2.5 at iteration 1",
        "other RUNNING 0:01:20, energy NaN at iteration 1",
    ]
    lines.show(view(row(run_seconds=85.0), row("other", last=math.nan)))
    assert lines_of(capsys) == [], "time passes without a line"
    lines.show(view(row(best=1.0), row("other", last=math.nan), notes=("careful",)))
    assert lines_of(capsys) == [
        "vqe RUNNING 0:01:20, energy 2.5 at iteration 1 (best 1)",
        "careful",
    ]
    lines.show(view(row(best=1.0), row("other", "FAILED", last=math.nan), notes=("careful",)))
    assert lines_of(capsys) == ["other FAILED 0:01:20, energy NaN at iteration 1"]


def test_a_line_has_no_end_but_its_own(capsys):
    Lines().show(view(row("a\nb\x1b[2J", metric="m\r"), notes=("n\n\x07",)))
    shown = capsys.readouterr().out
    assert shown.count("\n") == 2
    assert not re.search(r"[\x00-\x09\x0b-\x1f]", shown)


def test_where_there_are_many_those_that_run_come_first():
    rows = [row(f"vqe-{n}", "COMPLETED" if n < 8 else "RUNNING") for n in range(10)]
    shown, left_out = cells(view(*rows).rows, 4)
    assert [each.job for each in shown] == ["vqe-8", "vqe-9", "vqe-0", "vqe-1"]
    assert left_out == "… and rows of 6 other jobs"
    shown, left_out = cells(view(*rows).rows, 10)
    assert [each.job for each in shown] == [f"vqe-{n}" for n in range(10)]
    assert left_out == ""


def test_a_job_is_named_once_and_empty_columns_are_left_out():
    shown, _ = cells(view(row(), row(metric="loss")).rows, 10)
    assert [(each.job, each.metric) for each in shown] == [("vqe", "energy"), ("", "loss")]
    assert columns(shown) == ["job", "state", "time", "metric", "iteration", "last"]


def test_no_name_is_markup_in_a_terminal():
    display = InTerminal()
    screen = io.StringIO()
    drawn = display._drawn(view(row("[red]x[/] \x1b[31m", metric="[b]m"), notes=("[i]n\x1b",)))
    Console(file=screen, width=120, force_terminal=False).print(drawn)
    assert "[red]x[/] \\x1b[31m" in screen.getvalue()
    assert "[b]m" in screen.getvalue()
    assert "[i]n\\x1b" in screen.getvalue()
    assert "\x1b" not in screen.getvalue()


def test_a_log_that_does_not_take_all_letters(monkeypatch):
    log = io.TextIOWrapper(io.BytesIO(), "latin-1")
    monkeypatch.setattr("sys.stdout", log)
    Lines().show(view(row("vqe-λ"), notes=("Looking for the first time …",)))
    log.seek(0)
    text = log.read()
    assert "vqe-\\u03bb RUNNING" in text
    assert "Looking for the first time \\u2026" in text
