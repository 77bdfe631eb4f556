"""results() has what COMPLETED jobs stored, one row a job; nothing is unpickled unasked."""

import json

import pytest
from job_logs import ago

from jobanalytics import IncompleteMetricsWarning, JobSet, PickleNotAllowedError


def plain(values):
    document = {"dataDictionary": values, "dataFormat": "plaintext"}
    return {"results.json": json.dumps(document).encode()}


@pytest.fixture
def arns(aws, job_name):
    """COMPLETED, FAILED, RUNNING, COMPLETED without a result, COMPLETED."""
    states = ["COMPLETED", "FAILED", "RUNNING", "COMPLETED", "COMPLETED"]
    made = [
        aws.create_job(f"{job_name}-{place}", state, created_at=ago(hours=5))
        for place, state in enumerate(states)
    ]
    for place in (0, 1, 2, 4):
        aws.put_bundle(made[place], plain({"energy": place / 2, "place": place}))
    aws.reset_calls()
    return made


def test_only_completed_jobs_are_asked(aws, arns):
    frame = JobSet(arns).results()
    assert frame["job_arn"].to_list() == arns
    assert frame["state"].to_list() == ["COMPLETED", "FAILED", "RUNNING", "COMPLETED", "COMPLETED"]
    assert frame["has_result"].to_list() == [True, None, None, False, True]
    assert frame["results.energy"].to_list() == [0.0, None, None, None, 2.0]
    assert frame["results.place"].to_list() == [0, None, None, None, 4]
    assert aws.calls["S3.GetObject"] <= 2
    assert aws.calls["GetJob"] == 5


def test_nothing_is_waited_for(arns):
    """A job that runs has a row at once, whatever `QuantumJob.result` would wait for."""
    assert JobSet(arns[2]).results()["has_result"].to_list() == [None]


def test_local_jobs(folder):
    folder("a", results={"energy": 1})
    folder("b")
    failed = folder("c", "Process exited with code: 1", results={"energy": 2})
    frame = JobSet(failed.parent).results()
    assert frame.select("job_name", "state", "has_result", "results.energy").rows() == [
        ("a", "COMPLETED", True, 1),
        ("b", "COMPLETED", False, None),
        ("c", "FAILED", None, None),
    ]


def test_a_pickled_result_is_refused_or_allowed(folder):
    persistence = pytest.importorskip("braket.jobs_data")
    serialization = pytest.importorskip("braket.jobs.serialization")
    form = persistence.PersistedJobDataFormat.PICKLED_V4
    values = serialization.serialize_values({"angles": [1.5, 2.5]}, form)
    path = folder("a")
    document = {"dataDictionary": values, "dataFormat": form.value}
    (path / "results.json").write_text(json.dumps(document))
    jobs = JobSet([path, folder("b", results={"angles": [1]})])
    with pytest.raises(PickleNotAllowedError, match=r"Job 'a' .*allow_pickle=True"):
        jobs.results()
    allowed = jobs.results(allow_pickle=True)
    assert [json.loads(text) for text in allowed["results.angles"]] == [[1.5, 2.5], [1]]
    with pytest.warns(IncompleteMetricsWarning, match=r"1 of 2 jobs left out \(results\)"):
        others = jobs.results(on_error="collect")
    assert others["has_result"].to_list() == [None, True]
    assert jobs.errors()["error"].to_list() == ["PickleNotAllowedError"]
    jobs.results(allow_pickle=True)
    assert jobs.errors().is_empty()
