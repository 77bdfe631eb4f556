"""Killed at any call that changes a file: each job is as before or as after; the next sync ends it.

A call is killed before it, which is after the one before; and a write half through, too.
"""

from pathlib import Path

import pytest
from archive_state import assert_whole, only_leftovers_in, state_of
from children import ended
from crash_scenarios import NAMES
from file_layer import AFTER, BEFORE, HALF, Fault, FileLayer

PARTS = 4
KILLED = -9
# Two threads that make one folder call once more, or not.
CALLS_THAT_VARY = 2


def calls_of(scenario, root):
    with FileLayer(scenario.lay_out(root)) as layer:
        scenario.change(root)
    return layer.calls


def faults_at(calls):
    last = len(calls) - 1
    before = [Fault(number, BEFORE) for number in range(last + 1)]
    half = [Fault(number, HALF) for number, call in enumerate(calls) if call.name == "write"]
    return [*before, *half, Fault(last, AFTER)]


def is_moment(call):
    """Say whether it is the one in which jobs change."""
    return call.name == "link" and Path(call.more).parent.name == "jobs"


def check(scenario, children, root, fault):
    code = ended(children.change(scenario, scenario.lay_out(root), fault))
    assert code in {0, KILLED}
    found = state_of(root)
    assert found in (scenario.before, scenario.after), fault
    assert found is None or only_leftovers_in(root)
    scenario.sync_again(root)
    assert_whole(root, scenario.after, scenario.logged)
    return code == KILLED


@pytest.mark.parametrize("name", NAMES)
def test_at_some_calls(aws, scenarios, children, tmp_path, name):
    scenario = scenarios[name]
    calls = calls_of(scenario, tmp_path / "counted")
    (publishing,) = (number for number, call in enumerate(calls) if is_moment(call))
    last_write = max(number for number, call in enumerate(calls) if call.name == "write")
    for fault in (Fault(last_write, HALF), Fault(publishing, AFTER)):
        assert check(scenario, children, tmp_path / fault.kind, fault)


@pytest.mark.crash
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("name", NAMES)
def test_at_every_call(aws, scenarios, children, tmp_path, name, part):
    scenario = scenarios[name]
    faults = faults_at(calls_of(scenario, tmp_path / "counted"))[part::PARTS]
    killed = [
        check(scenario, children, tmp_path / str(number), fault)
        for number, fault in enumerate(faults)
    ]
    assert sum(killed) >= len(faults) - CALLS_THAT_VARY
