"""A job that cannot be read is raised before anything is written, or collected."""

import json

import pytest
from exported import assert_same
from job_logs import ago, energies

from jobanalytics import (
    BundleError,
    IncompleteMetricsWarning,
    JobNotFoundError,
    JobSet,
    PickleNotAllowedError,
    search_jobs,
)
from jobanalytics.export import read_parquet

RESULT = b'{"dataDictionary": {"best": 0.5}, "dataFormat": "plaintext"}'


@pytest.fixture
def arns(aws, job_name):
    made = [aws.create_job(f"{job_name}-{place}", created_at=ago(hours=3)) for place in range(3)]
    for arn in made:
        aws.put_log_events(arn, energies(5))
        aws.put_bundle(arn, {"results.json": RESULT})
    aws.reset_calls()
    return made


def test_a_damaged_result(aws, arns, tmp_path):
    aws.put_bundle(arns[1], b"no bundle")
    jobs = JobSet(arns)
    with pytest.raises(BundleError):
        jobs.write_parquet(tmp_path / "out")
    assert not (tmp_path / "out").exists()
    # It is noticed before the logs are read, which takes longest.
    assert aws.calls["FilterLogEvents"] == 0
    with pytest.warns(IncompleteMetricsWarning, match=r"1 of 3 jobs left out \(results\)"):
        jobs.write_parquet(tmp_path / "out", on_error="collect")
    found = read_parquet(tmp_path / "out")
    assert found.jobs["job_arn"].to_list() == arns
    assert found.results["job_arn"].to_list() == arns
    assert found.results["has_result"].to_list() == [True, None, True]
    assert found.observations.height == 15
    assert jobs.errors()["reading"].to_list() == ["results"]


def test_a_pickled_result(folder, tmp_path):
    persistence = pytest.importorskip("braket.jobs_data")
    serialization = pytest.importorskip("braket.jobs.serialization")
    form = persistence.PersistedJobDataFormat.PICKLED_V4
    values = serialization.serialize_values({"angles": [1.5, 2.5]}, form)
    path = folder("a", *energies(2))
    document = {"dataDictionary": values, "dataFormat": form.value}
    (path / "results.json").write_text(json.dumps(document))
    jobs = JobSet(path)
    with pytest.raises(PickleNotAllowedError, match="allow_pickle=True"):
        jobs.write_parquet(tmp_path / "out")
    jobs.write_parquet(tmp_path / "out", allow_pickle=True)
    assert read_parquet(tmp_path / "out").results["results.angles"].to_list() == ["[1.5, 2.5]"]


@pytest.mark.filterwarnings("ignore::jobanalytics.IncompleteMetricsWarning")
def test_a_job_without_a_record_is_in_no_table(aws, arns, job_name, tmp_path):
    jobs = search_jobs(name=f"{job_name}-*")
    # Reading logs takes no records.
    assert jobs.observations().height == 15
    aws.fail("GetJob", "denied")
    jobs.write_parquet(tmp_path / "out", on_error="collect")
    found = read_parquet(tmp_path / "out")
    kept = found.jobs["job_arn"].to_list()
    assert len(kept) == 2
    others = JobSet(kept)
    assert_same(found, [others.table(), others.observations(), others.results()])


def test_a_job_that_there_is_not(aws, arns, tmp_path):
    gone = arns[0][:-12] + "000000000000"
    jobs = JobSet([*arns, gone])
    with pytest.raises(JobNotFoundError):
        jobs.write_parquet(tmp_path / "out", partition_by="state")
    with pytest.warns(IncompleteMetricsWarning, match="1 of 4 jobs left out"):
        jobs.write_parquet(tmp_path / "out", partition_by="state", on_error="collect")
    assert read_parquet(tmp_path / "out").jobs["job_arn"].to_list() == arns


@pytest.mark.filterwarnings("ignore::jobanalytics.IncompleteMetricsWarning")
def test_a_job_whose_log_cannot_be_read_has_no_observations(aws, arns, tmp_path):
    jobs = JobSet(arns)
    aws.fail("FilterLogEvents", "denied", times=None)
    jobs.write_parquet(tmp_path / "out", on_error="collect")
    found = read_parquet(tmp_path / "out")
    assert found.observations.is_empty()
    assert found.results["has_result"].to_list() == [True] * 3
    aws.clear_faults()
    jobs.write_parquet(tmp_path / "out", on_error="collect")
    assert read_parquet(tmp_path / "out").observations.height == 15
    assert jobs.errors().is_empty()
