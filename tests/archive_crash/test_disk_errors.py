"""On a full disk, or one that fails, each job is as before or as after, and no error is silent."""

import threading

import pytest
from archive_state import assert_whole, only_leftovers_in, state_of
from crash_scenarios import NAMES
from file_layer import Fault, FileLayer

from jobanalytics import StorageWriteError

PARTS = 2
SAMPLE = 3
KINDS = [("ENOSPC", True), ("EIO", True), ("EIO", False), ("ENOSPC", False)]


def faults_of(scenario, root):
    with FileLayer(scenario.lay_out(root)) as layer:
        scenario.change(root)
    return [Fault(number, *kind) for number in range(len(layer.calls)) for kind in KINDS]


def check(scenario, root, fault):
    failed = False
    with FileLayer(scenario.lay_out(root), fault):
        try:
            scenario.change(root)
        except StorageWriteError:
            failed = True
        for thread in threading.enumerate():
            if thread.name == "jobanalytics":
                thread.join()  # nobody waits for those that were at work beside the one that failed
        # Reading needs no room.
        found = state_of(root)
    # What came of other jobs, before a bundle could not be written, is kept.
    before = scenario.before or {}
    for name, job in (found or {}).items():
        assert job in (before.get(name), scenario.after[name]), fault
    assert before.keys() <= (found or {}).keys()
    assert failed or found == scenario.after, fault
    assert found is None or only_leftovers_in(root)
    scenario.sync_again(root)
    assert_whole(root, scenario.after, scenario.logged)
    return failed


@pytest.mark.parametrize("name", ["first", "second"])
def test_at_some_calls(aws, scenarios, tmp_path, name):
    faults = faults_of(scenarios[name], tmp_path / "counted")
    # An odd step, so that each kind has its turn.
    for number, fault in enumerate(faults[:: len(faults) // SAMPLE | 1]):
        check(scenarios[name], tmp_path / str(number), fault)


@pytest.mark.crash
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("name", NAMES)
def test_at_every_call(aws, scenarios, tmp_path, name, part):
    faults = faults_of(scenarios[name], tmp_path / "counted")[part::PARTS]
    failed = [
        check(scenarios[name], tmp_path / str(number), fault) for number, fault in enumerate(faults)
    ]
    assert any(failed)
