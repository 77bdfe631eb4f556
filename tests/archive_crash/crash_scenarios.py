"""Changes of an archive that are made to fail at every step, with the archives before and after.

Jobs are of every kind: ended long ago, running, ended a moment ago, new; with and without results,
quantum tasks and bundles.
"""

import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from archive_state import state_of
from children import run
from job_logs import ago, energies, energy, milliseconds

from jobanalytics import Archive

__all__ = ["NAMES", "Scenario", "make_scenarios"]

NAMES = ["first", "second", "compact", "refresh"]
RESULT = {
    "braketSchemaHeader": {"name": "braket.jobs_data.persisted_job_data", "version": "1"},
    "dataDictionary": {"energy": -1.5},
    "dataFormat": "plaintext",
}


@dataclass(frozen=True)
class Scenario:
    """A change of an archive.

    Attributes
    ----------
    template
        The folder of the archive before; None where there is none.
    task, arguments
        What `children.run` takes to make the change.
    before, after
        What a reader sees of each job before and after it; None where there is no archive.
    logged
        The energies of each job after it, by ARN.
    """

    template: Path | None
    task: str
    arguments: dict[str, Any]
    logged: dict[str, list[float]]
    before: dict[str, Any] | None = None
    after: dict[str, Any] = field(default_factory=dict)

    def lay_out(self, root):
        """Make the archive as it is before, and return its place."""
        if self.template is not None:
            shutil.copytree(self.template, root)
        return root

    def change(self, root):
        """Make the change, in this process."""
        return run(self.task, root, **self.arguments)

    def sync_again(self, root):
        """Do what comes after a crash."""
        # A compaction is not missed; whatever is synced next cleans up after it.
        return run("sync", root, **(self.arguments or {"jobs": list(self.logged)}))


def make_scenarios(aws, folder):
    """Put jobs in, make the archives, and return the scenarios by name."""
    jobs = _Jobs(aws)
    jobs.put()
    final, shared, small = (folder / name for name in ("final", "shared", "small"))
    Archive(final).sync([jobs.stored, jobs.plain, jobs.running, jobs.ending], progress=False)
    jobs.go_on()
    Archive(shared).sync([jobs.stored, jobs.plain, jobs.new], progress=False, bundles=True)
    for job in [jobs.stored, jobs.plain, jobs.new]:
        Archive(small).sync(job, progress=False)
    Archive(small).sync(jobs.running, progress=False)
    every = {"jobs": list(jobs.logged), "bundles": True}
    made = {
        "first": Scenario(None, "sync", every, jobs.logged),
        "second": Scenario(final, "sync", every, jobs.logged),
        "compact": Scenario(small, "compact", {}, jobs.of(Archive(small))),
        "refresh": Scenario(
            shared, "sync", {"jobs": [jobs.stored], "refresh": True}, jobs.of(Archive(shared))
        ),
    }
    return {name: _with_states(scenario, folder / f"of {name}") for name, scenario in made.items()}


def _with_states(scenario, root):
    before = None if scenario.template is None else state_of(scenario.template)
    scenario.change(scenario.lay_out(root))
    return Scenario(**vars(scenario) | {"before": before, "after": state_of(root)})


class _Jobs:
    """Jobs in the emulator, and what each has logged, by ARN."""

    def __init__(self, aws):
        self._aws = aws
        self._name = f"vqe-{uuid4().hex[:8]}"
        self._began = milliseconds(ago(hours=3, minutes=50))
        self.logged = {}

    def put(self):
        ended = {"started_at": ago(hours=3, minutes=55), "ended_at": ago(hours=2)}
        self.stored = self._make("stored", 5, **ended)
        self._store(self.stored)
        self.plain = self._make("plain", 4, "FAILED", **ended)
        self.running = self._make("running", 3, "RUNNING")
        self._aws.put_tasks(self.running, [{"status": "RUNNING"}])
        self.ending = self._make("ending", 2, "RUNNING")

    def go_on(self):
        """Let running jobs log more, one of them end, and new jobs appear."""
        self._log(self.running, 3, 6)
        # It came late: before lines that have been read.
        self._aws.put_log_events(self.running, [(self._began + 1500, energy(100))])
        self.logged[self.running].insert(2, 100.0)
        self._aws.put_tasks(self.running, [{"status": "RUNNING"}])
        self._log(self.ending, 2, 4)
        self._store(self.ending)
        self._aws.update_job(self.ending, status="COMPLETED", ended_at=ago(minutes=30))
        self.new = self._make("new", 3, started_at=ago(hours=3), ended_at=ago(hours=1))
        # By its clock it ends in an hour, so that its log does not settle in the meantime.
        self._make("closing", 2, ended_at=ago(hours=-1))

    def of(self, archive):
        """Return what the jobs of an archive have logged."""
        return {job.arn: self.logged[job.arn] for job in archive.jobs()}

    def _make(self, name, lines, status="COMPLETED", **members):
        members = {"created_at": ago(hours=4), "hyperparameters": {"job": name}} | members
        arn = self._aws.create_job(f"{self._name}-{name}", status, **members)
        self._log(arn, 0, lines)
        return arn

    def _log(self, arn, first, end):
        lines = enumerate(energies(end))
        timed = [(self._began + 1000 * number, line) for number, line in lines]
        self._aws.put_log_events(arn, timed[first:])
        self.logged.setdefault(arn, []).extend(map(float, range(first, end)))

    def _store(self, arn):
        self._aws.put_bundle(arn, {"results.json": json.dumps(RESULT).encode(), "big": b"." * 999})
        self._aws.put_tasks(arn, [{"status": "COMPLETED", "shots": 10}, {"status": "FAILED"}])
