"""Rounds in which several sync overlapping jobs to one archive at once, and some are killed.

Meanwhile a reader sees every job grow, and nothing else. No line is lost or doubled.
"""

import random
import time
from concurrent.futures import ThreadPoolExecutor

from archive_state import assert_whole, energies_in, only_leftovers_in, state_of
from children import ended
from growing_jobs import GrowingJobs
from steady_reader import SteadyReader

from jobanalytics import Archive
from jobanalytics.archive.versions import newest
from jobanalytics.storage import open_store

__all__ = ["sync_in_processes", "sync_in_threads"]

KILLED = -9


class Archived:
    """What is in an archive, round after round: it only grows."""

    def __init__(self, root, jobs):
        self._root, self._jobs = root, jobs
        self._seen, self.version = {}, 0

    def check(self, synced, certain):
        """Look at it after syncs that came to their end, each of some jobs."""
        found, logged = energies_in(state_of(self._root)), self._jobs.logged()
        for arn, values in found.items():
            assert values == logged[arn][: len(values)]
            assert len(self._seen.get(arn, ())) <= len(values)
        for arns in synced:
            assert all(certain[arn] <= set(found[arn]) for arn in arns)
        version = newest(open_store(self._root)).version
        assert version >= self.version
        self._seen, self.version = found, version


def parts_of(arns):
    """Return two parts of the jobs that overlap."""
    third = max(1, len(arns) // 3)
    return arns[: 2 * third], arns[third:]


def begin(aws, root, seed):
    jobs = GrowingJobs(aws, random.Random(seed), late=False)
    for _ in range(4):
        jobs.add()
    Archive(root).sync(jobs.arns, progress=False)
    return jobs


def end(root, jobs, clean_up=None):
    jobs.end_all()
    Archive(root).sync(jobs.arns, progress=False)
    if clean_up is not None:
        clean_up(root)
    assert_whole(root, state_of(root), jobs.logged())


def sync_in_processes(aws, children, root, signals, *, rounds, seed, environ=None, clean_up=None):
    """Sync in two processes at once, while a third one may compact the archive.

    Parameters
    ----------
    signals : path
        A folder for the signals to the reader, that is not there yet.
    environ : dict, optional
        What the processes have more in their environment.
    clean_up : callable, optional
        What remains to be done after the last sync before nothing is left over.
    """
    chance = random.Random(seed + 1)
    jobs = begin(aws, root, seed)
    archived = Archived(root, jobs)
    with SteadyReader(children, root, signals):
        for _ in range(rounds):
            jobs.grow()
            certain, parts = jobs.certain(), parts_of(jobs.arns)
            running = [children.start("sync", root, environ=environ, jobs=part) for part in parts]
            if chance.random() < 0.3:
                running.append(children.start("compact", root, environ=environ))
            if chance.random() < 0.4:
                time.sleep(chance.uniform(0.1, 0.6))
                chance.choice(running).kill()
            codes = [ended(child) for child in running]
            assert set(codes) <= {0, KILLED}
            assert only_leftovers_in(root)
            synced = [part for part, code in zip(parts, codes, strict=False) if code == 0]
            archived.check(synced, certain)
    end(root, jobs, clean_up)


def sync_in_threads(aws, children, root, signals, *, rounds, seed):
    """Sync in three threads of this process at once."""
    jobs = begin(aws, root, seed)
    archived = Archived(root, jobs)
    with SteadyReader(children, root, signals), ThreadPoolExecutor(3) as pool:
        for _ in range(rounds):
            jobs.grow()
            certain, parts = jobs.certain(), [*parts_of(jobs.arns), jobs.arns]
            list(pool.map(lambda part: Archive(root).sync(part, progress=False), parts))
            archived.check(parts, certain)
    end(root, jobs)
