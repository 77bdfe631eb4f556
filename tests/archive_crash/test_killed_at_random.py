"""Killed at random while its jobs go on: at every moment all of it is as before or as after."""

import random
import time

import pytest
from archive_state import assert_whole, energies_in, only_leftovers_in, state_of
from children import ended
from growing_jobs import GrowingJobs

from jobanalytics import Archive

KILLED = -9


def check(found, before, jobs, certain):
    """Hold what a reader sees against what was there before, and what has been logged."""
    found, logged = found or {}, jobs.logged()
    for arn, values in found.items():
        assert len(set(values)) == len(values)
        assert [value for value in logged[arn] if value in set(values)] == values
        assert set(before.get(arn, ())) <= set(values)
    is_after = all(certain[arn] <= set(found.get(arn, ())) for arn in certain)
    assert found == before or is_after


def kill_again_and_again(aws, children, root, kills, seed):
    """Sync until so many syncs have been killed; then let the jobs end."""
    jobs = GrowingJobs(aws, random.Random(seed))
    moments = random.Random(seed + 1)
    for _ in range(4):
        jobs.add()
    seen, killed, usual = {}, 0, 0.5
    while killed < kills:
        jobs.grow()
        certain = jobs.certain()
        began = time.monotonic()
        child = children.start("sync", root, jobs=jobs.arns)
        # Most of them late, when files are written.
        time.sleep(usual * moments.triangular(0, 1.2, 1))
        if moments.random() < 0.3:
            jobs.grow()
        child.kill()
        was_killed = ended(child) == KILLED
        if not was_killed:
            usual += 0.3 * (time.monotonic() - began - usual)
        else:
            usual *= 1.02
        killed += was_killed
        state = state_of(root)
        found = energies_in(state or {})
        assert state is None or only_leftovers_in(root)
        check(found, seen, jobs, certain)
        seen = found
    jobs.end_all()
    Archive(root).sync(jobs.arns, progress=False)
    assert_whole(root, state_of(root), jobs.logged())
    assert all(Archive(root).sync(jobs.arns, progress=False)["final"])


def test_a_few_times(aws, children, tmp_path):
    kill_again_and_again(aws, children, tmp_path / "archive", kills=3, seed=1)


@pytest.mark.crash
@pytest.mark.parametrize("seed", [10, 20])
def test_a_hundred_times(aws, children, tmp_path, seed):
    kill_again_and_again(aws, children, tmp_path / "archive", kills=110, seed=seed)
