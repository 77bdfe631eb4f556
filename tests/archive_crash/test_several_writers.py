"""Several sync overlapping jobs to one archive, some are killed: no line is lost or doubled.

Meanwhile a reader sees every job grow, and nothing else.
"""

import pytest
from rounds_of_writers import sync_in_processes, sync_in_threads


@pytest.fixture
def places(tmp_path):
    """The place of an archive, and of signals to its reader."""
    return tmp_path / "archive", tmp_path / "signals"


def test_two_processes(aws, children, places):
    sync_in_processes(aws, children, *places, rounds=2, seed=1)


def test_threads(aws, children, places):
    sync_in_threads(aws, children, *places, rounds=2, seed=2)


@pytest.mark.crash
@pytest.mark.parametrize("seed", [100, 200])
def test_two_processes_many_rounds(aws, children, places, seed):
    sync_in_processes(aws, children, *places, rounds=60, seed=seed)


@pytest.mark.crash
def test_threads_many_rounds(aws, children, places):
    sync_in_threads(aws, children, *places, rounds=60, seed=300)
