"""After a power cut each job is as before or as after, whatever was not yet on the disk.

What may be there is taken from the calls that a real sync makes.
"""

import pytest
from archive_state import assert_whole, only_leftovers_in, state_of
from crash_scenarios import NAMES
from file_layer import FileLayer
from power_cuts import Disk, disks_after

SAMPLE = 10
# A sync after the power cut takes longer than the reader's look.
SYNCS_EVERY = 20


def outcomes_of(scenario, root):
    """Return what can be left of a change, as files by name."""
    scenario.lay_out(root)
    disk = Disk(root)
    with FileLayer(root) as layer:
        scenario.change(root)
    return list(disks_after(disk, layer.calls, root))


def lay_out(root, files):
    for name, data in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return root


def check(scenario, root, files, *, syncs):
    found = state_of(lay_out(root, files))
    assert found in (scenario.before, scenario.after)
    assert found is None or only_leftovers_in(root)
    if syncs:
        scenario.sync_again(root)
        assert_whole(root, scenario.after, scenario.logged)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_at_some_moments(aws, scenarios, tmp_path, name):
    outcomes = outcomes_of(scenarios[name], tmp_path / "whole")
    assert len(outcomes) > 20
    for number, files in enumerate(outcomes[:: len(outcomes) // SAMPLE]):
        check(scenarios[name], tmp_path / str(number), files, syncs=number == SAMPLE // 2)


@pytest.mark.crash
@pytest.mark.parametrize("name", NAMES)
def test_at_every_moment(aws, scenarios, tmp_path, name):
    scenario = scenarios[name]
    found = [
        check(scenario, tmp_path / str(number), files, syncs=number % SYNCS_EVERY == 0)
        for number, files in enumerate(outcomes_of(scenario, tmp_path / "whole"))
    ]
    assert found[0] == scenario.before
    assert found[-1] == scenario.after
