"""JobSet.write_parquet writes what table(), observations() and results() give."""

import pytest
from exported import assert_same, files_in
from job_logs import ago, energies

from jobanalytics import IncompleteMetricsWarning, JobSet, search_jobs
from jobanalytics.export import read_parquet

RESULT = b'{"dataDictionary": {"best": 0.5, "n": [1]}, "dataFormat": "plaintext"}'


def frames_of(jobs):
    return jobs.table(), jobs.observations(), jobs.results()


@pytest.mark.parametrize("partition_by", [None, "n_layers", "job_name"])
def test_local_jobs(local_jobs, tmp_path, partition_by):
    jobs = JobSet(local_jobs)
    assert jobs.write_parquet(tmp_path / "out", partition_by=partition_by) is None
    found = read_parquet(tmp_path / "out")
    assert_same(found, frames_of(jobs))
    assert found.jobs["hyperparameters.n_layers"].to_list() == [1, 2, 2]
    assert found.observations.height == 5
    assert found.results["results.best"].to_list() == [0.5, 1.0, None]


def test_local_jobs_of_one_name(folder, tmp_path):
    """They are told apart by their places, which have slashes."""
    folder("x y/vqe", *energies(2))
    folder("é%/vqe", *energies(3))
    jobs = JobSet([tmp_path / "jobs" / place / "vqe" for place in ("é%", "x y")])
    jobs.write_parquet(tmp_path / "out", partition_by="job_name")
    assert_same(read_parquet(tmp_path / "out"), frames_of(jobs))
    assert "observations/jobs.job_name=x%20y%2Fvqe/data.parquet" in files_in(tmp_path / "out")


def test_jobs_on_aws(aws, job_name, tmp_path):
    for place in (1, 0):
        arn = aws.create_job(
            f"{job_name}-{place}", created_at=ago(hours=3 - place), hyperparameters={"seed": place}
        )
        aws.put_log_events(arn, energies(10))
        aws.put_bundle(arn, {"results.json": RESULT})
    jobs = search_jobs(name=f"{job_name}-*")
    aws.reset_calls()
    jobs.write_parquet(tmp_path / "out")
    # One table of jobs is behind all three.
    assert aws.calls["GetJob"] == 2
    assert_same(read_parquet(tmp_path / "out"), frames_of(jobs))


def test_of_no_jobs(tmp_path):
    JobSet().write_parquet(tmp_path / "out")
    assert_same(read_parquet(tmp_path / "out"), frames_of(JobSet()))
    JobSet().write_parquet(tmp_path / "out", partition_by="state")
    assert_same(read_parquet(tmp_path / "out"), frames_of(JobSet()))


def test_of_jobs_that_logged_and_stored_nothing(folder, tmp_path):
    jobs = JobSet(folder("a", "no metrics", n_layers=1))
    for partition_by in (None, "n_layers"):
        jobs.write_parquet(tmp_path / "out", partition_by=partition_by)
        assert_same(read_parquet(tmp_path / "out"), frames_of(jobs))


def test_of_a_job_that_runs_it_is_loud(aws, job_name, tmp_path):
    arn = aws.create_job(job_name, "RUNNING", created_at=ago(hours=1))
    aws.put_log_events(arn, energies(3))
    with pytest.warns(IncompleteMetricsWarning, match="may not be all") as caught:
        JobSet(arn).write_parquet(tmp_path / "out")
    assert caught[0].filename == __file__
    found = read_parquet(tmp_path / "out")
    assert found.results.select("state", "has_result").rows() == [("RUNNING", None)]
    assert found.observations.height == 3


def test_an_unknown_argument(local_jobs, tmp_path):
    with pytest.raises(TypeError, match="There is no argument 'partition'"):
        JobSet(local_jobs).write_parquet(tmp_path / "out", partition="n_layers")
    assert not (tmp_path / "out").exists()
