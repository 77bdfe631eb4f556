"""The page says at its top what may be missing of which jobs, and what to do about it."""

import pytest
from job_logs import ago, energies
from small_sweep import put

from jobanalytics import IncompleteMetricsWarning, JobNotFoundError, JobSet, search_jobs

DEVICE = "arn:aws:braket:us-west-2::device/qpu/rigetti/Ankaa-3"


@pytest.fixture
def arns(aws, job_name):
    return put(aws, job_name)


@pytest.fixture
def page(tmp_path, read):
    return lambda jobs, **arguments: read(jobs.report(tmp_path / "report.html", **arguments))


def test_all_is_here(arns, page):
    made = page(JobSet(arns), goal="max")
    assert "Yes: all 48 values that the 6 jobs logged were read" in made.text
    assert "Not everything is here" not in made.text


def test_a_job_that_runs(aws, arns, job_name, page):
    aws.update_job(arns[2], status="RUNNING", ended_at=None)
    with pytest.warns(IncompleteMetricsWarning, match="RUNNING") as caught:
        made = page(JobSet(arns))
    assert [warning.filename for warning in caught] == [__file__]
    assert (
        "Not everything is here 1 job had not ended when the log was read: later values are "
        f"missing here. Make the report again when they have ended. {job_name}-2"
    ) in made.text
    assert "Is this all?" not in made.text


def test_a_log_that_has_not_settled(aws, job_name, page):
    arn = aws.create_job(job_name, created_at=ago(minutes=40), ended_at=ago(seconds=5))
    aws.put_log_events(arn, energies(3))
    with pytest.warns(IncompleteMetricsWarning):
        made = page(JobSet(arn))
    assert "1 job had ended only a short while before the log was read" in made.text
    assert "Make the report again in a few minutes." in made.text


def test_an_instance_without_a_log(aws, job_name, page):
    arn = aws.create_job(job_name, instance_count=2)
    aws.put_log_events(arn, energies(3))
    with pytest.warns(IncompleteMetricsWarning):
        made = page(JobSet(arn))
    assert "1 job had no log of some instances" in made.text


def test_what_retention_may_have_removed(aws, job_name, page):
    aws.set_retention(1)
    arn = aws.create_job(job_name, created_at=ago(days=3))
    aws.put_log_events(arn, energies(3))
    with pytest.warns(IncompleteMetricsWarning):
        made = page(JobSet(arn))
    assert "1 job may have lost lines: CloudWatch removes what is older" in made.text
    assert "Keep the next sweep in time: sync it into an archive." in made.text


def test_malformed_values(aws, job_name, page):
    arn = aws.create_job(job_name)
    aws.put_log_events(arn, [*energies(3), "Metrics - energy=tensor(0.3); iteration_number=3;"])
    made = page(JobSet(arn))
    assert "1 job logged what is no number; 1 such item left out." in made.text
    assert "energy=tensor(0.3): not a number." in made.text
    assert "Yes: all" in made.text


def test_several_values_of_one_cell(aws, job_name, page):
    arns = [aws.create_job(f"{job_name}-{place}", instance_count=2) for place in range(2)]
    for arn in arns:
        aws.put_log_events(arn, energies(3), instance="algo-1")
    lines = [line.replace("energy=", "energy=-1") for line in energies(2)]
    aws.put_log_events(arns[0], [*lines, energies(3)[2]], instance="algo-2")
    aws.put_log_events(arns[1], energies(3), instance="algo-2")
    made = page(JobSet(arns), goal="min")
    said = "1 job logged several different values of energy at one iteration, in 2 cells: "
    hidden = "better values of energy may be missing below"
    assert f"{said}the largest value counts." in made.text
    assert hidden in made.text
    assert f"missing below. {job_name}-0" in made.text
    made = page(JobSet(arns), goal="min", statistic={"energy": "min"})
    assert f"{said}the smallest value counts." in made.text
    assert hidden not in made.text
    assert "several different values" not in page(JobSet(arns[1])).text


def test_jobs_that_cannot_be_read_are_raised_or_listed(arns, page, tmp_path):
    jobs = JobSet([*arns, arns[0][:-12] + "000000000000"])
    with pytest.raises(JobNotFoundError):
        page(jobs)
    assert not (tmp_path / "report.html").exists()
    with pytest.warns(IncompleteMetricsWarning, match="1 of 7 jobs left out"):
        made = page(jobs, on_error="collect")
    assert "7 hybrid jobs: 6 COMPLETED." in made.text
    assert "1 job could not be read, at least in part" in made.text
    assert "JobNotFoundError" in made.text


def test_none_that_can_be_read(aws, arns, job_name, page):
    jobs = search_jobs(name=f"{job_name}-*")
    aws.fail("GetJob", "denied", times=None)
    with pytest.warns(IncompleteMetricsWarning, match="6 of 6 jobs left out"):
        made = page(jobs, on_error="collect")
    assert "6 jobs could not be read" in made.text
    assert made.data["charts"] == []


def test_tasks_that_nobody_may_search_cost_nothing_else(aws, arns, page):
    aws.fail("SearchQuantumTasks", "denied", times=None)
    with pytest.warns(IncompleteMetricsWarning, match=r"left out \(tasks\)"):
        made = page(JobSet(arns))
    assert "6 jobs could not be read" in made.text
    assert "The tasks of 6 jobs could not be read; what they cost is missing." in made.text
    assert len(made.data["charts"]) == 6


def test_tasks_and_costs(aws, job_name, page):
    arn = aws.create_job(job_name, device=DEVICE)
    aws.put_log_events(arn, energies(3))
    tasks = [{"device": DEVICE, "shots": 100, "status": "COMPLETED"}] * 3
    aws.put_tasks(arn, [*tasks, {"device": DEVICE, "shots": 100, "status": "FAILED"}])
    prices = {"*Ankaa-3": {"per_task": 0.25, "per_shot": 0.001}}
    made = page(JobSet(arn), prices=prices)
    assert f"{DEVICE} COMPLETED 1 3 300" in made.text
    assert "1.05 USD, as far as there are prices." in made.text
    assert "Not in it, and not free: what 1 job ran on without a price, ml.m5.large." in made.text
    made = page(JobSet(arn), prices=prices | {"ml.m5.large": {"per_hour": 1}})
    assert "1.55 USD, as far as there are prices." in made.text
    assert "not free" not in made.text


def test_what_it_does_not_show_is_no_matter(aws, arns, page):
    aws.put_bundle(arns[0], {"results.json": b"{"})
    jobs = JobSet(arns)
    with pytest.warns(IncompleteMetricsWarning, match=r"left out \(results\)"):
        jobs.results(on_error="collect")
    assert "Not everything is here" not in page(jobs).text
