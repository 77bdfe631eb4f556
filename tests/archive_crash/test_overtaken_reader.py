"""Who has the jobs of an archive reads on while others sync: each answer is of one moment."""

import pytest
from archive_state import state_of_jobs
from crash_scenarios import NAMES

from jobanalytics import Archive

READ = {
    "nothing": lambda _: None,
    "observations": lambda jobs: jobs.observations(),
    "tasks": lambda jobs: jobs.tasks(),
    "table": lambda jobs: jobs.table(),
    "completeness": lambda jobs: jobs.completeness(),
    "one job": lambda jobs: [job.metrics() for job in jobs][:1],
}


pytestmark = pytest.mark.filterwarnings("ignore::jobanalytics.IncompleteMetricsWarning")


def check(scenario, root, first, later):
    jobs = Archive(scenario.lay_out(root)).jobs()
    READ[first](jobs)
    scenario.change(root)
    READ[later](jobs)
    for job, state in state_of_jobs(jobs).items():
        moments = [scenario.before[job], scenario.after[job]]
        for parts in [("observations", "completeness"), ("record",), ("tasks", "result")]:
            found = [state[part] for part in parts]
            assert found in [[moment[part] for part in parts] for moment in moments], (job, parts)


@pytest.mark.parametrize("first", READ)
def test_observations_and_their_certificate_agree(aws, scenarios, tmp_path, first):
    check(scenarios["second"], tmp_path / "archive", first, "tasks")


@pytest.mark.crash
@pytest.mark.parametrize("later", READ)
@pytest.mark.parametrize("first", READ)
@pytest.mark.parametrize("name", [name for name in NAMES if name != "first"])
def test_whatever_is_read_first(aws, scenarios, tmp_path, name, first, later):
    check(scenarios[name], tmp_path / "archive", first, later)
