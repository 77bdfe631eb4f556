"""On narrow terminals names of jobs are shortened first, and numbers never."""

import io
import math

import pytest
from rich.cells import cell_len
from rich.console import Console
from test_watch_displays import row, view

from jobanalytics.watching.displays.in_terminal import InTerminal

NAMES = [f"qaoa-maxcut-ring-{ansatz}-00{n}" for ansatz in ("hea", "uccsd") for n in (1, 2)]


def lines_of(rows, width):
    display = InTerminal()
    display._console = Console(width=width, height=60, file=io.StringIO(), force_terminal=False)
    display._console.print(display._drawn(view(*rows)))
    return display._console.file.getvalue().splitlines()


def rows(**members):
    given = {"iteration_number": 123, "run_seconds": 3672.0, "values": [1.0, 3.0, 2.0] * 9}
    states = ["RUNNING", "COMPLETED", "FAILED", "CANCELLING"]
    return [
        row(name, state, last=-0.813734, best=-0.913834, **{**given, **members})
        for name, state in zip(NAMES, states, strict=True)
    ]


def test_where_there_is_room_all_is_shown():
    lines = lines_of(rows(), 120)
    assert lines[1].split() == ["job", "state", "time", "metric", "iter.", "last", "best", "curve"]
    assert [line.split()[0] for line in lines[3:]] == NAMES


@pytest.mark.parametrize("width", [100, 90, 80, 72, 66, 60, 50])
def test_numbers_and_states_are_whole_and_names_differ(width):
    lines = lines_of(rows(), width)
    assert max(map(cell_len, lines)) <= width
    shown = [line.split() for line in lines[3:]]
    assert [words[1] for words in shown] == ["RUNNING", "COMPLETED", "FAILED", "CANCELLING"]
    assert len({words[0] for words in shown}) == 4
    assert all("-0.813734" in words for words in shown)
    assert "…" not in "".join(word for words in shown for word in words[1:])


def test_80_columns_have_room_for_every_number():
    lines = lines_of(rows(), 80)
    assert lines[1].split()[:7] == ["job", "state", "time", "metric", "iter.", "last", "best"]
    assert all(line.split()[2:7] == ["1:01:12", "energy", "123", "-0.813734", "-0.913834"]
               for line in lines[3:])  # fmt: skip


def test_a_terminal_that_has_room_for_nothing():
    assert lines_of(rows(), 12)


def test_no_number_is_written_as_everywhere_else():
    lines = lines_of([row(last=math.nan, best=math.inf), row("b", last=-math.inf)], 100)
    assert lines[3].split()[5:7] == ["NaN", "+inf"]
    assert lines[4].split()[5] == "-inf"
